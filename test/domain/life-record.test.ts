import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/subscription/commands.ts';
import type { Discount } from '../../src/domain/subscription/types.ts';
import { record } from '../testkit/life-record.ts';
import { Life } from '../testkit/life.ts';

const does = (life: Life, command: Command) => record(life, () => expect(life.do(command)).toBeNull());
const until = (life: Life, when: string) => record(life, () => life.to(when));

/** A life that has bought credits and leads, ten days into its first period. */
function busy(): Life {
  const life = new Life();
  life.do({ do: 'top_up', credits: 500 });
  life.order(100);
  return life.to('2024-02-10');
}

/** A life that is in its first pause month, with leads. */
function resting(): Life {
  const life = busy();
  life.do({ do: 'pause' });
  return life.to('2024-03-10');
}

function withDiscount(life: Life, changes: Partial<Discount> = {}): Life {
  const discount = { offerId: 'off', percent: 30, amountMinor: null, periodsLeft: 2, used: false, ...changes };
  life.state = { ...life.state, subscription: { ...life.subscription, discount } };
  return life;
}

describe('what is told of', () => {
  it('a first subscription', () => {
    const life = new Life({ plan: null });
    expect(does(life, { do: 'subscribe', plan: 'starter' })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'SubscriptionStarted: plan starter, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0001, amountMinor 9700, currency USD, paidAt 2024-01-31T15:00:00Z, purpose plan, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      '> mail welcome: again false, planName Starter, credits 2000, nextChargeAt 2024-02-29T15:00:00Z, nextChargeMinor 9700',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('a renewal', () => {
    expect(until(busy(), '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 9700, currency USD, paidAt 2024-02-29T15:00:00Z, purpose plan, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, historySize 100, chargedMinor 19900, available 4400',
    ]);
  });

  it('a renewal at a reduced price, the last one of them, and the one after', () => {
    const life = withDiscount(new Life());
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 6790',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 6790, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 6790, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0002, amountMinor 6790, currency USD, paidAt 2024-02-29T15:00:00Z, purpose plan, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, discount (offerId off, percent 30, amountMinor null, periodsLeft 1, used true), periodDiscountMinor 2910, chargedMinor 16490, available 4000',
    ]);
    expect(until(life, '2024-04-01')).toEqual([
      'at 2024-03-31T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 6790',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 6790, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 6790, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 6790, currency USD, paidAt 2024-03-31T15:00:00Z, purpose plan, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      '= plan starter, period 2024-03-31T15:00:00Z to 2024-04-30T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 2, periodDiscountMinor 2910, chargedMinor 23280, available 6000',
    ]);
    expect(until(life, '2024-05-01')).toEqual([
      'at 2024-04-27T15:00:00Z',
      'NoticeSent: about 2024-04-30T15:00:00Z',
      'at 2024-04-30T15:00:00Z',
      'SubscriptionRenewed: plan starter, periodStart 2024-04-30T15:00:00Z, periodEnd 2024-05-31T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-04-30T15:00:00Z, periodEnd 2024-05-31T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> mail discount_ending: planName Starter, nextChargeAt 2024-04-30T15:00:00Z, nextChargeMinor 9700, currency USD',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0004, amountMinor 9700, currency USD, paidAt 2024-04-30T15:00:00Z, purpose plan, periodStart 2024-04-30T15:00:00Z, periodEnd 2024-05-31T15:00:00Z',
      '= plan starter, period 2024-04-30T15:00:00Z to 2024-05-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 3, noticedFor 2024-04-30T15:00:00Z, chargedMinor 32980, available 8000',
    ]);
  });

  it('a cancellation that is withdrawn', () => {
    const life = busy();
    expect(does(life, { do: 'cancel' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'CancellationScheduled: reference REF, endsAt 2024-02-29T15:00:00Z',
      '> mail cancellation_scheduled: reference REF, endsAt 2024-02-29T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
    expect(does(life, { do: 'keep' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'CancellationWithdrawn: reference REF',
      '> mail cancellation_withdrawn: reference REF, nextChargeAt 2024-02-29T15:00:00Z, nextChargeMinor 9700, currency USD',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
  });

  it('a cancellation until the end, and a new beginning', () => {
    const life = busy();
    life.do({ do: 'cancel' });
    expect(until(life, '2024-02-29')).toEqual([
      'at 2024-02-26T15:00:00Z',
      'NoticeSent: about 2024-02-29T15:00:00Z',
      '> mail ending_soon: reference REF, endsAt 2024-02-29T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status active, noticedFor 2024-02-29T15:00:00Z, historySize 100, chargedMinor 10200, available 2400',
    ]);
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionEnded: cause cancelled, plan starter, periodStart 2024-01-31T15:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      'CreditsForfeited: credits 1900',
      'CreditsFrozen: credits 500',
      'OrderHistoryClosed: leads 100',
      '> mail ended: cause cancelled, endedAt 2024-02-29T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, noticedFor 2024-02-29T15:00:00Z, endedAt 2024-02-29T15:00:00Z, endCause cancelled, chargedMinor 10200, frozen 500',
    ]);
    expect(does(life, { do: 'subscribe', plan: 'growth' })).toEqual([
      'at 2024-03-01T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 29700',
      'SubscriptionStarted: plan growth, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z',
      'CreditsThawed: credits 500',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 29700, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z',
      'CreditsGranted: credits 10000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 29700, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 29700, currency USD, paidAt 2024-03-01T00:00:00Z, purpose plan, periodStart 2024-03-01T00:00:00Z, periodEnd 2024-04-01T00:00:00Z',
      '> mail welcome: again true, planName Growth, credits 10500, nextChargeAt 2024-04-01T00:00:00Z, nextChargeMinor 29700',
      '= plan growth, period 2024-03-01T00:00:00Z to 2024-04-01T00:00:00Z, anchor 2024-03-01T00:00:00Z, status active, chargedMinor 39900, available 10500',
    ]);
  });

  it('a pause that is withdrawn', () => {
    const life = busy();
    expect(does(life, { do: 'pause' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PauseScheduled: reference REF, startsAt 2024-02-29T15:00:00Z',
      '> mail pause_scheduled: reference REF, startsAt 2024-02-29T15:00:00Z, feeMinor 100, currency USD, bound null, credits 2400, leads 100',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled pause, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
    expect(does(life, { do: 'keep' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PauseWithdrawn: reference REF',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
  });

  it('a pause, its months and the way back', () => {
    const life = busy();
    life.do({ do: 'pause' });
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionPaused: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsFrozen: credits 2400',
      'PaymentRequested: chargeId chg, purpose pause, amountMinor 100',
      'PaymentSucceeded: chargeId chg, purpose pause, amountMinor 100, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '> mail paused: startedAt 2024-02-29T15:00:00Z, feeMinor 100, currency USD, nextChargeAt 2024-03-31T15:00:00Z, nextChargeMinor 100, bound null, credits 2400, leads 100',
      '> charge: chargeId chg, amountMinor 100, currency USD, purpose pause, onSession false',
      '> mail pause_charged: invoiceId inv, number K7Q2M9XA-0003, amountMinor 100, currency USD, paidAt 2024-02-29T15:00:00Z, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, bound null',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status paused, offset 1, pauseMonths 1, historySize 100, chargedMinor 10300, frozen 2400',
    ]);
    expect(until(life, '2024-04-01')).toEqual([
      'at 2024-03-31T15:00:00Z',
      'PauseRenewed: plan starter, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      'PaymentRequested: chargeId chg, purpose pause, amountMinor 100',
      'PaymentSucceeded: chargeId chg, purpose pause, amountMinor 100, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      '> charge: chargeId chg, amountMinor 100, currency USD, purpose pause, onSession false',
      '> mail pause_charged: invoiceId inv, number K7Q2M9XA-0004, amountMinor 100, currency USD, paidAt 2024-03-31T15:00:00Z, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z, bound null',
      '= plan starter, period 2024-03-31T15:00:00Z to 2024-04-30T15:00:00Z, anchor 2024-01-31T15:00:00Z, status paused, offset 2, pauseMonths 2, historySize 100, chargedMinor 10400, frozen 2400',
    ]);
    expect(does(life, { do: 'resume' })).toEqual([
      'at 2024-04-01T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'SubscriptionResumed: plan starter, periodStart 2024-04-01T00:00:00Z, periodEnd 2024-05-01T00:00:00Z, cancellationDropped false',
      'CreditsThawed: credits 2400',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-04-01T00:00:00Z, periodEnd 2024-05-01T00:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0005, amountMinor 9700, currency USD, paidAt 2024-04-01T00:00:00Z, purpose plan, periodStart 2024-04-01T00:00:00Z, periodEnd 2024-05-01T00:00:00Z',
      '> mail resumed: planName Starter, chargedMinor 9700, currency USD, nextChargeAt 2024-05-01T00:00:00Z, nextChargeMinor 9700, credits 4400, leads 100',
      '= plan starter, period 2024-04-01T00:00:00Z to 2024-05-01T00:00:00Z, anchor 2024-04-01T00:00:00Z, status active, historySize 100, chargedMinor 20100, available 4400',
    ]);
  });

  it('a cancellation of a pause, dropped by coming back', () => {
    const life = resting();
    expect(does(life, { do: 'cancel' })).toEqual([
      'at 2024-03-10T00:00:00Z',
      'CancellationScheduled: reference REF, endsAt 2024-03-31T15:00:00Z',
      '> mail cancellation_scheduled: reference REF, endsAt 2024-03-31T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status paused, offset 1, pauseMonths 1, historySize 100, chargedMinor 10300, frozen 2400',
    ]);
    expect(does(life, { do: 'resume' })).toEqual([
      'at 2024-03-10T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'SubscriptionResumed: plan starter, periodStart 2024-03-10T00:00:00Z, periodEnd 2024-04-10T00:00:00Z, cancellationDropped true',
      'CreditsThawed: credits 2400',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-03-10T00:00:00Z, periodEnd 2024-04-10T00:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0004, amountMinor 9700, currency USD, paidAt 2024-03-10T00:00:00Z, purpose plan, periodStart 2024-03-10T00:00:00Z, periodEnd 2024-04-10T00:00:00Z',
      '> mail resumed: planName Starter, chargedMinor 9700, currency USD, nextChargeAt 2024-04-10T00:00:00Z, nextChargeMinor 9700, credits 4400, leads 100',
      '= plan starter, period 2024-03-10T00:00:00Z to 2024-04-10T00:00:00Z, anchor 2024-03-10T00:00:00Z, status active, historySize 100, chargedMinor 20000, available 4400',
    ]);
  });

  it('a cancellation of a pause until its end', () => {
    const life = resting();
    life.do({ do: 'cancel' });
    expect(until(life, '2024-04-01')).toEqual([
      'at 2024-03-28T15:00:00Z',
      'NoticeSent: about 2024-03-31T15:00:00Z',
      'at 2024-03-31T15:00:00Z',
      'SubscriptionEnded: cause cancelled, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsForfeited: credits 1900',
      'OrderHistoryClosed: leads 100',
      '> mail ending_soon: reference REF, endsAt 2024-03-31T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '> mail ended: cause cancelled, endedAt 2024-03-31T15:00:00Z, creditsLost 1900, creditsKept 500, leadsClosed 100',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status ended, offset 1, noticedFor 2024-03-31T15:00:00Z, endedAt 2024-03-31T15:00:00Z, endCause cancelled, chargedMinor 10300, frozen 500',
    ]);
  });

  it('a pause that a setting bounds', () => {
    const life = new Life({ policy: { pauseMaxMonths: 1 } });
    expect(does(life, { do: 'pause' })).toEqual([
      'at 2024-01-31T15:00:00Z',
      'PauseScheduled: reference REF, startsAt 2024-02-29T15:00:00Z',
      '> mail pause_scheduled: reference REF, startsAt 2024-02-29T15:00:00Z, feeMinor 100, currency USD, bound (endsAt 2024-03-31T15:00:00Z, chargeMinor 9700), credits 2000, leads 0',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled pause, status active, chargedMinor 9700, available 2000',
    ]);
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionPaused: plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsFrozen: credits 2000',
      'PaymentRequested: chargeId chg, purpose pause, amountMinor 100',
      'PaymentSucceeded: chargeId chg, purpose pause, amountMinor 100, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '> mail paused: startedAt 2024-02-29T15:00:00Z, feeMinor 100, currency USD, nextChargeAt 2024-03-31T15:00:00Z, nextChargeMinor 9700, bound (endsAt 2024-03-31T15:00:00Z, chargeMinor 9700), credits 2000, leads 0',
      '> charge: chargeId chg, amountMinor 100, currency USD, purpose pause, onSession false',
      '> mail pause_charged: invoiceId inv, number K7Q2M9XA-0002, amountMinor 100, currency USD, paidAt 2024-02-29T15:00:00Z, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z, bound (endsAt 2024-03-31T15:00:00Z, chargeMinor 9700)',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status paused, offset 1, pauseMonths 1, chargedMinor 9800, frozen 2000',
    ]);
    expect(until(life, '2024-03-30')).toEqual([
      'at 2024-03-28T15:00:00Z',
      'NoticeSent: about 2024-03-31T15:00:00Z',
      '> mail pause_ending: resumesAt 2024-03-31T15:00:00Z, chargeMinor 9700, currency USD, planName Starter',
      '= plan starter, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status paused, offset 1, pauseMonths 1, noticedFor 2024-03-31T15:00:00Z, chargedMinor 9800, frozen 2000',
    ]);
    expect(until(life, '2024-04-01')).toEqual([
      'at 2024-03-31T15:00:00Z',
      'SubscriptionResumed: plan starter, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      'CreditsThawed: credits 2000',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 9700',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 9700, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      'CreditsGranted: credits 2000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 9700, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 9700, currency USD, paidAt 2024-03-31T15:00:00Z, purpose plan, periodStart 2024-03-31T15:00:00Z, periodEnd 2024-04-30T15:00:00Z',
      '> mail resumed: planName Starter, chargedMinor 9700, currency USD, nextChargeAt 2024-04-30T15:00:00Z, nextChargeMinor 9700, credits 4000, leads 0',
      '= plan starter, period 2024-03-31T15:00:00Z to 2024-04-30T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 2, noticedFor 2024-03-31T15:00:00Z, chargedMinor 19500, available 4000',
    ]);
  });

  it('a smaller plan, withdrawn, and in effect', () => {
    const life = busy();
    expect(does(life, { do: 'change_plan', plan: 'lite' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PlanChangeScheduled: reference REF, plan lite, effectiveAt 2024-02-29T15:00:00Z',
      '> mail plan_changed: planName Lite, done false, effectiveAt 2024-02-29T15:00:00Z, nextChargeAt 2024-02-29T15:00:00Z, nextChargeMinor 4700, currency USD',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled change_plan, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
    expect(does(life, { do: 'keep' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PlanChangeWithdrawn: reference REF',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, historySize 100, chargedMinor 10200, available 2400',
    ]);
    life.do({ do: 'change_plan', plan: 'lite' });
    expect(until(life, '2024-03-01')).toEqual([
      'at 2024-02-29T15:00:00Z',
      'SubscriptionRenewed: plan lite, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'PlanChanged: from starter, to lite',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 4700',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 4700, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'CreditsGranted: credits 500, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 4700, currency USD, purpose plan, onSession false',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 4700, currency USD, paidAt 2024-02-29T15:00:00Z, purpose plan, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      '= plan lite, period 2024-02-29T15:00:00Z to 2024-03-31T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, offset 1, historySize 100, chargedMinor 14900, available 2900',
    ]);
  });

  it('a larger plan', () => {
    expect(does(busy(), { do: 'change_plan', plan: 'growth' })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose proration, amountMinor 13534',
      'PlanChanged: from starter, to growth',
      'PaymentSucceeded: chargeId chg, purpose proration, amountMinor 13534, periodStart 2024-02-10T00:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      'CreditsGranted: credits 5413, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 13534, currency USD, purpose proration, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 13534, currency USD, paidAt 2024-02-10T00:00:00Z, purpose proration, periodStart 2024-02-10T00:00:00Z, periodEnd 2024-02-29T15:00:00Z',
      '> mail plan_changed: planName Growth, done true, effectiveAt 2024-02-10T00:00:00Z, nextChargeAt 2024-02-29T15:00:00Z, nextChargeMinor 29700, currency USD',
      '= plan growth, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, historySize 100, chargedMinor 23734, available 7813',
    ]);
  });

  it('a longer plan', () => {
    const life = withDiscount(new Life());
    life.to('2024-03-10');
    expect(does(life, { do: 'change_plan', plan: 'growth_yearly' })).toEqual([
      'at 2024-03-10T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose plan, amountMinor 292263',
      'PlanChanged: from starter, to growth_yearly, plan growth_yearly, periodStart 2024-03-10T00:00:00Z, periodEnd 2025-03-10T00:00:00Z',
      'PaymentSucceeded: chargeId chg, purpose plan, amountMinor 292263, periodStart 2024-03-10T00:00:00Z, periodEnd 2025-03-10T00:00:00Z',
      'CreditsGranted: credits 120000, source plan, invoiceId inv',
      '> charge: chargeId chg, amountMinor 292263, currency USD, purpose plan, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 292263, currency USD, paidAt 2024-03-10T00:00:00Z, purpose plan, periodStart 2024-03-10T00:00:00Z, periodEnd 2025-03-10T00:00:00Z',
      '> mail plan_changed: planName Growth, yearly, done true, effectiveAt 2024-03-10T00:00:00Z, nextChargeAt 2025-03-10T00:00:00Z, nextChargeMinor 297000, currency USD',
      '= plan growth_yearly, period 2024-03-10T00:00:00Z to 2025-03-10T00:00:00Z, anchor 2024-03-10T00:00:00Z, status active, chargedMinor 308753, available 124000',
    ]);
  });

  it('a top-up', () => {
    expect(does(busy(), { do: 'top_up', credits: 1_234 })).toEqual([
      'at 2024-02-10T00:00:00Z',
      'PaymentRequested: chargeId chg, purpose top_up, amountMinor 1234',
      'PaymentSucceeded: chargeId chg, purpose top_up, amountMinor 1234, periodStart null, periodEnd null',
      'CreditsBought: credits 1234, source bought, invoiceId inv',
      '> charge: chargeId chg, amountMinor 1234, currency USD, purpose top_up, onSession true',
      '> mail receipt: invoiceId inv, number K7Q2M9XA-0003, amountMinor 1234, currency USD, paidAt 2024-02-10T00:00:00Z, purpose top_up, periodStart null, periodEnd null',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, historySize 100, chargedMinor 11434, available 3634',
    ]);
  });
});
