import type { PaymentMethod, PaymentOutcome } from '../billing/types.ts';
import type { FlowDefinition } from '../flow/types.ts';
import type { LeadField, LeadFilter } from '../orders/types.ts';

/** What somebody asks of an account. */
export type Command =
  // the subscription's
  | { readonly do: 'subscribe'; readonly plan: string }
  | { readonly do: 'cancel' }
  | { readonly do: 'keep' }
  | { readonly do: 'pause' }
  | { readonly do: 'resume' }
  | { readonly do: 'change_plan'; readonly plan: string }
  /** Applies what is due; asked by timers. */
  | { readonly do: 'tick' }
  // the billing's
  | { readonly do: 'top_up'; readonly credits: number }
  | { readonly do: 'replace_card'; readonly card: PaymentMethod }
  /** Gives up the command that waits for this payment; money that still arrives goes back. */
  | { readonly do: 'drop_payment'; readonly chargeId: string }
  | { readonly do: 'record_payment'; readonly chargeId: string; readonly outcome: PaymentOutcome }
  // the orders'
  | {
      readonly do: 'place_order';
      readonly filter: LeadFilter;
      readonly fields: readonly LeadField[];
      readonly leads: number;
    }
  /** A chunk of leads that were looked at up to `cursor`; `exhausted` when the catalogue has no more. */
  | {
      readonly do: 'record_delivery';
      readonly orderId: string;
      readonly delivered: readonly number[];
      readonly rejected: number;
      readonly cursor: number;
      readonly exhausted: boolean;
    }
  // the flow's; `flow` is null when the definition is broken or missing
  | { readonly do: 'start_attempt'; readonly flow: FlowDefinition | null }
  | {
      readonly do: 'answer_reason';
      readonly flow: FlowDefinition;
      readonly attemptId: string;
      readonly reason: string;
      readonly note: string | null;
    }
  | {
      readonly do: 'continue_attempt';
      readonly flow: FlowDefinition;
      readonly attemptId: string;
      readonly page: string;
    }
  | {
      readonly do: 'accept_offer';
      readonly flow: FlowDefinition;
      readonly attemptId: string;
      readonly page: string;
      readonly offerId: string;
    }
  /** "Keep my subscription": the customer leaves the flow and stays. */
  | { readonly do: 'leave_attempt'; readonly attemptId: string }
  /** "Confirm": cancels, and records the attempt's outcome. */
  | { readonly do: 'confirm_attempt'; readonly attemptId: string }
  /** Takes back a discount that no invoice has used. */
  | { readonly do: 'undo_discount' };

/** Who asks. `id` is a member's id, or the name of a part of the system. */
export interface CommandActor {
  readonly kind: 'member' | 'system';
  readonly id: string;
}
