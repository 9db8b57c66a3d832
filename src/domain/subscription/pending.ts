import {
  askCharge,
  chargeInFlight,
  chargeWith,
  dropCharge,
  putCharge,
  refundLate,
  succeed,
} from '../billing/charges.ts';
import { closeInvoice, discountMinor, issueInvoice, planLines, settleInvoice, total } from '../billing/invoices.ts';
import type { Charge, Invoice, InvoiceLine, Purpose } from '../billing/types.ts';
import { balance, thawAll, thawBought } from '../credits/lots.ts';
import { shareDown, shareHalfUp } from '../money/money.ts';
import { iso } from '../time/iso.ts';
import { MONTHS, periodAt, remainder, type Anchor, type Instant, type Period } from '../time/period.ts';
import { emit, mint, notify, patchSubscription, refuse, subscriptionOf, type Draft } from './draft.ts';
import { afterOnePeriod, nextChargeFigures, pauseBound } from './consequences.ts';
import { periodData, welcomeBack } from './periods.ts';
import { receipt } from './receipts.ts';
import type { Refusal } from './refusals.ts';
import type { Pending, Plan, Subscription } from './types.ts';

/** Omits a key from every member of a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What a command costs, fixed at the instant it was given. */
interface Quote {
  readonly command: Without<Pending, 'chargeId' | 'amountMinor' | 'requestedAt'>;
  readonly purpose: Purpose;
  readonly lines: readonly InvoiceLine[];
  readonly period: Period | null;
}

/**
 * A command that needs the money first: it is stored as pending and takes effect, or is refused,
 * when the provider answers. Without an amount it takes effect at once.
 */
export function request(draft: Draft, quote: Quote, now: Instant): Refusal | null {
  const amountMinor = total(quote.lines);
  if (amountMinor === 0) {
    carryOut(draft, { ...quote.command, chargeId: '', amountMinor, requestedAt: now }, quote, null, now);
    return null;
  }
  if (draft.state.paymentMethod === null) return refuse('no_payment_method');
  const charge = askCharge(
    draft,
    {
      invoiceId: null,
      purpose: quote.purpose,
      amountMinor,
      period: quote.period,
      lines: quote.lines,
      onSession: true,
    },
    now,
  );
  draft.state.pending = { ...quote.command, chargeId: charge.id, amountMinor, requestedAt: now };
  return null;
}

/** The money of a pending command has arrived. For a plan that is not sold any more it goes back. */
export function completePending(draft: Draft, pending: Pending, charge: Charge, now: Instant): void {
  draft.state.pending = null;
  if ('plan' in pending && soldPlan(draft, pending.plan) === undefined) refundLate(draft, charge, now);
  else carryOut(draft, pending, charge, charge, now);
}

function carryOut(
  draft: Draft,
  pending: Pending,
  paid: { purpose: Purpose; lines: readonly InvoiceLine[] },
  charge: Charge | null,
  now: Instant,
): void {
  const bill: Bought = { purpose: paid.purpose, lines: paid.lines, charge };
  switch (pending.kind) {
    case 'subscribe':
      return startSubscription(draft, planOf(draft, pending.plan), bill, now);
    case 'resume':
      return resumeNow(draft, bill, now);
    case 'change_plan':
      return pending.restarts
        ? restartOnPlan(draft, planOf(draft, pending.plan), bill, now)
        : upgradeNow(draft, planOf(draft, pending.plan), pending.credits, bill, now);
    case 'top_up':
      return void settleBought(draft, bill, null, pending.credits, null, now);
  }
}

interface Bought {
  readonly purpose: Purpose;
  readonly lines: readonly InvoiceLine[];
  readonly charge: Charge | null;
}

function soldPlan(draft: Draft, code: string): Plan | undefined {
  return draft.state.policy.plans.find((each) => each.code === code);
}

function planOf(draft: Draft, code: string): Plan {
  const plan = soldPlan(draft, code);
  if (plan === undefined) throw new Error(`plan ${code} is not sold any more`);
  return plan;
}

/** Records the money, issues the invoice as paid, grants its credits and sends the receipt. */
function settleBought(
  draft: Draft,
  bill: Bought,
  period: Period | null,
  credits: number,
  plan: Plan | null,
  now: Instant,
): Invoice {
  const charge = bill.charge === null ? null : succeed(draft, bill.charge, period, now);
  const issued = issueInvoice(draft, { purpose: bill.purpose, lines: bill.lines, period, credits }, now);
  if (charge !== null) putCharge(draft, chargeWith(charge, { invoiceId: issued.id }));
  const invoice = settleInvoice(draft, issued, plan, charge, now);
  if (charge !== null) notify(draft, receipt(invoice, now, pauseBound(draft.state)));
  return invoice;
}

function freshPeriod(draft: Draft, plan: Plan, now: Instant): { anchor: Anchor; period: Period } {
  const anchor: Anchor = { at: now, timeZone: draft.state.account.timeZone };
  return { anchor, period: periodAt(anchor, 0, MONTHS[plan.interval]) };
}

