import type { Condition, FlowDefinition, FlowPage, Offer, Reason } from '../src/domain/flow/types.ts';

const MONTHLY_PLANS = ['lite', 'starter', 'growth', 'scale'];
const YEARLY_PLANS = ['lite_yearly', 'starter_yearly', 'growth_yearly', 'scale_yearly'];

/** Where the people who give walk-throughs are awake in office hours. */
const WALK_THROUGH_COUNTRIES = ['US', 'CA', 'MX', 'GB', 'IE', 'FR', 'DE', 'NL', 'ES', 'PT'];

/** One discount in half a year, whichever it is: a price that is always reduced is not the price. */
const NO_RECENT_DISCOUNT: Condition = {
  kind: 'not_accepted',
  withinDays: 180,
  offers: ['discount-monthly', 'discount-yearly', 'discount-tight-budget'],
};

/** Bonus credits once a year, whatever they make up for. */
const NO_RECENT_BONUS: Condition = {
  kind: 'not_accepted',
  withinDays: 365,
  offers: ['bonus-quality', 'bonus-trouble'],
};

const DISCOUNT_TERMS =
  'For {discountPeriods} from {periodEnd} you pay {discountedPrice} instead of {planPrice}. After that your price is {planPrice} again. You can cancel at any time, also while it runs.';

const BONUS_TERMS =
  'They are in your account at once and do not expire while you have a plan. They end when your subscription ends.';

const reasons: readonly Reason[] = [
  { id: 'no_outbound', label: 'No longer doing outbound campaigns', pages: ['outbound'] },
  { id: 'too_expensive', label: 'It is too expensive', pages: ['price', 'smaller-plan'] },
  { id: 'missing_feature', label: 'Missing a feature I need', pages: ['missing-feature'] },
  { id: 'lead_quality', label: 'Lead data quality', pages: ['lead-quality'] },
  { id: 'switching', label: 'Switching to another tool', pages: ['switching'] },
  { id: 'low_use', label: 'Not using it enough / credits left over', pages: ['credits-left', 'smaller-plan'] },
  { id: 'too_hard', label: 'Too hard to use', pages: ['walk-through'] },
  { id: 'budget', label: 'Budget or company change', pages: ['budget', 'smaller-plan'] },
  { id: 'one_project', label: 'Only needed it for one project', pages: ['project-done'] },
  { id: 'trouble', label: 'Technical problems or support', pages: ['trouble'] },
  { id: 'other', label: 'Other', pages: ['anything-else'] },
];

