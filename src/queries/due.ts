import { sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from '../store/schema.ts';

/** Accounts for which something is due now, by the system's time or by their test clock's; longest due first. */
export async function dueAccounts(db: Kysely<Tables>, now: Instant, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'due_at'])
    .where('clock_id', 'is', null)
    .where('due_at', '<=', now)
    .unionAll(
      db
        .selectFrom('accounts')
        .innerJoin('clocks', 'clocks.id', 'accounts.clock_id')
        .select(['accounts.id', 'due_at'])
        .whereRef('due_at', '<=', 'clocks.now'),
    )
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

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
