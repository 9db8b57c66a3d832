/** Why a command did not happen. The codes are stable; their sentences are in the message catalogue. */
export type RefusalCode =
  | 'nothing_scheduled'
  | 'cancellation_pending'
  | 'pause_pending'
  | 'not_paused'
  | 'payment_overdue'
  | 'payment_in_progress'
  | 'payment_failed'
  | 'paused'
  | 'already_ended'
  | 'already_subscribed'
  | 'same_plan'
  | 'unknown_plan'
  | 'insufficient_credits'
  // the flow's
  | 'no_attempt'
  | 'attempt_moved_on'
  | 'unknown_answer'
  | 'offer_unavailable'
  | 'nothing_to_undo'
  // the account's
  | 'no_payment_method'
  | 'not_allowed'
  | 'unknown_order'
  | 'unknown_charge';

export interface Refusal {
  readonly code: RefusalCode;
  /** Where the code alone does not say enough, e.g. the provider's reason for a decline. */
  readonly detail?: string;
}
