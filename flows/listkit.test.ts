import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { checkFlow } from '../src/domain/flow/check-flow.ts';
import { AT_THE_START, decideOffers, offersOn, shownPages, wayOf } from '../src/domain/flow/plan.ts';
import type { FlowFacts } from '../src/domain/flow/types.ts';
import { plans } from '../src/plans.ts';
import { subscriptionLabels } from '../src/ui/messages/subscription.ts';
import { listkit } from './listkit.ts';

const now = Temporal.Instant.from('2026-03-31T12:00:00Z');

const loyal: FlowFacts = {
  planCode: 'growth',
  tenureDays: 90,
  spentMinor: 89_100,
  country: 'US',
  credits: 1_240,
  accepted: [],
  isActive: true,
  canPause: true,
  hasDiscount: false,
  keepsInterval: true,
  changeablePlans: plans.map(({ code }) => code),
};

const offers = listkit.pages.flatMap((page) => page.offers);

test('the flow is sound', () => {
  expect(checkFlow(listkit)).toEqual({ ok: true, flow: listkit });
});

test('a flow that went through JSON is as sound', () => {
  expect(checkFlow(JSON.parse(JSON.stringify(listkit)))).toMatchObject({ ok: true });
});

test('the reasons are those that customers give', () => {
  expect(listkit.reasons.map(({ label }) => label)).toEqual([
    'No longer doing outbound campaigns',
    'It is too expensive',
    'Missing a feature I need',
    'Lead data quality',
    'Switching to another tool',
    'Not using it enough / credits left over',
    'Too hard to use',
    'Budget or company change',
    'Only needed it for one project',
    'Technical problems or support',
    'Other',
  ]);
});

describe('for a customer of three months', () => {
  test.each(listkit.reasons.map(({ id }) => id))(
    '%s has a page of its own with something real, then the pause',
    (reason) => {
      const ways = listkit.reasons.filter(({ id }) => id !== reason).flatMap((other) => other.pages);
      const decisions = decideOffers(listkit, reason, loyal, now, AT_THE_START);
      const pages = shownPages(wayOf(listkit, reason), decisions);
      const own = pages.filter(({ id }) => id !== 'pause' && !ways.includes(id));
      expect(own).not.toHaveLength(0);
      for (const page of own) expect(offersOn(page, decisions)).not.toHaveLength(0);
      expect(pages.at(-1)?.id).toBe('pause');
      expect(pages.length).toBeLessThanOrEqual(3);
    },
  );
});

const shown = (reason: string, change: Partial<FlowFacts>) =>
  decideOffers(listkit, reason, { ...loyal, ...change }, now, AT_THE_START)
    .filter((decision) => decision.shown)
    .map(({ offerId }) => offerId);

const cases: readonly (readonly [string, string, Partial<FlowFacts>, readonly string[]])[] = [
  ['a monthly plan', 'too_expensive', {}, ['discount-monthly', 'smaller-starter', 'pause']],
  [
    'a yearly plan',
    'too_expensive',
    { planCode: 'scale_yearly' },
    ['discount-yearly', 'smaller-growth-yearly', 'pause'],
  ],
  ['the smallest plan', 'too_expensive', { planCode: 'lite' }, ['discount-monthly', 'pause']],
  ['the first month', 'too_expensive', { tenureDays: 29 }, ['smaller-starter', 'pause']],
  [
    'another discount half a year ago, less a day',
    'budget',
    { accepted: [{ offerId: 'discount-monthly', at: now.subtract({ hours: 24 * 179 }) }] },
    ['smaller-starter', 'pause'],
  ],
  [
    'another discount half a year ago',
    'budget',
    { accepted: [{ offerId: 'discount-monthly', at: now.subtract({ hours: 24 * 180 }) }] },
    ['smaller-starter', 'discount-tight-budget', 'pause'],
  ],
  ['nothing spent yet', 'lead_quality', { spentMinor: 0 }, ['quality-report', 'pause']],
  ['a country within office hours', 'too_hard', { country: 'US' }, ['guides', 'walk-through-call', 'pause']],
  ['a country outside office hours', 'too_hard', { country: 'JP' }, ['guides', 'walk-through-mail', 'pause']],
  ['no credits left', 'low_use', { credits: 0 }, ['smaller-starter', 'pause']],
  ['credits that are frozen', 'low_use', { isActive: false, canPause: false, changeablePlans: [] }, []],
  ['paused already', 'lead_quality', { isActive: false, canPause: false, changeablePlans: [] }, ['quality-report']],
];

