import { describe, expect, it } from 'vitest';
import { chunkOf } from '../../src/domain/orders/chunk.ts';
import { completeRunningOrders, placeOrder, recordDelivery } from '../../src/domain/orders/orders.ts';
import { FIELD_CREDITS, LEAD_FIELDS } from '../../src/domain/orders/pricing.ts';
import type { LeadFilter, Order } from '../../src/domain/orders/types.ts';
import type { CreditLot } from '../../src/domain/credits/types.ts';
import { openDraft, type Draft } from '../../src/domain/subscription/draft.ts';
import { ledger, told } from '../testkit/draft-record.ts';
import { at, Life, newAccount } from '../testkit/life.ts';

const NOW = at('2024-02-10');
const LATER = at('2024-02-11');
const filter: LeadFilter = { title: 'sales', seniorities: ['vp'], industries: [], companySizes: [], countries: ['US'] };

function lot(id: string, available: number, changes: Partial<CreditLot> = {}): CreditLot {
  const plan = { source: 'plan', rollover: 'all', rolloverCap: 0, planCode: 'starter', planCredits: 100 } as const;
  const amounts = { granted: 100, available, reserved: 0, invoiceId: null, grantedAt: at('2024-01-01'), closed: null };
  return { id, ...plan, ...amounts, ...changes };
}

/** An account with seven credits that expire, and ten that stay. */
function account(): Draft {
  const { subscription } = new Life().state;
  const lots = [lot('stays', 10), lot('expires', 7, { rollover: 'none' })];
  return openDraft(newAccount({ subscription: subscription && { ...subscription, historySize: 40 }, lots }));
}

function place(draft: Draft, leads: number): string | undefined {
  const command = { do: 'place_order', filter, fields: ['business_email'], leads } as const;
  return placeOrder(draft, command, 'mbr_1', NOW)?.code;
}

function deliver(draft: Draft, delivered: readonly number[], changes: { rejected?: number; exhausted?: boolean } = {}) {
  const { rejected = 0, exhausted = false } = changes;
  const order = orderOf(draft);
  const cursor = delivered.at(-1) ?? order.cursor;
  return recordDelivery(
    draft,
    { do: 'record_delivery', orderId: order.id, delivered, rejected, cursor, exhausted },
    LATER,
  );
}

function orderOf(draft: Draft): Order {
  const [order] = draft.state.orders;
  if (order === undefined) throw new Error('there is no order');
  return order;
}

/** What lots hold: what can be spent, and what is reserved. */
function held(draft: Draft): Record<string, readonly [number, number]> {
  return Object.fromEntries(draft.state.lots.map((each) => [each.id, [each.available, each.reserved]]));
}

/** Forgets what was told, to see what comes next. */
function forget(draft: Draft): Draft {
  return openDraft(draft.state);
}

describe('an order that is placed', () => {
  it('reserves its credits, what would be lost first, and lets delivery begin', () => {
    const draft = account();
    const subscriptionId = draft.state.subscription?.id;
    expect(place(draft, 9)).toBeUndefined();
    const order = {
      id: 'ord_k7q2m9xa0001',
      subscriptionId,
      filter,
      fields: ['business_email'],
      requested: 9,
      creditsPerLead: 1,
      delivered: 0,
      rejected: 0,
      reservations: [
        { lotId: 'expires', credits: 7 },
        { lotId: 'stays', credits: 2 },
      ],
      creditsSpent: 0,
      creditsReleased: 0,
      cursor: 0,
      status: 'running',
      placedAt: NOW,
      placedBy: 'mbr_1',
      completedAt: null,
    };
    expect(draft.state.orders).toEqual([order]);
    expect(held(draft)).toEqual({ stays: [8, 2], expires: [0, 7] });
    expect(ledger(draft)).toEqual(['expires reserved 7', 'stays reserved 2']);
    expect(draft.entries.every((entry) => entry.orderId === order.id && entry.at === NOW)).toBe(true);
    expect(told(draft)).toEqual([['OrderPlaced', { orderId: order.id, leads: 9, credits: 9 }]]);
    expect(draft.effects).toEqual([{ kind: 'deliver', key: order.id, orderId: order.id }]);
  });

  it('adds to what another order has reserved, and passes over what is empty', () => {
    const draft = account();
    place(draft, 3);
    place(draft, 6);
    expect(held(draft)).toEqual({ stays: [8, 2], expires: [0, 7] });
    place(draft, 1);
    expect(draft.state.orders.at(-1)?.reservations).toEqual([{ lotId: 'stays', credits: 1 }]);
  });

  it('may take the last credit, and no more', () => {
    const all = account();
    expect(place(all, 17)).toBeUndefined();
    expect(held(all)).toEqual({ stays: [0, 10], expires: [0, 7] });
    const draft = account();
    const before = draft.state;
    expect(place(draft, 18)).toBe('insufficient_credits');
    expect([draft.state, draft.events, draft.entries]).toEqual([before, [], []]);
  });

  it('costs what its fields cost, for each lead', () => {
    const draft = account();
    placeOrder(draft, { do: 'place_order', filter, fields: ['personal_email'], leads: 5 }, 'mbr_1', NOW);
    expect(orderOf(draft)).toMatchObject({ creditsPerLead: 3, requested: 5 });
    expect(told(draft)).toEqual([['OrderPlaced', { orderId: orderOf(draft).id, leads: 5, credits: 15 }]]);
    deliver(draft, [1, 2]);
    expect(orderOf(draft)).toMatchObject({ delivered: 2, creditsSpent: 6 });
  });
});

