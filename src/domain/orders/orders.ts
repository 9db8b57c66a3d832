import { balance, enter, lotWith, putLot, spendingOrder } from '../credits/lots.ts';
import type { CreditLot } from '../credits/types.ts';
import type { Command } from '../subscription/commands.ts';
import { emit, mint, patchSubscription, put, refuse, subscriptionOf, type Draft } from '../subscription/draft.ts';
import type { Refusal } from '../subscription/refusals.ts';
import type { Instant } from '../time/period.ts';
import type { RecordDelivery } from './chunk.ts';
import { creditsPerLead } from './pricing.ts';
import type { Order, Reservation } from './types.ts';

type PlaceOrder = Extract<Command, { do: 'place_order' }>;

/**
 * Reserves the credits of all leads that are asked for and lets delivery begin. An order larger
 * than the credits is refused whole (`insufficient_credits`).
 */
export function placeOrder(draft: Draft, command: PlaceOrder, by: string, now: Instant): Refusal | null {
  const perLead = creditsPerLead(command.fields);
  const cost = perLead * command.leads;
  if (cost > balance(draft.state).available) return refuse('insufficient_credits');
  const id = mint(draft, 'ord');
  const order: Order = {
    id,
    subscriptionId: subscriptionOf(draft.state).id,
    filter: command.filter,
    fields: command.fields,
    requested: command.leads,
    creditsPerLead: perLead,
    delivered: 0,
    rejected: 0,
    reservations: reserve(draft, id, cost, now),
    creditsSpent: 0,
    creditsReleased: 0,
    cursor: 0,
    status: 'running',
    placedAt: now,
    placedBy: by,
    completedAt: null,
  };
  putOrder(draft, order);
  draft.effects.push({ kind: 'deliver', key: id, orderId: id });
  emit(draft, now, 'OrderPlaced', { orderId: id, leads: command.leads, credits: cost });
  return null;
}

/** The order with some fields changed. */
function orderWith(order: Order, change: Partial<Order>): Order {
  const copy: Order = {
    id: order.id,
    subscriptionId: order.subscriptionId,
    filter: order.filter,
    fields: order.fields,
    requested: order.requested,
    creditsPerLead: order.creditsPerLead,
    delivered: order.delivered,
    rejected: order.rejected,
    reservations: order.reservations,
    creditsSpent: order.creditsSpent,
    creditsReleased: order.creditsReleased,
    cursor: order.cursor,
    status: order.status,
    placedAt: order.placedAt,
    placedBy: order.placedBy,
    completedAt: order.completedAt,
  };
  return Object.assign(copy, change);
}

function putOrder(draft: Draft, order: Order): void {
  draft.state.orders = put(draft.state.orders, order);
}

function reserve(draft: Draft, orderId: string, cost: number, at: Instant): readonly Reservation[] {
  const reservations: Reservation[] = [];
  let left = cost;
  for (const lot of spendingOrder(draft.state.lots)) {
    const credits = Math.min(left, lot.available);
    if (credits === 0) continue;
    putLot(draft, lotWith(lot, { available: lot.available - credits, reserved: lot.reserved + credits }));
    enter(draft, lot, 'reserved', credits, at, orderId);
    reservations.push({ lotId: lot.id, credits });
    left -= credits;
  }
  return reservations;
}

/**
 * Settles a chunk: delivered leads enter the order history and are charged, rejected ones are not.
 * The order completes when it is full or the catalogue is exhausted, and the rest is released.
 * Refuses `unknown_order` when the order does not run any more.
 */
export function recordDelivery(draft: Draft, command: RecordDelivery, now: Instant): Refusal | null {
  const order = draft.state.orders.find((each) => each.id === command.orderId);
  if (order === undefined || order.status !== 'running') return refuse('unknown_order');
  const delivered = order.delivered + command.delivered.length;
  if (delivered > order.requested) throw new Error(`order ${order.id} would be delivered too much`);
  const credits = command.delivered.length * order.creditsPerLead;
  const settled = orderWith(order, {
    delivered,
    rejected: order.rejected + command.rejected,
    reservations: settle(draft, order, credits, now),
    creditsSpent: order.creditsSpent + credits,
    cursor: command.cursor,
  });
  putOrder(draft, settled);
  const historySize = subscriptionOf(draft.state).historySize + command.delivered.length;
  patchSubscription(draft, { historySize });
  for (const leadId of command.delivered) {
    draft.deliveries.push({ subscriptionId: order.subscriptionId, orderId: order.id, leadId, at: now });
  }
  if (credits > 0) {
    emit(draft, now, 'CreditsSpent', { credits, orderId: order.id });
    emit(draft, now, 'LeadsDelivered', {
      orderId: order.id,
      leads: command.delivered.length,
      historySize,
    });
  }
  if (delivered === order.requested || command.exhausted) completeOrder(draft, settled, now);
  return null;
}

function lotOf(draft: Draft, id: string): CreditLot {
  const lot = draft.state.lots.find((each) => each.id === id);
  if (lot === undefined) throw new Error(`reserved lot ${id} is missing`);
  return lot;
}

function settle(draft: Draft, order: Order, credits: number, at: Instant): readonly Reservation[] {
  const rest: Reservation[] = [];
  let left = credits;
  for (const reservation of order.reservations) {
    const spent = Math.min(left, reservation.credits);
    left -= spent;
    if (spent > 0) {
      const lot = lotOf(draft, reservation.lotId);
      putLot(draft, lotWith(lot, { reserved: lot.reserved - spent }));
      enter(draft, lot, 'spent', spent, at, order.id);
    }
    if (reservation.credits > spent) {
      rest.push({ lotId: reservation.lotId, credits: reservation.credits - spent });
    }
  }
  if (left > 0) throw new Error(`order ${order.id} would spend more than it reserved`);
  return rest;
}

/** Ends an order and gives back what it did not use; what belongs to a closed lot is lost with it. */
function completeOrder(draft: Draft, order: Order, at: Instant): void {
  let released = 0;
  let lost = 0;
  for (const reservation of order.reservations) {
    const lot = lotOf(draft, reservation.lotId);
    enter(draft, lot, 'released', reservation.credits, at, order.id);
    released += reservation.credits;
    const back = lot.closed === null ? reservation.credits : 0;
    putLot(draft, lotWith(lot, { reserved: lot.reserved - reservation.credits, available: lot.available + back }));
    if (lot.closed !== null) {
      enter(draft, lot, lot.closed, reservation.credits, at, order.id);
      lost += reservation.credits;
    }
  }
  putOrder(
    draft,
    orderWith(order, { reservations: [], creditsReleased: released, status: 'completed', completedAt: at }),
  );
  if (released > 0) emit(draft, at, 'CreditsReleased', { credits: released, orderId: order.id });
  if (lost > 0) emit(draft, at, 'CreditsExpired', { credits: lost, orderId: order.id });
  emit(draft, at, 'OrderCompleted', { orderId: order.id, delivered: order.delivered });
}

/** Before a pause or an end: what runs is completed with what it has. */
export function completeRunningOrders(draft: Draft, at: Instant): void {
  for (const order of draft.state.orders) {
    if (order.status === 'running') completeOrder(draft, order, at);
  }
}
