import { discountMinor } from '../../domain/billing/invoices.ts';
import type { Figures } from '../../domain/flow/figures.ts';
import type { Offer, OfferEffect } from '../../domain/flow/types.ts';
import { pauseFigures, planAfter } from '../../domain/subscription/consequences.ts';
import type { AccountState, Plan } from '../../domain/subscription/types.ts';
import type { Interval } from '../../domain/time/period.ts';
import { formatCount, formatInstant, formatMoneyShort } from '../format.ts';

const PER: Record<Interval, string> = { month: 'a month', year: 'a year' };

/** What a plan or a pause costs, as a price: "$97 a month". */
export function priceText(amountMinor: number, currency: string, interval: Interval): string {
  return `${formatMoneyShort(amountMinor, currency)} ${PER[interval]}`;
}

/** "1,240 credits". */
export function creditsText(credits: number): string {
  return formatCount(credits, 'credit', 'credits');
}

/** "3,400 leads". */
export function leadsText(leads: number): string {
  return formatCount(leads, 'lead', 'leads');
}

/** "3 months", "1 year". */
export function periodsText(periods: number, interval: Interval): string {
  return formatCount(periods, interval, `${interval}s`);
}

/** The figures that the texts of a flow's page may name, for this account, and those of one offer on it. */
export function flowFigures(state: AccountState, brand: string, offer?: Offer): Figures {
  const { account, policy, subscription } = state;
  if (subscription === null) throw new Error('the account has no subscription');
  const { plan, period } = subscription;
  const { credits, leads } = pauseFigures(state);
  return {
    brand,
    credits: creditsText(credits),
    leads: leadsText(leads),
    pauseFee: formatMoneyShort(policy.pauseFeeMinor, account.currency),
    periodEnd: formatInstant(period.end, account.timeZone),
    planName: plan.name,
    planPrice: priceText(plan.priceMinor, account.currency, plan.interval),
    ...(offer ? offerFigures(state, offer) : {}),
  };
}

function offerFigures(state: AccountState, { id, effect }: Offer): Partial<Figures> {
  switch (effect.kind) {
    case 'discount':
      return discountFigures(state, id, effect);
    case 'plan_change': {
      const smaller = state.policy.plans.find(({ code }) => code === effect.plan);
      return smaller ? planFigures(smaller, state.account.currency) : {};
    }
    case 'bonus_credits':
      return { bonusCredits: creditsText(effect.credits) };
    case 'pause':
    case 'contact':
    case 'link':
      return {};
  }
}

function discountFigures(
  state: AccountState,
  offerId: string,
  { percent, amountMinor, periods }: OfferEffect & { kind: 'discount' },
): Partial<Figures> {
  const { currency } = state.account;
  const plan = planAfter(state);
  const off = discountMinor(plan, {
    offerId,
    percent: percent ?? null,
    amountMinor: amountMinor ?? null,
    periodsLeft: periods,
    used: false,
  });
  return {
    discount: percent === undefined ? formatMoneyShort(off, currency) : `${percent}%`,
    discountPeriods: periodsText(periods, plan.interval),
    discountedPrice: priceText(plan.priceMinor - off, currency, plan.interval),
    fullPrice: priceText(plan.priceMinor, currency, plan.interval),
  };
}

function planFigures(plan: Plan, currency: string): Partial<Figures> {
  return {
    smallerPlanName: plan.name,
    smallerPlanPrice: priceText(plan.priceMinor, currency, plan.interval),
    smallerPlanCredits: `${creditsText(plan.credits)} ${PER[plan.interval]}`,
  };
}
