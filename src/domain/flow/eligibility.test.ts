import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { judge } from './eligibility.ts';
import type { Condition, FlowFacts, OfferEffect } from './types.ts';

const now = Temporal.Instant.from('2026-03-31T12:00:00Z');
const ago = (days: number, ms = 0) => now.subtract({ hours: 24 * days }).subtract({ milliseconds: ms });

const facts: FlowFacts = {
  planCode: 'growth',
  tenureDays: 90,
  spentMinor: 89_100,
  country: 'US',
  credits: 1_240,
  accepted: [{ offerId: 'discount-30', at: ago(12) }],
  isActive: true,
  canPause: true,
  hasDiscount: false,
  keepsInterval: true,
  changeablePlans: ['starter'],
};

const conditions: readonly (readonly [string, Condition, string])[] = [
  ['active', { kind: 'active' }, 'eligible'],
  ['plan, one of them', { kind: 'plan', anyOf: ['starter', 'growth'] }, 'eligible'],
  ['plan, none of them', { kind: 'plan', anyOf: ['starter', 'lite'] }, 'plan growth is not one of starter, lite'],
  ['tenure reached on the day', { kind: 'tenure', minDays: 90 }, 'eligible'],
  ['tenure a day short', { kind: 'tenure', minDays: 91 }, 'customer for 90 days, needs 91'],
  ['spend reached to the cent', { kind: 'spend', minMinor: 89_100 }, 'eligible'],
  ['spend a cent short', { kind: 'spend', minMinor: 89_101 }, 'spent 89100 minor units, needs 89101'],
  ['country among those', { kind: 'country', anyOf: ['US', 'CA'] }, 'eligible'],
  ['country not among those', { kind: 'country', anyOf: ['GB', 'CA'] }, 'country US is not one of GB, CA'],
  ['country not excluded', { kind: 'country', noneOf: ['DE'] }, 'eligible'],
  ['country excluded', { kind: 'country', noneOf: ['US'] }, 'country US is one of US'],
  ['country one of many excluded', { kind: 'country', noneOf: ['DE', 'US'] }, 'country US is one of DE, US'],
  ['country among those and excluded', { kind: 'country', anyOf: ['US'], noneOf: ['US'] }, 'country US is one of US'],
  ['credits within', { kind: 'credits', min: 1_240, max: 1_240 }, 'eligible'],
  ['credits below', { kind: 'credits', min: 1_241 }, '1240 credits, needs at least 1241'],
  ['credits above', { kind: 'credits', max: 1_239 }, '1240 credits, needs at most 1239'],
  [
    'another offer accepted within the cool-down',
    { kind: 'not_accepted', withinDays: 180, offers: ['discount-30'] },
    'accepted discount-30 12 days ago, cool-down 180 days',
  ],
  ['cool-down over to the millisecond', { kind: 'not_accepted', withinDays: 12, offers: ['discount-30'] }, 'eligible'],
  ['this very offer was never accepted', { kind: 'not_accepted', withinDays: 180 }, 'eligible'],
];

describe('a condition', () => {
  test.each(conditions)('%s', (_, condition, why) => {
    expect(judge(offer({ kind: 'contact', subject: 'Help' }, [condition]), facts, now)).toBe(why);
  });

  test('a cool-down that names no offer means the offer itself', () => {
    const own = offer({ kind: 'contact', subject: 'Help' }, [{ kind: 'not_accepted', withinDays: 13 }]);
    const accepted = [
      { offerId: own.id, at: ago(20) },
      { offerId: own.id, at: ago(13, -1) },
    ];
    expect(judge(own, { ...facts, accepted }, now)).toBe('accepted offer-1 12 days ago, cool-down 13 days');
    expect(judge(own, { ...facts, accepted: [{ offerId: own.id, at: ago(13) }] }, now)).toBe('eligible');
  });

  test('of several acceptances, the newest counts, wherever it stands; of two at once, the first', () => {
    const own = offer({ kind: 'contact', subject: 'Help' }, [
      { kind: 'not_accepted', withinDays: 13, offers: ['one', 'two'] },
    ]);
    const [one, two] = [
      { offerId: 'one', at: ago(5) },
      { offerId: 'two', at: ago(9) },
    ];
    const why = 'accepted one 5 days ago, cool-down 13 days';
    expect(judge(own, { ...facts, accepted: [one, two] }, now)).toBe(why);
    expect(judge(own, { ...facts, accepted: [two, one] }, now)).toBe(why);
    expect(judge(own, { ...facts, accepted: [one, { ...two, at: one.at }] }, now)).toBe(why);
  });

  test('the first one that fails is the reason', () => {
    const both = offer({ kind: 'contact', subject: 'Help' }, [
      { kind: 'tenure', minDays: 1 },
      { kind: 'plan', anyOf: ['lite'] },
      { kind: 'spend', minMinor: 1_000_000 },
    ]);
    expect(judge(both, facts, now)).toBe('plan growth is not one of lite');
  });
});

const discount: OfferEffect = { kind: 'discount', percent: 30, periods: 3 };
const effects: readonly (readonly [string, OfferEffect, Partial<FlowFacts>, string])[] = [
  ['a pause that can be scheduled', { kind: 'pause' }, {}, 'eligible'],
  ['a pause that cannot', { kind: 'pause' }, { canPause: false }, 'a pause cannot be scheduled now'],
  ['a first discount', discount, {}, 'eligible'],
  ['a discount before another length', discount, { keepsInterval: false }, 'the next period is of another length'],
  ['a discount beside another', discount, { hasDiscount: true }, 'a discount is running already'],
  ['a discount while paused or overdue', discount, { isActive: false }, 'the subscription is not active'],
  ['credits', { kind: 'bonus_credits', credits: 500 }, {}, 'eligible'],
  [
    'credits while paused or overdue',
    { kind: 'bonus_credits', credits: 500 },
    { isActive: false },
    'the subscription is not active',
  ],
  ['a plan to change to', { kind: 'plan_change', plan: 'starter' }, {}, 'eligible'],
  ['a plan out of reach', { kind: 'plan_change', plan: 'lite' }, {}, 'plan growth cannot be changed to lite now'],
  ['a link, always', { kind: 'link', href: '/help' }, { isActive: false, canPause: false }, 'eligible'],
];

describe('what an effect needs', () => {
  test.each(effects)('%s', (_, effect, change, why) => {
    expect(judge(offer(effect, []), { ...facts, ...change }, now)).toBe(why);
  });
});

function offer(effect: OfferEffect, when: readonly Condition[]) {
  return { id: 'offer-1', effect, label: 'Accept', text: 'What it is.', when };
}
