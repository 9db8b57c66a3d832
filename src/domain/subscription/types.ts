import type { Instant, Interval, Period, Anchor } from '../time/period.ts';
import type { CreditEntry, CreditLot } from '../credits/types.ts';
import type { Charge, Invoice, PaymentMethod, CreditNote } from '../billing/types.ts';
import type { Delivery, Order } from '../orders/types.ts';
import type { AcceptedOffer, Attempt } from '../flow/types.ts';
import type { DomainEvent } from './events.ts';
import type { Effect } from './effects.ts';
import type { Refusal } from './refusals.ts';

export type Rollover = 'all' | 'none' | 'cap';

/** What is sold. */
export interface Plan {
  readonly code: string;
  readonly name: string;
  readonly interval: Interval;
  readonly priceMinor: number;
  /** Credits granted with each paid period. */
  readonly credits: number;
  readonly rollover: Rollover;
  /** With `cap`: how many times the plan's credits may be carried over. */
  readonly rolloverCap: number;
}

/** The owner's settings that the domain decides by. */
export interface Policy {
  readonly plans: readonly Plan[];
  readonly pauseFeeMinor: number;
  /** Pause months after which a pause ends by itself, or null for no bound. */
  readonly pauseMaxMonths: number | null;
  /** Days of 24 hours after the due instant on which a declined charge is retried; each below 28. */
  readonly retryDays: readonly number[];
  /** How many days before an end a notice goes out. */
  readonly noticeDays: number;
  /** Bought credits are sold in packs of this many, at this price. */
  readonly topUp: { readonly credits: number; readonly priceMinor: number };
  /** An attempt that nobody touched for this long is abandoned. */
  readonly attemptHours: number;
}

export type SubscriptionStatus = 'active' | 'past_due' | 'paused' | 'ended';

/** What will happen at the period's end. `reference` is what the customer can quote to support. */
export type ScheduledChange =
  | { readonly kind: 'cancel'; readonly reference: string; readonly at: Instant }
  | { readonly kind: 'pause'; readonly reference: string; readonly at: Instant }
  | {
      readonly kind: 'change_plan';
      readonly plan: string;
      readonly reference: string;
      readonly at: Instant;
    };

export type EndCause = 'cancelled' | 'payment_failed';

/** A price reduction on the coming plan invoices; its months run on while paused. */
export interface Discount {
  readonly offerId: string;
  readonly percent: number | null;
  readonly amountMinor: number | null;
  readonly periodsLeft: number;
  /** Whether an invoice has used it; until then it can be undone. */
  readonly used: boolean;
}

/** The retries of the period's unpaid invoice. */
export interface Dunning {
  readonly invoiceId: string;
  readonly dueAt: Instant;
  /** How many of the policy's retries have been asked for. */
  readonly retries: number;
}

export interface Subscription {
  readonly id: string;
  readonly plan: Plan;
  readonly status: SubscriptionStatus;
  readonly anchor: Anchor;
  /** Months from the anchor to the period's start. */
  readonly offset: number;
  readonly period: Period;
  readonly scheduled: ScheduledChange | null;
  readonly discount: Discount | null;
  /** What the discount took off the current period's price. */
  readonly periodDiscountMinor: number;
  readonly dunning: Dunning | null;
  /** Pause months begun since the pause started; they stay until the period after a bounded pause is paid, else 0. */
  readonly pauseMonths: number;
  /** Which notice before an end was sent, so that it goes out once; the end it spoke of. */
  readonly noticedFor: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly endCause: EndCause | null;
  /** Leads delivered and kept in the order history of this subscription; 0 once it is closed. */
  readonly historySize: number;
}

/** A command that waits for its money; its quote is fixed at the instant it was given. */
export type Pending = {
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly requestedAt: Instant;
} & (
  | { readonly kind: 'subscribe'; readonly plan: string }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'change_plan';
      readonly plan: string;
      /** Whether the interval gets longer, which starts a new period and anchor. */
      readonly restarts: boolean;
      readonly credits: number;
      readonly unusedMinor: number;
    }
  | { readonly kind: 'top_up'; readonly credits: number }
);

export interface Account {
  readonly id: string;
  /** Short, unique and public: the stem of invoice numbers, references and minted ids. */
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
  readonly createdAt: Instant;
}

/** Everything that a command of one account can depend on. */
export interface AccountState {
  readonly account: Account;
  readonly policy: Policy;
  /** Counters for minted ids and gapless numbers. */
  readonly sequence: number;
  readonly invoiceCount: number;
  readonly creditNoteCount: number;
  /** All money that ever arrived, and all that went back. */
  readonly chargedMinor: number;
  readonly refundedMinor: number;
  /** The newest subscription, ended or not. */
  readonly subscription: Subscription | null;
  readonly pending: Pending | null;
  readonly paymentMethod: PaymentMethod | null;
  /** Invoices that are open. */
  readonly invoices: readonly Invoice[];
  /** Charges that the provider has not settled. */
  readonly charges: readonly Charge[];
  /** Lots in which something is left or reserved. */
  readonly lots: readonly CreditLot[];
  /** Orders that still run. */
  readonly orders: readonly Order[];
  /** The open attempt to cancel, if any. */
  readonly attempt: Attempt | null;
  /** Offers that were accepted earlier, for cool-downs. */
  readonly acceptedOffers: readonly AcceptedOffer[];
}

/** Rows that a decision adds beside the state. */
interface Additions {
  readonly entries: readonly CreditEntry[];
  readonly deliveries: readonly Delivery[];
  readonly creditNotes: readonly CreditNote[];
}

/**
 * The answer to a command: what holds next, and why. A refused command keeps what time had
 * already brought about, and adds nothing of its own.
 */
export interface Decision extends Additions {
  readonly next: AccountState;
  /** Attempts that came to their outcome: the next state knows one attempt only, which may be a newer one. */
  readonly endedAttempts: readonly Attempt[];
  readonly events: readonly DomainEvent[];
  readonly effects: readonly Effect[];
  readonly refusal: Refusal | null;
}
