import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { Plan } from '../../src/domain/subscription/types.ts';
import { at, growth, lite, Life, policy, starter, yearly } from '../testkit/life.ts';

const HOUR = 3_600_000;

describe('money of a plan change', () => {
  it('up within one interval charges (new - old) x remaining / whole, half up, and keeps the period', () => {
    const life = new Life({ start: '2024-01-01T00:00:00Z' }).to('2024-01-11T00:00:00Z');
    const { period } = life.subscription;
    life.do({ do: 'change_plan', plan: 'growth' });
    // 20,000 of difference x 21 of 31 days = 13,548.387…; 8,000 credits x 21 / 31 = 5,419.35…
    expect(life.state.chargedMinor).toBe(9_700 + 13_548);
    expect(life.credits.available).toBe(2_000 + 5_419);
    expect(life.subscription.period).toEqual(period);
    expect(life.subscription.plan.code).toBe('growth');
    life.to('2024-02-01T00:00:00Z');
    expect(life.state.chargedMinor).toBe(9_700 + 13_548 + 29_700);
  });

  it('up to a longer interval starts a new period and takes off the unused part, rounded half up first', () => {
    const life = new Life({ start: '2024-01-01T00:00:00Z' }).to('2024-01-11T00:00:00Z');
    life.do({ do: 'change_plan', plan: 'growth_yearly' });
    // 9,700 x 21 / 31 = 6,570.96…
    expect(life.state.chargedMinor).toBe(9_700 + 297_000 - 6_571);
    expect(life.subscription.period).toEqual({ start: life.now, end: at('2025-01-11T00:00:00Z') });
    expect(life.credits.available).toBe(2_000 + 120_000);
  });

  it('down waits for the end of the period and keeps the anchor', () => {
    const life = new Life({ start: '2024-01-31T10:00:00Z', plan: 'growth' });
    life.do({ do: 'change_plan', plan: 'starter' });
    expect(life.state.chargedMinor).toBe(29_700);
    life.to('2024-02-29T10:00:00Z');
    expect(life.subscription.plan.code).toBe('starter');
    expect(life.state.chargedMinor).toBe(29_700 + 9_700);
    expect(life.subscription.period.end).toEqual(at('2024-03-31T10:00:00Z'));
  });

  it('compares the price per month exactly: a yearly plan at the same monthly price is down', () => {
    const same: Plan = { ...yearly, code: 'same', priceMinor: 12 * 9_700 };
    const dearer: Plan = { ...yearly, code: 'dearer', priceMinor: 12 * 9_700 + 1 };
    const plans = [starter, growth, lite, same, dearer];
    const life = new Life({ policy: { plans } });
    life.do({ do: 'change_plan', plan: 'same' });
    expect(life.scheduled).toBe('change_plan');
    life.do({ do: 'change_plan', plan: 'dearer' });
    expect(life.subscription.plan.code).toBe('dearer');
  });

  it('a shorter interval is down, however dear', () => {
    const life = new Life({ plan: 'growth_yearly', start: '2024-02-29T00:00:00Z' });
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(life.scheduled).toBe('change_plan');
    life.to('2025-02-28T00:00:00Z');
    expect(life.subscription.plan.code).toBe('growth');
    expect(life.subscription.period.end, 'the anchor’s day is the 29th').toEqual(at('2025-03-29T00:00:00Z'));
  });

  it('the plan that is scheduled already is the same answer, the present one is refused and the change kept', () => {
    const life = new Life();
    life.do({ do: 'change_plan', plan: 'lite' });
    const before = life.events.length;
    expect(life.do({ do: 'change_plan', plan: 'lite' })).toBeNull();
    expect(life.events).toHaveLength(before);
    expect(life.do({ do: 'change_plan', plan: 'starter' })).toBe('same_plan');
    expect(life.scheduled).toBe('change_plan');
    expect(life.do({ do: 'change_plan', plan: 'nothing' })).toBe('unknown_plan');
  });

  it('a declined upgrade changes nothing and keeps what was scheduled', () => {
    const life = new Life();
    life.do({ do: 'change_plan', plan: 'lite' });
    life.provider = 'decline';
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(life.subscription.plan.code).toBe('starter');
    expect(life.scheduled).toBe('change_plan');
    expect(life.state.pending).toBeNull();
    expect(life.state.invoiceCount, 'no number was used up').toBe(1);
    expect(life.eventsOf('PaymentDeclined')[0]?.data['command']).toBe('change_plan');
  });

  it('an amount of zero is not sent to the provider', () => {
    const free: Plan = { ...starter, code: 'free', priceMinor: 0, credits: 10 };
    const life = new Life({ plan: 'free', policy: { plans: [free, starter] } });
    expect(life.status).toBe('active');
    expect(life.credits.available).toBe(10);
    life.to('2024-06-01');
    expect(life.effects.filter((effect) => effect.kind === 'charge')).toHaveLength(0);
  });
});

