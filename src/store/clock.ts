import { Temporal } from 'temporal-polyfill';
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

let latest: Instant = Temporal.Instant.fromEpochMilliseconds(0);

/** The system's time, in whole milliseconds: the one place that reads it. A batch asks many times within one. */
export function systemNow(): Instant {
  const now = Date.now();
  if (now !== latest.epochMilliseconds) latest = Temporal.Instant.fromEpochMilliseconds(now);
  return latest;
}

/** What time it is for an account: its test clock's, if it is attached to one, else the system's. */
export async function nowFor(db: Kysely<Tables>, accountId: string): Promise<Instant> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('clocks', 'clocks.id', 'accounts.clock_id')
    .select('clocks.now')
    .where('accounts.id', '=', accountId)
    .executeTakeFirst();
  return row?.now ?? systemNow();
}

/** Sets up a test clock that stands at `now`; one that exists already is left as it is. */
export async function createClock(db: Kysely<Tables>, clockId: string, now: Instant): Promise<void> {
  await db
    .insertInto('clocks')
    .values({ id: clockId, now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Moves a test clock to `to`, or leaves it where it stands when that is later: it never goes back. */
export async function advanceClock(db: Kysely<Tables>, clockId: string, to: Instant): Promise<Instant> {
  await db.updateTable('clocks').set({ now: to }).where('id', '=', clockId).where('now', '<', to).execute();
  const row = await db.selectFrom('clocks').select('now').where('id', '=', clockId).executeTakeFirstOrThrow();
  return row.now;
}

/** Moves many test clocks, each to its own instant; as with one, none goes back. */
export async function advanceClocks(
  db: Kysely<Tables>,
  moves: readonly { readonly clockId: string; readonly to: Instant }[],
): Promise<void> {
  await sql`
    update clocks set now = moves.now
    from unnest(${moves.map((move) => move.clockId)}::text[], ${moves.map((move) => move.to.toString())}::timestamptz[])
      as moves (id, now)
    where clocks.id = moves.id and clocks.now < moves.now
  `.execute(db);
}
