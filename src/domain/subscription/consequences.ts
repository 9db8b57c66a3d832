import { balance, holdings } from '../credits/lots.ts';
import { discountMinor } from '../billing/invoices.ts';
import type { Purpose } from '../billing/types.ts';
import { iso } from '../time/iso.ts';
import { anchored, MONTHS, plusDays, plusHours, type Instant } from '../time/period.ts';
import { situationOf, periodEnds } from './matrix.ts';
import type { PauseBound } from './notices.ts';
import type { AccountState, Discount, Plan, Subscription } from './types.ts';

/** What an end takes and what stays, in the customer's own figures. */
interface EndFigures {
  readonly creditsLost: number;
  readonly creditsKept: number;
  readonly leadsClosed: number;
}

/** Plan and bonus credits are lost and the order history is closed; bought credits stay frozen. */
export function endFigures(state: AccountState): EndFigures {
  const held = holdings(state);
  return {
    creditsLost: held.plan,
    creditsKept: held.bought,
    leadsClosed: state.subscription?.historySize ?? 0,
  };
}

/** What a pause keeps. */
export function pauseFigures(state: AccountState): { credits: number; leads: number } {
  const { available, frozen, reserved } = balance(state);
  return {
    credits: available + frozen + reserved,
    leads: state.subscription?.historySize ?? 0,
  };
}

export interface NextCharge {
  readonly at: Instant;
  readonly amountMinor: number;
  readonly purpose: Purpose;
}

/** The next charge that will be asked for if nothing else is said, or null when there is none. */
export function nextCharge(state: AccountState): NextCharge | null {
  const { subscription, policy } = state;
  if (subscription === null || subscription.status === 'ended') return null;
  const { dunning, period, scheduled } = subscription;
  if (dunning !== null) return nextRetry(state);
  switch (periodEnds[situationOf(state)]) {
    case 'renew': {
      const plan = planAfter(state);
      const discount = discountAfter(subscription.plan, plan, subscription.discount);
      const amountMinor = plan.priceMinor - discountMinor(plan, discount);
      return { at: period.end, amountMinor, purpose: 'plan' };
    }
    case 'startPause':
      return { at: period.end, amountMinor: policy.pauseFeeMinor, purpose: 'pause' };
    case 'renewPause':
      if (pauseEndsWithPeriod(state)) {
        const amountMinor = subscription.plan.priceMinor - discountMinor(subscription.plan, subscription.discount);
        return { at: period.end, amountMinor, purpose: 'plan' };
      }
      return { at: period.end, amountMinor: policy.pauseFeeMinor, purpose: 'pause' };
    default:
      return scheduled === null ? nextRetry(state) : null;
  }
}

/** The next charge in the words of a notice. Throws where nothing will be charged: then there is nothing to announce. */
export function nextChargeFigures(state: AccountState): { nextChargeAt: string; nextChargeMinor: number } {
  const next = nextCharge(state);
  if (next === null) throw new Error('no charge is coming');
  return { nextChargeAt: iso(next.at), nextChargeMinor: next.amountMinor };
}

function nextRetry(state: AccountState): NextCharge | null {
  const dunning = state.subscription?.dunning ?? null;
  if (dunning === null) return null;
  const invoice = state.invoices.find((each) => each.id === dunning.invoiceId);
  const days = state.policy.retryDays[dunning.retries];
  if (invoice === undefined || days === undefined) return null;
  return {
    at: plusDays(dunning.dueAt, days),
    amountMinor: invoice.totalMinor,
    purpose: invoice.purpose,
  };
}

/** A customer who was asked to authenticate has this long. */
const AUTHENTICATION_HOURS = 24;

/** Until when a payment can be confirmed for which the customer's bank has asked at an instant. */
export function confirmBy(askedAt: Instant): Instant {
  return plusHours(askedAt, AUTHENTICATION_HOURS);
}

/** The instant at which an unpaid invoice's last retry ends the subscription if it is declined. */
export function lastRetryAt(state: AccountState): Instant | null {
  const dunning = state.subscription?.dunning ?? null;
  const days = state.policy.retryDays.at(-1);
  return dunning === null ? null : plusDays(dunning.dueAt, days ?? 0);
}

/** Whether the bound of the pause is reached at the end of the present pause month. */
export function pauseEndsWithPeriod(state: AccountState): boolean {
  const { subscription, policy } = state;
  return (
    subscription?.status === 'paused' &&
    policy.pauseMaxMonths !== null &&
    subscription.pauseMonths >= policy.pauseMaxMonths
  );
}

/** When the setting ends the pause that runs or is scheduled, and what is charged then; null without such an end. */
export function pauseBound(state: AccountState): PauseBound | null {
  const { subscription, policy } = state;
  if (subscription === null || policy.pauseMaxMonths === null) return null;
  const { anchor, offset, plan, scheduled, status } = subscription;
  const paused = status === 'paused';
  if (paused ? scheduled !== null : scheduled?.kind !== 'pause') return null;
  const begun = paused ? subscription.pauseMonths : 0;
  const months = Math.max(policy.pauseMaxMonths, begun, 1);
  let { discount } = subscription;
  for (let month = begun + 1; month <= months; month += 1) discount = afterPauseMonth({ plan, discount }, month);
  return {
    endsAt: iso(anchored(anchor, offset + currentMonths(subscription) + months - begun)),
    chargeMinor: plan.priceMinor - discountMinor(plan, discount),
  };
}

/** The length in months of the period that a subscription is in. */
export function currentMonths({ plan, status }: Subscription): number {
  return status === 'paused' ? 1 : MONTHS[plan.interval];
}

/** The plan that the next period is on. A scheduled plan that is not sold any more changes nothing. */
export function planAfter(state: AccountState): Plan {
  const { subscription, policy } = state;
  if (subscription === null) throw new Error('the account has no subscription');
  const { scheduled } = subscription;
  if (scheduled?.kind !== 'change_plan') return subscription.plan;
  return policy.plans.find((plan) => plan.code === scheduled.plan) ?? subscription.plan;
}

/** A discount was promised for periods of one length: it does not pass to another. */
export function discountAfter(from: Plan, to: Plan, discount: Discount | null): Discount | null {
  return from.interval === to.interval ? discount : null;
}

/** One period of the discount is over; months run on while paused. */
export function afterOnePeriod(discount: Discount | null, used: boolean): Discount | null {
  if (discount === null || discount.periodsLeft <= 1) return null;
  return { ...discount, periodsLeft: discount.periodsLeft - 1, used: discount.used || used };
}

/** A month of a pause is over for the discount; a year of one takes twelve. */
export function afterPauseMonth(
  { discount, plan }: Pick<Subscription, 'discount' | 'plan'>,
  pauseMonths: number,
): Discount | null {
  return pauseMonths % MONTHS[plan.interval] === 0 ? afterOnePeriod(discount, false) : discount;
}

/** Whether the present period was the last one at a reduced price, and the next is charged in full. */
export function discountEndsWithPeriod(state: AccountState): boolean {
  const { subscription } = state;
  if (subscription === null || subscription.periodDiscountMinor === 0) return false;
  if (periodEnds[situationOf(state)] !== 'renew') return false;
  const plan = planAfter(state);
  const discount = discountAfter(subscription.plan, plan, subscription.discount);
  return plan.priceMinor > 0 && discountMinor(plan, discount) === 0;
}