describe('overdue', () => {
  it('is retried 1, 3, 5 and 7 times 24 hours after the due instant, then ended', () => {
    const life = new Life({ start: '2024-02-10T09:30:00Z', timeZone: 'America/New_York' });
    life.provider = 'decline';
    const due = at('2024-03-10T09:30:00Z').epochMilliseconds - HOUR; // the clocks go forward at 2 that night
    life.to('2024-03-31T00:00:00Z');
    const asked = life.eventsOf('PaymentRequested').slice(1);
    expect(asked.map((event) => (event.at.epochMilliseconds - due) / (24 * HOUR))).toEqual([0, 1, 3, 5, 7]);
    expect(life.subscription.endCause).toBe('payment_failed');
    expect(life.subscription.endedAt?.epochMilliseconds).toBe(due + 7 * 24 * HOUR);
    expect(life.types()).toContain('InvoiceUncollectible');
  });

  it('is on the new plan if one was scheduled', () => {
    const life = new Life({ plan: 'growth' });
    life.do({ do: 'change_plan', plan: 'starter' });
    life.provider = 'decline';
    life.to('2024-03-01T00:00:00Z');
    expect(life.status).toBe('past_due');
    expect(life.subscription.plan.code).toBe('starter');
  });

  it('a cancellation while it waits for the first answer ends it when the answer is no', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-03-01T00:00:00Z');
    expect(life.status).toBe('active');
    expect(life.do({ do: 'cancel' })).toBeNull();
    life.answer('declined');
    expect(life.status).toBe('ended');
    expect(life.subscription.endCause).toBe('cancelled');
  });

  it('a new card is asked beside the schedule, and its no changes nothing about the schedule', () => {
    const life = new Life();
    life.provider = 'decline';
    life.to('2024-03-02T00:00:00Z');
    const card = { token: 'card_2', brand: 'visa', last4: '0341', expMonth: 1, expYear: 2041 };
    life.do({ do: 'replace_card', card });
    expect(life.status).toBe('past_due');
    life.to('2024-03-08T00:00:00Z');
    expect(life.eventsOf('PaymentDeclined')).toHaveLength(1 + 1 + 4);
    expect(life.status).toBe('ended');
  });

  it('a pause fee that is declined keeps the pause, is retried, and is void when the customer comes back', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.provider = 'decline';
    life.to('2024-03-02T00:00:00Z');
    expect(life.status).toBe('paused');
    life.provider = 'ok';
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.status).toBe('active');
    expect(life.state.chargedMinor).toBe(2 * 9_700);
    expect(life.types()).toContain('InvoiceVoided');
  });
});

describe('credits', () => {
  const none: Plan = { ...starter, code: 'none', rollover: 'none' };
  const cap: Plan = { ...starter, code: 'cap', rollover: 'cap', rolloverCap: 2 };

  it('with `none` expire when the next renewal is due, before its grant and whether or not it is paid', () => {
    const life = new Life({ plan: 'none', policy: { plans: [none] } });
    life.provider = 'decline';
    life.to('2024-03-01T00:00:00Z');
    expect(life.credits.available).toBe(0);
    expect(life.eventsOf('CreditsExpired')).toHaveLength(1);
  });

  it('with `cap` are cut, oldest first, to a multiple of the plan’s credits before the grant', () => {
    const life = new Life({ plan: 'cap', policy: { plans: [cap] } }).to('2024-06-15T00:00:00Z');
    expect(life.credits.available).toBe(3 * 2_000);
    expect(life.state.lots.map((lot) => lot.available)).toEqual([2_000, 2_000, 2_000]);
  });

  it('are spent in the order in which they would be lost: none, cap, all, bought; oldest first', () => {
    const life = new Life({ plan: 'starter', policy: { plans: [starter, none, cap] } });
    life.do({ do: 'top_up', credits: 1_000 });
    life.order(2_500);
    expect(life.state.lots.map((lot) => [lot.source, lot.available])).toEqual([['bought', 500]]);
  });

  it('freeze in a pause: nothing expires or is cut at its start, in it, or at the resume', () => {
    const life = new Life({ plan: 'none', policy: { plans: [none] } });
    life.do({ do: 'pause' });
    life.to('2024-07-15T00:00:00Z');
    expect(life.credits).toEqual({ available: 0, frozen: 2_000, reserved: 0 });
    life.do({ do: 'resume' });
    expect(life.credits).toEqual({ available: 4_000, frozen: 0, reserved: 0 });
  });

  it('that were bought freeze at the end and thaw with a new subscription (L30)', () => {
    const life = new Life();
    life.do({ do: 'top_up', credits: 1_000 });
    life.do({ do: 'cancel' });
    life.to('2025-06-01');
    expect(life.credits).toEqual({ available: 0, frozen: 1_000, reserved: 0 });
    life.do({ do: 'subscribe', plan: 'starter' });
    expect(life.credits).toEqual({ available: 3_000, frozen: 0, reserved: 0 });
  });

  it('an order larger than the credits is refused whole', () => {
    const life = new Life();
    expect(life.order(2_001)).toBe('insufficient_credits');
    expect(life.credits).toEqual({ available: 2_000, frozen: 0, reserved: 0 });
  });

  it('that an order releases after its lot has expired are lost with it', () => {
    const life = new Life({ plan: 'none', policy: { plans: [none] } });
    const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
    life.do({ do: 'place_order', filter, fields: ['business_email'], leads: 100 });
    life.to('2024-03-01T00:00:00Z');
    const orderId = life.state.orders[0]?.id ?? '';
    life.do({ do: 'record_delivery', orderId, delivered: [1, 2], rejected: 1, cursor: 3, exhausted: true });
    expect(life.credits).toEqual({ available: 2_000, frozen: 0, reserved: 0 });
  });
});

