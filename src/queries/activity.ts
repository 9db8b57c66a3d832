import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { EventType } from '../domain/subscription/events.ts';
import type { Instant } from '../domain/time/period.ts';
import { verifyEvents } from '../store/events.ts';
import type { Verdict } from '../store/events.ts';
import type { Tables } from '../store/schema.ts';
import type { Page } from './orders.ts';

export type { Verdict };

/** A row of the audit trail. */
export interface ActivityEntry {
  readonly seq: number;
  readonly type: EventType;
  /** When it happened, which is before `recordedAt` where time alone brought it about. */
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly actorKind: 'member' | 'system';
  readonly actorId: string;
  /** The member's name, also of one who has left; null for the system, and where nobody knows it. */
  readonly memberName: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const ENTRIES_PER_PAGE = 40;

/**
 * The audit trail of an account, newest first. The account's row counts its entries, which have no
 * gaps, so a page is one range of the key. A page beyond the last one is the last one.
 */
export async function activityPage(db: Kysely<Tables>, accountId: string, page: number): Promise<Page<ActivityEntry>> {
  const newest = sql<number>`accounts.event_count - ${ENTRIES_PER_PAGE}::bigint
    * least(${page - 1}::bigint, greatest(0, (accounts.event_count - 1) / ${ENTRIES_PER_PAGE}::bigint))`;
  const rows = await db
    .selectFrom('events')
    .innerJoin('accounts', 'accounts.id', 'events.account_id')
    .leftJoin('members', (join) =>
      join.onRef('members.account_id', '=', 'events.account_id').onRef('members.id', '=', 'events.actor_id'),
    )
    .where('events.account_id', '=', accountId)
    .where('events.seq', '<=', newest)
    .selectAll('events')
    .select(['accounts.event_count as total', sql<string | null>`coalesce(members.name, ${nameOnJoining})`.as('name')])
    .orderBy('events.seq', 'desc')
    .limit(ENTRIES_PER_PAGE)
    .execute();
  const total = rows[0]?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / ENTRIES_PER_PAGE));
  const entries = rows.map((row) => ({
    seq: row.seq,
    type: row.type,
    at: row.at,
    recordedAt: row.recorded_at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    memberName: row.name,
    data: row.data,
  }));
  return { rows: entries, page: Math.min(page, pages), pages, total };
}

/** What somebody was called who is no member any more: the trail itself remembers. */
const nameOnJoining = sql<string | null>`(
  select joined.data ->> 'name' from events as joined
  where joined.account_id = events.account_id and joined.type = 'MemberJoined'
    and events.actor_kind = 'member' and joined.data ->> 'memberId' = events.actor_id
  order by joined.seq desc limit 1)`;

/** Computes the account's chain of hashes again. */
export function verifyActivity(db: Kysely<Tables>, accountId: string): Promise<Verdict> {
  return verifyEvents(db, accountId);
}
