import type { Kysely } from 'kysely';
import type { EventType } from '../domain/subscription/events.ts';
import type { Subscription } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { subscriptionFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';

/** What happened to an account since it was last looked at, and where its subscription stands. */
export interface LifeSince {
  readonly events: readonly {
    readonly seq: number;
    readonly type: EventType;
    readonly at: Instant;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  readonly subscription: Subscription | null;
  readonly chargedMinor: number;
  readonly refundedMinor: number;
}

/** The audit trail after `seq`, in order, with the newest subscription and the money so far, in minor units. */
export async function lifeSince(db: Kysely<Tables>, accountId: string, seq: number): Promise<LifeSince> {
  const account = await db
    .selectFrom('accounts')
    .select(['charged_minor', 'refunded_minor', 'subscription_id'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const events = await db
    .selectFrom('events')
    .select(['seq', 'type', 'at', 'data'])
    .where('account_id', '=', accountId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute();
  const subscription = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '=', account.subscription_id)
    .executeTakeFirst();
  return {
    events,
    subscription: subscription === undefined ? null : subscriptionFromRow(subscription),
    chargedMinor: account.charged_minor,
    refundedMinor: account.refunded_minor,
  };
}
