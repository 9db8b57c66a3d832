import { askForInvoice, dropCharge, isInFlight } from '../billing/charges.ts';
import { closeInvoice, discountMinor, issueInvoice, planLines, settleInvoice, total } from '../billing/invoices.ts';
import type { Invoice, InvoiceLine } from '../billing/types.ts';
import { forfeit, freezeAll, rollOver, thawAll } from '../credits/lots.ts';
import { completeRunningOrders } from '../orders/orders.ts';
import { iso } from '../time/iso.ts';
import { MONTHS, periodAt, type Instant } from '../time/period.ts';
import {
  afterOnePeriod,
  afterPauseMonth,
  currentMonths,
  discountAfter,
  endFigures,
  nextCharge,
  nextChargeFigures,
  pauseBound,
  pauseEndsWithPeriod,
  pauseFigures,
  planAfter,
} from './consequences.ts';
import { emit, notify, patchSubscription, subscriptionOf, type Draft } from './draft.ts';
import { abandonAttempt } from '../flow/attempt.ts';
import { endAttempt } from './attempts.ts';
import type { EndCause, Subscription } from './types.ts';

/** What events say of the period that a subscription is in. */
export function periodData({ plan, period }: Pick<Subscription, 'plan' | 'period'>): Record<string, unknown> {
  return {
    plan: plan.code,
    periodStart: iso(period.start),
    periodEnd: iso(period.end),
  };
}

/** The period's end without a stop: roll-over, the next period in advance, its invoice and charge. */
export function renew(draft: Draft, at: Instant): void {
  rollOver(draft, at);
  const before = subscriptionOf(draft.state);
  const plan = planAfter(draft.state);
  const offset = before.offset + currentMonths(before);
  const discount = discountAfter(before.plan, plan, before.discount);
  const renewed = patchSubscription(draft, {
    plan,
    offset,
    period: periodAt(before.anchor, offset, MONTHS[plan.interval]),
    scheduled: null,
    periodDiscountMinor: discountMinor(plan, discount),
    discount: afterOnePeriod(discount, true),
  });
  emit(draft, at, 'SubscriptionRenewed', periodData(renewed));
  if (plan.code !== before.plan.code) {
    emit(draft, at, 'PlanChanged', { from: before.plan.code, to: plan.code });
  }
  billPeriod(draft, 'plan', planLines(plan, discount), plan.credits, at);
}

/** Invoices the period that has begun, and asks for it; an amount of zero is paid at once. */
function billPeriod(
  draft: Draft,
  purpose: 'plan' | 'pause',
  lines: readonly InvoiceLine[],
  credits: number,
  at: Instant,
): void {
  const { plan, period } = subscriptionOf(draft.state);
  const invoice: Invoice = issueInvoice(draft, { purpose, lines, period, credits }, at);
  if (total(lines) === 0) settleInvoice(draft, invoice, plan, null, at);
  else askForInvoice(draft, invoice, false, at);
}

function feeLines(draft: Draft): readonly InvoiceLine[] {
  return [{ kind: 'pause', planCode: null, quantity: 1, amountMinor: draft.state.policy.pauseFeeMinor }];
}

/** The period's end with a pause scheduled: tools are locked, every credit freezes, the fee is asked for. */
export function startPause(draft: Draft, at: Instant): void {
  completeRunningOrders(draft, at);
  const before = subscriptionOf(draft.state);
  const offset = before.offset + currentMonths(before);
  const paused = patchSubscription(draft, {
    status: 'paused',
    offset,
    period: periodAt(before.anchor, offset, 1),
    scheduled: null,
    pauseMonths: 1,
    periodDiscountMinor: 0,
    discount: afterPauseMonth(before, 1),
  });
  emit(draft, at, 'SubscriptionPaused', periodData(paused));
  freezeAll(draft, at);
  notify(draft, {
    kind: 'paused',
    startedAt: iso(at),
    feeMinor: draft.state.policy.pauseFeeMinor,
    currency: draft.state.account.currency,
    ...nextChargeFigures(draft.state),
    bound: pauseBound(draft.state),
    ...pauseFigures(draft.state),
  });
  billPeriod(draft, 'pause', feeLines(draft), 0, at);
}

