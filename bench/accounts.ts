import { sql, type Kysely } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Tables } from '../src/store/schema.ts';
import { Desk, type Company } from '../test/testkit/desk.ts';
import type { TestDatabase } from '../test/testkit/databases.ts';

/** What an account is made of, before it did anything that a row is about. */
const COPIED = ['accounts', 'subscriptions', 'payment_methods', 'credit_lots', 'members'] as const;

/** The id of the account with this number. */
export function accountId(number: number): string {
  return `acct_bench${number.toString().padStart(8, '0')}`;
}

/** A customer whose period is over, as the engine itself made it. */
export async function makePattern(database: TestDatabase): Promise<Company> {
  const desk = new Desk(database);
  const start = Temporal.Now.zonedDateTimeISO('America/New_York').subtract({ months: 1, hours: 2 });
  return desk.company({ start: start.toInstant().round('second').toString() });
}

/**
 * Copies a customer, on the system's time, from number `from` on; nothing is due for the copies yet. What
 * the id and the code of the account are part of, is of the copy.
 */
export async function copyAccounts(
  db: Kysely<Tables>,
  pattern: Pick<Company, 'accountId'>,
  from: number,
  count: number,
): Promise<void> {
  const { code } = await db
    .selectFrom('accounts')
    .select('code')
    .where('id', '=', pattern.accountId)
    .executeTakeFirstOrThrow();
  for (const table of COPIED) {
    const key = table === 'accounts' ? sql`it.id` : sql`it.account_id`;
    const parked = table === 'accounts' ? sql`, 'clock_id', null, 'due_at', null` : sql``;
    const renamed = table === 'members' ? sql`, 'user_id', it.user_id || number, 'email', number || it.email` : sql``;
    await sql`
      insert into ${sql.table(table)}
      select copy.*
      from generate_series(${from}::integer, ${from + count - 1}::integer) as number
      cross join ${sql.table(table)} it
      cross join lateral json_populate_record(
        null::${sql.table(table)},
        (replace(
          replace(to_json(it)::text, ${pattern.accountId}, 'acct_bench' || lpad(number::text, 8, '0')),
          ${code}, 'B' || lpad(number::text, 8, '0')
        )::jsonb || jsonb_build_object('account_id', 'acct_bench' || lpad(number::text, 8, '0') ${parked} ${renamed}))::json
      ) copy
      where ${key} = ${pattern.accountId}`.execute(db);
  }
}

/** Makes the end of the period due for these accounts, which is over, and lets the statistics know. */
export async function makeDue(db: Kysely<Tables>, from: number, count: number): Promise<void> {
  await sql`
    update accounts set due_at = period_end
    from subscriptions
    where subscriptions.account_id = accounts.id and subscriptions.id = accounts.subscription_id
      and accounts.id between ${accountId(from)} and ${accountId(from + count - 1)}`.execute(db);
  await sql`vacuum analyze accounts`.execute(db);
}
