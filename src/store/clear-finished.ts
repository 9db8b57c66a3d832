import { sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

/**
 * Takes away some of what was finished before an instant: effects that are done, and answers under the keys of
 * forms that nobody sends again. Answers on a test clock stay: a month there may be a second.
 * @returns how many rows went; fewer than `limit` of a table means that none of it are left
 */
export async function clearFinished(
  db: Kysely<Tables>,
  before: Instant,
  limit: number,
): Promise<{ readonly effects: number; readonly answers: number }> {
  const effects = await sql`
    delete from outbox using (
      select account_id, kind, key from outbox
      where created_at < ${before} and done_at < ${before}
      limit ${limit} for update skip locked
    ) as old
    where outbox.account_id = old.account_id and outbox.kind = old.kind and outbox.key = old.key
  `.execute(db);
  const answers = await sql`
    delete from answers using (
      select answers.account_id, idempotency_key from answers
      join accounts on accounts.id = answers.account_id and accounts.clock_id is null
      where answers.at < ${before}
      limit ${limit} for update of answers skip locked
    ) as old
    where answers.account_id = old.account_id and answers.idempotency_key = old.idempotency_key
  `.execute(db);
  return { effects: Number(effects.numAffectedRows ?? 0), answers: Number(answers.numAffectedRows ?? 0) };
}
