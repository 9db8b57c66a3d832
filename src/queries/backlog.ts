import { sql, type Kysely } from 'kysely';
import type { Backlog, Waiting, WaitingEffects } from '../ports/metrics.ts';
import type { Tables } from '../store/schema.ts';

/** So that looking costs the same however much there is; what reads this many is this many or more. */
const COUNTED_AT_MOST = 10_000;

/** What waits right now, by the database's clock, read from indexes. */
export async function readBacklog(db: Kysely<Tables>, kinds: readonly string[]): Promise<Backlog> {
  const [due, outbox] = await Promise.all([readDue(db), readOutbox(db, kinds)]);
  return { due, outbox };
}

async function readDue(db: Kysely<Tables>): Promise<Waiting> {
  const { rows } = await sql<Waiting>`
    select count(*)::int as "count", coalesce(extract(epoch from now() - min(due_at)), 0)::float as "oldestSeconds"
    from (
      select due_at from accounts
      where clock_id is null and due_at <= now()
      order by due_at limit ${COUNTED_AT_MOST}
    ) as waiting`.execute(db);
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}

async function readOutbox(db: Kysely<Tables>, kinds: readonly string[]): Promise<readonly WaitingEffects[]> {
  const { rows } = await sql<WaitingEffects>`
    select kinds.kind, count(waiting.kind)::int as "count",
      coalesce(extract(epoch from now() - min(waiting.created_at)), 0)::float as "oldestSeconds",
      count(waiting.last_error)::int as failed
    from unnest(${kinds}::text[]) as kinds (kind)
    left join lateral (
      select outbox.kind, created_at, last_error from outbox
      where done_at is null and outbox.kind = kinds.kind
      order by available_at limit ${COUNTED_AT_MOST}
    ) as waiting on true
    group by kinds.kind order by kinds.kind`.execute(db);
  return rows;
}
