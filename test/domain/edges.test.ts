import { describe, expect, it } from 'vitest';
import { isUp } from '../../src/domain/subscription/changes.ts';
import { afterPauseMonth } from '../../src/domain/subscription/consequences.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import { refuse } from '../../src/domain/subscription/draft.ts';
import type { Discount, Plan } from '../../src/domain/subscription/types.ts';
import { Watched } from '../testkit/forged-decisions.ts';
import { at, growth, Life, starter, yearly } from '../testkit/life.ts';

const discount: Discount = { offerId: 'off', percent: 30, amountMinor: null, periodsLeft: 2, used: false };

/** A life in its first pause month, at a reduced price. */
function paused(plan = 'starter', months = 1): Life {
  const life = new Life({ plan });
  life.do({ do: 'pause' });
  life.to(plan === 'starter' ? '2024-03-01' : '2025-02-01');
  life.state = { ...life.state, subscription: { ...life.subscription, discount, pauseMonths: months } };
  return life;
}

describe('a change is up', () => {
  const dearer: Plan = { ...yearly, priceMinor: yearly.priceMinor + 1 };
  const cases: readonly (readonly [string, Plan, Plan, boolean])[] = [
    ['to a dearer month', starter, growth, true],
    ['not to a cheaper month', growth, starter, false],
    ['not to the same price', starter, starter, false],
    ['to a dearer year', yearly, dearer, true],
    ['not to a cheaper year', dearer, yearly, false],
    ['to a year that is dearer by the month', starter, yearly, true],
    ['not to a year that is cheaper by the month', growth, yearly, false],
    ['never to a month', yearly, { ...growth, priceMinor: 1_000_000 }, false],
  ];
  it.each(cases)('%s', (_, from, to, expected) => {
    expect(isUp(from, to)).toBe(expected);
  });
});

describe('a discount', () => {
  it('is not used by a month of a pause', () => {
    expect(afterPauseMonth({ plan: starter, discount }, 1)).toEqual({ ...discount, periodsLeft: 1 });
  });

  it('is used by coming back, and cannot be undone then', () => {
    const life = paused();
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.subscription.discount).toEqual({ ...discount, periodsLeft: 1, used: true });
    expect(life.do({ do: 'undo_discount' })).toBe('nothing_to_undo');
  });

  it('is used by the period after a pause that a setting bounds', () => {
    const life = paused();
    life.state = { ...life.state, policy: { ...life.state.policy, pauseMaxMonths: 1 } };
    life.to('2024-04-01');
    expect(life.subscription.discount).toEqual({ ...discount, periodsLeft: 1, used: true });
  });

  it('of years loses one when a pause has lasted twelve months', () => {
    const year = paused('growth_yearly', 11);
    expect(year.to('2025-03-01').subscription).toMatchObject({ pauseMonths: 12, discount: { periodsLeft: 1 } });
    const less = paused('growth_yearly', 10);
    expect(less.to('2025-03-01').subscription).toMatchObject({ pauseMonths: 11, discount: { periodsLeft: 2 } });
  });
});

describe('what an invoice is made of', () => {
  const lines: readonly (readonly [string, () => Life, readonly string[]])[] = [
    ['a first period', () => new Life(), ['plan 9700']],
    ['a pause month', () => paused(), ['pause 100']],
    [
      'a larger plan',
      () => {
        const life = new Life();
        life.do({ do: 'change_plan', plan: 'growth' });
        return life;
      },
      ['proration 20000'],
    ],
    [
      'a longer plan',
      () => {
        const life = new Life();
        life.do({ do: 'change_plan', plan: 'growth_yearly' });
        return life;
      },
      ['plan 297000', 'unused -9700'],
    ],
    [
      'a top-up',
      () => {
        const life = new Life();
        life.do({ do: 'top_up', credits: 500 });
        return life;
      },
      ['top_up 500'],
    ],
  ];
  it.each(lines)('%s', (_, life, expected) => {
    const charge = life().state.charges.at(-1);
    expect(charge?.lines.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)).toEqual(expected);
  });

  it('and its charge know each other', () => {
    const { state } = new Watched().give({ do: 'subscribe', plan: 'starter' }).says('succeeded');
    const [charge, invoice] = [state.charges[0], state.invoices[0]];
    expect(charge).toMatchObject({ status: 'paid', invoiceId: invoice?.id });
    expect(invoice).toMatchObject({ status: 'paid', chargeId: charge?.id });
    expect(state.subscription?.id).toMatch(/^sub_/);
  });

  it('of nothing has no receipt', () => {
    const free = { ...starter, code: 'free', priceMinor: 0 };
    const life = new Life({ plan: 'free', policy: { plans: [free] } });
    expect(life.notices.map(({ kind }) => kind)).toEqual(['welcome']);
  });
});