const pages: readonly FlowPage[] = [
  {
    id: 'outbound',
    title: 'Take your leads with you',
    body: ['Plans change. Your order history holds {leads}, and the file is yours to keep, whatever you decide.'],
    offers: [download('outbound-export')],
  },
  {
    id: 'price',
    title: 'A lower price for a while',
    body: [
      'You pay {planPrice} for the {planName} plan. If that is more than it is worth to you now, we can lower it.',
    ],
    offers: [
      {
        id: 'discount-monthly',
        effect: { kind: 'discount', percent: 30, periods: 3 },
        text: DISCOUNT_TERMS,
        label: 'Take {discount} off for {discountPeriods}',
        when: [{ kind: 'plan', anyOf: MONTHLY_PLANS }, { kind: 'tenure', minDays: 30 }, NO_RECENT_DISCOUNT],
      },
      {
        id: 'discount-yearly',
        effect: { kind: 'discount', percent: 20, periods: 1 },
        text: DISCOUNT_TERMS,
        label: 'Take {discount} off for {discountPeriods}',
        when: [{ kind: 'plan', anyOf: YEARLY_PLANS }, { kind: 'tenure', minDays: 30 }, NO_RECENT_DISCOUNT],
      },
    ],
  },
  {
    id: 'smaller-plan',
    title: 'A smaller plan',
    body: ['You are on {planName} and have {credits}.'],
    offers: [
      smaller('scale', 'growth'),
      smaller('growth', 'starter'),
      smaller('starter', 'lite'),
      smaller('scale_yearly', 'growth_yearly'),
      smaller('growth_yearly', 'starter_yearly'),
      smaller('starter_yearly', 'lite_yearly'),
    ],
  },
  {
    id: 'missing-feature',
    title: 'What is missing?',
    body: [
      'Tell us in a sentence or two. If there is a way to do it today, we will show you; if there is not, we will say so.',
    ],
    offers: [contact('feature-request', 'A feature that I need', 'Write to a person')],
  },
  {
    id: 'lead-quality',
    title: 'Leads that were not good enough',
    body: [
      'Leads that fail verification are never charged. If others were wrong, send us the order and an example or two: a person looks at it and puts right what we got wrong.',
    ],
    offers: [
      {
        id: 'bonus-quality',
        effect: { kind: 'bonus_credits', credits: 500 },
        text: `{bonusCredits} to try again with. ${BONUS_TERMS}`,
        label: 'Take {bonusCredits} and stay',
        when: [{ kind: 'spend', minMinor: 9_700 }, NO_RECENT_BONUS],
      },
      contact('quality-report', 'Leads that were wrong', 'Report leads to a person'),
    ],
  },
  {
    id: 'switching',
    title: 'Bring your leads to the other tool',
    body: ['Most tools read a CSV file. Yours has {leads} in it, with every field that you bought.'],
    offers: [
      download('switching-export'),
      contact('switching-why', 'What the other tool does better', 'Tell us what it does better'),
    ],
  },
  {
    id: 'credits-left',
    title: 'You have {credits}',
    body: ['They are paid for. Until {periodEnd} you can order leads with them, whatever you decide.'],
    offers: [
      {
        id: 'use-credits',
        effect: { kind: 'link', href: '/' },
        text: 'Search the catalogue, order a list now, and download it before you go. Your subscription stays as it is until you decide.',
        label: 'Search leads',
        when: [{ kind: 'active' }, { kind: 'credits', min: 1 }],
      },
    ],
  },
  {
    id: 'walk-through',
    title: 'Help with getting started',
    body: ['If it was hard, that is our doing. A list takes five minutes once somebody has shown you how.'],
    offers: [
      {
        id: 'guides',
        effect: { kind: 'link', href: '/help/collections/leads-and-credits' },
        text: 'Short guides to searching, ordering, and what a lead costs.',
        label: 'Read the guides',
        when: [],
      },
      {
        id: 'walk-through-call',
        effect: { kind: 'contact', subject: 'A walk-through, please' },
        text: 'A person shows you how, with your own market as the example. It costs nothing. Tell us when it suits you.',
        label: 'Ask for a walk-through',
        when: [{ kind: 'country', anyOf: WALK_THROUGH_COUNTRIES }],
      },
      {
        id: 'walk-through-mail',
        effect: { kind: 'contact', subject: 'Help with getting started' },
        text: 'Tell us what you are looking for, and a person writes back with the search that finds it.',
        label: 'Ask by e-mail',
        when: [{ kind: 'country', noneOf: WALK_THROUGH_COUNTRIES }],
      },
    ],
  },
  {
    id: 'budget',
    title: 'When money is short',
    body: ['Companies change, and so do budgets. If a lower price helps you over it, take it.'],
    offers: [
      {
        id: 'discount-tight-budget',
        effect: { kind: 'discount', amountMinor: 4_000, periods: 3 },
        text: DISCOUNT_TERMS,
        label: 'Take {discount} off for {discountPeriods}',
        when: [
          { kind: 'plan', anyOf: ['starter', 'growth', 'scale'] },
          { kind: 'tenure', minDays: 30 },
          NO_RECENT_DISCOUNT,
        ],
      },
    ],
  },
  {
    id: 'project-done',
    title: 'Your project, in one file',
    body: ['Congratulations on getting it done. Your order history holds {leads}; take the file before you go.'],
    offers: [download('project-export')],
  },
  {
    id: 'trouble',
    title: 'Let us put it right',
    body: ['Something did not work, or we did not help as we should have. We are sorry.'],
    offers: [
      contact('trouble-report', 'Something does not work', 'Tell a person what happened'),
      {
        id: 'bonus-trouble',
        effect: { kind: 'bonus_credits', credits: 500 },
        text: `{bonusCredits} for the trouble. ${BONUS_TERMS}`,
        label: 'Take {bonusCredits} and stay',
        when: [{ kind: 'tenure', minDays: 30 }, { kind: 'spend', minMinor: 9_700 }, NO_RECENT_BONUS],
      },
    ],
  },
  {
    id: 'anything-else',
    title: 'Is there something that we can do?',
    body: ['If a person can help, write to us. You do not have to write anything to cancel.'],
    offers: [contact('something-else', 'A question before I decide', 'Write to a person')],
  },
  {
    id: 'pause',
    title: 'Pause for just {pauseFee}/month',
    body: [
      'A pause keeps your {credits} and your order history of {leads}. When you come back, you are not delivered a lead that you already have.',
    ],
    offers: [
      {
        id: 'pause',
        effect: { kind: 'pause' },
        text: 'Until {periodEnd} everything stays as it is. From then on you pay {pauseFee} a month instead of {planPrice}, and the tools are locked. Come back on any day: the standard price of your plan is charged then. You can cancel while paused, too.',
        label: 'Pause subscription',
        when: [],
      },
    ],
  },
];

/** ListKit's cancellation. */
export const listkit: FlowDefinition = { code: 'listkit', version: 1, reasons, pages, closingPages: ['pause'] };

function smaller(from: string, to: string): Offer {
  return {
    id: `smaller-${to.replaceAll('_', '-')}`,
    effect: { kind: 'plan_change', plan: to },
    text: '{smallerPlanName} costs {smallerPlanPrice} and brings {smallerPlanCredits}. It starts on {periodEnd}; until then your plan stays as it is. The credits that you have go on rolling over as they do now.',
    label: 'Change to {smallerPlanName}',
    when: [{ kind: 'plan', anyOf: [from] }],
  };
}

function download(id: string): Offer {
  return {
    id,
    effect: { kind: 'link', href: '/orders/export.csv' },
    text: 'All leads that you were ever delivered, in one CSV file.',
    label: 'Download all leads',
    when: [],
  };
}

function contact(id: string, subject: string, label: string): Offer {
  return {
    id,
    effect: { kind: 'contact', subject },
    text: 'A person reads it and answers by e-mail. Your subscription stays as it is until you decide.',
    label,
    when: [],
  };
}
