import type { PaymentMethod, PaymentOutcome } from '../domain/billing/types.ts';

/** A card as it was typed; it goes to the provider and is kept and logged nowhere else. */
export interface CardInput {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly cvc: string;
}

export type AttachResult =
  | { readonly ok: true; readonly card: PaymentMethod }
  /** `failure` is the provider's code, e.g. `card_declined` or `invalid_number`. */
  | { readonly ok: false; readonly failure: string };

export interface ChargeRequest {
  /** The charge's id: asked twice under one key, it is one charge with one answer. */
  readonly idempotencyKey: string;
  readonly accountId: string;
  readonly token: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Whether the customer is there to authenticate; if not, a card that needs it declines. */
  readonly onSession: boolean;
}

export interface RefundRequest {
  readonly idempotencyKey: string;
  readonly chargeKey: string;
  readonly amountMinor: number;
}

/** What the provider says of a charge, whenever it likes, possibly more than once. */
export interface PaymentAnswer {
  readonly accountId: string;
  readonly chargeKey: string;
  readonly outcome: PaymentOutcome;
}

/** A payment provider. Answers to charges come through the listener; it must be told again until the listener resolves. */
export interface PaymentProvider {
  /** Checks a card and keeps it; throws only when the provider cannot be reached. */
  attach(card: CardInput): Promise<AttachResult>;
  /** Hands a charge over; resolves when the provider has taken it in, not when it has answered. */
  charge(request: ChargeRequest): Promise<void>;
  /**
   * The same for many at once, of a provider that can: for each what it answers there and then, or null when the
   * answer comes through the listener. What was answered there and then is told again to whoever asks again.
   */
  chargeAll?(requests: readonly ChargeRequest[]): Promise<readonly (PaymentOutcome | null)[]>;
  refund(request: RefundRequest): Promise<void>;
  /** Where the customer confirms a charge that `needs_authentication`. */
  authenticationUrl(chargeKey: string): string;
  onAnswer(listener: (answer: PaymentAnswer) => Promise<void>): void;
}

/** A charge as the page of the sandbox's bank shows it. */
export interface ChargeAtBank {
  readonly chargeKey: string;
  readonly accountId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly last4: string;
  readonly outcome: PaymentOutcome;
}

/** The customer's bank, as the sandbox plays it. */
export interface SandboxBank {
  /** The charge, or null when there is none of that key. */
  chargeAtBank(chargeKey: string): Promise<ChargeAtBank | null>;
  /** What the customer said to a charge that waits for it; one that does not wait stays as it is. */
  settle(chargeKey: string, said: 'approve' | 'decline'): Promise<void>;
}