describe('an overdue payment', () => {
  it('of a pause fee that is paid later leaves the pause', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.provider = 'decline';
    life.to('2024-03-01');
    life.provider = 'ok';
    life.to('2024-03-02');
    expect([life.status, life.subscription.dunning]).toEqual(['paused', null]);
    expect(life.types()).toContain('PaymentRecovered');
  });

  it('whose last retry is declined late ends then, not when it was asked', () => {
    const life = new Life();
    life.provider = 'decline';
    life.to('2024-03-06');
    life.provider = 'silent';
    life.to('2024-03-09');
    expect(life.status, 'an answer is awaited').toBe('past_due');
    const { next } = decide(
      life.state,
      { do: 'record_payment', chargeId: life.unanswered[0] ?? '', outcome: { kind: 'declined', failure: 'x' } },
      life.now,
    );
    expect(next.subscription).toMatchObject({ status: 'ended', endCause: 'payment_failed', endedAt: at('2024-03-09') });
    expect(next.invoices.map(({ status }) => status)).toEqual(['uncollectible']);
  });

  it('that is declined after retries were due is asked for again at that instant, and the mail names a time to come', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-03-04T09:00:00Z');
    expect(life.unanswered).toHaveLength(1);
    life.answer('declined');
    life.answer('declined');
    expect(
      life
        .eventsOf('PaymentRequested')
        .slice(-2)
        .map((event) => event.at.toString()),
    ).toEqual(['2024-03-04T09:00:00Z', '2024-03-04T09:00:00Z']);
    expect(
      life.notices.some(({ kind }) => kind === 'payment_failed'),
      'two retries were due',
    ).toBe(false);
    life.answer('declined');
    expect(life.notices.filter(({ kind }) => kind === 'payment_failed')).toMatchObject([
      { retry: 2, nextRetryAt: '2024-03-05T15:00:00Z' },
    ]);
    life.to('2024-03-05T15:00:00Z');
    expect(life.eventsOf('PaymentRequested').at(-1)?.at.toString()).toBe('2024-03-05T15:00:00Z');
  });

  it('is one without a card, too', () => {
    const life = new Life();
    life.state = { ...life.state, paymentMethod: null };
    life.provider = 'decline';
    life.to('2024-03-01');
    expect(life.status).toBe('past_due');
  });
});

describe('the end of a pause month', () => {
  it('waits for somebody who is coming back', () => {
    const life = paused();
    life.provider = 'silent';
    life.do({ do: 'resume' });
    life.to('2024-04-05');
    expect([life.status, life.subscription.pauseMonths, life.state.pending?.kind]).toEqual(['paused', 1, 'resume']);
    life.answer('succeeded');
    expect([life.status, life.subscription.period.start]).toEqual(['active', at('2024-04-05')]);
  });

  it('does not wait for the customer’s bank', () => {
    const life = paused().to('2024-03-31');
    life.provider = 'silent';
    life.do({ do: 'resume' });
    life.answer('needs_authentication');
    life.to('2024-03-31T15:00:00Z');
    expect([life.status, life.subscription.pauseMonths, life.state.pending]).toEqual(['paused', 2, null]);
  });

  it('does not wait for what was given up', () => {
    const life = paused().to('2024-03-31');
    life.provider = 'silent';
    life.do({ do: 'resume' });
    life.do({ do: 'drop_payment', chargeId: life.unanswered[0] ?? '' });
    life.to('2024-03-31T15:00:00Z');
    expect(life.subscription.pauseMonths).toBe(2);
  });
});

it('of two banks that are waited for, the first day to be over is the first', () => {
  const life = new Life();
  life.provider = 'silent';
  life.do({ do: 'top_up', credits: 1_000 });
  life.answer('needs_authentication');
  const [first] = life.state.charges.filter(({ status }) => status === 'needs_authentication');
  if (first === undefined) throw new Error('nobody waits');
  const later = { ...first, id: 'chg_9', answeredAt: at('2024-02-01T00:00:00Z') };
  const unanswered = { ...first, id: 'chg_8', answeredAt: null };
  for (const charges of [
    [first, later, unanswered],
    [unanswered, later, first],
  ]) {
    const { next } = decide({ ...life.state, charges }, { do: 'tick' }, at('2024-02-01T15:00:00Z'));
    expect(next.pending).toBeNull();
    expect(next.charges.filter(({ status }) => status === 'dropped').map(({ id }) => id)).toEqual([first.id]);
  }
});

it('paid invoices are in nobody’s way', () => {
  const watched = new Watched().give({ do: 'subscribe', plan: 'starter' }).says('succeeded');
  expect(watched.give({ do: 'change_plan', plan: 'growth' }).state.pending?.kind).toBe('change_plan');
  const [invoice] = watched.says('succeeded').give({ do: 'cancel' }).at('2024-02-29T15:00:00Z').give({ do: 'tick' })
    .state.invoices;
  expect(invoice?.status).toBe('paid');
});

it('a bank’s question about what was given up changes nothing', () => {
  const life = new Life();
  life.provider = 'silent';
  life.do({ do: 'top_up', credits: 1_000 });
  life.do({ do: 'drop_payment', chargeId: life.unanswered[0] ?? '' });
  const before = life.state;
  expect(life.answer('needs_authentication')).toBeNull();
  expect(life.state).toEqual(before);
});

it('a refusal without a detail has none', () => {
  expect(refuse('paused')).toStrictEqual({ code: 'paused' });
});
