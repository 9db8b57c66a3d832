import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { record } from '../testkit/life-record.ts';
import { Life, type LifeOptions, type Provider } from '../testkit/life.ts';

const CARD = { token: 'card_2', brand: 'visa', last4: '5556', expMonth: 1, expYear: 2041 };

const does = (life: Life, command: Command) => record(life, () => expect(life.do(command)).toBeNull());
const until = (life: Life, when: string) => record(life, () => life.to(when));
const says = (life: Life, outcome: Parameters<Life['answer']>[0]) => record(life, () => life.answer(outcome));

/** A life whose provider answers like this from now on. */
function answered(provider: Provider, options: LifeOptions = {}): Life {
  const life = new Life(options);
  life.provider = provider;
  return life;
}

describe('what is told of a renewal', () => {
  it('that is declined, of its retries, and of the one that goes through', () => {
    const life = answered('decline');
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'PaymentOverdue: invoiceId inv, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, failure card_declined, retry 0, nextRetryAt 2024-03-01T15:00:00Z, endsAt 2024-03-07T15:00:00Z, afterPause false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
    expect(until(life, '2024-03-02')).toEqual([
      'at 2024-03-01T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, failure card_declined, retry 1, nextRetryAt 2024-03-03T15:00:00Z, endsAt 2024-03-07T15:00:00Z, afterPause false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 1), chargedMinor 9700, available 2000',
    ]);
    life.provider = 'ok';
    expect(until(life, '2024-03-04')).toEqual([
      'at 2024-03-03T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRecovered: invoiceId inv',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0002, amountMinor 9700, currency USD, paidAt 2024-03-03T15:00:00Z, purpose plan, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 19400, available 4000',
    ]);
  });

  it('that is declined to the end', () => {
    const life = answered('decline', { policy: { retryDays: [1, 2] } });
    life.order(10);
    life.to('2024-03-02');
    expect(until(life, '2024-03-10')).toEqual([
      'at 2024-03-02T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'InvoiceUncollectible: invoiceId inv, number K7Q2M9XA-0002, amountMinor 9700',
      'SubscriptionEnded: cause payment_failed, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsForfeited: credits 1990',
      'OrderHistoryClosed: leads 10',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, failure card_declined, retry 2, nextRetryAt null, endsAt 2024-03-02T15:00:00Z, afterPause false',
      '> mail ended: cause payment_failed, endedAt 2024-03-02T15:00:00Z, creditsLost 1990, creditsKept 0, leadsClosed 10',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, offset 1, endedAt 2024-03-02T15:00:00Z, endCause payment_failed, chargedMinor 9700',
    ]);
  });

  it('that is declined after a pause was scheduled for its end', () => {
    const life = answered('silent').to('2024-03-01');
    life.do({ do: 'pause' });
    expect(says(life, 'declined')).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'PauseWithdrawn: reference REF, why payment_overdue',
      'PaymentOverdue: invoiceId inv, amountMinor 9700',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, failure card_declined, retry 0, nextRetryAt 2024-03-01T15:00:00Z, endsAt 2024-03-07T15:00:00Z, afterPause false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
  });

  it('that is declined after a smaller plan was scheduled for its end', () => {
    const life = answered('silent').to('2024-03-01');
    life.do({ do: 'change_plan', plan: 'lite' });
    expect(says(life, 'declined')).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'PlanChangeWithdrawn: reference REF, why payment_overdue',
      'PaymentOverdue: invoiceId inv, amountMinor 9700',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, failure card_declined, retry 0, nextRetryAt 2024-03-01T15:00:00Z, endsAt 2024-03-07T15:00:00Z, afterPause false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
  });

  it('that is declined after a cancellation', () => {
    const life = answered('silent');
    life.to('2024-03-01');
    life.do({ do: 'cancel' });
    expect(says(life, 'declined')).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'InvoiceVoided: invoiceId inv, number K7Q2M9XA-0002, amountMinor 9700',
      'SubscriptionEnded: cause cancelled, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsForfeited: credits 2000',
      'OrderHistoryClosed: leads 0',
      '> mail ended: cause cancelled, endedAt 2024-03-01T00:00:00Z, creditsLost 2000, creditsKept 0, leadsClosed 0',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, offset 1, endedAt 2024-03-01T00:00:00Z, endCause cancelled, chargedMinor 9700',
    ]);
  });

  it('that is cancelled while it is overdue', () => {
    const life = answered('decline').to('2024-03-01');
    expect(does(life, { do: 'cancel' })).toEqual([
      'at 2024-03-01T00:00:00Z',
      'InvoiceVoided: invoiceId inv, number K7Q2M9XA-0002, amountMinor 9700',
      'SubscriptionEnded: cause cancelled, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsForfeited: credits 2000',
      'OrderHistoryClosed: leads 0',
      '> mail ended: cause cancelled, endedAt 2024-03-01T00:00:00Z, creditsLost 2000, creditsKept 0, leadsClosed 0',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, offset 1, endedAt 2024-03-01T00:00:00Z, endCause cancelled, chargedMinor 9700',
    ]);
  });

  it('that waits for the customer’s bank, which never answers', () => {
    const life = answered('silent').to('2024-02-29T15:00:00Z');
    expect(says(life, 'needs_authentication')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'PaymentNeedsAuthentication: chargeId chg',
      '> mail payment_to_confirm: invoiceId inv, number K7Q2M9XA-0002, purpose plan, amountMinor 9700, currency USD, confirmBy 2024-03-01T15:00:00Z',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 9700, available 2000',
    ]);
    expect(says(life, 'needs_authentication')).toEqual([
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 9700, available 2000',
    ]);
    expect(until(life, '2024-03-01T14:59:59Z')).toEqual([
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 9700, available 2000',
    ]);
    expect(until(life, '2024-03-01T15:00:00Z')).toEqual([
      'at 2024-03-01T15:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure authentication_required, command null',
      'PaymentOverdue: invoiceId inv, amountMinor 9700',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 1), chargedMinor 9700, available 2000',
    ]);
  });
});

