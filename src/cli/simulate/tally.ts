import type { DomainEvent } from '../../domain/subscription/events.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { epochMs } from '../../domain/time/period.ts';

/** The figures of some accounts: whole numbers only, so that their sum does not depend on who is added first. */
export interface Tally {
  accounts: number;
  events: number;
  /** Seconds under a subscription, whichever its status. */
  subscribedSeconds: number;
  /** Where accounts stand at the end. */
  readonly standing: Record<'neverSubscribed' | 'active' | 'pastDue' | 'paused', number>;
  /** Of those that stand at an end, by its cause. */
  readonly ended: Record<'cancelled' | 'payment_failed', number>;
  readonly revenueMinor: Record<'plan' | 'pause' | 'proration' | 'top_up' | 'refunded', number>;
  readonly attempts: Record<'saved' | 'cancelled' | 'abandoned', number>;
  /** Attempts that were saved, by the offer that did it. */
  readonly saves: Record<string, number>;
  readonly credits: Record<'granted' | 'bought' | 'spent' | 'forfeited' | 'expired' | 'left', number>;
}

/** Under `saves`: the customer stayed without taking an offer. */
export const NO_OFFER = 'none';

/** The figures of nobody. */
export function emptyTally(): Tally {
  return {
    accounts: 0,
    events: 0,
    subscribedSeconds: 0,
    standing: { neverSubscribed: 0, active: 0, pastDue: 0, paused: 0 },
    ended: { cancelled: 0, payment_failed: 0 },
    revenueMinor: { plan: 0, pause: 0, proration: 0, top_up: 0, refunded: 0 },
    attempts: { saved: 0, cancelled: 0, abandoned: 0 },
    saves: {},
    credits: { granted: 0, bought: 0, spent: 0, forfeited: 0, expired: 0, left: 0 },
  };
}

/** Adds the figures of one set of accounts to those of another. */
export function addTally(sum: Tally, other: Tally): void {
  sum.accounts += other.accounts;
  sum.events += other.events;
  sum.subscribedSeconds += other.subscribedSeconds;
  for (const figures of ['standing', 'ended', 'revenueMinor', 'attempts', 'saves', 'credits'] as const) {
    const into: Record<string, number> = sum[figures];
    for (const [name, number] of Object.entries(other[figures])) into[name] = (into[name] ?? 0) + number;
  }
}

/** Counts an event. */
export function countEvent(tally: Tally, { type, data, at }: DomainEvent): void {
  tally.events += 1;
  switch (type) {
    case 'SubscriptionStarted':
      tally.subscribedSeconds -= secondOf(epochMs(at));
      return;
    case 'SubscriptionEnded':
      tally.subscribedSeconds += secondOf(epochMs(at));
      return;
    case 'PaymentSucceeded':
      tally.revenueMinor[data['purpose'] as 'plan'] += Number(data['amountMinor']);
      return;
    case 'PaymentRefunded':
      tally.revenueMinor.refunded += Number(data['amountMinor']);
      return;
    case 'AttemptEnded':
      countAttempt(tally, data['outcome'] as keyof Tally['attempts'], data['offer']);
      return;
    case 'CreditsGranted':
      tally.credits.granted += Number(data['credits']);
      return;
    case 'CreditsBought':
      tally.credits.bought += Number(data['credits']);
      return;
    case 'CreditsSpent':
      tally.credits.spent += Number(data['credits']);
      return;
    case 'CreditsForfeited':
      tally.credits.forfeited += Number(data['credits']);
      return;
    case 'CreditsExpired':
      tally.credits.expired += Number(data['credits']);
      return;
    default:
  }
}

function countAttempt(tally: Tally, outcome: keyof Tally['attempts'], offer: unknown): void {
  tally.attempts[outcome] += 1;
  if (outcome !== 'saved') return;
  const by = typeof offer === 'string' ? offer : NO_OFFER;
  tally.saves[by] = (tally.saves[by] ?? 0) + 1;
}

/** Counts where an account stands when the simulation ends, at `until`. */
export function countStanding(tally: Tally, { subscription, lots }: AccountState, until: number): void {
  tally.accounts += 1;
  for (const lot of lots) tally.credits.left += lot.available + lot.reserved;
  if (subscription === null) {
    tally.standing.neverSubscribed += 1;
    return;
  }
  if (subscription.endCause !== null) {
    tally.ended[subscription.endCause] += 1;
    return;
  }
  tally.subscribedSeconds += secondOf(until);
  if (subscription.status === 'paused') tally.standing.paused += 1;
  else if (subscription.status === 'past_due') tally.standing.pastDue += 1;
  else tally.standing.active += 1;
}

function secondOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

/** A month of the Gregorian calendar on average, in seconds: a 4,800th of 400 years. */
const MONTH_SECONDS = (146_097 * 86_400) / 4_800;

/** How many months accounts were subscribed, all together. */
export function subscriberMonths(tally: Tally): number {
  return Math.floor(tally.subscribedSeconds / MONTH_SECONDS);
}
