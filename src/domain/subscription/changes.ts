import { planLines, total } from '../billing/invoices.ts';
import { shareHalfUp } from '../money/money.ts';
import { iso } from '../time/iso.ts';
import { MONTHS, periodAt, type Instant } from '../time/period.ts';
import { endFigures, nextCharge, nextChargeFigures, pauseBound, pauseFigures } from './consequences.ts';
import { emit, mint, notify, patchSubscription, refuse, subscriptionOf, type Draft } from './draft.ts';
import type { EventType } from './events.ts';
import { request, upgradeQuote } from './pending.ts';
import type { Refusal } from './refusals.ts';
import type { Plan, ScheduledChange, Subscription } from './types.ts';

/** The reference under which the customer and support speak of a scheduled change. */
function reference(draft: Draft): string {
  return mint(draft, 'ref').slice('ref_'.length).toUpperCase();
}

const WITHDRAWN: Record<ScheduledChange['kind'], EventType> = {
  cancel: 'CancellationWithdrawn',
  pause: 'PauseWithdrawn',
  change_plan: 'PlanChangeWithdrawn',
};

/** What was scheduled before is dropped for good: it does not come back when the new change is withdrawn (L09). */
function dropScheduled(draft: Draft, now: Instant): void {
  const { scheduled } = subscriptionOf(draft.state);
  if (scheduled === null) return;
  emit(draft, now, WITHDRAWN[scheduled.kind], { reference: scheduled.reference });
  patchSubscription(draft, { scheduled: null });
}

/** Stops at the end of what is paid: of the plan's period, or of the pause month. */
export function scheduleCancel(draft: Draft, now: Instant): void {
  dropScheduled(draft, now);
  const ref = reference(draft);
  const { period } = patchSubscription(draft, {
    scheduled: { kind: 'cancel', reference: ref, at: now },
  });
  emit(draft, now, 'CancellationScheduled', { reference: ref, endsAt: iso(period.end) });
  notify(draft, {
    kind: 'cancellation_scheduled',
    reference: ref,
    endsAt: iso(period.end),
    ...endFigures(draft.state),
  });
}

/** "Resume Subscription": whatever was scheduled is not. */
export function withdraw(draft: Draft, now: Instant): void {
  const { scheduled } = subscriptionOf(draft.state);
  dropScheduled(draft, now);
  if (scheduled?.kind !== 'cancel') return;
  const next = nextCharge(draft.state);
  if (next === null) return;
  notify(draft, {
    kind: 'cancellation_withdrawn',
    reference: scheduled.reference,
    nextChargeAt: iso(next.at),
    nextChargeMinor: next.amountMinor,
    currency: draft.state.account.currency,
  });
}

/** A pause begins when what is paid for is over. */
export function schedulePause(draft: Draft, now: Instant): void {
  dropScheduled(draft, now);
  const ref = reference(draft);
  const { period } = patchSubscription(draft, {
    scheduled: { kind: 'pause', reference: ref, at: now },
  });
  emit(draft, now, 'PauseScheduled', { reference: ref, startsAt: iso(period.end) });
  notify(draft, {
    kind: 'pause_scheduled',
    reference: ref,
    startsAt: iso(period.end),
    feeMinor: draft.state.policy.pauseFeeMinor,
    currency: draft.state.account.currency,
    bound: pauseBound(draft.state),
    ...pauseFigures(draft.state),
  });
}

/** Whether a change takes effect now: the price per month rises and the interval does not get shorter. */
export function isUp(from: Plan, to: Plan): boolean {
  const dearer = to.priceMinor * MONTHS[from.interval] > from.priceMinor * MONTHS[to.interval];
  return dearer && MONTHS[to.interval] >= MONTHS[from.interval];
}

/**
 * Up: now, when the money has arrived. Down: at the period's end. Refuses `unknown_plan`,
 * `same_plan`, and `payment_in_progress` while the period itself is not paid yet.
 */
export function changePlan(draft: Draft, code: string, now: Instant): Refusal | null {
  const plan = draft.state.policy.plans.find((each) => each.code === code);
  if (plan === undefined) return refuse('unknown_plan');
  const subscription = subscriptionOf(draft.state);
  if (plan.code === subscription.plan.code) return refuse('same_plan');
  const { scheduled } = subscription;
  if (scheduled?.kind === 'change_plan' && scheduled.plan === code) return null;
  if (isUp(subscription.plan, plan)) {
    if (draft.state.invoices.some((invoice) => invoice.status === 'open')) {
      return refuse('payment_in_progress');
    }
    return request(draft, upgradeQuote(subscription, plan, draft.state.account.timeZone, now), now);
  }
  scheduleChange(draft, subscription, plan, now);
  return null;
}

function scheduleChange(draft: Draft, subscription: Subscription, plan: Plan, now: Instant): void {
  dropScheduled(draft, now);
  const ref = reference(draft);
  patchSubscription(draft, {
    scheduled: { kind: 'change_plan', plan: plan.code, reference: ref, at: now },
  });
  const effectiveAt = iso(subscription.period.end);
  emit(draft, now, 'PlanChangeScheduled', { reference: ref, plan: plan.code, effectiveAt });
  notify(draft, {
    kind: 'plan_changed',
    planName: plan.name,
    done: false,
    effectiveAt,
    ...nextChargeFigures(draft.state),
    currency: draft.state.account.currency,
  });
}

/** A new subscription, when its first period is paid. Refuses `unknown_plan`, and `no_payment_method` without a card. */
export function subscribe(draft: Draft, code: string, now: Instant): Refusal | null {
  const plan = draft.state.policy.plans.find((each) => each.code === code);
  if (plan === undefined) return refuse('unknown_plan');
  const lines = planLines(plan, null);
  const period = periodAt({ at: now, timeZone: draft.state.account.timeZone }, 0, MONTHS[plan.interval]);
  return request(draft, { command: { kind: 'subscribe', plan: code }, purpose: 'plan', lines, period }, now);
}

/** What bought credits cost: the pack's price for its share, half up. */
export function topUpPrice(credits: number, pack: { credits: number; priceMinor: number }): number {
  return shareHalfUp(pack.priceMinor, credits, pack.credits);
}

/** Buys credits that never expire, when they are paid. Refuses `no_payment_method` without a card. */
export function topUp(draft: Draft, credits: number, now: Instant): Refusal | null {
  const lines = [
    {
      kind: 'top_up' as const,
      planCode: null,
      quantity: credits,
      amountMinor: topUpPrice(credits, draft.state.policy.topUp),
    },
  ];
  if (total(lines) <= 0) throw new Error('a top-up costs something');
  return request(draft, { command: { kind: 'top_up', credits }, purpose: 'top_up', lines, period: null }, now);
}