describe('what is told of a pause fee', () => {
  it('that is declined, and of the way back', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.provider = 'decline';
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionPaused: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsFrozen: credits 2000',
      'PaymentRequested: chargeId chg, purpose pause, amountMinor 100',
      'PaymentDeclined: chargeId chg, purpose pause, amountMinor 100, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'PaymentOverdue: invoiceId inv, amountMinor 100',
      '> mail paused: startedAt 2024-02-29T15:00:00Z, feeMinor 100, currency USD, nextChargeAt 2024-03-31T15:00:00Z, nextChargeMinor 100, bound null, credits 2000, leads 0',
      '> charge: chargeId chg, amountMinor 100, currency USD, purpose pause, onSession false',
      '> mail payment_failed: invoiceId inv, number K7Q2M9XA-0002, purpose pause, amountMinor 100, currency USD, failure card_declined, retry 0, nextRetryAt 2024-03-01T15:00:00Z, endsAt 2024-03-07T15:00:00Z, afterPause false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status paused, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), pauseMonths 1, chargedMinor 9700, frozen 2000',
    ]);
    life.provider = 'ok';
    expect(does(life, { do: 'resume' })).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'InvoiceVoided: invoiceId inv, number K7Q2M9XA-0002, amountMinor 100',
      'SubscriptionResumed: plan starter, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z, cancellationDropped false',
      'CreditsThawed: credits 2000',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 9700, currency USD, paidAt 2024-03-01T00:00:00Z, purpose plan, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z',
      '> mail resumed: planName Starter, chargedMinor 9700, currency USD, nextChargeAt 2024-04-01T00:00:00Z, nextChargeMinor 9700, credits 4000, leads 0',
      '= plan starter, period 2024-03-01T00:00:00Z to 2024-04-01T00:00:00Z, anchor 2024-03-01T00:00:00Z, status active, chargedMinor 19400, available 4000',
    ]);
  });

  it('that is declined, and cancelled', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.provider = 'decline';
    life.to('2024-03-01');
    expect(does(life, { do: 'cancel' })).toEqual([
      'at 2024-03-01T00:00:00Z',
      'InvoiceVoided: invoiceId inv, number K7Q2M9XA-0002, amountMinor 100',
      'SubscriptionEnded: cause cancelled, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsForfeited: credits 2000',
      'OrderHistoryClosed: leads 0',
      '> mail ended: cause cancelled, endedAt 2024-03-01T00:00:00Z, creditsLost 2000, creditsKept 0, leadsClosed 0',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, offset 1, endedAt 2024-03-01T00:00:00Z, endCause cancelled, chargedMinor 9700',
    ]);
  });
});

