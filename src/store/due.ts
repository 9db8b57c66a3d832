import { sql } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Db } from './rows.ts';

/** An account for which something is due. */
export interface DueAccount {
  readonly id: string;
  readonly dueAt: Instant;
}

interface DueSearch {
  /** Only what is due after this one, in the order of the index. */
  readonly after: DueAccount | null;
  readonly exceptIds: readonly string[];
  readonly limit: number;
}

/**
 * Accounts for which something is due by the system's time, longest due first, each locked until the
 * transaction ends; those that somebody else holds are left to them. It starts in the index where the last
 * search ended: entries of accounts that have had their turn are not read again and again.
 */
export async function takeDue(tx: Db, now: Instant, search: DueSearch): Promise<readonly DueAccount[]> {
  const { after, exceptIds, limit } = search;
  const { rows } = await sql<DueAccount>`
    select id, due_at as "dueAt" from accounts
    where clock_id is null and due_at <= ${now}
      and (due_at, id) > (${after?.dueAt ?? '-infinity'}::timestamptz, ${after?.id ?? ''}::text)
      and id <> all(${exceptIds}::text[])
    order by due_at, id
    limit ${limit}
    for update skip locked`.execute(tx);
  return rows;
}

/** The same by the test clocks to which accounts are attached. */
export async function takeDueOnClocks(tx: Db, search: DueSearch): Promise<readonly DueAccount[]> {
  const { after, exceptIds, limit } = search;
  const { rows } = await sql<DueAccount>`
    select accounts.id, due_at as "dueAt" from accounts
    join clocks on clocks.id = accounts.clock_id
    where due_at <= clocks.now
      and (due_at, accounts.id) > (${after?.dueAt ?? '-infinity'}::timestamptz, ${after?.id ?? ''}::text)
      and accounts.id <> all(${exceptIds}::text[])
    order by due_at, accounts.id
    limit ${limit}
    for update of accounts skip locked`.execute(tx);
  return rows;
}
