import { emit, mint, notify, put, type Draft } from '../subscription/draft.ts';
import type { AccountState } from '../subscription/types.ts';
import { iso } from '../time/iso.ts';
import type { Instant, Period } from '../time/period.ts';
import { invoiceWith, issueInvoice, putInvoice } from './invoices.ts';
import type { Charge, CreditNote, Invoice, InvoiceLine, Purpose } from './types.ts';

interface ChargeOrder {
  readonly invoiceId: string | null;
  readonly purpose: Purpose;
  readonly amountMinor: number;
  readonly period: Period | null;
  readonly lines: readonly InvoiceLine[];
  readonly onSession: boolean;
}

/** The charge with some fields changed. */
export function chargeWith(charge: Charge, change: Partial<Charge>): Charge {
  const copy: Charge = {
    id: charge.id,
    invoiceId: charge.invoiceId,
    purpose: charge.purpose,
    amountMinor: charge.amountMinor,
    currency: charge.currency,
    token: charge.token,
    status: charge.status,
    period: charge.period,
    lines: charge.lines,
    onSession: charge.onSession,
    failure: charge.failure,
    askedAt: charge.askedAt,
    answeredAt: charge.answeredAt,
  };
  return Object.assign(copy, change);
}

/** Whether the provider may still say that money arrived for it. */
export function isInFlight(charge: Charge): boolean {
  return charge.status === 'asked' || charge.status === 'needs_authentication';
}

/** The unanswered charge of an invoice, if any: there is never a second one beside it. */
export function chargeInFlight(state: AccountState, invoiceId: string): Charge | null {
  return state.charges.find((charge) => charge.invoiceId === invoiceId && isInFlight(charge)) ?? null;
}

/** Puts a charge into the state, in the place of the one with its id. */
export function putCharge(draft: Draft, charge: Charge): void {
  draft.state.charges = put(draft.state.charges, charge);
}

/**
 * Asks the provider for money, after the commit. The charge's id is the key under which it is asked.
 * Throws on an amount of zero, which is never sent.
 */
export function askCharge(draft: Draft, order: ChargeOrder, at: Instant): Charge {
  if (order.amountMinor <= 0) throw new Error('an amount of zero is not sent to the provider');
  const charge: Charge = {
    id: mint(draft, 'chg'),
    invoiceId: order.invoiceId,
    purpose: order.purpose,
    amountMinor: order.amountMinor,
    currency: draft.state.account.currency,
    token: draft.state.paymentMethod?.token ?? '',
    status: 'asked',
    period: order.period,
    lines: order.lines,
    onSession: order.onSession,
    failure: null,
    askedAt: at,
    answeredAt: null,
  };
  putCharge(draft, charge);
  draft.effects.push({
    kind: 'charge',
    key: charge.id,
    chargeId: charge.id,
    amountMinor: charge.amountMinor,
    currency: charge.currency,
    purpose: charge.purpose,
    onSession: charge.onSession,
  });
  emit(draft, at, 'PaymentRequested', {
    chargeId: charge.id,
    purpose: charge.purpose,
    amountMinor: charge.amountMinor,
  });
  return charge;
}

/** Asks for an open invoice's total. */
export function askForInvoice(draft: Draft, invoice: Invoice, onSession: boolean, at: Instant): Charge {
  return askCharge(
    draft,
    {
      invoiceId: invoice.id,
      purpose: invoice.purpose,
      amountMinor: invoice.totalMinor,
      period: invoice.period,
      lines: invoice.lines,
      onSession,
    },
    at,
  );
}

/** Kept with a charge that is dropped because the new card is asked instead. */
const REPLACED = 'card_replaced';

/** A new card is asked instead: money that the old one still brings goes back. */
export function replaceCharge(draft: Draft, charge: Charge, at: Instant): void {
  dropCharge(draft, chargeWith(charge, { failure: REPLACED }), at);
}

/** What a charge was for is gone: money that still arrives goes back. */
export function dropCharge(draft: Draft, charge: Charge, at: Instant): void {
  putCharge(draft, chargeWith(charge, { status: 'dropped' }));
  emit(draft, at, 'PaymentDropped', {
    chargeId: charge.id,
    purpose: charge.purpose,
    amountMinor: charge.amountMinor,
  });
}

/** The fields that the events about a charge's answer carry. */
function chargeData(charge: Charge, period: Period | null): Record<string, unknown> {
  return {
    chargeId: charge.id,
    purpose: charge.purpose,
    amountMinor: charge.amountMinor,
    periodStart: period === null ? null : iso(period.start),
    periodEnd: period === null ? null : iso(period.end),
  };
}

/** Records that money arrived. */
export function succeed(draft: Draft, charge: Charge, period: Period | null, at: Instant): Charge {
  const paid = chargeWith(charge, { status: 'paid', answeredAt: at });
  putCharge(draft, paid);
  draft.state.chargedMinor += charge.amountMinor;
  emit(draft, at, 'PaymentSucceeded', chargeData(charge, period));
  return paid;
}

/** Records that the provider said no, and which command waited for it and is refused `payment_failed` by that. */
export function decline(draft: Draft, charge: Charge, failure: string, at: Instant): void {
  const { pending } = draft.state;
  const command = pending?.chargeId === charge.id ? pending.kind : null;
  putCharge(draft, chargeWith(charge, { status: 'declined', failure, answeredAt: at }));
  emit(draft, at, 'PaymentDeclined', { ...chargeData(charge, charge.period), failure, command });
}

/**
 * Money arrived for something that was dropped, voided or has ended: it goes back at once, whole,
 * with a credit note. A pending command had no invoice yet, so one is issued to be credited.
 */
export function refundLate(draft: Draft, charge: Charge, at: Instant): void {
  const paid = succeed(draft, charge, charge.period, at);
  const invoiceId = charge.invoiceId ?? invoiceForRefund(draft, charge, at).id;
  draft.state.creditNoteCount += 1;
  draft.state.refundedMinor += charge.amountMinor;
  const note: CreditNote = {
    id: mint(draft, 'cn'),
    number: `${draft.state.account.code.toUpperCase()}-CN-${String(draft.state.creditNoteCount).padStart(4, '0')}`,
    invoiceId,
    chargeId: charge.id,
    amountMinor: charge.amountMinor,
    currency: charge.currency,
    issuedAt: at,
    why: whyBack(charge),
  };
  draft.creditNotes.push(note);
  putCharge(draft, chargeWith(paid, { invoiceId, status: 'refunded' }));
  draft.effects.push({
    kind: 'refund',
    key: note.id,
    chargeId: charge.id,
    amountMinor: charge.amountMinor,
    currency: charge.currency,
  });
  emit(draft, at, 'PaymentRefunded', { chargeId: charge.id, amountMinor: charge.amountMinor });
  notify(draft, {
    kind: 'refunded',
    number: note.number,
    amountMinor: note.amountMinor,
    currency: note.currency,
    why: note.why,
  });
}

function whyBack({ status, failure, invoiceId }: Charge): CreditNote['why'] {
  if (status === 'declined') return 'payment_declined';
  if (failure === REPLACED) return 'card_replaced';
  return invoiceId === null ? 'payment_dropped' : 'invoice_void';
}

function invoiceForRefund(draft: Draft, charge: Charge, at: Instant): Invoice {
  const invoice = issueInvoice(draft, { purpose: charge.purpose, lines: charge.lines, period: null, credits: 0 }, at);
  const paid = invoiceWith(invoice, { status: 'paid', paidAt: at, chargeId: charge.id });
  putInvoice(draft, paid);
  return paid;
}
