import {
  askForInvoice,
  chargeInFlight,
  chargeWith,
  decline,
  isInFlight,
  putCharge,
  refundLate,
  replaceCharge,
  succeed,
} from '../billing/charges.ts';
import { settleInvoice } from '../billing/invoices.ts';
import type { Charge, Invoice } from '../billing/types.ts';
import { iso } from '../time/iso.ts';
import { atOrBefore, plusDays, type Instant } from '../time/period.ts';
import type { Command } from './commands.ts';
import { confirmBy, lastRetryAt, pauseBound } from './consequences.ts';
import { emit, notify, patchSubscription, refuse, subscriptionOf, type Draft } from './draft.ts';
import { completePending } from './pending.ts';
import { endOfPausePaid, endSubscription, isBackUnpaid } from './periods.ts';
import { receipt } from './receipts.ts';
import type { Refusal } from './refusals.ts';
import type { Dunning, Pending } from './types.ts';

type RecordPayment = Extract<Command, { do: 'record_payment' }>;

/**
 * What the provider says of a charge, whenever it likes and possibly more than once. A settled
 * charge is not settled again; money that nobody waits for goes back. Refuses `unknown_charge`.
 */
export function recordPayment(draft: Draft, command: RecordPayment, now: Instant): Refusal | null {
  const charge = draft.state.charges.find((each) => each.id === command.chargeId);
  if (charge === undefined) return refuse('unknown_charge');
  const { outcome } = command;
  if (!isInFlight(charge)) {
    recordUnexpected(draft, charge, outcome.kind, now);
    return null;
  }
  switch (outcome.kind) {
    case 'needs_authentication':
      needAuthentication(draft, charge, now);
      break;
    case 'declined':
      recordDecline(draft, charge, outcome.failure, now);
      break;
    case 'succeeded':
      recordSuccess(draft, charge, now);
      break;
  }
  return null;
}

function recordUnexpected(draft: Draft, charge: Charge, kind: string, now: Instant): void {
  if (charge.status === 'dropped' && kind === 'declined') {
    putCharge(draft, chargeWith(charge, { status: 'declined', answeredAt: now }));
  }
  const moneyArrived = kind === 'succeeded';
  const nobodyWaits = charge.status === 'dropped' || charge.status === 'declined';
  if (moneyArrived && nobodyWaits) refundLate(draft, charge, now);
}

function needAuthentication(draft: Draft, charge: Charge, now: Instant): void {
  if (charge.status === 'needs_authentication') return;
  putCharge(draft, chargeWith(charge, { status: 'needs_authentication', answeredAt: now }));
  emit(draft, now, 'PaymentNeedsAuthentication', { chargeId: charge.id });
  const invoice = draft.state.invoices.find((each) => each.id === charge.invoiceId);
  // whoever gave a command is shown where to confirm it
  if (invoice === undefined) return;
  notify(draft, {
    kind: 'payment_to_confirm',
    invoiceId: invoice.id,
    number: invoice.number,
    purpose: invoice.purpose,
    amountMinor: invoice.totalMinor,
    currency: invoice.currency,
    confirmBy: iso(confirmBy(now)),
  });
}

function recordSuccess(draft: Draft, charge: Charge, now: Instant): void {
  const { pending } = draft.state;
  if (pending?.chargeId === charge.id) {
    completePending(draft, pending, charge, now);
    return;
  }
  const invoice = invoiceOf(draft, charge);
  const paid = succeed(draft, charge, invoice.period, now);
  const { dunning, plan, status } = subscriptionOf(draft.state);
  if (dunning?.invoiceId === invoice.id) {
    patchSubscription(draft, {
      dunning: null,
      status: status === 'past_due' ? 'active' : status,
    });
    emit(draft, now, 'PaymentRecovered', { invoiceId: invoice.id });
  }
  notify(draft, receipt(settleInvoice(draft, invoice, plan, paid, now), now, pauseBound(draft.state)));
  if (isBackUnpaid(subscriptionOf(draft.state))) endOfPausePaid(draft, invoice.totalMinor);
}

function invoiceOf(draft: Draft, charge: Charge): Invoice {
  const invoice = draft.state.invoices.find((each) => each.id === charge.invoiceId);
  if (invoice === undefined) throw new Error(`charge ${charge.id} has no open invoice`);
  return invoice;
}

