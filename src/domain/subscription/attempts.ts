import { balance, grantCredits } from '../credits/lots.ts';
import {
  acceptOffer,
  answerReason,
  beginAttempt,
  confirmAttempt,
  continueAttempt,
  isRefusal,
  leaveAttempt,
  type FlowRefusal,
} from '../flow/attempt.ts';
import type { Attempt, FlowFacts, Offer, OfferEffect } from '../flow/types.ts';
import { epochMs, type Instant } from '../time/period.ts';
import { changePlan, isUp, schedulePause } from './changes.ts';
import { planAfter } from './consequences.ts';
import type { Command } from './commands.ts';
import { emit, mint, patchSubscription, refuse, type Draft } from './draft.ts';
import { matrix, situationOf, type MatrixCommand } from './matrix.ts';
import type { Refusal } from './refusals.ts';
import type { AccountState } from './types.ts';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
type DiscountEffect = Extract<OfferEffect, { kind: 'discount' }>;

/** Whether the matrix lets a command do something new here. */
export function wouldDo(state: AccountState, command: MatrixCommand): boolean {
  const cell = matrix[situationOf(state)][command];
  return 'does' in cell && cell.does !== 'sameAnswer' && state.pending === null;
}

/** What the flow's conditions are tested against. */
function flowFacts(state: AccountState, now: Instant): FlowFacts {
  const { subscription, policy } = state;
  const plan = subscription?.plan ?? null;
  const startedAt = subscription?.startedAt ?? now;
  const { available, frozen, reserved } = balance(state);
  const canChange = plan !== null && wouldDo(state, 'change_plan');
  return {
    isActive: subscription?.status === 'active',
    planCode: plan?.code ?? '',
    tenureDays: Math.floor((epochMs(now) - epochMs(startedAt)) / 86_400_000),
    spentMinor: state.chargedMinor - state.refundedMinor,
    country: state.account.country,
    credits: available + frozen + reserved,
    accepted: state.acceptedOffers,
    canPause: wouldDo(state, 'pause'),
    hasDiscount: (subscription?.discount ?? null) !== null,
    keepsInterval: plan === null || planAfter(state).interval === plan.interval,
    // An offer to stay never asks for money at once.
    changeablePlans: canChange
      ? policy.plans.filter((each) => each.code !== plan.code && !isUp(plan, each)).map((p) => p.code)
      : [],
  };
}

/** The attempt that is open, or why the one that was named does not answer any more. */
function openAttempt({ attempt }: AccountState, attemptId: string): Attempt | FlowRefusal {
  if (attempt === null) return { code: 'no_attempt' };
  return attempt.id === attemptId ? attempt : { code: 'attempt_moved_on' };
}

function setAttempt(draft: Draft, attempt: Attempt): void {
  draft.state.attempt = attempt;
}

/** Records an attempt's outcome; what was open is not any more. */
export function endAttempt(draft: Draft, attempt: Attempt, at: Instant): void {
  setAttempt(draft, attempt);
  draft.endedAttempts.push(attempt);
  emit(draft, at, 'AttemptEnded', {
    attemptId: attempt.id,
    outcome: attempt.outcome,
    reason: attempt.reason,
    offer: attempt.acceptedOffer,
  });
}

/**
 * "Cancel my subscription": one open attempt for an account; whoever comes second continues it. Refuses
 * what the matrix refuses to `cancel`, and `cancellation_pending` where it is cancelled already.
 */
export function startAttempt(draft: Draft, command: Of<'start_attempt'>, by: string, now: Instant): Refusal | null {
  const cell = matrix[situationOf(draft.state)].cancel;
  if ('refuses' in cell) return refuse(cell.refuses);
  if (cell.does === 'sameAnswer') return refuse('cancellation_pending');
  if (draft.state.attempt !== null && draft.state.attempt.outcome === null) return null;
  const id = mint(draft, 'att');
  const attempt = beginAttempt(command.flow, flowFacts(draft.state, now), { id, by, now });
  setAttempt(draft, attempt);
  emit(draft, now, 'AttemptStarted', {
    attemptId: id,
    flow: attempt.flowCode,
    version: attempt.flowVersion,
  });
  return null;
}

