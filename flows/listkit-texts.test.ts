import { describe, expect, test } from 'vitest';
import { listkit } from './listkit.ts';
import { Life } from '../test/testkit/life.ts';
import { fillIn, type Figures } from '../src/domain/flow/figures.ts';
import type { Offer } from '../src/domain/flow/types.ts';
import { plans } from '../src/plans.ts';
import { flowFigures, offerFigures } from '../src/portal/subscription/flow-figures.ts';

function lifeOn(plan: string): Life {
  const life = new Life({ start: '2026-03-15T19:00:00Z', timeZone: 'America/New_York', policy: { plans }, plan });
  life.order(60);
  return life;
}

function offer(id: string): Offer {
  const found = listkit.pages.flatMap(({ offers }) => offers).find((each) => each.id === id);
  if (found === undefined) throw new Error(`the flow has no offer ${id}`);
  return found;
}

const texts: readonly (readonly [string, string, string])[] = [
  [
    'starter',
    'discount-monthly',
    'For 3 months from 15 April 2026, 15:00 New York time you pay $67.90 a month instead of $97.00 a month. After that your price is $97.00 a month again. You can cancel at any time, also while it runs.',
  ],
  [
    'starter',
    'discount-tight-budget',
    'For 3 months from 15 April 2026, 15:00 New York time you pay $57.00 a month instead of $97.00 a month. After that your price is $97.00 a month again. You can cancel at any time, also while it runs.',
  ],
  [
    'growth_yearly',
    'discount-yearly',
    'For 1 year from 15 March 2027, 15:00 New York time you pay $2,376.00 a year instead of $2,970.00 a year. After that your price is $2,970.00 a year again. You can cancel at any time, also while it runs.',
  ],
  [
    'growth',
    'smaller-starter',
    'Starter costs $97.00 a month and brings 2,000 credits a month. It starts on 15 April 2026, 15:00 New York time; until then your plan stays as it is. The credits that you have go on rolling over as they do now.',
  ],
  [
    'starter',
    'bonus-quality',
    '500 credits to try again with. They are in your account at once and do not expire while you have a plan. They end when your subscription ends.',
  ],
  [
    'starter',
    'pause',
    'Until 15 April 2026, 15:00 New York time everything stays as it is. From then on you pay $1 a month instead of $97.00 a month, and the tools are locked. Come back on any day: the standard price of your plan is charged then. You can cancel while paused, too.',
  ],
];

describe('an offer says what it means to this account', () => {
  test.each(texts)('%s: %s', (plan, id, text) => {
    expect(told(lifeOn(plan), offer(id))).toBe(text);
  });

  test('a discount is of the price that it will come off', () => {
    const life = lifeOn('growth');
    life.do({ do: 'change_plan', plan: 'starter' });
    expect(told(life, offer('discount-monthly'))).toContain('you pay $67.90 a month instead of $97.00 a month');
  });
});

describe('a page names the account’s own figures', () => {
  test('of the pause', () => {
    const page = listkit.pages.find(({ id }) => id === 'pause');
    const figures = figuresOf(lifeOn('starter'));
    expect([page?.title ?? '', ...(page?.body ?? [])].map((text) => fillIn(text, figures))).toEqual([
      'Pause for just $1/month',
      'A pause keeps your 1,940 credits and your order history of 60 leads. When you come back, you are not delivered a lead that you already have.',
    ]);
  });

  test.each(plans.map(({ code }) => code))('%s: no text keeps a name in braces', (plan) => {
    const life = lifeOn(plan);
    for (const page of listkit.pages) {
      const pageTexts = [page.title, ...page.body].map((text) => fillIn(text, figuresOf(life)));
      const offerTexts = page.offers.flatMap((each) => [told(life, each), told(life, each, each.label)]);
      for (const text of [...pageTexts, ...offerTexts]) expect(text).not.toMatch(/[{}]|undefined|NaN/);
    }
  });
});

function figuresOf(life: Life): Figures {
  return flowFigures(life.state, life.subscription, 'ListKit');
}

function told(life: Life, each: Offer, text: string = each.text): string {
  return fillIn(text, offerFigures(figuresOf(life), life.state, each));
}
