import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Invitation, Member, Roster } from '../domain/account/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { nowFor } from './clock.ts';
import { accountFromRow } from './rows.ts';
import type { InvitationsTable, MembersTable, Tables } from './schema.ts';

/** Reads what account commands depend on and takes the account's lock, or null when there is no such account. */
export async function lockRoster(
  tx: Transaction<Tables>,
  accountId: string,
): Promise<{ roster: Roster; now: Instant } | null> {
  const row = await tx
    .selectFrom('accounts')
    .select(['id', 'code', 'name', 'time_zone', 'currency', 'country', 'created_at'])
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    roster: { account: accountFromRow(row), ...(await loadPeople(tx, accountId)) },
    now: await nowFor(tx, accountId),
  };
}

async function loadPeople(db: Kysely<Tables>, accountId: string): Promise<Omit<Roster, 'account'>> {
  const members = await db.selectFrom('members').selectAll().where('account_id', '=', accountId).execute();
  const invitations = await db
    .selectFrom('invitations')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
  return { members: members.map(memberFromRow), invitations: invitations.map(invitationFromRow) };
}

/** A member as the domain knows one. */
export function memberFromRow(row: Selectable<MembersTable>): Member {
  const { id, user_id: userId, name, email, role, joined_at: joinedAt } = row;
  return { id, userId, name, email, role, joinedAt };
}

/** An invitation as the domain knows one. */
export function invitationFromRow(row: Selectable<InvitationsTable>): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    tokenHash: row.token_hash,
    invitedBy: row.invited_by,
    invitedAt: row.invited_at,
    expiresAt: row.expires_at,
  };
}