describe('money in flight', () => {
  it('keeps other commands waiting, but never a cancellation, and goes back when it arrives', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(life.do({ do: 'pause' })).toBe('payment_in_progress');
    expect(life.do({ do: 'top_up', credits: 1_000 })).toBe('payment_in_progress');
    expect(life.do({ do: 'cancel' })).toBeNull();
    expect(life.scheduled).toBe('cancel');
    life.answer('succeeded');
    expect(life.subscription.plan.code).toBe('starter');
    expect(life.state.refundedMinor).toBe(life.state.chargedMinor - 9_700);
    expect(life.types()).toContain('PaymentRefunded');
  });

  it('is given up without giving up the subscription', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    const chargeId = life.unanswered[0] ?? '';
    expect(life.do({ do: 'drop_payment', chargeId: 'chg_other' })).toBe('nothing_to_undo');
    expect(life.do({ do: 'drop_payment', chargeId })).toBeNull();
    expect([life.state.pending, life.status, life.scheduled]).toEqual([null, 'active', null]);
    life.answer('succeeded');
    expect(life.state.chargedMinor - life.state.refundedMinor).toBe(9_700);
    expect(life.do({ do: 'drop_payment', chargeId })).toBe('nothing_to_undo');
  });

  it('that arrives after the end goes back with a credit note on the void invoice', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-03-01T00:00:00Z');
    life.do({ do: 'cancel' });
    life.to('2024-04-01T00:00:00Z');
    expect(life.status).toBe('ended');
    life.answer('succeeded');
    expect(life.state.refundedMinor).toBe(9_700);
    expect(life.effects.filter((effect) => effect.kind === 'refund')).toHaveLength(1);
  });

  it('said twice is money once', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    const chargeId = life.unanswered[0] ?? '';
    const charge = life.state.charges.find((each) => each.id === chargeId);
    life.answer('succeeded', chargeId);
    const once = life.state;
    const again = decide(
      { ...life.state, charges: charge === undefined ? [] : [{ ...charge, status: 'paid' }] },
      { do: 'record_payment', chargeId, outcome: { kind: 'succeeded' } },
      life.now,
    );
    expect(again.events).toHaveLength(0);
    expect(again.next.chargedMinor).toBe(once.chargedMinor);
  });

  it('that waits for the customer’s bank for a day is given up', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    life.answer('needs_authentication');
    expect(life.state.pending).not.toBeNull();
    life.to('2024-02-01T15:00:00Z');
    expect(life.state.pending).toBeNull();
    expect(life.subscription.plan.code).toBe('starter');
  });

  it('of a renewal holds the next one back until it is known, and an end never', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-05-15T00:00:00Z');
    expect(life.subscription.period.start).toEqual(at('2024-02-29T15:00:00Z'));
    life.provider = 'ok';
    life.answer('succeeded');
    expect(life.subscription.period.start).toEqual(at('2024-04-30T15:00:00Z'));
    expect(life.state.chargedMinor).toBe(4 * 9_700);
  });

  it('of a renewal holds the next one back while the customer’s bank is asked, so that one invoice is open', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-03-31T14:00:00Z');
    life.answer('needs_authentication');
    life.to('2024-04-01T13:59:59Z');
    expect(life.state.invoices).toHaveLength(1);
    life.provider = 'decline';
    life.to('2024-04-01T14:00:00Z');
    expect(life.subscription).toMatchObject({ status: 'ended', endCause: 'payment_failed' });
  });

  it('that waits for the customer’s bank is given up in the order of the bank’s days, not of the charges', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-02-29T14:00:00Z');
    life.do({ do: 'top_up', credits: 1_000 });
    life.to('2024-02-29T16:00:00Z');
    const [topUp, renewal] = life.unanswered;
    life.answer('needs_authentication', renewal);
    life.to('2024-02-29T17:00:00Z');
    life.answer('needs_authentication', topUp);
    life.to('2024-03-01T16:00:00Z');
    expect(life.status).toBe('past_due');
    expect(life.state.pending).not.toBeNull();
  });
});

it('the policy of the tests is the design’s', () => {
  expect(policy).toMatchObject({ pauseFeeMinor: 100, retryDays: [1, 3, 5, 7] });
});
