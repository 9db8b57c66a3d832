import { sql, type Kysely } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from '../store/schema.ts';

interface DatabaseFacts {
  /** Such as `15.6`. */
  readonly version: string;
  /** How long it took to answer. */
  readonly ms: number;
  /** By how many milliseconds its clock is ahead of this machine's. */
  readonly aheadMs: number;
}

/** What a database says of itself. */
export async function databaseFacts(db: Kysely<Tables>): Promise<DatabaseFacts> {
  const sentAt = Temporal.Now.instant().epochMilliseconds;
  const { rows } = await sql<{ version: string; now: Instant }>`
    select split_part(current_setting('server_version'), ' ', 1) as version, clock_timestamp() as now`.execute(db);
  const answeredAt = Temporal.Now.instant().epochMilliseconds;
  const { version = 'unknown', now } = rows[0] ?? {};
  const between = (sentAt + answeredAt) / 2;
  return { version, ms: answeredAt - sentAt, aheadMs: Math.round((now?.epochMilliseconds ?? between) - between) };
}
