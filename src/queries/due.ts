import { sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from '../store/schema.ts';

/** What is due next on a test clock: the earliest instant, and the accounts for which it is. */
export async function nextDueOn(
  db: Kysely<Tables>,
  clockId: string,
): Promise<{ at: Instant; accountIds: readonly string[] } | null> {
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'due_at'])
    .where('clock_id', '=', clockId)
    .where('due_at', '=', (where) =>
      where
        .selectFrom('accounts')
        .select(sql<Instant>`min(due_at)`.as('first'))
        .where('clock_id', '=', clockId),
    )
    .orderBy('id')
    .execute();
  const at = rows[0]?.due_at ?? null;
  return at === null ? null : { at, accountIds: rows.map((row) => row.id) };
}
