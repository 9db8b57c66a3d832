import type { Transaction } from 'kysely';
import type { AccountChange, Invitation, Member } from '../domain/account/types.ts';
import type { Account } from '../domain/subscription/types.ts';
import { writePaymentMethod } from './payment-methods.ts';
import type { Tables } from './schema.ts';
import { addSupportRequest } from './support-requests.ts';
import { addUser, removeUser, renameUser } from './users.ts';

/** Writes what `decideAccount` decided. The caller holds the lock on the account's row. */
export async function writeAccountChanges(
  tx: Transaction<Tables>,
  accountId: string,
  changes: readonly AccountChange[],
): Promise<void> {
  for (const change of changes) await write(tx, accountId, change);
}

async function write(tx: Transaction<Tables>, accountId: string, change: AccountChange): Promise<void> {
  switch (change.kind) {
    case 'account_opened':
      return openAccount(tx, change.account, change.clockId);
    case 'payment_method_set':
      return writePaymentMethod(tx, accountId, change.card);
    case 'member_added':
      await addUser(tx, change.member, change.passwordHash);
      return addMember(tx, accountId, change.member);
    case 'member_role_changed':
      await memberRow(tx, accountId, change.memberId).set({ role: change.role }).execute();
      return;
    case 'member_renamed':
      await memberRow(tx, accountId, change.memberId).set({ name: change.name }).execute();
      return renameUser(tx, change.userId, change.name);
    case 'member_removed':
      await tx.deleteFrom('members').where('account_id', '=', accountId).where('id', '=', change.memberId).execute();
      return removeUser(tx, change.userId);
    case 'invitation_added':
      return addInvitation(tx, accountId, change.invitation);
    case 'invitation_accepted':
      await invitationRow(tx, accountId, change.invitationId).set({ accepted_at: change.at }).execute();
      return;
    case 'invitation_withdrawn':
      await invitationRow(tx, accountId, change.invitationId).set({ withdrawn_at: change.at }).execute();
      return;
    case 'company_changed':
      await tx
        .updateTable('accounts')
        .set({ name: change.name, country: change.country, time_zone: change.timeZone })
        .where('id', '=', accountId)
        .execute();
      return;
    case 'support_request_opened':
      return addSupportRequest(tx, accountId, change.request);
  }
}

async function openAccount(tx: Transaction<Tables>, account: Account, clockId: string | null): Promise<void> {
  await tx
    .insertInto('accounts')
    .values({
      id: account.id,
      code: account.code,
      name: account.name,
      country: account.country,
      time_zone: account.timeZone,
      currency: account.currency,
      clock_id: clockId,
      created_at: account.createdAt,
    })
    .execute();
}

async function addMember(tx: Transaction<Tables>, accountId: string, member: Member): Promise<void> {
  await tx
    .insertInto('members')
    .values({
      account_id: accountId,
      id: member.id,
      user_id: member.userId,
      name: member.name,
      email: member.email,
      role: member.role,
      joined_at: member.joinedAt,
    })
    .execute();
}

async function addInvitation(tx: Transaction<Tables>, accountId: string, invitation: Invitation): Promise<void> {
  await tx
    .insertInto('invitations')
    .values({
      account_id: accountId,
      id: invitation.id,
      email: invitation.email,
      role: invitation.role,
      token_hash: invitation.tokenHash,
      invited_by: invitation.invitedBy,
      invited_at: invitation.invitedAt,
      expires_at: invitation.expiresAt,
    })
    .execute();
}

function memberRow(tx: Transaction<Tables>, accountId: string, memberId: string) {
  return tx.updateTable('members').where('account_id', '=', accountId).where('id', '=', memberId);
}

function invitationRow(tx: Transaction<Tables>, accountId: string, invitationId: string) {
  return tx.updateTable('invitations').where('account_id', '=', accountId).where('id', '=', invitationId);
}
