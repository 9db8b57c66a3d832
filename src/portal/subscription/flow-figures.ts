import { discountMinor } from '../../domain/billing/invoices.ts';
import type { Figures } from '../../domain/flow/figures.ts';
import type { Offer } from '../../domain/flow/types.ts';
import { pauseFigures, planAfter } from '../../domain/subscription/consequences.ts';
import type { AccountState, Discount, Subscription } from '../../domain/subscription/types.ts';
import { creditsText, leadsText } from '../../ui/messages/leads.ts';
import { periodsText, wordsOf } from './words.ts';

/** What the texts of a flow may name, in this account's own figures. */
export function flowFigures(state: AccountState, subscription: Subscription, brand: string): Figures {
  const words = wordsOf(state.account);
  const kept = pauseFigures(state);
  return {
    brand,
    credits: creditsText(kept.credits),
    leads: leadsText(kept.leads),
    pauseFee: words.moneyShort(state.policy.pauseFeeMinor),
    periodEnd: words.at(subscription.period.end),
    planName: subscription.plan.name,
    planPrice: words.price(subscription.plan),
  };
}

/** The same with what the texts of one offer may name besides. */
export function offerFigures(figures: Figures, state: AccountState, { effect }: Offer): Figures {
  const words = wordsOf(state.account);
  switch (effect.kind) {
    case 'discount': {
      // What is reduced is the price of the coming periods, so a change that is scheduled counts.
      const plan = planAfter(state);
      const discount = discountOf(effect);
      const reduced = plan.priceMinor - discountMinor(plan, discount);
      return {
        ...figures,
        planPrice: words.price(plan),
        discount: words.off(discount),
        discountPeriods: periodsText(effect.periods, plan.interval),
        discountedPrice: words.price({ ...plan, priceMinor: reduced }),
      };
    }
    case 'plan_change': {
      const plan = state.policy.plans.find(({ code }) => code === effect.plan);
      if (plan === undefined) return figures;
      return {
        ...figures,
        smallerPlanName: plan.name,
        smallerPlanPrice: words.price(plan),
        smallerPlanCredits: words.grant(plan),
      };
    }
    case 'bonus_credits':
      return { ...figures, bonusCredits: creditsText(effect.credits) };
    case 'pause':
    case 'contact':
    case 'link':
      return figures;
  }
}

function discountOf(effect: Extract<Offer['effect'], { kind: 'discount' }>): Discount {
  return {
    offerId: '',
    percent: effect.percent ?? null,
    amountMinor: effect.amountMinor ?? null,
    periodsLeft: effect.periods,
    used: false,
  };
}
