import { emptyState } from '../../src/domain/subscription/empty-state.ts';
import { Temporal } from 'temporal-polyfill';
import type { FlowDefinition } from '../../src/domain/flow/types.ts';
import type { AccountState, Policy } from '../../src/domain/subscription/types.ts';
import type { PlanRow, Rules } from './reference/world.ts';

/** Where a history begins, and by which rules. */
export interface Scene {
  readonly zone: string;
  readonly start: number;
  readonly rules: Rules;
  /** Null: nobody has given a card yet. */
  readonly card: CardResult | null;
  /** The plan that is subscribed to first, by its place in the list. */
  readonly plan: number;
}

export type CardResult = 'ok' | 'decline';

/** The rules as the engine is told them. */
export function policyOf(rules: Rules): Policy {
  return {
    plans: rules.plans.map((plan) => ({
      code: plan.code,
      name: plan.code,
      interval: plan.months === 12 ? 'year' : 'month',
      priceMinor: plan.price,
      credits: plan.credits,
      rollover: plan.rollover,
      rolloverCap: plan.cap,
    })),
    pauseFeeMinor: rules.fee,
    pauseMaxMonths: rules.longestPause,
    retryDays: rules.retryDays,
    noticeDays: 3,
    topUp: { credits: rules.pack.credits, priceMinor: rules.pack.price },
    attemptHours: 24,
  };
}

/** An account in which nothing has happened. */
export function emptyAccount({ zone, start, rules }: Scene): AccountState {
  return emptyState(
    {
      id: 'acct_1',
      code: 'k7q2m9xa',
      name: 'Acme Outbound',
      timeZone: zone,
      currency: 'USD',
      country: 'US',
      createdAt: instantAt(start),
    },
    policyOf(rules),
  );
}

export function instantAt(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

export const OFFERS = ['pause', 'rebate', 'bonus', 'first plan'] as const;
export type OfferId = (typeof OFFERS)[number];
export const REBATE = { percent: 30, periods: 3 };
export const BONUS = 500;
export const OFFER_PAGE = 'offers';

/** A flow with one page, on which every kind of offer is that changes something. */
export function flowOf(plans: readonly PlanRow[]): FlowDefinition {
  const texts = { text: 'Stay.', label: 'Stay', when: [] };
  return {
    code: 'proof',
    version: 1,
    reasons: [{ id: 'any', label: 'Any', pages: [OFFER_PAGE] }],
    pages: [
      {
        id: OFFER_PAGE,
        title: 'Offers',
        body: [],
        standsAlone: true,
        offers: [
          { id: 'pause', effect: { kind: 'pause' }, ...texts },
          { id: 'rebate', effect: { kind: 'discount', ...REBATE }, ...texts },
          { id: 'bonus', effect: { kind: 'bonus_credits', credits: BONUS }, ...texts },
          { id: 'first plan', effect: { kind: 'plan_change', plan: plans[0]?.code ?? '' }, ...texts },
        ],
      },
    ],
    closingPages: [],
  };
}
