import type { Purpose } from '../billing/types.ts';
import type { EndCause, Pending } from './types.ts';

/** The end of a pause that a setting bounds. */
export interface PauseBound {
  readonly endsAt: string;
  /** The plan's charge at that instant. */
  readonly chargeMinor: number;
}

/**
 * What a mail says, in figures that were true when it was decided. Instants are ISO strings in UTC,
 * amounts minor units; the mail writes them in the account's zone and currency. Unless a notice names
 * an address, it goes to every owner and billing member of the account.
 */
export type Notice =
  | {
      readonly kind: 'welcome';
      /** Whether an earlier subscription of the account has ended. */
      readonly again: boolean;
      readonly planName: string;
      readonly credits: number;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
    }
  | {
      readonly kind: 'invitation';
      readonly to: string;
      readonly role: string;
      readonly invitedBy: string;
      readonly token: string;
      readonly expiresAt: string;
    }
  | { readonly kind: 'password_reset'; readonly to: string; readonly url: string }
  /** Somebody tried to sign up with the address of a person who has a log-in. */
  | { readonly kind: 'already_registered'; readonly to: string }
  | {
      readonly kind: 'receipt';
      readonly invoiceId: string;
      readonly number: string;
      readonly purpose: Purpose;
      readonly amountMinor: number;
      readonly currency: string;
      readonly paidAt: string;
      readonly periodStart: string | null;
      readonly periodEnd: string | null;
    }
  | {
      readonly kind: 'payment_failed';
      readonly invoiceId: string;
      readonly number: string;
      readonly purpose: Purpose;
      readonly amountMinor: number;
      readonly currency: string;
      readonly failure: string;
      readonly retry: number;
      /** Null when this was the last try, and the subscription has ended. */
      readonly nextRetryAt: string | null;
      readonly endsAt: string | null;
      /** Whether it was the first charge after a pause that ended by itself. */
      readonly afterPause: boolean;
    }
  /** The customer's bank wants a period's payment confirmed; told once for each charge. */
  | {
      readonly kind: 'payment_to_confirm';
      readonly invoiceId: string;
      readonly number: string;
      readonly purpose: Purpose;
      readonly amountMinor: number;
      readonly currency: string;
      /** When it counts as declined. */
      readonly confirmBy: string;
    }
  /** The payment that a command waited for failed, and the command with it. */
  | {
      readonly kind: 'command_failed';
      readonly command: Pending['kind'];
      /** Null for a top-up. */
      readonly planName: string | null;
      readonly amountMinor: number;
      readonly currency: string;
      readonly failure: string;
    }
  | {
      readonly kind: 'discount_ending';
      readonly planName: string;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
      readonly currency: string;
    }
  | {
      readonly kind: 'cancellation_scheduled';
      readonly reference: string;
      readonly endsAt: string;
      readonly creditsLost: number;
      readonly creditsKept: number;
      readonly leadsClosed: number;
    }
  | {
      readonly kind: 'cancellation_withdrawn';
      readonly reference: string;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
      readonly currency: string;
    }
  | {
      readonly kind: 'ending_soon';
      readonly reference: string;
      readonly endsAt: string;
      readonly creditsLost: number;
      readonly creditsKept: number;
      readonly leadsClosed: number;
    }
  | {
      readonly kind: 'ended';
      readonly cause: EndCause;
      readonly endedAt: string;
      readonly creditsLost: number;
      readonly creditsKept: number;
      readonly leadsClosed: number;
    }
  | {
      readonly kind: 'pause_scheduled';
      readonly reference: string;
      readonly startsAt: string;
      readonly feeMinor: number;
      readonly currency: string;
      readonly bound: PauseBound | null;
      readonly credits: number;
      readonly leads: number;
    }
  | {
      readonly kind: 'paused';
      readonly startedAt: string;
      readonly feeMinor: number;
      readonly currency: string;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
      readonly bound: PauseBound | null;
      readonly credits: number;
      readonly leads: number;
    }
  | {
      readonly kind: 'pause_charged';
      readonly invoiceId: string;
      readonly number: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly paidAt: string;
      readonly periodStart: string;
      readonly periodEnd: string;
      readonly bound: PauseBound | null;
    }
  | {
      readonly kind: 'pause_ending';
      readonly resumesAt: string;
      readonly chargeMinor: number;
      readonly currency: string;
      readonly planName: string;
    }
  | {
      readonly kind: 'resumed';
      readonly planName: string;
      readonly chargedMinor: number;
      readonly currency: string;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
      readonly credits: number;
      readonly leads: number;
    }
  | {
      readonly kind: 'plan_changed';
      readonly planName: string;
      /** Whether it is in effect, rather than scheduled. */
      readonly done: boolean;
      readonly effectiveAt: string;
      readonly nextChargeAt: string;
      readonly nextChargeMinor: number;
      readonly currency: string;
    }
  | {
      readonly kind: 'refunded';
      readonly number: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly why: string;
    }
  | {
      readonly kind: 'support_request_received';
      readonly to: string;
      readonly requestId: string;
      readonly subject: string;
    }
  | {
      readonly kind: 'support_request';
      readonly requestId: string;
      readonly from: string;
      readonly name: string;
      readonly subject: string;
      readonly message: string;
    };