test.each(cases)('%s: %s', (_, reason, change, ids) => {
  expect(shown(reason, change).toSorted()).toEqual(ids.toSorted());
});

describe('what the flow names exists', () => {
  const codes = plans.map(({ code }) => code);

  test.each(offers.map((offer) => [offer.id, offer] as const))('%s', (_, { effect, when }) => {
    if (effect.kind === 'plan_change') expect(codes).toContain(effect.plan);
    for (const condition of when) {
      if (condition.kind === 'plan') for (const code of condition.anyOf) expect(codes).toContain(code);
      if (condition.kind === 'not_accepted') {
        for (const id of condition.offers ?? []) expect(offers.map((offer) => offer.id)).toContain(id);
      }
    }
  });

  test('a smaller plan is smaller', () => {
    for (const { effect, when } of offers) {
      const [condition] = when;
      if (effect.kind !== 'plan_change' || condition?.kind !== 'plan') continue;
      const price = (code: string | undefined) => plans.find((plan) => plan.code === code)?.priceMinor ?? 0;
      expect(price(effect.plan)).toBeLessThan(price(condition.anyOf[0]));
    }
  });

  test('the pause is called as it is called everywhere', () => {
    expect(offers.find(({ effect }) => effect.kind === 'pause')?.label).toBe(subscriptionLabels.pause);
  });
});

test('every kind of effect and of condition is used', () => {
  const kinds = (values: readonly { kind: string }[]) => [...new Set(values.map(({ kind }) => kind))].toSorted();
  expect(kinds(offers.map(({ effect }) => effect))).toEqual([
    'bonus_credits',
    'contact',
    'discount',
    'link',
    'pause',
    'plan_change',
  ]);
  expect(kinds(offers.flatMap(({ when }) => when))).toEqual([
    'active',
    'country',
    'credits',
    'not_accepted',
    'plan',
    'spend',
    'tenure',
  ]);
});

describe('the words', () => {
  const texts = [
    ...listkit.reasons.map(({ label }) => label),
    ...listkit.pages.flatMap(({ title, body }) => [title, ...body]),
    ...offers.flatMap(({ label, text }) => [label, text]),
  ];

  test('press nobody and shame nobody', () => {
    const pressure =
      /hurry|last chance|only today|act now|limited|expires in|don.t (go|leave)|regret|miss out|are you sure|sorry to see|no,? (thanks )?i/i;
    for (const text of texts) expect(text).not.toMatch(pressure);
  });

  test('are short', () => {
    for (const { title, body } of listkit.pages) {
      expect(title.length).toBeLessThanOrEqual(60);
      for (const text of body) expect(text.length).toBeLessThanOrEqual(240);
    }
    for (const { label, text } of offers) {
      expect(label.replaceAll(/\{\w+\}/g, '8 figures').length).toBeLessThanOrEqual(40);
      expect(text.length).toBeLessThanOrEqual(280);
    }
  });

  test('a price that changes says when and to what', () => {
    for (const { effect, text } of offers) {
      if (effect.kind === 'discount')
        for (const figure of ['{discountedPrice}', '{discountPeriods}', '{planPrice}']) expect(text).toContain(figure);
      if (effect.kind === 'pause')
        for (const figure of ['{pauseFee}', '{periodEnd}', '{planPrice}']) expect(text).toContain(figure);
      if (effect.kind === 'plan_change')
        for (const figure of ['{smallerPlanPrice}', '{periodEnd}']) expect(text).toContain(figure);
    }
  });
});