/** Notes the reason. Refuses `no_attempt`, `attempt_moved_on` and `unknown_answer`. */
export function answerAttempt(draft: Draft, command: Of<'answer_reason'>, now: Instant): Refusal | null {
  const attempt = openAttempt(draft.state, command.attemptId);
  if (isRefusal(attempt)) return attempt;
  const facts = flowFacts(draft.state, now);
  const next = answerReason(command.flow, attempt, command.reason, command.note, facts, now);
  if (isRefusal(next)) return next;
  setAttempt(draft, next);
  emit(draft, now, 'AttemptAnswered', { attemptId: next.id, reason: next.reason });
  return null;
}

/** "Continue Cancellation". Refuses `no_attempt` and `attempt_moved_on`. */
export function moveAttemptOn(draft: Draft, command: Of<'continue_attempt'>, now: Instant): Refusal | null {
  const attempt = openAttempt(draft.state, command.attemptId);
  if (isRefusal(attempt)) return attempt;
  const facts = flowFacts(draft.state, now);
  const next = continueAttempt(command.flow, attempt, command.page, facts, now);
  if (isRefusal(next)) return next;
  setAttempt(draft, next);
  emit(draft, now, 'AttemptMovedOn', { attemptId: next.id, from: command.page, to: next.page });
  return null;
}

/** Accepts an offer: its effect happens, or it is refused and nothing has changed (L33, L35). */
export function acceptAttemptOffer(draft: Draft, command: Of<'accept_offer'>, now: Instant): Refusal | null {
  const attempt = openAttempt(draft.state, command.attemptId);
  if (isRefusal(attempt)) return attempt;
  const facts = flowFacts(draft.state, now);
  const accepted = acceptOffer(command.flow, attempt, command.page, command.offerId, facts, now);
  if (isRefusal(accepted)) return accepted;
  emit(draft, now, 'OfferAccepted', {
    attemptId: attempt.id,
    offer: accepted.offer.id,
    kind: accepted.offer.effect.kind,
  });
  const refusal = applyOffer(draft, accepted.offer, now);
  if (refusal !== null) return refusal;
  if (accepted.attempt.outcome === null) setAttempt(draft, accepted.attempt);
  else endAttempt(draft, accepted.attempt, now);
  return null;
}

function applyOffer(draft: Draft, offer: Offer, now: Instant): Refusal | null {
  const { effect } = offer;
  switch (effect.kind) {
    case 'pause':
      schedulePause(draft, now);
      return null;
    case 'plan_change':
      return changePlan(draft, effect.plan, now);
    case 'bonus_credits':
      grantCredits(draft, { source: 'bonus', plan: null, credits: effect.credits, invoiceId: null }, now);
      return null;
    case 'discount':
      return startDiscount(draft, offer.id, effect, now);
    case 'contact':
    case 'link':
      return null;
  }
}

function startDiscount(draft: Draft, offerId: string, effect: DiscountEffect, now: Instant): Refusal | null {
  // what is being paid for was quoted without it
  if (draft.state.pending !== null) return refuse('payment_in_progress');
  const { percent = null, amountMinor = null, periods } = effect;
  patchSubscription(draft, { discount: { offerId, percent, amountMinor, periodsLeft: periods, used: false } });
  const interval = draft.state.subscription?.plan.interval;
  emit(draft, now, 'DiscountStarted', { offer: offerId, percent, amountMinor, periods, interval });
  return null;
}

/** "Keep my subscription". Refuses `no_attempt` and `attempt_moved_on`. */
export function leaveOpenAttempt(draft: Draft, attemptId: string, now: Instant): Refusal | null {
  const attempt = openAttempt(draft.state, attemptId);
  if (isRefusal(attempt)) return attempt;
  endAttempt(draft, leaveAttempt(attempt, now), now);
  return null;
}

/** The attempt behind a cancellation that was carried out, whichever way it was asked for. */
export function concludeAttempt(draft: Draft, now: Instant): void {
  const { attempt } = draft.state;
  if (attempt !== null && attempt.outcome === null) endAttempt(draft, confirmAttempt(attempt, now), now);
}

/**
 * Takes back a discount that no invoice has used. Refuses `nothing_to_undo`, and `payment_in_progress`
 * while a payment waits that may have been quoted with it.
 */
export function undoDiscount(draft: Draft, now: Instant): Refusal | null {
  const discount = draft.state.subscription?.discount ?? null;
  if (discount === null || discount.used) return refuse('nothing_to_undo');
  if (draft.state.pending !== null) return refuse('payment_in_progress');
  patchSubscription(draft, { discount: null });
  const { offerId: offer, percent, amountMinor } = discount;
  emit(draft, now, 'DiscountUndone', { offer, percent, amountMinor });
  return null;
}
