import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/subscription/types.ts';
import { growth, Life, lite, starter, yearly } from '../testkit/life.ts';

/** The shop window is changed while somebody's life goes on. */
function sell(life: Life, changed: Partial<Policy>): void {
  life.state = { ...life.state, policy: { ...life.state.policy, ...changed } };
}

const offers = (periods: number) => ({
  code: 'sample',
  version: 1,
  reasons: [{ id: 'price', label: 'Price', pages: ['price'] }],
  pages: [
    {
      id: 'price',
      title: 'Price',
      body: [],
      offers: [
        { id: 'off', effect: { kind: 'discount' as const, percent: 20, periods }, text: 'T', label: 'L', when: [] },
      ],
    },
  ],
  closingPages: [],
});

/** Takes up a discount for so many periods, as a flow offers it. */
function discount(life: Life, periods: number): void {
  const flow = offers(periods);
  life.do({ do: 'start_attempt', flow });
  const attemptId = life.state.attempt?.id ?? '';
  life.do({ do: 'answer_reason', flow, attemptId, reason: 'price', note: null });
  expect(life.do({ do: 'accept_offer', flow, attemptId, page: 'price', offerId: 'off' })).toBeNull();
}

describe('a plan that is not sold any more', () => {
  test.each([
    ['an upgrade', 'starter', { do: 'change_plan', plan: 'growth' }],
    ['a new interval', 'starter', { do: 'change_plan', plan: 'growth_yearly' }],
    ['a new subscription', null, { do: 'subscribe', plan: 'growth' }],
  ] as const)('when the money for it arrives: %s is not made, and the money goes back', (_what, plan, command) => {
    const life = new Life({ plan });
    const before = life.state.subscription;
    life.provider = 'silent';
    life.do(command);
    sell(life, { plans: [starter, lite] });
    const [charge = ''] = life.unanswered;
    expect(life.answer('succeeded')).toBeNull();
    expect(life.state.pending).toBeNull();
    expect(life.state.subscription).toEqual(before);
    expect(life.eventsOf('PaymentRefunded').map(({ data }) => data['chargeId'])).toEqual([charge]);
    expect(life.notices.at(-1)).toMatchObject({ kind: 'refunded', why: 'payment_dropped' });
  });

  test('is kept by whoever is on it, and is not what a scheduled change leads to', () => {
    const life = new Life({ plan: 'growth' });
    life.do({ do: 'change_plan', plan: 'starter' });
    sell(life, { plans: [lite] });
    life.to('2024-03-01');
    expect(life.subscription.plan).toEqual(growth);
  });
});

describe('a schedule of retries that was made shorter', () => {
  test('ends what it would have ended, instead of leaving it overdue for ever', () => {
    const life = new Life({ start: '2024-01-31T15:00:00Z' });
    life.provider = 'decline';
    life.to('2024-03-06');
    expect(life.status).toBe('past_due');
    expect(life.subscription.dunning?.retries).toBe(3);
    sell(life, { retryDays: [1, 3] });
    life.to('2024-03-07');
    expect(life.status).toBe('ended');
    expect(life.subscription.endCause).toBe('payment_failed');
  });

  test('waits for a charge that the provider has not answered', () => {
    const life = new Life();
    life.provider = 'decline';
    life.to('2024-03-06');
    life.provider = 'silent';
    life.do({
      do: 'replace_card',
      card: { token: 'card_2', brand: 'visa', last4: '0001', expMonth: 1, expYear: 2040 },
    });
    sell(life, { retryDays: [1, 3] });
    life.to('2024-03-20');
    expect(life.status).toBe('past_due');
    life.answer('succeeded');
    expect(life.status).toBe('active');
  });
});

describe('a discount', () => {
  test('for a year is not used up by a month of pause', () => {
    const life = new Life({ plan: 'growth_yearly' });
    discount(life, 1);
    life.do({ do: 'pause' });
    life.to('2025-05-01');
    expect(life.status).toBe('paused');
    life.do({ do: 'resume' });
    expect(life.eventsOf('PaymentSucceeded').at(-1)?.data['amountMinor']).toBe(yearly.priceMinor * 0.8);
  });

  test('for a year is used up by a year of pause, and for months by as many', () => {
    const life = new Life({ plan: 'growth_yearly' });
    discount(life, 1);
    life.do({ do: 'pause' });
    life.to('2026-01-15');
    expect(life.subscription.discount).toBeNull();
    const monthly = new Life({ plan: 'starter' });
    discount(monthly, 3);
    monthly.do({ do: 'pause' });
    monthly.to('2024-04-15');
    expect(monthly.subscription.discount?.periodsLeft).toBe(1);
    monthly.to('2024-05-15');
    expect(monthly.subscription.discount).toBeNull();
  });

  test('is neither taken up nor taken back while a payment waits that was quoted otherwise', () => {
    const life = new Life({ plan: 'starter' });
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth_yearly' });
    const flow = offers(3);
    life.do({ do: 'start_attempt', flow });
    const attemptId = life.state.attempt?.id ?? '';
    life.do({ do: 'answer_reason', flow, attemptId, reason: 'price', note: null });
    const take = { do: 'accept_offer', flow, attemptId, page: 'price', offerId: 'off' } as const;
    expect(life.do(take)).toBe('payment_in_progress');
    life.answer('declined');
    expect(life.do(take)).toBeNull();

    const back = new Life({ plan: 'starter' });
    discount(back, 3);
    back.do({ do: 'pause' });
    back.to('2024-03-10');
    back.provider = 'silent';
    back.do({ do: 'resume' });
    expect(back.do({ do: 'undo_discount' })).toBe('payment_in_progress');
    back.answer('succeeded');
    expect(back.subscription.periodDiscountMinor).toBe(starter.priceMinor * 0.2);
  });
});
