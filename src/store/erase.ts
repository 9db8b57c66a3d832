import { sql, type Kysely, type Transaction } from 'kysely';
import type { Tables } from './schema.ts';

/** Every table that holds rows of an account, in an order in which they can go. */
const OF_ACCOUNTS = [
  'answers',
  'attempts',
  'charges',
  'credit_entries',
  'credit_lots',
  'credit_notes',
  'deliveries',
  'events',
  'invitations',
  'invoices',
  'members',
  'orders',
  'outbox',
  'payment_methods',
  'subscriptions',
  'support_requests',
] as const;

/** A log-in's session, to be taken over by the log-in that follows it. */
interface KeptSession {
  readonly email: string;
  readonly session: Record<string, unknown>;
}

/** The account of the member with this e-mail, or null. */
export async function accountOfMember(db: Kysely<Tables>, email: string): Promise<string | null> {
  const row = await db.selectFrom('members').select('account_id').where('email', '=', email).executeTakeFirst();
  return row?.account_id ?? null;
}

/**
 * Takes an account away with everything that belongs to it, its log-ins and its test clock included.
 * Only the demo is ever reset: what real customers leave behind is kept.
 *
 * @returns the sessions that were open, so that whoever resets the demo stays logged in.
 */
export async function eraseAccount(tx: Transaction<Tables>, accountId: string): Promise<readonly KeptSession[]> {
  const account = await tx
    .selectFrom('accounts')
    .select('clock_id')
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  if (account === undefined) return [];
  const { rows: sessions } = await sql<{ email: string; session: Record<string, unknown> }>`
    select auth_users.email, to_json(auth_sessions) as session
    from auth_sessions
    join auth_users on auth_users.id = auth_sessions.user_id
    join members on members.user_id = auth_users.id
    where members.account_id = ${accountId}`.execute(tx);
  await sql`delete from auth_users where id in (select user_id from members where account_id = ${accountId})`.execute(
    tx,
  );
  await sql`delete from demo_mails where account_id = ${accountId}`.execute(tx);
  for (const table of OF_ACCOUNTS) await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  await tx.deleteFrom('accounts').where('id', '=', accountId).execute();
  if (account.clock_id !== null) await tx.deleteFrom('clocks').where('id', '=', account.clock_id).execute();
  return sessions;
}

/** Gives sessions of earlier log-ins to those that have the same e-mails now. */
export async function restoreSessions(tx: Transaction<Tables>, kept: readonly KeptSession[]): Promise<void> {
  for (const { email, session } of kept) {
    const user = await tx.selectFrom('auth_users').select('id').where('email', '=', email).executeTakeFirst();
    if (user === undefined) continue;
    const row = JSON.stringify({ ...session, user_id: user.id });
    await sql`insert into auth_sessions select * from json_populate_record(null::auth_sessions, ${row}::json)`.execute(
      tx,
    );
  }
}
