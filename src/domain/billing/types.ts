import type { Instant, Period } from '../time/period.ts';

export type InvoiceStatus = 'open' | 'paid' | 'void' | 'uncollectible';

/** What an invoice is for. */
export type Purpose = 'plan' | 'pause' | 'proration' | 'top_up';

/** A line of an invoice; its text is made from `kind` and `planCode` by the message catalogue. */
export interface InvoiceLine {
  readonly kind: 'plan' | 'pause' | 'proration' | 'unused' | 'discount' | 'top_up';
  readonly planCode: string | null;
  /** Credits, for top-ups. */
  readonly quantity: number;
  /** Negative for what is taken off. */
  readonly amountMinor: number;
}

export interface Invoice {
  readonly id: string;
  /** The account's code and a number without gaps. */
  readonly number: string;
  readonly subscriptionId: string | null;
  readonly purpose: Purpose;
  readonly status: InvoiceStatus;
  readonly lines: readonly InvoiceLine[];
  readonly totalMinor: number;
  readonly currency: string;
  /** What the invoice paid for; null for a top-up. */
  readonly period: Period | null;
  /** Credits that its payment grants, once. */
  readonly credits: number;
  readonly issuedAt: Instant;
  readonly paidAt: Instant | null;
  readonly closedAt: Instant | null;
  /** The charge that paid it; null for an amount of zero. */
  readonly chargeId: string | null;
}

/**
 * asked: the provider has not answered; needs_authentication: it waits for the customer's bank;
 * dropped: asked for, but whatever it was for is gone, so money that arrives goes back.
 */
export type ChargeStatus = 'asked' | 'needs_authentication' | 'dropped' | 'paid' | 'declined' | 'refunded';

/** Money asked of the provider. Its id is the idempotency key. */
export interface Charge {
  readonly id: string;
  /** Null while it belongs to a pending command, which has no invoice yet. */
  readonly invoiceId: string | null;
  readonly purpose: Purpose;
  readonly amountMinor: number;
  readonly currency: string;
  /** The card that was asked, so that asking again is asking the same. */
  readonly token: string;
  readonly status: ChargeStatus;
  /** Period that the money is for, where known when it was asked. */
  readonly period: Period | null;
  readonly lines: readonly InvoiceLine[];
  /** Whether the customer is there to authenticate. */
  readonly onSession: boolean;
  readonly failure: string | null;
  readonly askedAt: Instant;
  readonly answeredAt: Instant | null;
}

/** What a provider says of a charge. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'needs_authentication' }
  | { readonly kind: 'declined'; readonly failure: string };

/**
 * payment_declined: it had been declined before it went through; card_replaced: a new card was asked for the invoice
 * instead; payment_dropped: the command that it was for was given up; invoice_void: the invoice was closed unpaid.
 */
export type RefundReason = 'payment_declined' | 'card_replaced' | 'payment_dropped' | 'invoice_void';

/** Money that went back, with its document. */
export interface CreditNote {
  readonly id: string;
  readonly number: string;
  readonly invoiceId: string;
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly issuedAt: Instant;
  readonly why: RefundReason;
}

export interface PaymentMethod {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}
