import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { AT_THE_START, decideOffers, offersOn, shownPages, wayOf } from './plan.ts';
import type { Condition, FlowDefinition, FlowFacts, Offer, OfferDecision, OfferEffect } from './types.ts';

const now = Temporal.Instant.from('2026-03-31T12:00:00Z');
const later = now.add({ minutes: 5 });

const facts: FlowFacts = {
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
  changeablePlans: ['starter'],
};

const discount: OfferEffect = { kind: 'discount', percent: 30, periods: 3 };
const NEVER: Condition = { kind: 'plan', anyOf: ['lite'] };
const NOT_ON_LITE = 'plan growth is not one of lite';

function offer(id: string, effect: OfferEffect, when: readonly Condition[] = []): Offer {
  return { id, effect, text: id, label: id, when };
}

/** A flow with one reason, whose way are these pages in order. */
function flowOf(pages: Record<string, readonly Offer[]>): FlowDefinition {
  const ids = Object.keys(pages);
  return {
    code: 'sample',
    version: 1,
    reasons: [{ id: 'price', label: 'Too expensive', pages: ids }],
    pages: Object.entries(pages).map(([id, offers]) => ({ id, title: id, body: [], offers })),
    closingPages: [],
  };
}

function why(decisions: readonly OfferDecision[]): Record<string, string> {
  return Object.fromEntries(decisions.map((decision) => [decision.offerId, decision.why]));
}

describe('a way', () => {
  const flow = { ...flowOf({ first: [], second: [] }), closingPages: ['second', 'last'] };

  test('goes over the reason’s pages, then the closing ones, each once, and passes over what does not exist', () => {
    expect(wayOf(flow, 'price').map(({ id }) => id)).toEqual(['first', 'second']);
    expect(wayOf(flow, null).map(({ id }) => id)).toEqual(['second']);
    expect(wayOf(flow, 'unknown').map(({ id }) => id)).toEqual(['second']);
  });

  test('shows pages that help by themselves or offer something', () => {
    const [first, second] = flowOf({ first: [], second: [offer('a', discount)] }).pages;
    if (first === undefined || second === undefined) throw new Error('no pages');
    const decided = decideOffers(flowOf({ second: [offer('a', discount)] }), 'price', facts, now, AT_THE_START);
    expect(shownPages([first, second], decided)).toEqual([second]);
    expect(shownPages([{ ...first, standsAlone: true }, second], [])).toEqual([{ ...first, standsAlone: true }]);
    expect(offersOn(second, decided).map(({ id }) => id)).toEqual(['a']);
    expect(offersOn(second, [])).toEqual([]);
  });
});

describe('the same effect', () => {
  const twins: readonly (readonly [string, Record<string, readonly Offer[]>, Record<string, string>])[] = [
    [
      'is offered once, whatever the order of its fields',
      { first: [offer('a', discount)], second: [offer('b', { periods: 3, percent: 30, kind: 'discount' })] },
      { a: 'eligible', b: 'a offers the same on page first' },
    ],
    [
      'is not what has other figures',
      { first: [offer('a', discount)], second: [offer('b', { ...discount, percent: 20 })] },
      { a: 'eligible', b: 'eligible' },
    ],
    [
      'is not what is of another kind',
      { first: [offer('a', discount)], second: [offer('b', { kind: 'pause' })] },
      { a: 'eligible', b: 'eligible' },
    ],
    [
      'is ruled out by its own conditions first',
      { first: [offer('a', discount)], second: [offer('b', discount, [NEVER])] },
      { a: 'eligible', b: NOT_ON_LITE },
    ],
    [
      'may come where it was not shown before',
      { first: [offer('a', discount, [NEVER])], second: [offer('b', discount)] },
      { a: NOT_ON_LITE, b: 'eligible' },
    ],
  ];
  test.each(twins)('%s', (_, pages, expected) => {
    expect(why(decideOffers(flowOf(pages), 'price', facts, now, AT_THE_START))).toEqual(expected);
  });
});

describe('planning again', () => {
  const flow = flowOf({ first: [offer('a', discount)], second: [offer('b', { kind: 'pause' })] });
  const planned = decideOffers(flow, 'price', facts, now, AT_THE_START);
  const changed = { ...facts, hasDiscount: true };

  test('keeps what was decided, with its instant, where nothing has changed', () => {
    expect(decideOffers(flow, 'price', facts, later, { decisions: planned, path: [] })).toEqual(planned);
  });

  test('keeps what was decided on pages that were passed, whatever has changed', () => {
    const again = decideOffers(flow, 'price', changed, later, { decisions: planned, path: ['reason', 'first'] });
    expect(again).toEqual(planned);
  });

  test('decides anew what is ahead, and remembers what was seen', () => {
    const seen = planned.map((decision) => ({ ...decision, seen: true }));
    const [again] = decideOffers(flow, 'price', changed, later, { decisions: seen, path: ['reason'] });
    expect(again).toEqual({
      offerId: 'a',
      pageId: 'first',
      shown: false,
      why: 'a discount is running already',
      decidedAt: later,
      seen: true,
    });
  });

  test('says the page that an offer has moved to', () => {
    const moved = flowOf({ second: [offer('b', { kind: 'pause' }), offer('a', discount)] });
    const again = decideOffers(moved, 'price', facts, later, { decisions: planned, path: [] });
    expect(again.map(({ offerId, pageId, decidedAt }) => [offerId, pageId, decidedAt])).toEqual([
      ['b', 'second', now],
      ['a', 'second', later],
    ]);
  });
});