/** A no: a pending command is refused by it; a period's invoice becomes overdue, or is given up. */
export function recordDecline(draft: Draft, charge: Charge, failure: string, now: Instant): void {
  decline(draft, charge, failure, now);
  const { pending } = draft.state;
  if (pending?.chargeId === charge.id) {
    draft.state.pending = null;
    failedCommandNotice(draft, pending, failure);
    return;
  }
  const invoice = invoiceOf(draft, charge);
  const subscription = subscriptionOf(draft.state);
  // Whoever said stop is not asked again: the design's row for an overdue cancellation.
  if (subscription.scheduled?.kind === 'cancel') {
    endSubscription(draft, 'cancelled', now);
    return;
  }
  const dunning = subscription.dunning ?? becomeOverdue(draft, invoice, now);
  const { paymentMethod, policy } = draft.state;
  if (paymentMethod !== null && paymentMethod.token !== charge.token) {
    // the mail is about the answer to the new card, which is asked at once
    askForInvoice(draft, invoice, false, now);
    return;
  }
  if (retryWaited(dunning, policy.retryDays, now)) {
    // the mail is about the answer to the retry
    retry(draft, now);
    return;
  }
  failedNotice(draft, invoice, dunning, failure);
  if (dunning.retries >= policy.retryDays.length) endSubscription(draft, 'payment_failed', now);
}

/** Whether the next retry has been due since a time at which this answer was still awaited. */
function retryWaited({ dueAt, retries }: Dunning, retryDays: readonly number[], now: Instant): boolean {
  const days = retryDays[retries];
  return days !== undefined && atOrBefore(plusDays(dueAt, days), now);
}

/** The page on which the command was given may be closed: what failed, and that nothing has changed. */
export function failedCommandNotice(draft: Draft, pending: Pending, failure: string): void {
  notify(draft, {
    kind: 'command_failed',
    command: pending.kind,
    planName: planNameOf(draft, pending),
    amountMinor: pending.amountMinor,
    currency: draft.state.account.currency,
    failure,
  });
}

function planNameOf({ state }: Draft, pending: Pending): string | null {
  if (pending.kind === 'top_up') return null;
  if (pending.kind === 'resume') return subscriptionOf(state).plan.name;
  return state.policy.plans.find((plan) => plan.code === pending.plan)?.name ?? pending.plan;
}

function becomeOverdue(draft: Draft, invoice: Invoice, now: Instant): Dunning {
  const { scheduled, status } = subscriptionOf(draft.state);
  const dunning: Dunning = { invoiceId: invoice.id, dueAt: invoice.issuedAt, retries: 0 };
  if (status === 'active' && scheduled !== null) {
    emit(draft, now, scheduled.kind === 'pause' ? 'PauseWithdrawn' : 'PlanChangeWithdrawn', {
      reference: scheduled.reference,
      why: 'payment_overdue',
    });
  }
  patchSubscription(draft, {
    dunning,
    scheduled: null,
    status: status === 'active' ? 'past_due' : status,
  });
  emit(draft, now, 'PaymentOverdue', { invoiceId: invoice.id, amountMinor: invoice.totalMinor });
  return dunning;
}

function failedNotice(draft: Draft, invoice: Invoice, dunning: Dunning, failure: string): void {
  const days = draft.state.policy.retryDays[dunning.retries];
  const lastRetry = lastRetryAt(draft.state);
  notify(draft, {
    kind: 'payment_failed',
    invoiceId: invoice.id,
    number: invoice.number,
    purpose: invoice.purpose,
    amountMinor: invoice.totalMinor,
    currency: invoice.currency,
    failure,
    retry: dunning.retries,
    nextRetryAt: days === undefined ? null : iso(plusDays(dunning.dueAt, days)),
    endsAt: lastRetry === null ? null : iso(lastRetry),
    afterPause: isBackUnpaid(subscriptionOf(draft.state)),
  });
}

/** A retry of the schedule is due. */
export function retry(draft: Draft, at: Instant): void {
  const { dunning } = subscriptionOf(draft.state);
  const invoice = draft.state.invoices.find((each) => each.id === dunning?.invoiceId);
  if (dunning === null || invoice === undefined) {
    throw new Error(`overdue invoice ${dunning?.invoiceId ?? ''} is missing`);
  }
  patchSubscription(draft, { dunning: { ...dunning, retries: dunning.retries + 1 } });
  askForInvoice(draft, invoice, false, at);
}

/** A new card: an overdue invoice is asked for at once, unless a charge for it still waits. */
export function replaceCard(
  draft: Draft,
  command: Extract<Command, { do: 'replace_card' }>,
  now: Instant,
): Refusal | null {
  draft.state.paymentMethod = command.card;
  emit(draft, now, 'CardReplaced', { brand: command.card.brand, last4: command.card.last4 });
  const dunning = draft.state.subscription?.dunning ?? null;
  const invoice = draft.state.invoices.find((each) => each.id === dunning?.invoiceId);
  if (invoice === undefined) return null;
  const waiting = chargeInFlight(draft.state, invoice.id);
  if (waiting?.status === 'asked') return null;
  if (waiting !== null) replaceCharge(draft, waiting, now);
  askForInvoice(draft, invoice, true, now);
  return null;
}
