import { chargeInFlight, isInFlight } from '../billing/charges.ts';
import type { Charge } from '../billing/types.ts';
import { abandonAttempt } from '../flow/attempt.ts';
import { iso } from '../time/iso.ts';
import { atOrBefore, before, plusDays, plusHours, type Instant } from '../time/period.ts';
import { endAttempt } from './attempts.ts';
import {
  confirmBy,
  discountEndsWithPeriod,
  endFigures,
  nextCharge,
  nextChargeFigures,
  pauseEndsWithPeriod,
  planAfter,
} from './consequences.ts';
import { emit, notify, patchSubscription, subscriptionOf, type Draft } from './draft.ts';
import { periodEnds, situationOf } from './matrix.ts';
import { failedCommandNotice, recordDecline, retry } from './payment-answers.ts';
import { dropPending, endSubscription, renew, renewPause, startPause } from './periods.ts';
import type { AccountState, Dunning, Subscription } from './types.ts';

/** What is due, for those who show it. */
export type DueKind =
  'authentication_expiry' | 'attempt_expiry' | 'notice' | 'retry' | 'renew' | 'startPause' | 'renewPause' | 'end';

interface Due {
  readonly at: Instant;
  readonly what: DueKind;
  readonly apply: (draft: Draft, at: Instant) => void;
}

/**
 * Applies every transition that is due at or before `now`, in order of due time, each as of its
 * own instant: a worker that is late changes nothing about the outcome. What would charge again
 * waits while an earlier charge is unanswered; an end waits for nothing.
 */
export function passTime(draft: Draft, now: Instant): void {
  for (let due = nextDue(draft.state); due !== null && atOrBefore(due.at, now);) {
    due.apply(draft, due.at);
    due = nextDue(draft.state);
  }
}

/** When something is due next, for the one index that timers run on; null while nothing is, or an answer is awaited. */
export function nextDueAt(state: AccountState): Instant | null {
  return nextDue(state)?.at ?? null;
}

/** What is due next and when, for those who show it. */
export function whatIsDueNext(state: AccountState): Pick<Due, 'at' | 'what'> | null {
  return nextDue(state);
}

function nextDue(state: AccountState): Due | null {
  // the order of these lines is the order of things that are due at one instant (L16)
  let first = authenticationExpiry(state);
  first = earlier(first, attemptExpiry(state));
  first = earlier(first, notice(state));
  first = earlier(first, nextRetry(state));
  return earlier(first, periodEnd(state));
}

function earlier(first: Due | null, second: Due | null): Due | null {
  if (first === null || second === null) return first ?? second;
  return before(second.at, first.at) ? second : first;
}

function authenticationExpiry(state: AccountState): Due | null {
  let first: Due | null = null;
  for (const charge of state.charges) {
    if (charge.status !== 'needs_authentication' || charge.answeredAt === null) continue;
    const at = confirmBy(charge.answeredAt);
    if (first !== null && !before(at, first.at)) continue;
    first = { at, what: 'authentication_expiry', apply: (draft) => expireAuthentication(draft, charge, at) };
  }
  return first;
}

function expireAuthentication(draft: Draft, charge: Charge, at: Instant): void {
  const { pending } = draft.state;
  if (pending?.chargeId !== charge.id) {
    recordDecline(draft, charge, 'authentication_required', at);
    return;
  }
  dropPending(draft, at);
  failedCommandNotice(draft, pending, 'authentication_required');
}

function attemptExpiry(state: AccountState): Due | null {
  const { attempt } = state;
  if (attempt === null || attempt.outcome !== null) return null;
  return {
    at: plusHours(attempt.touchedAt, state.policy.attemptHours),
    what: 'attempt_expiry',
    apply: expireAttempt,
  };
}

function expireAttempt(draft: Draft, at: Instant): void {
  const { attempt } = draft.state;
  if (attempt !== null) endAttempt(draft, abandonAttempt(attempt, at), at);
}