function startSubscription(draft: Draft, plan: Plan, bill: Bought, now: Instant): void {
  const { anchor, period } = freshPeriod(draft, plan, now);
  const again = draft.state.subscription !== null;
  const subscription: Subscription = {
    id: mint(draft, 'sub'),
    plan,
    status: 'active',
    anchor,
    offset: 0,
    period,
    scheduled: null,
    discount: null,
    periodDiscountMinor: 0,
    dunning: null,
    pauseMonths: 0,
    noticedFor: null,
    startedAt: now,
    endedAt: null,
    endCause: null,
    historySize: 0,
  };
  draft.state.subscription = subscription;
  emit(draft, now, 'SubscriptionStarted', periodData({ plan, period }));
  thawBought(draft, now);
  settleBought(draft, bill, period, plan.credits, plan, now);
  notify(draft, {
    kind: 'welcome',
    again,
    planName: plan.name,
    credits: balance(draft.state).available,
    ...nextChargeFigures(draft.state),
  });
}

/**
 * Coming back from a pause: asks for the plan's price, less a discount whose months have not run out (L10).
 * Refuses `payment_in_progress` while the pause fee itself waits for the provider.
 */
export function resume(draft: Draft, now: Instant): Refusal | null {
  const subscription = subscriptionOf(draft.state);
  const feeAsked = draft.state.invoices.some((invoice) => {
    return chargeInFlight(draft.state, invoice.id)?.status === 'asked';
  });
  if (feeAsked) return refuse('payment_in_progress');
  const { period } = freshPeriod(draft, subscription.plan, now);
  const lines = planLines(subscription.plan, subscription.discount);
  return request(draft, { command: { kind: 'resume' }, purpose: 'plan', lines, period }, now);
}

function resumeNow(draft: Draft, bill: Bought, now: Instant): void {
  const before = subscriptionOf(draft.state);
  const { plan } = before;
  voidOpenInvoices(draft, now);
  const { anchor, period } = freshPeriod(draft, plan, now);
  patchSubscription(draft, {
    status: 'active',
    anchor,
    offset: 0,
    period,
    scheduled: null,
    dunning: null,
    pauseMonths: 0,
    periodDiscountMinor: discountMinor(plan, before.discount),
    discount: afterOnePeriod(before.discount, true),
  });
  emit(draft, now, 'SubscriptionResumed', {
    ...periodData({ plan, period }),
    cancellationDropped: before.scheduled?.kind === 'cancel',
  });
  thawAll(draft, now);
  const invoice = settleBought(draft, bill, period, plan.credits, plan, now);
  welcomeBack(draft, invoice.totalMinor);
}

/** The plan's price is charged instead of a pause fee that was not paid. */
function voidOpenInvoices(draft: Draft, at: Instant): void {
  for (const invoice of draft.state.invoices) {
    if (invoice.status !== 'open') continue;
    const charge = chargeInFlight(draft.state, invoice.id);
    if (charge !== null) dropCharge(draft, charge, at);
    closeInvoice(draft, invoice, 'void', at);
  }
}

/** What a change up costs now; its arithmetic is the design's section on money. */
export function upgradeQuote(subscription: Subscription, plan: Plan, anchorZone: string, now: Instant): Quote {
  const { plan: old, period, periodDiscountMinor } = subscription;
  const { remaining, whole } = remainder(period, now);
  if (old.interval === plan.interval) {
    const amountMinor = shareHalfUp(plan.priceMinor - old.priceMinor, remaining, whole);
    const credits = Math.max(0, shareDown(plan.credits - old.credits, remaining, whole));
    return {
      command: { kind: 'change_plan', plan: plan.code, restarts: false, credits, unusedMinor: 0 },
      purpose: 'proration',
      lines: [{ kind: 'proration', planCode: plan.code, quantity: 1, amountMinor }],
      period: { start: now, end: period.end },
    };
  }
  // What a discount took off was never paid, so it is not given back (L17).
  const unusedMinor = shareHalfUp(old.priceMinor - periodDiscountMinor, remaining, whole);
  return {
    command: {
      kind: 'change_plan',
      plan: plan.code,
      restarts: true,
      credits: plan.credits,
      unusedMinor,
    },
    purpose: 'plan',
    lines: [
      { kind: 'plan', planCode: plan.code, quantity: 1, amountMinor: plan.priceMinor },
      { kind: 'unused', planCode: old.code, quantity: 1, amountMinor: -unusedMinor },
    ],
    period: periodAt({ at: now, timeZone: anchorZone }, 0, MONTHS[plan.interval]),
  };
}

function upgradeNow(draft: Draft, plan: Plan, credits: number, bill: Bought, now: Instant): void {
  const before = subscriptionOf(draft.state);
  const after = patchSubscription(draft, { plan, scheduled: null });
  emit(draft, now, 'PlanChanged', { from: before.plan.code, to: plan.code });
  settleBought(draft, bill, { start: now, end: after.period.end }, credits, plan, now);
  announcePlan(draft, plan, now);
}

function restartOnPlan(draft: Draft, plan: Plan, bill: Bought, now: Instant): void {
  const before = subscriptionOf(draft.state);
  const { anchor, period } = freshPeriod(draft, plan, now);
  patchSubscription(draft, {
    plan,
    anchor,
    offset: 0,
    period,
    scheduled: null,
    discount: null,
    periodDiscountMinor: 0,
  });
  emit(draft, now, 'PlanChanged', {
    from: before.plan.code,
    to: plan.code,
    ...periodData({ plan, period }),
  });
  settleBought(draft, bill, period, plan.credits, plan, now);
  announcePlan(draft, plan, now);
}

function announcePlan(draft: Draft, plan: Plan, now: Instant): void {
  notify(draft, {
    kind: 'plan_changed',
    planName: plan.name,
    done: true,
    effectiveAt: iso(now),
    ...nextChargeFigures(draft.state),
    currency: draft.state.account.currency,
  });
}
