import { describe, expect, it } from 'vitest';
import {
  balance,
  enter,
  forfeit,
  freezeAll,
  grantCredits,
  holdings,
  putLot,
  rollOver,
  spendingOrder,
  thawAll,
  thawBought,
} from '../../src/domain/credits/lots.ts';
import type { CreditLot } from '../../src/domain/credits/types.ts';
import { openDraft, type Draft } from '../../src/domain/subscription/draft.ts';
import type { SubscriptionStatus } from '../../src/domain/subscription/types.ts';
import { ledger, told } from '../testkit/draft-record.ts';
import { at, Life, newAccount, starter } from '../testkit/life.ts';

const NOW = at('2024-06-01');

function lot(id: string, changes: Partial<CreditLot> = {}): CreditLot {
  return {
    id,
    source: 'plan',
    rollover: 'all',
    rolloverCap: 0,
    planCode: 'starter',
    planCredits: 100,
    invoiceId: 'inv_1',
    granted: 100,
    available: 100,
    reserved: 0,
    grantedAt: at('2024-01-01'),
    closed: null,
    ...changes,
  };
}

const none = (id: string, changes: Partial<CreditLot> = {}) => lot(id, { rollover: 'none', ...changes });
const cap = (id: string, changes: Partial<CreditLot> = {}) => lot(id, { rollover: 'cap', rolloverCap: 2, ...changes });
const bonus = (id: string, changes: Partial<CreditLot> = {}) =>
  lot(id, { source: 'bonus', planCode: null, planCredits: 0, ...changes });
const bought = (id: string, changes: Partial<CreditLot> = {}) =>
  lot(id, { source: 'bought', rollover: null, planCode: null, planCredits: 0, ...changes });

/** An account with these lots, on a subscription of this status. */
function draftOf(lots: readonly CreditLot[], status: SubscriptionStatus | null = 'active'): Draft {
  const { subscription } = new Life().state;
  const held = status === null || subscription === null ? null : { ...subscription, status };
  return openDraft(newAccount({ lots, subscription: held }));
}

function left(draft: Draft): Record<string, number> {
  return Object.fromEntries(draft.state.lots.map((each) => [each.id, each.available]));
}