describe('a delivery', () => {
  it('charges what it delivers, in the order of what is reserved, and goes on', () => {
    const placed = account();
    place(placed, 9);
    const draft = forget(placed);
    const { id, subscriptionId } = orderOf(draft);
    expect(deliver(draft, [4, 5, 9, 11, 12, 15, 16, 17], { rejected: 2 })).toBeNull();
    expect(orderOf(draft)).toMatchObject({
      delivered: 8,
      rejected: 2,
      reservations: [{ lotId: 'stays', credits: 1 }],
      creditsSpent: 8,
      cursor: 17,
      status: 'running',
    });
    expect(held(draft)).toEqual({ stays: [8, 1], expires: [0, 0] });
    expect(ledger(draft)).toEqual(['expires spent 7', 'stays spent 1']);
    expect(draft.entries.every((entry) => entry.orderId === id && entry.at === LATER)).toBe(true);
    expect(draft.deliveries[0]).toEqual({ subscriptionId, orderId: id, leadId: 4, at: LATER });
    expect(draft.deliveries.map(({ leadId }) => leadId)).toEqual([4, 5, 9, 11, 12, 15, 16, 17]);
    expect(told(draft)).toEqual([
      ['CreditsSpent', { credits: 8, orderId: id }],
      ['LeadsDelivered', { orderId: id, leads: 8, historySize: 48 }],
    ]);
    expect(draft.state.subscription?.historySize).toBe(48);
  });

  it('adds up over its chunks, and completes the order when it is full', () => {
    const draft = account();
    place(draft, 3);
    deliver(draft, [1], { rejected: 1 });
    expect(orderOf(draft).reservations).toEqual([{ lotId: 'expires', credits: 2 }]);
    const last = forget(draft);
    deliver(last, [2, 3], { rejected: 2 });
    const { id } = orderOf(last);
    expect(orderOf(last)).toMatchObject({
      delivered: 3,
      rejected: 3,
      reservations: [],
      creditsSpent: 3,
      creditsReleased: 0,
      status: 'completed',
      completedAt: LATER,
    });
    expect(told(last)).toEqual([
      ['CreditsSpent', { credits: 2, orderId: id }],
      ['LeadsDelivered', { orderId: id, leads: 2, historySize: 43 }],
      ['OrderCompleted', { orderId: id, delivered: 3 }],
    ]);
  });

  it('of nothing but rejected leads costs nothing', () => {
    const draft = account();
    place(draft, 9);
    const next = forget(draft);
    deliver(next, [], { rejected: 3 });
    expect([told(next), ledger(next), next.deliveries]).toEqual([[], [], []]);
    expect(orderOf(next)).toMatchObject({ rejected: 3, status: 'running' });
  });

  it('of a catalogue that has no more gives back the rest', () => {
    const draft = account();
    place(draft, 9);
    const next = forget(draft);
    deliver(next, [1, 2], { exhausted: true });
    const { id } = orderOf(next);
    expect(orderOf(next)).toMatchObject({ creditsSpent: 2, creditsReleased: 7, reservations: [], status: 'completed' });
    expect(held(next)).toEqual({ stays: [10, 0], expires: [5, 0] });
    expect(ledger(next)).toEqual(['expires spent 2', 'expires released 5', 'stays released 2']);
    expect(told(next).slice(2)).toEqual([
      ['CreditsReleased', { credits: 7, orderId: id }],
      ['OrderCompleted', { orderId: id, delivered: 2 }],
    ]);
  });

  it('gives nothing back to a lot that has expired meanwhile, or was forfeited', () => {
    const draft = account();
    place(draft, 9);
    const closed = { expires: 'expired', stays: 'forfeited' } as const;
    const lots = draft.state.lots.map((each) => ({
      ...each,
      available: 0,
      closed: closed[each.id as keyof typeof closed],
    }));
    const next = openDraft({ ...draft.state, lots });
    deliver(next, [1], { exhausted: true });
    const { id } = orderOf(next);
    expect(held(next)).toEqual({ stays: [0, 0], expires: [0, 0] });
    expect(ledger(next)).toEqual([
      'expires spent 1',
      'expires released 6',
      'expires expired 6',
      'stays released 2',
      'stays forfeited 2',
    ]);
    expect(next.entries.every(({ orderId }) => orderId === id)).toBe(true);
    expect(told(next).slice(2, 4)).toEqual([
      ['CreditsReleased', { credits: 8, orderId: id }],
      ['CreditsExpired', { credits: 8, orderId: id }],
    ]);
  });

  it('is refused for an order that is not there, or runs no more', () => {
    const draft = account();
    place(draft, 1);
    place(draft, 2);
    const delivery = { do: 'record_delivery', delivered: [], rejected: 0, cursor: 0, exhausted: false } as const;
    expect(recordDelivery(draft, { ...delivery, orderId: 'ord_other' }, LATER)).toEqual({ code: 'unknown_order' });
    deliver(draft, [1]);
    expect(deliver(draft, [2])).toEqual({ code: 'unknown_order' });
    const second = draft.state.orders[1];
    expect(recordDelivery(draft, { ...delivery, orderId: second?.id ?? '', delivered: [7] }, LATER)).toBeNull();
    expect(draft.state.orders.map(({ delivered }) => delivered)).toEqual([1, 1]);
  });

  it('never goes beyond what was asked for, reserved, or is there', () => {
    const order = account();
    place(order, 2);
    const { id } = orderOf(order);
    expect(() => deliver(order, [1, 2, 3])).toThrow(`order ${id} would be delivered too much`);
    const bare = openDraft({ ...order.state, orders: [{ ...orderOf(order), reservations: [] }] });
    expect(() => deliver(bare, [1])).toThrow(`order ${id} would spend more than it reserved`);
    const without = openDraft({ ...order.state, lots: [] });
    expect(() => deliver(without, [1])).toThrow('reserved lot expires is missing');
  });
});

it('what runs when everything stops is completed with what it has, and what is completed stays', () => {
  const draft = account();
  place(draft, 1);
  deliver(draft, [1]);
  place(draft, 3);
  const next = forget(draft);
  completeRunningOrders(next, NOW);
  expect(next.state.orders.map(({ status, completedAt }) => [status, completedAt])).toEqual([
    ['completed', LATER],
    ['completed', NOW],
  ]);
  expect(ledger(next)).toEqual(['expires released 3']);
});

it('what a look at leads tells is a delivery of its order', () => {
  const order = { id: 'ord_1', requested: 5, delivered: 3, cursor: 1 };
  const leads = [2, 3, 4].map((id) => ({ id, verified: true }));
  expect(chunkOf(order, leads, 3)).toEqual({
    do: 'record_delivery',
    orderId: 'ord_1',
    delivered: [2, 3],
    rejected: 0,
    cursor: 3,
    exhausted: false,
  });
});

it('every field has a price', () => {
  expect(FIELD_CREDITS).toEqual({ business_email: 1, email_verification: 1, personal_email: 2, mobile: 5 });
  expect(LEAD_FIELDS).toEqual(['business_email', 'email_verification', 'personal_email', 'mobile']);
});