/** A pause month is over: the next one begins, or a bounded pause ends and the plan goes on. */
export function renewPause(draft: Draft, at: Instant): void {
  const before = subscriptionOf(draft.state);
  if (pauseEndsWithPeriod(draft.state)) {
    goOnAfterPause(draft, before, at);
    return;
  }
  const offset = before.offset + 1;
  const renewed = patchSubscription(draft, {
    offset,
    period: periodAt(before.anchor, offset, 1),
    pauseMonths: before.pauseMonths + 1,
    discount: afterPauseMonth(before, before.pauseMonths + 1),
  });
  emit(draft, at, 'PauseRenewed', periodData(renewed));
  billPeriod(draft, 'pause', feeLines(draft), 0, at);
}

function goOnAfterPause(draft: Draft, before: Subscription, at: Instant): void {
  const { plan } = before;
  const offset = before.offset + 1;
  const resumed = patchSubscription(draft, {
    status: 'active',
    offset,
    period: periodAt(before.anchor, offset, MONTHS[plan.interval]),
    // who is back by the bound is told so when this period is paid
    periodDiscountMinor: discountMinor(plan, before.discount),
    discount: afterOnePeriod(before.discount, true),
  });
  emit(draft, at, 'SubscriptionResumed', periodData(resumed));
  thawAll(draft, at);
  const lines = planLines(plan, before.discount);
  billPeriod(draft, 'plan', lines, plan.credits, at);
  if (total(lines) === 0) endOfPausePaid(draft, 0);
}

/** Whether the bound of a pause has ended it, and the period that followed is not paid yet. */
export function isBackUnpaid({ status, pauseMonths }: Subscription): boolean {
  return (status === 'active' || status === 'past_due') && pauseMonths > 0;
}

/** The period after a bounded pause is paid. Whoever has cancelled meanwhile is not welcomed back. */
export function endOfPausePaid(draft: Draft, chargedMinor: number): void {
  patchSubscription(draft, { pauseMonths: 0 });
  if (nextCharge(draft.state) !== null) welcomeBack(draft, chargedMinor);
}

/** Says that the pause is over, and what was charged for that. */
export function welcomeBack(draft: Draft, chargedMinor: number): void {
  notify(draft, {
    kind: 'resumed',
    planName: subscriptionOf(draft.state).plan.name,
    chargedMinor,
    currency: draft.state.account.currency,
    ...nextChargeFigures(draft.state),
    ...pauseFigures(draft.state),
  });
}

/**
 * The end, for good: plan credits are forfeited, bought ones freeze, the order history is closed,
 * what was asked and not paid is void (or uncollectible, when the last retry was declined).
 */
export function endSubscription(draft: Draft, cause: EndCause, at: Instant): void {
  completeRunningOrders(draft, at);
  const figures = endFigures(draft.state);
  const before = subscriptionOf(draft.state);
  dropPending(draft, at);
  for (const invoice of draft.state.invoices) {
    if (invoice.status !== 'open') continue;
    closeInvoice(draft, invoice, cause === 'cancelled' ? 'void' : 'uncollectible', at);
  }
  for (const charge of draft.state.charges) {
    if (isInFlight(charge)) dropCharge(draft, charge, at);
  }
  patchSubscription(draft, {
    status: 'ended',
    scheduled: null,
    dunning: null,
    discount: null,
    pauseMonths: 0,
    endedAt: at,
    endCause: cause,
    historySize: 0,
  });
  emit(draft, at, 'SubscriptionEnded', { cause, ...periodData(before) });
  forfeit(draft, at, before.status === 'paused');
  emit(draft, at, 'OrderHistoryClosed', { leads: before.historySize });
  const { attempt } = draft.state;
  if (attempt !== null && attempt.outcome === null) endAttempt(draft, abandonAttempt(attempt, at), at);
  notify(draft, { kind: 'ended', cause, endedAt: iso(at), ...figures });
}

/** Forgets a command that waits for its money; if the money arrives, it goes back. */
export function dropPending(draft: Draft, at: Instant): void {
  const { pending } = draft.state;
  if (pending === null) return;
  draft.state.pending = null;
  const charge = draft.state.charges.find((each) => each.id === pending.chargeId);
  if (charge !== undefined && isInFlight(charge)) dropCharge(draft, charge, at);
}
