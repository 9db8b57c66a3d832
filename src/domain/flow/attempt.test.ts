import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  abandonAttempt,
  acceptOffer,
  answerReason,
  backTo,
  beginAttempt,
  confirmAttempt,
  continueAttempt,
  isRefusal,
  leaveAttempt,
  offersShown,
  presentPage,
  type FlowRefusal,
} from './attempt.ts';
import { AT_THE_START, decideOffers, shownPages, wayOf } from './plan.ts';
import type { Attempt, FlowDefinition, FlowFacts, FlowPage, Offer, OfferEffect } from './types.ts';

const now = Temporal.Instant.from('2026-03-31T12:00:00Z');
const later = now.add({ minutes: 5 });

const flow: FlowDefinition = {
  code: 'sample',
  version: 3,
  reasons: [
    { id: 'price', label: 'Too expensive', pages: ['discount', 'smaller'] },
    { id: 'quality', label: 'Lead quality', pages: ['quality', 'smaller'] },
    { id: 'break', label: 'Taking a break', pages: ['early-pause'] },
    { id: 'other', label: 'Other', pages: [] },
  ],
  pages: [
    page('discount', [offer('third-off', { kind: 'discount', percent: 30, periods: 3 })]),
    page('smaller', [offer('to-starter', { kind: 'plan_change', plan: 'starter' })]),
    { ...page('quality', [offer('talk', { kind: 'contact', subject: 'Lead quality' })]), standsAlone: true },
    page('early-pause', [offer('early-break', { kind: 'pause' })]),
    page('pause', [offer('break', { kind: 'pause' })]),
  ],
  closingPages: ['pause'],
};

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

const start = beginAttempt(flow, facts, { id: 'att_1', by: 'mem_1', now });

describe('beginning', () => {
  test('starts at the reason, with a decision for every offer', () => {
    expect(start).toMatchObject({ page: 'reason', path: [], reason: null, outcome: null, flowVersion: 3 });
    expect(why(start)).toEqual({
      'third-off': 'no reason was given',
      'to-starter': 'no reason was given',
      talk: 'no reason was given',
      'early-break': 'no reason was given',
      break: 'eligible',
    });
    expect(start.decisions.some(({ seen }) => seen)).toBe(false);
  });

  test('a broken or missing flow goes straight to the confirmation', () => {
    const attempt = beginAttempt(null, facts, { id: 'att_1', by: 'mem_1', now });
    expect(attempt).toMatchObject({ page: 'confirm', path: [], decisions: [], flowCode: 'none' });
    expect(presentPage(null, attempt)).toBe('confirm');
  });
});

describe('going through', () => {
  test('a reason leads over its pages and the closing page to the confirmation', () => {
    const first = answered('price');
    expect(first).toMatchObject({ page: 'discount', path: ['reason'], reason: 'price' });
    const second = went(first, 'discount');
    expect(second).toMatchObject({ page: 'smaller', path: ['reason', 'discount'] });
    const third = went(second, 'smaller');
    expect(third).toMatchObject({ page: 'pause', path: ['reason', 'discount', 'smaller'] });
    expect(went(third, 'pause')).toMatchObject({ page: 'confirm', path: ['reason', 'discount', 'smaller', 'pause'] });
  });

  test('what is planned says why each offer is shown or not, and what was seen', () => {
    const attempt = answered('price', { ...facts, hasDiscount: true });
    expect(attempt.page).toBe('smaller');
    expect(why(attempt)).toEqual({
      'third-off': 'a discount is running already',
      'to-starter': 'eligible',
      talk: 'not on the way of this reason',
      'early-break': 'not on the way of this reason',
      break: 'eligible',
    });
    expect(attempt.decisions.filter(({ seen }) => seen).map(({ offerId }) => offerId)).toEqual(['to-starter']);
    expect(shownPages(wayOf(flow, 'price'), attempt.decisions).map(({ id }) => id)).toEqual(['smaller', 'pause']);
  });

  test('the pause page is skipped for whom it cannot be given', () => {
    const attempt = answered('other', { ...facts, canPause: false });
    expect(attempt).toMatchObject({ page: 'confirm', path: ['reason'] });
  });

  test('a page that helps by itself is shown without an offer', () => {
    const strict: FlowDefinition = {
      ...flow,
      pages: flow.pages.map((each) =>
        each.id === 'quality'
          ? {
              ...each,
              offers: [
                { ...offer('talk', { kind: 'contact', subject: 'x' }), when: [{ kind: 'plan', anyOf: ['scale'] }] },
              ],
            }
          : each,
      ),
    };
    const attempt = settled(answerReason(strict, start, 'quality', null, facts, now));
    expect(attempt.page).toBe('quality');
    expect(offersShown(strict, attempt, 'quality')).toEqual([]);
  });

  test('the same effect is offered once, so a reason with a pause of its own has no second one', () => {
    const attempt = answered('break');
    expect(attempt.page).toBe('early-pause');
    expect(why(attempt)['break']).toBe('early-break offers the same on page early-pause');
    expect(went(attempt, 'early-pause').page).toBe('confirm');
  });

  test('no reason is needed', () => {
    const attempt = settled(continueAttempt(flow, start, 'reason', facts, now));
    expect(attempt).toMatchObject({ page: 'pause', reason: null, path: ['reason'] });
  });

  test('the note is kept trimmed, and empty is none', () => {
    expect(settled(answerReason(flow, start, 'other', '  The API.  ', facts, now)).note).toBe('The API.');
    expect(settled(answerReason(flow, start, 'other', '  ', facts, now)).note).toBeNull();
  });

  test('no note is none', () => {
    expect(answered('other').note).toBeNull();
  });

  test('an unknown reason is refused', () => {
    expect(answerReason(flow, start, 'weather', null, facts, now)).toEqual({ code: 'unknown_answer' });
  });

  test('the pages of a reason are known before there is an attempt', () => {
    const decisions = decideOffers(flow, 'price', facts, now, AT_THE_START);
    expect(shownPages(wayOf(flow, 'price'), decisions).map(({ id }) => id)).toEqual(['discount', 'smaller', 'pause']);
  });
});