describe('credits are spent in the order in which they would be lost', () => {
  const later = { grantedAt: at('2024-03-01') };
  const orders: readonly (readonly [string, readonly CreditLot[], string])[] = [
    ['by roll-over', [bought('d'), lot('c'), cap('b'), none('a')], 'a b c d'],
    ['by roll-over before age', [bought('d'), lot('c', later), none('a', later), cap('b', later)], 'a b c d'],
    ['the older first', [lot('x', later), lot('y')], 'y x'],
    ['the older first, the other way round', [lot('y'), lot('x', later)], 'y x'],
    ['by id where granted together', [lot('b'), lot('a')], 'a b'],
    ['by id where granted together, the other way round', [lot('a'), lot('b')], 'a b'],
    ['bonus like what stays', [bought('z'), bonus('b'), lot('c', later), none('a')], 'a b c z'],
  ];
  it.each(orders)('%s', (_, lots, expected) => {
    expect(
      spendingOrder(lots)
        .map(({ id }) => id)
        .join(' '),
    ).toBe(expected);
  });

  it('and the list that was given stays as it was', () => {
    const lots = [bought('b'), none('a')];
    spendingOrder(lots);
    expect(lots.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('what can be spent', () => {
  const lots = [lot('p', { reserved: 7 }), bonus('o', { available: 20 }), bought('b', { available: 3, reserved: 1 })];
  const cases: readonly (readonly [SubscriptionStatus | null, { available: number; frozen: number }])[] = [
    ['active', { available: 123, frozen: 0 }],
    ['past_due', { available: 123, frozen: 0 }],
    ['paused', { available: 0, frozen: 123 }],
    ['ended', { available: 120, frozen: 3 }],
    [null, { available: 120, frozen: 3 }],
  ];
  it.each(cases)('on a subscription that is %s', (status, expected) => {
    expect(balance(draftOf(lots, status).state)).toEqual({ ...expected, reserved: 8 });
  });

  it('and what an end would take or keep, with what orders hold, without lots that are closed', () => {
    const closed = [none('e', { available: 0, reserved: 50, closed: 'expired' })];
    expect(holdings(draftOf([...lots, ...closed]).state)).toEqual({ plan: 127, bought: 4 });
  });
});

describe('a movement', () => {
  it('names its lot, its instant and its order', () => {
    const draft = draftOf([]);
    enter(draft, lot('a'), 'spent', 5, NOW, 'ord_1');
    enter(draft, lot('a'), 'frozen', 6, NOW);
    expect(draft.entries).toEqual([
      { id: 'cre_k7q2m9xa0001', lotId: 'a', kind: 'spent', credits: 5, at: NOW, orderId: 'ord_1' },
      { id: 'cre_k7q2m9xa0002', lotId: 'a', kind: 'frozen', credits: 6, at: NOW, orderId: null },
    ]);
  });

  it('of nothing is none, and uses up no id', () => {
    const draft = draftOf([]);
    enter(draft, lot('a'), 'spent', 0, NOW);
    expect([draft.entries, draft.state.sequence]).toEqual([[], 0]);
  });

  it.each([{ available: -1 }, { reserved: -1 }])('never makes a lot negative: %j', (changes) => {
    expect(() => putLot(draftOf([]), lot('a', changes))).toThrow('lot a would be negative');
  });
});

describe('a grant', () => {
  const capped = { ...starter, rollover: 'cap' as const, rolloverCap: 3, credits: 40 };
  const grants = [
    {
      source: 'plan',
      plan: capped,
      lot: { rollover: 'cap', rolloverCap: 3, planCode: 'starter', planCredits: 40 },
      entry: 'granted',
      event: 'CreditsGranted',
    },
    {
      source: 'plan',
      plan: null,
      lot: { rollover: null, rolloverCap: 0, planCode: null, planCredits: 0 },
      entry: 'granted',
      event: 'CreditsGranted',
    },
    {
      source: 'bonus',
      plan: null,
      lot: { rollover: 'all', rolloverCap: 0, planCode: null, planCredits: 0 },
      entry: 'granted',
      event: 'CreditsGranted',
    },
    {
      source: 'bought',
      plan: capped,
      lot: { rollover: null, rolloverCap: 0, planCode: null, planCredits: 0 },
      entry: 'bought',
      event: 'CreditsBought',
    },
  ] as const;
  it.each(grants)('from $source is a lot of its own, a movement and an event', ({ source, plan, ...expected }) => {
    const draft = draftOf([]);
    grantCredits(draft, { source, plan, credits: 40, invoiceId: 'inv_9' }, NOW);
    expect(draft.state.lots).toEqual([
      {
        id: 'lot_k7q2m9xa0001',
        source,
        ...expected.lot,
        invoiceId: 'inv_9',
        granted: 40,
        available: 40,
        reserved: 0,
        grantedAt: NOW,
        closed: null,
      },
    ]);
    expect(ledger(draft)).toEqual([`lot_k7q2m9xa0001 ${expected.entry} 40`]);
    expect(told(draft)).toEqual([[expected.event, { credits: 40, source, invoiceId: 'inv_9' }]]);
  });

  it.each([0, -1])('of %i credits is none', (credits) => {
    const draft = draftOf([]);
    grantCredits(draft, { source: 'bonus', plan: null, credits, invoiceId: null }, NOW);
    expect([draft.state.lots, draft.entries, draft.events]).toEqual([[], [], []]);
  });
});

describe('the roll-over at a renewal', () => {
  it('takes all of what expires, also of lots whose last credits are reserved, and keeps the rest', () => {
    const draft = draftOf([none('a'), none('held', { available: 0, reserved: 9 }), lot('b'), bonus('c'), bought('d')]);
    rollOver(draft, NOW);
    expect(left(draft)).toEqual({ a: 0, held: 0, b: 100, c: 100, d: 100 });
    expect(draft.state.lots.map(({ closed }) => closed)).toEqual(['expired', 'expired', null, null, null]);
    expect(ledger(draft)).toEqual(['a expired 100']);
    expect(told(draft)).toEqual([['CreditsExpired', { credits: 100 }]]);
  });

  it('cuts a plan’s lots to a multiple of its credits, the oldest first, each plan by itself', () => {
    const month = (number: number) => ({ grantedAt: at(`2024-0${number}-01`) });
    const draft = draftOf([
      cap('third', month(3)),
      cap('first', { ...month(1), available: 30 }),
      cap('second', month(2)),
      cap('other', { ...month(1), planCode: 'growth' }),
      cap('no plan', { ...month(1), planCode: null, available: 900 }),
    ]);
    rollOver(draft, NOW);
    expect(left(draft)).toEqual({ third: 100, first: 0, second: 100, other: 100, 'no plan': 900 });
    expect(ledger(draft)).toEqual(['first expired 30']);
    expect(told(draft)).toEqual([['CreditsExpired', { credits: 30 }]]);
  });

  it('cuts no more than what is over, and leaves what was cut open for what is released to it', () => {
    const month = (number: number) => ({ grantedAt: at(`2024-0${number}-01`) });
    const draft = draftOf([cap('a', month(1)), cap('b', month(2)), cap('c', { ...month(3), available: 50 })]);
    rollOver(draft, NOW);
    expect(left(draft)).toEqual({ a: 50, b: 100, c: 50 });
    expect(draft.state.lots.map(({ closed }) => closed)).toEqual([null, null, null]);
  });

  it('of what stays is nothing to tell', () => {
    const draft = draftOf([lot('a'), cap('b'), cap('c'), bonus('d'), bought('e')]);
    rollOver(draft, NOW);
    expect([ledger(draft), told(draft)]).toEqual([[], []]);
  });

  it('adds up what it took', () => {
    const draft = draftOf([none('a', { available: 5 }), cap('b', { available: 207 })]);
    rollOver(draft, NOW);
    expect(told(draft)).toEqual([['CreditsExpired', { credits: 12 }]]);
  });
});

describe('credits that wait', () => {
  const lots = () => [lot('a', { available: 10 }), bought('b', { available: 5 }), bonus('c', { available: 0 })];
  const moves = [
    { name: 'a pause freezes all', move: freezeAll, entries: ['a frozen 10', 'b frozen 5'], event: 'CreditsFrozen' },
    { name: 'its end thaws all', move: thawAll, entries: ['a thawed 10', 'b thawed 5'], event: 'CreditsThawed' },
    {
      name: 'a new subscription thaws what was bought',
      move: thawBought,
      entries: ['b thawed 5'],
      event: 'CreditsThawed',
    },
  ];
  it.each(moves)('$name', ({ move, entries, event }) => {
    const draft = draftOf(lots());
    move(draft, NOW);
    expect(ledger(draft)).toEqual(entries);
    const credits = entries.reduce((sum, entry) => sum + Number(entry.split(' ')[2]), 0);
    expect(told(draft)).toEqual([[event, { credits }]]);
    expect(draft.state.lots).toEqual(lots());
  });

  it.each(moves)('$name, and says nothing where there is nothing', ({ move }) => {
    const draft = draftOf([lot('a', { available: 0 })]);
    move(draft, NOW);
    expect([ledger(draft), told(draft)]).toEqual([[], []]);
  });
});

describe('the end', () => {
  const lots = [lot('a', { available: 10, reserved: 2 }), bonus('b', { available: 3 }), bought('c', { available: 5 })];

  it('forfeits what the plan and offers gave, and freezes what was bought', () => {
    const draft = draftOf(lots);
    forfeit(draft, NOW, false);
    expect(draft.state.lots).toEqual([
      { ...lots[0], available: 0, closed: 'forfeited' },
      { ...lots[1], available: 0, closed: 'forfeited' },
      lots[2],
    ]);
    expect(ledger(draft)).toEqual(['a forfeited 10', 'b forfeited 3', 'c frozen 5']);
    expect(told(draft)).toEqual([
      ['CreditsForfeited', { credits: 13 }],
      ['CreditsFrozen', { credits: 5 }],
    ]);
  });

  it('of a pause finds what was bought frozen already', () => {
    const draft = draftOf(lots);
    forfeit(draft, NOW, true);
    expect(ledger(draft)).toEqual(['a forfeited 10', 'b forfeited 3']);
    expect(told(draft)).toEqual([['CreditsForfeited', { credits: 13 }]]);
  });

  it('without credits is nothing to tell', () => {
    const draft = draftOf([]);
    forfeit(draft, NOW, false);
    expect(told(draft)).toEqual([]);
  });
});
