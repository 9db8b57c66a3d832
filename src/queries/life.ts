import { sql, type Kysely } from 'kysely';
import type { EventType } from '../domain/subscription/events.ts';
import type { Subscription } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { subscriptionFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';

/** What happened to an account since it was last looked at, and where it stands. Money is in minor units. */
export interface LifeSince {
  readonly events: readonly LifeEvent[];
  readonly subscription: Subscription | null;
  readonly chargedMinor: number;
  readonly refundedMinor: number;
  /** What time brings next, if anything. */
  readonly dueAt: Instant | null;
}

interface LifeEvent {
  readonly seq: number;
  readonly type: EventType;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Accounts as they are, each with its audit trail after `seq`, in order; in two statements, for any number of them. */
export async function livesSince(
  db: Kysely<Tables>,
  looks: readonly { readonly accountId: string; readonly seq: number }[],
): Promise<ReadonlyMap<string, LifeSince>> {
  const ids = looks.map((look) => look.accountId);
  const rows = await db
    .selectFrom('accounts')
    .leftJoin('subscriptions', (join) =>
      join
        .onRef('subscriptions.account_id', '=', 'accounts.id')
        .onRef('subscriptions.id', '=', 'accounts.subscription_id'),
    )
    .selectAll('subscriptions')
    .select(['accounts.id as owner_id', 'accounts.charged_minor', 'accounts.refunded_minor', 'accounts.due_at'])
    .where(sql<boolean>`accounts.id = any(${ids}::text[])`)
    .execute();
  const events = await eventsSince(db, looks);
  return new Map(
    rows.map((row) => [
      row.owner_id,
      {
        events: events.get(row.owner_id) ?? [],
        subscription: row.id === null ? null : subscriptionFromRow(row as Parameters<typeof subscriptionFromRow>[0]),
        chargedMinor: row.charged_minor,
        refundedMinor: row.refunded_minor,
        dueAt: row.due_at,
      },
    ]),
  );
}

async function eventsSince(
  db: Kysely<Tables>,
  looks: readonly { readonly accountId: string; readonly seq: number }[],
): Promise<ReadonlyMap<string, LifeEvent[]>> {
  const rows = await db
    .selectFrom('events')
    .innerJoin(
      sql<{ account_id: string; seq: number }>`unnest(
        ${looks.map((look) => look.accountId)}::text[], ${looks.map((look) => look.seq)}::bigint[]
      )`.as<'looks'>(sql`looks(account_id, seq)`),
      (join) => join.onRef('looks.account_id', '=', 'events.account_id').onRef('looks.seq', '<', 'events.seq'),
    )
    .select(['events.account_id', 'events.seq', 'events.type', 'events.at', 'events.data'])
    .orderBy('events.account_id')
    .orderBy('events.seq')
    .execute();
  const byAccount = new Map<string, LifeEvent[]>();
  for (const { account_id: accountId, ...event } of rows) {
    const events = byAccount.get(accountId);
    if (events === undefined) byAccount.set(accountId, [event]);
    else events.push(event);
  }
  return byAccount;
}
