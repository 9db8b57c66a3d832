import { CompiledQuery, sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Invitation, Member } from '../domain/account/types.ts';
import { atOrBefore } from '../domain/time/period.ts';
import type { Instant } from '../domain/time/period.ts';
import type { SessionMember } from '../ports/auth.ts';
import { systemNow } from '../store/clock.ts';
import { revive } from '../store/json-rows.ts';
import { invitationFromRow, memberFromRow } from '../store/roster.ts';
import type { InvitationsTable, MembersTable, Tables } from '../store/schema.ts';

/** The members of sessions that have not expired, in the order of their tokens; null where there is no such session. */
export async function membersOfSessions(
  db: Kysely<Tables>,
  tokens: readonly string[],
): Promise<readonly (SessionMember | null)[]> {
  const [asked, which] = tokens.length === 1 ? [ONE_SESSION, tokens[0]] : [SESSIONS, tokens];
  const { rows } = await db.executeQuery<SessionRow>(CompiledQuery.raw(asked, [which, systemNow()]));
  const members = new Map(rows.map((row) => [row.token, actorFromRow(row)]));
  return tokens.map((token) => members.get(token) ?? null);
}

type SessionRow = Omit<Selectable<MembersTable>, 'joined_at'> & { readonly token: string };

const sessionsWhere = (token: string) => `
  select members.account_id, members.id, members.user_id, members.name, members.email, members.role, auth_sessions.token
    from auth_sessions join members on members.user_id = auth_sessions.user_id
    where auth_sessions.token ${token} and auth_sessions.expires_at > $2`;

/** Mostly there is one, and for one the database keeps its plan; for a list it makes a plan each time. */
const ONE_SESSION = sessionsWhere('= $1');
const SESSIONS = sessionsWhere('= any($1::text[])');

/** The member who logs in as this user, or null. */
export async function memberOfUser(db: Kysely<Tables>, userId: string): Promise<SessionMember | null> {
  const row = await db.selectFrom('members').selectAll().where('user_id', '=', userId).executeTakeFirst();
  return row === undefined ? null : actorFromRow(row);
}

/** The owner of an account who joined first. */
export async function firstOwner(db: Kysely<Tables>, accountId: string): Promise<SessionMember> {
  const row = await db
    .selectFrom('members')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('role', '=', 'owner')
    .orderBy('joined_at')
    .orderBy('id')
    .executeTakeFirstOrThrow();
  return actorFromRow(row);
}

function actorFromRow(row: Omit<Selectable<MembersTable>, 'joined_at'>): SessionMember {
  const { account_id: accountId, id: memberId, user_id: userId, name, email, role } = row;
  return { kind: 'member', accountId, memberId, userId, name, email, role };
}

/** Everybody in an account, owners first. */
export async function listMembers(db: Kysely<Tables>, accountId: string): Promise<readonly Member[]> {
  return (await selectMembers(db, accountId).execute()).map(memberFromRow);
}

/** Who is in an account, and who is invited. */
interface People {
  /** Owners first. */
  readonly members: readonly Member[];
  /** Those that are neither accepted nor withdrawn, newest first. */
  readonly invitations: readonly Invitation[];
}

/** Everybody in an account and whom it has invited, in one statement. */
export async function listPeople(db: Kysely<Tables>, accountId: string): Promise<People> {
  const invited = db
    .selectFrom('invitations')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .orderBy('invited_at', 'desc');
  const { members, invitations } = await db
    .selectNoFrom([jsonArrayFrom(selectMembers(db, accountId)).as('members'), jsonArrayFrom(invited).as('invitations')])
    .executeTakeFirstOrThrow();
  return {
    members: members.map((row) => memberFromRow(revive(row, 'members'))),
    invitations: invitations.map((row) => invitationFromRow(revive(row, 'invitations'))),
  };
}

function selectMembers(db: Kysely<Tables>, accountId: string) {
  return db
    .selectFrom('members')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy((eb) => eb.case().when('role', '=', 'owner').then(0).when('role', '=', 'billing').then(1).else(2).end())
    .orderBy('joined_at')
    .orderBy('id');
}

/** An invitation as the person who was invited sees it. */
export interface InvitationView {
  readonly accountId: string;
  readonly invitation: Invitation;
  readonly state: 'open' | 'expired' | 'accepted' | 'withdrawn';
  readonly company: string;
  readonly invitedBy: string | null;
  /** Whether the e-mail has a log-in, here or in another account. */
  readonly hasLogIn: boolean;
}

/** The invitation with this token's hash, as it stands now. */
export async function findInvitation(db: Kysely<Tables>, tokenHash: string): Promise<InvitationView | null> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('accounts', 'accounts.id', 'invitations.account_id')
    .leftJoin('clocks', 'clocks.id', 'accounts.clock_id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.account_id', '=', 'invitations.account_id')
        .onRef('members.id', '=', 'invitations.invited_by'),
    )
    .leftJoin('auth_users', 'auth_users.email', 'invitations.email')
    .selectAll('invitations')
    .select(['accounts.name as company', 'members.name as inviter', 'auth_users.id as known_user', 'clocks.now'])
    .where('invitations.token_hash', '=', tokenHash)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    accountId: row.account_id,
    invitation: invitationFromRow(row),
    state: stateOf(row, row.now ?? systemNow()),
    company: row.company,
    invitedBy: row.inviter,
    hasLogIn: row.known_user !== null,
  };
}

function stateOf(row: Selectable<InvitationsTable>, now: Instant): InvitationView['state'] {
  if (row.accepted_at !== null) return 'accepted';
  if (row.withdrawn_at !== null) return 'withdrawn';
  return atOrBefore(row.expires_at, now) ? 'expired' : 'open';
}

/** Whether the account has ever had this invitation, open or not. */
export async function hasInvitation(db: Kysely<Tables>, accountId: string, invitationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('invitations')
    .select('id')
    .where('account_id', '=', accountId)
    .where('id', '=', invitationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether this member was removed from the account, by what its audit trail says. */
export async function hadMember(db: Kysely<Tables>, accountId: string, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('seq')
    .where('account_id', '=', accountId)
    .where('type', '=', 'MemberRemoved')
    .where(sql<string>`data ->> 'memberId'`, '=', memberId)
    .executeTakeFirst();
  return row !== undefined;
}
