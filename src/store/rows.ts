import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Charge, CreditNote, Invoice, PaymentMethod } from '../domain/billing/types.ts';
import type { CreditEntry, CreditLot } from '../domain/credits/types.ts';
import type { Attempt } from '../domain/flow/types.ts';
import type { Delivery, Order } from '../domain/orders/types.ts';
import type { Account, Dunning, Pending, ScheduledChange, Subscription } from '../domain/subscription/types.ts';
import type { Instant, Period } from '../domain/time/period.ts';
import { instantFromText } from './instants.ts';
import { jsonText } from './json-text.ts';
import type {
  AccountsTable,
  AttemptsTable,
  ChargesTable,
  CreditLotsTable,
  InvoicesTable,
  OrdersTable,
  PaymentMethodsTable,
  Stored,
  SubscriptionsTable,
  Tables,
} from './schema.ts';

// Where rows become domain values and the other way round: `…FromRow`, `…ToRow`.

/** The database, or a transaction on it. */
export type Db = Kysely<Tables>;

function period(start: Instant | null, end: Instant | null): Period | null {
  return start === null || end === null ? null : { start, end };
}

function orNull(value: unknown): string | null {
  return value === null ? null : jsonText(value);
}

/** The particulars of an account. */
export function accountFromRow(
  row: Pick<Selectable<AccountsTable>, 'id' | 'code' | 'name' | 'time_zone' | 'currency' | 'country' | 'created_at'>,
): Account {
  const { id, code, name, time_zone: timeZone, currency, country, created_at: createdAt } = row;
  return { id, code, name, timeZone, currency, country, createdAt };
}

export function pendingFromRow(stored: Stored<Pending> | null): Pending | null {
  return stored === null ? null : { ...stored, requestedAt: instantFromText(stored.requestedAt) };
}

export function pendingToRow(pending: Pending | null): string | null {
  return orNull(pending);
}

function scheduledFromRow(stored: Stored<ScheduledChange> | null): ScheduledChange | null {
  return stored === null ? null : { ...stored, at: instantFromText(stored.at) };
}

function dunningFromRow(stored: Stored<Dunning> | null): Dunning | null {
  return stored === null ? null : { ...stored, dueAt: instantFromText(stored.dueAt) };
}

export function subscriptionFromRow(row: Selectable<SubscriptionsTable>): Subscription {
  return {
    id: row.id,
    plan: row.plan,
    status: row.status,
    anchor: { at: row.anchor_at, timeZone: row.anchor_time_zone },
    offset: row.anchor_offset,
    period: { start: row.period_start, end: row.period_end },
    scheduled: scheduledFromRow(row.scheduled),
    discount: row.discount,
    periodDiscountMinor: row.period_discount_minor,
    dunning: dunningFromRow(row.dunning),
    pauseMonths: row.pause_months,
    noticedFor: row.noticed_for,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endCause: row.end_cause,
    historySize: row.history_size,
  };
}

export function subscriptionToRow(accountId: string, it: Subscription): Insertable<SubscriptionsTable> {
  return {
    account_id: accountId,
    id: it.id,
    plan_code: it.plan.code,
    plan: JSON.stringify(it.plan),
    status: it.status,
    anchor_at: it.anchor.at,
    anchor_time_zone: it.anchor.timeZone,
    anchor_offset: it.offset,
    period_start: it.period.start,
    period_end: it.period.end,
    scheduled: orNull(it.scheduled),
    discount: orNull(it.discount),
    period_discount_minor: it.periodDiscountMinor,
    dunning: orNull(it.dunning),
    pause_months: it.pauseMonths,
    noticed_for: it.noticedFor,
    started_at: it.startedAt,
    ended_at: it.endedAt,
    end_cause: it.endCause,
    history_size: it.historySize,
  };
}

export function invoiceFromRow(row: Selectable<InvoicesTable>): Invoice {
  return {
    id: row.id,
    number: row.number,
    subscriptionId: row.subscription_id,
    purpose: row.purpose,
    status: row.status,
    lines: row.lines,
    totalMinor: row.total_minor,
    currency: row.currency,
    period: period(row.period_start, row.period_end),
    credits: row.credits,
    issuedAt: row.issued_at,
    paidAt: row.paid_at,
    closedAt: row.closed_at,
    chargeId: row.charge_id,
  };
}

export function invoiceToRow(accountId: string, it: Invoice): Insertable<InvoicesTable> {
  return {
    account_id: accountId,
    id: it.id,
    number: it.number,
    subscription_id: it.subscriptionId,
    purpose: it.purpose,
    status: it.status,
    lines: JSON.stringify(it.lines),
    total_minor: it.totalMinor,
    currency: it.currency,
    period_start: it.period?.start ?? null,
    period_end: it.period?.end ?? null,
    credits: it.credits,
    issued_at: it.issuedAt,
    paid_at: it.paidAt,
    closed_at: it.closedAt,
    charge_id: it.chargeId,
  };
}

export function chargeFromRow(row: Selectable<ChargesTable>): Charge {
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    purpose: row.purpose,
    amountMinor: row.amount_minor,
    currency: row.currency,
    token: row.token,
    status: row.status,
    period: period(row.period_start, row.period_end),
    lines: row.lines,
    onSession: row.on_session,
    failure: row.failure,
    askedAt: row.asked_at,
    answeredAt: row.answered_at,
  };
}