/** A notice some days before an end that was settled earlier than that: of the subscription, a pause or a discount. */
function notice(state: AccountState): Due | null {
  const { subscription, policy } = state;
  if (subscription === null || subscription.status === 'ended') return null;
  const { period, scheduled, noticedFor } = subscription;
  if (noticedFor !== null && (noticedFor === period.end || noticedFor.equals(period.end))) return null;
  const stops = scheduled?.kind === 'cancel';
  const apply = stops ? noticeOfEnd : noticeOfOtherEnd(state);
  if (apply === null) return null;
  const at = plusDays(period.end, -policy.noticeDays);
  return stops && !before(scheduled.at, at) ? null : { at, what: 'notice', apply };
}

function noticeOfOtherEnd(state: AccountState): Due['apply'] | null {
  if (pauseEndsWithPeriod(state)) return noticeOfPauseEnd;
  return discountEndsWithPeriod(state) ? noticeOfDiscountEnd : null;
}

function noticeOfEnd(draft: Draft, at: Instant): void {
  const { period, scheduled } = markNoticed(draft, at);
  notify(draft, {
    kind: 'ending_soon',
    reference: scheduled?.reference ?? '',
    endsAt: iso(period.end),
    ...endFigures(draft.state),
  });
}

function noticeOfPauseEnd(draft: Draft, at: Instant): void {
  const { period, plan } = markNoticed(draft, at);
  notify(draft, {
    kind: 'pause_ending',
    resumesAt: iso(period.end),
    chargeMinor: nextCharge(draft.state)?.amountMinor ?? plan.priceMinor,
    currency: draft.state.account.currency,
    planName: plan.name,
  });
}

function noticeOfDiscountEnd(draft: Draft, at: Instant): void {
  markNoticed(draft, at);
  notify(draft, {
    kind: 'discount_ending',
    planName: planAfter(draft.state).name,
    ...nextChargeFigures(draft.state),
    currency: draft.state.account.currency,
  });
}

function markNoticed(draft: Draft, at: Instant): Subscription {
  const { period } = subscriptionOf(draft.state);
  emit(draft, at, 'NoticeSent', { about: iso(period.end) });
  return patchSubscription(draft, { noticedFor: period.end });
}

function nextRetry(state: AccountState): Due | null {
  const dunning = state.subscription?.dunning ?? null;
  if (dunning === null || chargeInFlight(state, dunning.invoiceId) !== null) return null;
  const days = state.policy.retryDays[dunning.retries];
  if (days === undefined) return noRetryLeft(state, dunning);
  return { at: plusDays(dunning.dueAt, days), what: 'retry', apply: retry };
}

/** The schedule was made shorter while retries ran: what it would have ended by now ends. */
function noRetryLeft({ policy }: AccountState, { dueAt }: Dunning): Due {
  return { at: plusDays(dueAt, policy.retryDays.at(-1) ?? 0), what: 'end', apply: endUnpaid };
}

const endUnpaid: Due['apply'] = (draft, at) => endSubscription(draft, 'payment_failed', at);
const endCancelled: Due['apply'] = (draft, at) => endSubscription(draft, 'cancelled', at);

const beginnings = { renew: beginning(renew), startPause: beginning(startPause), renewPause: beginning(renewPause) };

function beginning(begin: Due['apply']): Due['apply'] {
  return (draft, at) => {
    // A quote is for the period in which it was made; a top-up is not tied to any.
    if (draft.state.pending?.kind !== 'top_up') dropPending(draft, at);
    begin(draft, at);
  };
}

function periodEnd(state: AccountState): Due | null {
  const { subscription } = state;
  if (subscription === null) return null;
  const at = subscription.period.end;
  const what = periodEnds[situationOf(state)];
  if (what === 'nothing' || what === 'wait') return null;
  if (what === 'end') return { at, what, apply: endCancelled };
  return awaitsAnswer(state) ? null : { at, what, apply: beginnings[what] };
}

/**
 * Whether the next period has to wait: for what the last one cost, the customer's bank included, so that
 * never two invoices are open; or for the answer to somebody who is coming back.
 */
function awaitsAnswer({ charges, pending }: AccountState): boolean {
  return charges.some((charge) => {
    if (charge.invoiceId !== null) return isInFlight(charge);
    return charge.status === 'asked' && pending?.kind === 'resume' && pending.chargeId === charge.id;
  });
}