describe('what is told of a new card', () => {
  it('while nothing is overdue', () => {
    expect(does(new Life(), { do: 'replace_card', card: CARD })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'CardReplaced: brand visa, last4 5556',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('while a payment is overdue', () => {
    const life = answered('decline').to('2024-03-01');
    life.provider = 'silent';
    expect(does(life, { do: 'replace_card', card: CARD })).toEqual([
      'at 2024-03-01T00:00:00Z',
      'CardReplaced: brand visa, last4 5556',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
    expect(does(life, { do: 'replace_card', card: CARD }), 'once is enough').toEqual([
      'at 2024-03-01T00:00:00Z',
      'CardReplaced: brand visa, last4 5556',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
    expect(says(life, 'succeeded')).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRecovered: invoiceId inv',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0002, amountMinor 9700, currency USD, paidAt 2024-03-01T00:00:00Z, purpose plan, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 19400, available 4000',
    ]);
  });

  it('while the bank of the old one is waited for', () => {
    const life = answered('decline').to('2024-03-01');
    life.provider = 'silent';
    life.to('2024-03-02');
    life.answer('needs_authentication');
    expect(does(life, { do: 'replace_card', card: CARD })).toEqual([
      'at 2024-03-02T00:00:00Z',
      'CardReplaced: brand visa, last4 5556',
      'PaymentDropped: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 1), chargedMinor 9700, available 2000',
    ]);
  });

  it('while the old one has not answered, which then says no', () => {
    const life = answered('silent').to('2024-03-01');
    life.do({ do: 'replace_card', card: CARD });
    expect(says(life, 'declined')).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, failure card_declined, command null',
      'PaymentOverdue: invoiceId inv, amountMinor 9700',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status past_due, offset 1, dunning (invoiceId inv, dueAt 2024-02-29T15:00:00Z, retries 0), chargedMinor 9700, available 2000',
    ]);
  });
});

describe('what is told of a command that waits for its money', () => {
  it('and is given up', () => {
    const life = answered('silent');
    expect(does(life, { do: 'change_plan', plan: 'growth' })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose proration, amountMinor 20000',
      '> charge: chargeId chg, amountMinor 20000, currency USD, purpose proration, onSession true',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, pending change_plan, chargedMinor 9700, available 2000',
    ]);
    const chargeId = life.state.pending?.chargeId ?? '';
    expect(does(life, { do: 'drop_payment', chargeId })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentDropped: chargeId chg, purpose proration, amountMinor 20000',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    expect(says(life, 'declined')).toEqual([
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('and is given up before the money arrives', () => {
    const life = answered('silent');
    life.do({ do: 'change_plan', plan: 'growth_yearly' });
    expect(does(life, { do: 'cancel' })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentDropped: chargeId chg, purpose plan, amountMinor 287300',
      'CancellationScheduled: reference REF, endsAt 2024-02-29T15:00:00Z',
      '> mail cancellation_scheduled: reference REF, endsAt 2024-02-29T15:00:00Z, creditsLost 2000, creditsKept 0, leadsClosed 0',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status active, chargedMinor 9700, available 2000',
    ]);
    expect(says(life, 'succeeded')).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 287300, periodStart 2024-01-31T15:00:00Z, periodEnd 2025-01-31T15:00:00Z',
      'PaymentRefunded: chargeId chg, amountMinor 287300',
      '> refund: chargeId chg, amountMinor 287300, currency USD',
      '> mail refunded: number K7Q2M9XA-CN-0001, amountMinor 287300, currency USD, why payment_dropped',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status active, chargedMinor 297000, refundedMinor 287300, available 2000',
    ]);
  });

  it('and for a bank that never answers', () => {
    const life = answered('silent');
    life.do({ do: 'top_up', credits: 1_000 });
    life.answer('needs_authentication');
    expect(until(life, '2024-02-02')).toEqual([
      'at 2024-02-01T15:00:00Z',
      'PaymentDropped: chargeId chg, purpose top_up, amountMinor 1000',
      '> mail command_failed: command top_up, planName null, amountMinor 1000, currency USD, failure authentication_required',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('and is declined', () => {
    const life = answered('silent');
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(says(life, 'declined')).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentDeclined: chargeId chg, purpose proration, amountMinor 20000, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z, failure card_declined, command change_plan',
      '> mail command_failed: command change_plan, planName Growth, amountMinor 20000, currency USD, failure card_declined',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('and is declined where nobody had subscribed: of the period that it would have paid', () => {
    const life = answered('silent', { plan: null, timeZone: 'America/New_York', start: '2024-02-10T02:00:00Z' });
    expect(does(life, { do: 'subscribe', plan: 'starter' })).toEqual([
      'at 2024-02-10T02:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '= no subscription',
    ]);
    expect(says(life, 'declined')).toEqual([
      'at 2024-02-10T02:00:00Z',
      'PaymentDeclined: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-10T02:00:00Z, periodEnd 2024-03-10T02:00:00Z, failure card_declined, command subscribe',
      '> mail command_failed: command subscribe, planName Starter, amountMinor 9700, currency USD, failure card_declined',
      '= no subscription',
    ]);
  });

  it('and whose period ends before', () => {
    const life = answered('silent');
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'PaymentDropped: chargeId chg, purpose proration, amountMinor 20000',
      'SubscriptionRenewed: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, chargedMinor 9700, available 2000',
    ]);
  });

  it('and is a top-up, which outlives the period', () => {
    const life = answered('silent');
    life.do({ do: 'top_up', credits: 1_000 });
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, pending top_up, chargedMinor 9700, available 2000',
    ]);
  });

  it('and whose plan is not sold any more', () => {
    const life = answered('silent');
    life.do({ do: 'change_plan', plan: 'growth' });
    const plans = life.state.policy.plans.filter((plan) => plan.code !== 'growth');
    life.state = { ...life.state, policy: { ...life.state.policy, plans } };
    expect(says(life, 'succeeded')).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentSucceeded: chargeId chg, purpose proration, amountMinor 20000, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      'PaymentRefunded: chargeId chg, amountMinor 20000',
      '> refund: chargeId chg, amountMinor 20000, currency USD',
      '> mail refunded: number K7Q2M9XA-CN-0001, amountMinor 20000, currency USD, why payment_dropped',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 29700, refundedMinor 20000, available 2000',
    ]);
  });
});
