import type { Kysely } from 'kysely';
import type { Invitation, Member } from '../domain/account/types.ts';
import type { SessionMember } from '../ports/auth.ts';
import { invitationFromRow, memberFromRow } from '../store/roster.ts';
import { systemNow } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';

/** The member of a session that has not expired. */
export async function memberOfSession(db: Kysely<Tables>, token: string): Promise<SessionMember | null> {
  const row = await db
    .selectFrom('auth_sessions')
    .innerJoin('members', 'members.user_id', 'auth_sessions.user_id')
    .select(['members.account_id', 'members.id', 'members.user_id', 'members.name', 'members.email', 'members.role'])
    .where('auth_sessions.token', '=', token)
    .where('auth_sessions.expires_at', '>', systemNow())
    .executeTakeFirst();
  if (row === undefined) return null;
  const { account_id: accountId, id: memberId, user_id: userId, name, email, role } = row;
  return { kind: 'member', accountId, memberId, userId, name, email, role };
}

/** Everybody in an account, owners first. */
export async function listMembers(db: Kysely<Tables>, accountId: string): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom('members')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy((eb) => eb.case().when('role', '=', 'owner').then(0).when('role', '=', 'billing').then(1).else(2).end())
    .orderBy('joined_at')
    .orderBy('id')
    .execute();
  return rows.map(memberFromRow);
}

/** The invitations of an account that are neither accepted nor withdrawn, newest first. */
export async function listInvitations(db: Kysely<Tables>, accountId: string): Promise<readonly Invitation[]> {
  const rows = await db
    .selectFrom('invitations')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .orderBy('invited_at', 'desc')
    .execute();
  return rows.map(invitationFromRow);
}

/** An open invitation as the person who was invited sees it. */
export interface InvitationView {
  readonly accountId: string;
  readonly invitation: Invitation;
  readonly company: string;
  readonly invitedBy: string | null;
  /** Whether the e-mail has a log-in already, here or in another account. */
  readonly hasLogIn: boolean;
}

/** The open invitation with this token's hash, expired or not. */
export async function findInvitation(db: Kysely<Tables>, tokenHash: string): Promise<InvitationView | null> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('accounts', 'accounts.id', 'invitations.account_id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.account_id', '=', 'invitations.account_id')
        .onRef('members.id', '=', 'invitations.invited_by'),
    )
    .leftJoin('auth_users', 'auth_users.email', 'invitations.email')
    .selectAll('invitations')
    .select(['accounts.name as company', 'members.name as inviter', 'auth_users.id as known_user'])
    .where('invitations.token_hash', '=', tokenHash)
    .where('invitations.accepted_at', 'is', null)
    .where('invitations.withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    accountId: row.account_id,
    invitation: invitationFromRow(row),
    company: row.company,
    invitedBy: row.inviter,
    hasLogIn: row.known_user !== null,
  };
}
