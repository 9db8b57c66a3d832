import { placeOrder, recordDelivery } from '../orders/orders.ts';
import type { Instant } from '../time/period.ts';
import {
  acceptAttemptOffer,
  answerAttempt,
  concludeAttempt,
  leaveOpenAttempt,
  moveAttemptOn,
  startAttempt,
  undoDiscount,
} from './attempts.ts';
import { changePlan, scheduleCancel, schedulePause, subscribe, topUp, withdraw } from './changes.ts';
import type { Command } from './commands.ts';
import { closeDraft, openDraft, refuse, type Draft } from './draft.ts';
import { matrix, situationOf, type MatrixCommand, type Transition } from './matrix.ts';
import { recordPayment, replaceCard } from './payment-answers.ts';
import { resume } from './pending.ts';
import { dropPending, endSubscription } from './periods.ts';
import type { Refusal } from './refusals.ts';
import { passTime } from './time-passing.ts';
import type { AccountState, Decision } from './types.ts';

/**
 * Answers a command: first everything that is due at or before `now`, in order of due time, then
 * the command itself. Pure: the same state, command and instant give the same decision.
 *
 * @param by the member's id, or the name of the part of the system that asks.
 * @returns what holds next, with its events, credit entries and effects. A refusal leaves only
 *   what time had brought about. A broken invariant throws.
 */
export function decide(state: AccountState, command: Command, now: Instant, by = 'system'): Decision {
  const draft = afterTime(state, now);
  if (command.do === 'tick') return closeDraft(draft, null);
  const refusal = answer(draft, command, now, by);
  // A refusal may come half-way, so what was drafted until then is left, and time passes once more.
  if (refusal !== null) return closeDraft(afterTime(state, now), refusal);
  // What the command itself made due, e.g. by settling the charge that an end of a period waited for.
  passTime(draft, now);
  return closeDraft(draft, null);
}

function afterTime(state: AccountState, now: Instant): Draft {
  const draft = openDraft(state);
  passTime(draft, now);
  return draft;
}

function answer(draft: Draft, command: Exclude<Command, { do: 'tick' }>, now: Instant, by: string): Refusal | null {
  switch (command.do) {
    case 'cancel':
    case 'keep':
    case 'pause':
    case 'resume':
    case 'change_plan':
    case 'subscribe':
    case 'top_up':
    case 'place_order':
      return answerByMatrix(draft, command, now, by);
    case 'confirm_attempt':
      return confirm(draft, command.attemptId, now, by);
    case 'replace_card':
      return replaceCard(draft, command, now);
    case 'drop_payment':
      if (draft.state.pending?.chargeId !== command.chargeId) return refuse('nothing_to_undo');
      dropPending(draft, now);
      return null;
    case 'record_payment':
      return recordPayment(draft, command, now);
    case 'record_delivery':
      return recordDelivery(draft, command, now);
    case 'start_attempt':
      return startAttempt(draft, command, by, now);
    case 'answer_reason':
      return answerAttempt(draft, command, now);
    case 'continue_attempt':
      return moveAttemptOn(draft, command, now);
    case 'accept_offer':
      return acceptAttemptOffer(draft, command, now);
    case 'leave_attempt':
      return leaveOpenAttempt(draft, command.attemptId, now);
    case 'undo_discount':
      return undoDiscount(draft, now);
  }
}

type ByMatrix = Extract<Command, { do: MatrixCommand }>;

/** Commands that go on while another waits for its money: leaving always works. */
const NEVER_WAITS: ReadonlySet<MatrixCommand> = new Set(['cancel', 'place_order']);

function answerByMatrix(draft: Draft, command: ByMatrix, now: Instant, by: string): Refusal | null {
  const { pending } = draft.state;
  if (command.do === 'cancel' && pending !== null) {
    dropPending(draft, now);
    // Without a subscription, the payment that was dropped is all there was to leave.
    if (pending.kind === 'subscribe') return null;
  }
  const cell = matrix[situationOf(draft.state)][command.do];
  if ('refuses' in cell) return refuse(cell.refuses);
  if (pending !== null && !NEVER_WAITS.has(command.do)) return refuse('payment_in_progress');
  return transitions[cell.does](draft, command, now, by);
}

type Carry = (draft: Draft, command: ByMatrix, now: Instant, by: string) => Refusal | null;

const transitions: Record<Transition, Carry> = {
  sameAnswer: () => null,
  scheduleCancel: (draft, _command, now) => {
    scheduleCancel(draft, now);
    concludeAttempt(draft, now);
    return null;
  },
  endNow: (draft, _command, now) => {
    concludeAttempt(draft, now);
    endSubscription(draft, 'cancelled', now);
    return null;
  },
  withdraw: (draft, _command, now) => {
    withdraw(draft, now);
    return null;
  },
  schedulePause: (draft, _command, now) => {
    schedulePause(draft, now);
    return null;
  },
  resume: (draft, _command, now) => resume(draft, now),
  changePlan: (draft, command, now) => (command.do === 'change_plan' ? changePlan(draft, command.plan, now) : null),
  subscribe: (draft, command, now) => (command.do === 'subscribe' ? subscribe(draft, command.plan, now) : null),
  topUp: (draft, command, now) => (command.do === 'top_up' ? topUp(draft, command.credits, now) : null),
  placeOrder: (draft, command, now, by) => (command.do === 'place_order' ? placeOrder(draft, command, by, now) : null),
};

/**
 * "Confirm" of an attempt. A second click, or one from a stale tab, finds the attempt closed: if
 * a cancellation is what holds now, it is the same answer again.
 */
function confirm(draft: Draft, attemptId: string, now: Instant, by: string): Refusal | null {
  const { attempt } = draft.state;
  if (attempt?.id === attemptId && attempt.outcome === null) {
    return answerByMatrix(draft, { do: 'cancel' }, now, by);
  }
  const { subscription } = draft.state;
  if (subscription?.scheduled?.kind === 'cancel') return null;
  if (subscription?.status === 'ended') return refuse('already_ended');
  return refuse(attempt === null ? 'no_attempt' : 'attempt_moved_on');
}