describe('going back, stale tabs and double clicks', () => {
  test('the same Continue twice is the same place', () => {
    const once = went(answered('price'), 'discount');
    expect({ ...went(once, 'discount'), touchedAt: once.touchedAt }).toEqual(once);
  });

  test('an earlier page can be continued from again', () => {
    const atPause = went(went(answered('price'), 'discount'), 'smaller');
    expect(went(atPause, 'discount')).toMatchObject({ page: 'smaller', path: ['reason', 'discount'] });
  });

  test('what follows is planned anew, by the facts as they are then', () => {
    const atDiscount = answered('price');
    const moved = settled(continueAttempt(flow, atDiscount, 'discount', { ...facts, changeablePlans: [] }, later));
    expect(moved.page).toBe('pause');
    expect(moved.decisions.find(({ offerId }) => offerId === 'to-starter')).toMatchObject({
      shown: false,
      why: 'plan growth cannot be changed to starter now',
      decidedAt: later,
    });
    expect(moved.decisions.find(({ offerId }) => offerId === 'third-off')).toMatchObject({
      decidedAt: now,
      seen: true,
    });
  });

  test('another reason is another way; what was seen stays on record', () => {
    const atSmaller = went(answered('price'), 'discount');
    const other = settled(answerReason(flow, atSmaller, 'quality', null, facts, later));
    expect(other).toMatchObject({ page: 'quality', path: ['reason'], reason: 'quality' });
    expect(other.decisions.find(({ offerId }) => offerId === 'third-off')).toMatchObject({ shown: true, seen: true });
    expect(went(other, 'quality').page).toBe('smaller');
  });

  test('a page that is no longer on the way is stale', () => {
    const other = settled(answerReason(flow, answered('price'), 'quality', null, facts, later));
    expect(continueAttempt(flow, other, 'discount', facts, later)).toEqual({ code: 'attempt_moved_on' });
    expect(acceptOffer(flow, other, 'discount', 'third-off', facts, later)).toEqual({ code: 'attempt_moved_on' });
  });

  test('a page that was not reached is stale, too', () => {
    expect(continueAttempt(flow, answered('price'), 'pause', facts, now)).toEqual({ code: 'attempt_moved_on' });
  });

  test('Continue on the confirmation stays there', () => {
    const end = went(answered('other'), 'pause');
    expect(went(end, 'confirm')).toMatchObject({ page: 'confirm', path: ['reason', 'pause'] });
  });

  test('backTo drops what came after', () => {
    const end = went(answered('other'), 'pause');
    expect(backTo(end, 'pause', later)).toMatchObject({ page: 'pause', path: ['reason'] });
    expect(backTo(end, 'nowhere', later)).toMatchObject({ page: 'confirm', path: ['reason', 'pause'] });
  });
});