export function chargeToRow(accountId: string, it: Charge): Insertable<ChargesTable> {
  return {
    account_id: accountId,
    id: it.id,
    invoice_id: it.invoiceId,
    purpose: it.purpose,
    amount_minor: it.amountMinor,
    currency: it.currency,
    token: it.token,
    status: it.status,
    period_start: it.period?.start ?? null,
    period_end: it.period?.end ?? null,
    lines: JSON.stringify(it.lines),
    on_session: it.onSession,
    failure: it.failure,
    asked_at: it.askedAt,
    answered_at: it.answeredAt,
  };
}

export function lotFromRow(row: Selectable<CreditLotsTable>): CreditLot {
  return {
    id: row.id,
    source: row.source,
    rollover: row.rollover,
    rolloverCap: row.rollover_cap,
    planCode: row.plan_code,
    planCredits: row.plan_credits,
    invoiceId: row.invoice_id,
    granted: row.granted,
    available: row.available,
    reserved: row.reserved,
    grantedAt: row.granted_at,
    closed: row.closed,
  };
}

export function lotToRow(accountId: string, it: CreditLot): Insertable<CreditLotsTable> {
  return {
    account_id: accountId,
    id: it.id,
    source: it.source,
    rollover: it.rollover,
    rollover_cap: it.rolloverCap,
    plan_code: it.planCode,
    plan_credits: it.planCredits,
    invoice_id: it.invoiceId,
    granted: it.granted,
    available: it.available,
    reserved: it.reserved,
    granted_at: it.grantedAt,
    closed: it.closed,
  };
}

export function orderFromRow(row: Selectable<OrdersTable>): Order {
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    filter: row.filter,
    fields: row.fields,
    requested: row.requested,
    creditsPerLead: row.credits_per_lead,
    delivered: row.delivered,
    rejected: row.rejected,
    reservations: row.reservations,
    creditsSpent: row.credits_spent,
    creditsReleased: row.credits_released,
    cursor: row.lead_cursor,
    status: row.status,
    placedAt: row.placed_at,
    placedBy: row.placed_by,
    completedAt: row.completed_at,
  };
}

export function orderToRow(accountId: string, it: Order): Insertable<OrdersTable> {
  return {
    account_id: accountId,
    id: it.id,
    subscription_id: it.subscriptionId,
    filter: JSON.stringify(it.filter),
    fields: JSON.stringify(it.fields),
    requested: it.requested,
    credits_per_lead: it.creditsPerLead,
    delivered: it.delivered,
    rejected: it.rejected,
    reservations: JSON.stringify(it.reservations),
    credits_spent: it.creditsSpent,
    credits_released: it.creditsReleased,
    lead_cursor: it.cursor,
    status: it.status,
    placed_at: it.placedAt,
    placed_by: it.placedBy,
    completed_at: it.completedAt,
  };
}

export function attemptFromRow(row: Selectable<AttemptsTable>): Attempt {
  return {
    id: row.id,
    flowCode: row.flow_code,
    flowVersion: row.flow_version,
    startedAt: row.started_at,
    startedBy: row.started_by,
    touchedAt: row.touched_at,
    reason: row.reason,
    note: row.note,
    page: row.page,
    path: row.path,
    decisions: row.decisions.map((each) => ({ ...each, decidedAt: instantFromText(each.decidedAt) })),
    outcome: row.outcome,
    acceptedOffer: row.accepted_offer,
    endedAt: row.ended_at,
  };
}

export function attemptToRow(accountId: string, it: Attempt): Insertable<AttemptsTable> {
  return {
    account_id: accountId,
    id: it.id,
    flow_code: it.flowCode,
    flow_version: it.flowVersion,
    started_at: it.startedAt,
    started_by: it.startedBy,
    touched_at: it.touchedAt,
    reason: it.reason,
    note: it.note,
    page: it.page,
    path: JSON.stringify(it.path),
    decisions: jsonText(it.decisions),
    outcome: it.outcome,
    accepted_offer: it.acceptedOffer,
    ended_at: it.endedAt,
  };
}

export function cardFromRow(row: Selectable<PaymentMethodsTable>): PaymentMethod {
  return {
    token: row.token,
    brand: row.brand,
    last4: row.last4,
    expMonth: row.exp_month,
    expYear: row.exp_year,
  };
}

export function cardToRow(accountId: string, card: PaymentMethod): Insertable<PaymentMethodsTable> {
  return {
    account_id: accountId,
    token: card.token,
    brand: card.brand,
    last4: card.last4,
    exp_month: card.expMonth,
    exp_year: card.expYear,
  };
}

export function entryToRow(accountId: string, entry: CreditEntry): Insertable<Tables['credit_entries']> {
  return {
    account_id: accountId,
    id: entry.id,
    lot_id: entry.lotId,
    kind: entry.kind,
    credits: entry.credits,
    at: entry.at,
    order_id: entry.orderId,
  };
}

export function deliveryToRow(accountId: string, delivery: Delivery): Insertable<Tables['deliveries']> {
  return {
    account_id: accountId,
    subscription_id: delivery.subscriptionId,
    lead_id: delivery.leadId,
    order_id: delivery.orderId,
    delivered_at: delivery.at,
  };
}

export function creditNoteToRow(accountId: string, note: CreditNote): Insertable<Tables['credit_notes']> {
  return {
    account_id: accountId,
    id: note.id,
    number: note.number,
    invoice_id: note.invoiceId,
    charge_id: note.chargeId,
    amount_minor: note.amountMinor,
    currency: note.currency,
    issued_at: note.issuedAt,
    why: note.why,
  };
}
