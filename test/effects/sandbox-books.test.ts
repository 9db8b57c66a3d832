import { CompiledQuery, sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { recorded, type Statement } from '../../bench/replay.ts';
import { createSandbox } from '../../src/adapters/payments/sandbox.ts';
import type { Tables } from '../../src/store/schema.ts';
import { opener } from '../testkit/databases.ts';

const open = opener('postgres');

test('what the sandbox owes is found by its key, however many charges are on its books', async () => {
  const { db } = await open();
  await sql`
    insert into sandbox_charges (key, account_id, token, amount_minor, currency, outcome, owed, answer_at)
    select 'ch_' || lpad(number::text, 8, '0'), 'acct_' || number, 'card_1', 9700, 'USD', 'succeeded',
      case when number <= 300 then 1 else 0 end, now()
    from generate_series(1, 40000) number`.execute(db);
  await sql`analyze sandbox_charges`.execute(db);
  const log = { warn: () => undefined };
  const sandbox = createSandbox(db, { baseUrl: 'https://desk.example', latencyMs: 0, lateMs: 0, log });
  const heard = new Set<string>();
  sandbox.onAnswer(({ chargeKey }) => Promise.resolve(void heard.add(chargeKey)));
  const sent = await recorded(() => sandbox.drain());
  expect(heard.size).toBe(300);
  const written = sent.filter(({ text }) => text.trimStart().startsWith('update'));
  expect(written.length).toBeGreaterThanOrEqual(4);
  const plans = await Promise.all(written.map((statement) => planOf(db, statement)));
  expect(plans.filter((plan) => plan.includes('Seq Scan on sandbox_charges'))).toEqual([]);
});

/** How the database would carry out a statement, as it was sent. */
async function planOf(db: Kysely<Tables>, { text, values }: Statement): Promise<string> {
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(CompiledQuery.raw(`explain ${text}`, [...values]));
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