describe('a definition that changes on the way', () => {
  const newer: FlowDefinition = {
    ...flow,
    version: 4,
    reasons: [{ id: 'other', label: 'Other', pages: [] }],
    pages: flow.pages.filter(({ id }) => id === 'pause'),
  };

  test('a page that is gone counts as the confirmation, and Continue goes on to what is left', () => {
    const attempt = answered('price');
    expect(presentPage(newer, attempt)).toBe('confirm');
    expect(presentPage(flow, attempt)).toBe('discount');
    const moved = settled(continueAttempt(newer, attempt, 'discount', facts, now));
    expect(moved).toMatchObject({ page: 'pause', flowVersion: 4 });
  });

  test('the question for a reason stays where it is, and a page that is unknown shows no offer', () => {
    expect(presentPage(flow, start)).toBe('reason');
    expect(presentPage(flow, went(answered('other'), 'pause'))).toBe('confirm');
    expect(offersShown(flow, start, 'nowhere')).toEqual([]);
  });

  test('a flow that broke means the confirmation', () => {
    expect(presentPage(null, answered('price'))).toBe('confirm');
  });
});

describe('accepting', () => {
  test('what changes the subscription saves it', () => {
    const result = acceptOffer(flow, answered('price'), 'discount', 'third-off', facts, later);
    expect(result).toMatchObject({
      effect: { kind: 'discount', percent: 30, periods: 3 },
      offer: { id: 'third-off' },
      attempt: { outcome: 'saved', acceptedOffer: 'third-off', endedAt: later, page: 'discount' },
    });
  });

  const beside: readonly OfferEffect[] = [
    { kind: 'contact', subject: 'Lead quality' },
    { kind: 'link', href: '/help' },
  ];
  test.each(beside)('what changes nothing leaves the attempt open: $kind', (effect) => {
    const pages = flow.pages.map((each) => (each.id === 'quality' ? page('quality', [offer('talk', effect)]) : each));
    const attempt = settled(answerReason({ ...flow, pages }, start, 'quality', null, facts, now));
    const result = acceptOffer({ ...flow, pages }, attempt, 'quality', 'talk', facts, later);
    expect(result).toMatchObject({ attempt: { outcome: null, acceptedOffer: null, page: 'quality' }, effect });
  });

  test('an offer of an earlier page can be taken by going back to it', () => {
    const atPause = went(went(answered('price'), 'discount'), 'smaller');
    const result = acceptOffer(flow, atPause, 'discount', 'third-off', facts, later);
    expect(result).toMatchObject({ attempt: { outcome: 'saved', page: 'discount', path: ['reason'] } });
  });

  const unavailable: readonly (readonly [string, string, FlowFacts])[] = [
    ['that does not exist', 'free-forever', facts],
    ['of another page', 'to-starter', facts],
    ['that no longer holds', 'third-off', { ...facts, hasDiscount: true }],
  ];
  test.each(unavailable)('an offer %s is unavailable', (_, offerId, then) => {
    expect(acceptOffer(flow, answered('price'), 'discount', offerId, then, later)).toEqual({
      code: 'offer_unavailable',
    });
  });

  test('an offer that was decided against is unavailable, even if it would hold now', () => {
    const attempt = answered('quality', { ...facts, changeablePlans: [] });
    const seen = { ...attempt, path: ['reason', 'quality'], page: 'smaller' };
    expect(acceptOffer(flow, seen, 'smaller', 'to-starter', facts, later)).toEqual({ code: 'offer_unavailable' });
  });
});

describe('outcomes', () => {
  const ends = [
    ['cancelled', confirmAttempt],
    ['saved', leaveAttempt],
    ['abandoned', abandonAttempt],
  ] as const;

  test.each(ends)('%s, from whichever page, and for good', (outcome, end) => {
    const ended = end(answered('price'), later);
    expect(ended).toMatchObject({ outcome, endedAt: later, acceptedOffer: null });
    for (const [, again] of ends) expect(again(ended, later.add({ hours: 1 }))).toBe(ended);
    expect(answerReason(flow, ended, 'other', null, facts, later)).toEqual({ code: 'no_attempt' });
    expect(continueAttempt(flow, ended, 'discount', facts, later)).toEqual({ code: 'no_attempt' });
    expect(acceptOffer(flow, ended, 'discount', 'third-off', facts, later)).toEqual({ code: 'no_attempt' });
  });
});

function answered(reason: string, known: FlowFacts = facts): Attempt {
  return settled(answerReason(flow, start, reason, null, known, now));
}

function went(attempt: Attempt, from: string): Attempt {
  return settled(continueAttempt(flow, attempt, from, facts, later));
}

function settled(result: Attempt | FlowRefusal): Attempt {
  if (isRefusal(result)) throw new Error(`refused ${result.code}`);
  return result;
}

function why(attempt: Attempt): Record<string, string> {
  return Object.fromEntries(attempt.decisions.map((decision) => [decision.offerId, decision.why]));
}

function page(id: string, offers: readonly Offer[]): FlowPage {
  return { id, title: id, body: [], offers };
}

function offer(id: string, effect: OfferEffect): Offer {
  return { id, effect, text: id, label: id, when: [] };
}
