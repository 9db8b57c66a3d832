import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Attempt } from '../domain/flow/types.ts';
import { attemptFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';

/** The attempt to cancel that ended last, or null when none ever did. */
export async function lastEndedAttempt(db: Kysely<Tables>, accountId: string): Promise<Attempt | null> {
  const row = await db
    .selectFrom('attempts')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('outcome', 'is not', null)
    .orderBy('ended_at', 'desc')
    // ids count up, in base 36; a clock that stands still lets several end at one instant
    .orderBy(sql`length(id)`, 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : attemptFromRow(row);
}
