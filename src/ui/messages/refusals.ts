import type { Refusal, RefusalCode } from '../../domain/subscription/refusals.ts';
import { paymentFailureText } from './payment-failures.ts';

/** Why a command did not happen, and what can be done instead. */
export const refusalSentences: Record<RefusalCode, string> = {
  nothing_scheduled: 'Nothing was scheduled, so there is nothing to take back. Your subscription goes on as before.',
  cancellation_pending: 'Your subscription is scheduled to end. Resume it first, then you can change it.',
  pause_pending: 'Your subscription is scheduled to pause. Take the pause back first, then you can change the plan.',
  not_paused: 'Your subscription is not paused, so there is nothing to resume.',
  payment_overdue: 'An invoice is unpaid. Pay it or replace the card first; cancelling is possible at any time.',
  payment_in_progress:
    'We are waiting for the answer to a payment. Try again when it is there; cancelling is possible at any time.',
  payment_failed: 'The payment did not go through, so nothing was changed. Try again, or use another card.',
  paused: 'Your subscription is paused. Resume it first.',
  already_ended: 'No subscription is running. You can start one at any time.',
  already_subscribed: 'You have a subscription already.',
  same_plan: 'This is the plan that you have.',
  unknown_plan: 'This plan is not sold. Choose one of the list.',
  insufficient_credits: 'You do not have enough credits for this. Order less, or buy more credits.',
  no_attempt:
    'This cancellation was closed, by you or by another member. Nothing was changed; you can start again at any time.',
  attempt_moved_on: 'This cancellation went on in another tab, or through another member. This is where it stands now.',
  unknown_answer: 'This answer is not one of the list. Choose one of the list.',
  offer_unavailable: 'This offer is not available any more. Nothing was changed.',
  nothing_to_undo: 'There is nothing left to take back: it has been used, or was taken back already.',
  no_payment_method: 'There is no card to charge. Add one under Billing, then try again.',
  not_allowed: 'Only an owner or a billing member can do this. Ask one of them.',
  unknown_order: 'There is no such order.',
  unknown_charge: 'There is no such payment.',
};

/** The sentence for a refusal, with the provider's reason where it is known. */
export function refusalSentence(refusal: Refusal): string {
  const sentence = refusalSentences[refusal.code];
  if (refusal.code !== 'payment_failed' || refusal.detail === undefined) return sentence;
  return `${paymentFailureText(refusal.detail)} Nothing was changed. Try again, or use another card.`;
}
