import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/subscription/types.ts';
import { Life, starter } from '../testkit/life.ts';

describe('a bounded pause', () => {
  it('is announced with the exact charge and goes on with the plan', () => {
    const life = new Life({ policy: { pauseMaxMonths: 2 } });
    life.do({ do: 'pause' });
    life.to('2024-04-27T15:00:00Z');
    expect(life.notices.filter((notice) => notice.kind === 'pause_ending')).toEqual([
      {
        kind: 'pause_ending',
        resumesAt: '2024-04-30T15:00:00Z',
        chargeMinor: 9_700,
        currency: 'USD',
        planName: 'Starter',
      },
    ]);
    life.to('2024-04-30T15:00:00Z');
    expect(life.status).toBe('active');
    expect(life.state.chargedMinor).toBe(9_700 + 2 * 100 + 9_700);
    expect(life.credits.available).toBe(4_000);
  });

  it('says from its first mail on when it ends and what is charged then, and keeps to it', () => {
    for (const plan of ['starter', 'growth_yearly']) {
      const life = new Life({ plan, policy: { pauseMaxMonths: 3 } });
      life.do({ do: 'pause' });
      const end = life.subscription.period.end.add({ hours: 24 * 130 });
      life.to(end.toString());
      const bounds = life.notices.flatMap((it) => ('bound' in it ? [it.bound] : []));
      const [resumed] = life.eventsOf('SubscriptionResumed');
      expect(bounds.length, 'scheduled, paused, and three receipts').toBe(5);
      for (const bound of bounds) {
        expect(bound).toEqual({ endsAt: resumed?.at.toString(), chargeMinor: life.subscription.plan.priceMinor });
      }
    }
  });

  it('reckons with a discount whose months run on while paused', () => {
    const life = new Life({ policy: { pauseMaxMonths: 2 } });
    const discount = { offerId: 'd', percent: 50, amountMinor: null, periodsLeft: 3, used: false };
    life.state = { ...life.state, subscription: { ...life.subscription, discount } };
    life.do({ do: 'pause' });
    const [bound] = life.notices.flatMap((it) => (it.kind === 'pause_scheduled' ? [it.bound] : []));
    expect(bound).toEqual({ endsAt: '2024-04-30T15:00:00Z', chargeMinor: 4_850 });
    life.to('2024-04-30T15:00:00Z');
    expect(life.notices.find((it) => it.kind === 'resumed')).toMatchObject({ chargedMinor: 4_850 });
  });

  it('is said to be over when the plan is paid, as when the customer comes back by hand', () => {
    const life = new Life({ policy: { pauseMaxMonths: 1 } });
    life.do({ do: 'pause' });
    life.to('2024-03-30T00:00:00Z');
    life.provider = 'silent';
    life.to('2024-03-31T15:00:00Z');
    expect(
      life.notices.some((it) => it.kind === 'resumed'),
      'not before the money is there',
    ).toBe(false);
    life.answer('succeeded');
    const told = life.notices.slice(-2);
    expect(told.map((it) => it.kind)).toEqual(['receipt', 'resumed']);
    expect(told[1]).toEqual({
      kind: 'resumed',
      planName: 'Starter',
      chargedMinor: 9_700,
      currency: 'USD',
      nextChargeAt: '2024-04-30T15:00:00Z',
      nextChargeMinor: 9_700,
      credits: 4_000,
      leads: 0,
    });
    life.provider = 'ok';
    life.to('2024-07-01T00:00:00Z');
    expect(life.notices.filter((it) => it.kind === 'resumed')).toHaveLength(1);
  });

  it('whose plan cannot be charged says both, and that it is over when a retry goes through', () => {
    const life = new Life({ policy: { pauseMaxMonths: 1 } });
    life.do({ do: 'pause' });
    life.to('2024-03-30T00:00:00Z');
    life.provider = 'decline';
    life.to('2024-03-31T15:00:00Z');
    expect(life.status).toBe('past_due');
    expect(life.notices.at(-1)).toMatchObject({ kind: 'payment_failed', afterPause: true, amountMinor: 9_700 });
    life.provider = 'ok';
    life.to('2024-04-02T00:00:00Z');
    expect(life.notices.slice(-2).map((it) => it.kind)).toEqual(['receipt', 'resumed']);
    life.provider = 'decline';
    life.to('2024-05-01T00:00:00Z');
    expect(life.notices.at(-1)).toMatchObject({ kind: 'payment_failed', afterPause: false });
  });

  it('welcomes nobody back who has cancelled before the money came', () => {
    const life = new Life({ policy: { pauseMaxMonths: 1 } });
    life.do({ do: 'pause' });
    life.to('2024-03-30T00:00:00Z');
    life.provider = 'silent';
    life.to('2024-03-31T15:00:00Z');
    life.do({ do: 'cancel' });
    life.answer('succeeded');
    expect(life.notices.slice(-2).map((it) => it.kind)).toEqual(['cancellation_scheduled', 'receipt']);
    expect(life.subscription.pauseMonths).toBe(0);
  });

  it('into a period that costs nothing is said to be over at once', () => {
    const free: Plan = { ...starter, code: 'free', priceMinor: 0 };
    const life = new Life({ plan: 'free', policy: { plans: [free], pauseMaxMonths: 1 } });
    life.do({ do: 'pause' });
    life.to('2024-03-31T15:00:00Z');
    expect(life.notices.at(-1)).toMatchObject({ kind: 'resumed', chargedMinor: 0 });
    expect(life.subscription.pauseMonths).toBe(0);
  });
});

describe('a command whose payment fails', () => {
  const told = (life: Life) => life.notices.at(-1);

  it('is told to the payer, with the reason and the amount: the first of a new account', () => {
    const life = new Life({ plan: null });
    life.provider = 'decline';
    life.do({ do: 'subscribe', plan: 'growth' });
    expect(told(life)).toEqual({
      kind: 'command_failed',
      command: 'subscribe',
      planName: 'Growth',
      amountMinor: 29_700,
      currency: 'USD',
      failure: 'card_declined',
    });
  });

  it('is told of a resume, an upgrade and a top-up', () => {
    const life = new Life();
    life.provider = 'decline';
    life.do({ do: 'top_up', credits: 1_000 });
    expect(told(life)).toMatchObject({ kind: 'command_failed', command: 'top_up', planName: null, amountMinor: 1_000 });
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(told(life)).toMatchObject({ kind: 'command_failed', command: 'change_plan', planName: 'Growth' });
    life.provider = 'ok';
    life.do({ do: 'pause' });
    life.to('2024-03-10T00:00:00Z');
    life.provider = 'decline';
    life.do({ do: 'resume' });
    expect(told(life)).toMatchObject({ kind: 'command_failed', command: 'resume', planName: 'Starter' });
  });

  it('is told when nobody approved the payment for a day, and not when it was given up', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    life.answer('needs_authentication');
    life.to('2024-02-02T00:00:00Z');
    expect(told(life)).toMatchObject({ kind: 'command_failed', failure: 'authentication_required' });
    life.do({ do: 'top_up', credits: 1_000 });
    life.do({ do: 'drop_payment', chargeId: life.state.pending?.chargeId ?? '' });
    expect(life.notices.filter((it) => it.kind === 'command_failed')).toHaveLength(1);
  });
});

describe('a period’s payment that the bank wants confirmed', () => {
  const toConfirm = (life: Life) => life.notices.filter((it) => it.kind === 'payment_to_confirm');

  it('is told once, with the amount and until when', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to('2024-02-29T18:00:00Z');
    life.answer('needs_authentication');
    life.answer('needs_authentication');
    expect(toConfirm(life)).toEqual([
      {
        kind: 'payment_to_confirm',
        invoiceId: expect.any(String) as string,
        number: 'K7Q2M9XA-0002',
        purpose: 'plan',
        amountMinor: 9_700,
        currency: 'USD',
        confirmBy: '2024-03-01T18:00:00Z',
      },
    ]);
    life.to('2024-03-01T17:59:59Z');
    expect(life.status).toBe('active');
    life.to('2024-03-01T18:00:00Z');
    expect(life.status, 'nobody has confirmed it').toBe('past_due');
    life.answer('needs_authentication');
    expect(toConfirm(life), 'a retry is another payment').toHaveLength(2);
    life.answer('succeeded');
    expect(life.status).toBe('active');
  });

  it('is not told of a command, which shows where to confirm it', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    life.answer('needs_authentication');
    expect(toConfirm(life)).toEqual([]);
  });
});

describe('notices', () => {
  it('of the last try come with the end, and a new card’s answer brings its own', () => {
    const life = new Life();
    life.provider = 'decline';
    life.to('2024-03-31T00:00:00Z');
    const failed = life.notices.filter((it) => it.kind === 'payment_failed');
    expect(failed.map((it) => it.nextRetryAt === null)).toEqual([false, false, false, false, true]);
    expect(life.notices.slice(-2).map((it) => it.kind)).toEqual(['payment_failed', 'ended']);

    const other = new Life();
    other.provider = 'silent';
    other.to('2024-03-01T00:00:00Z');
    const card = { token: 'card_2', brand: 'visa', last4: '0341', expMonth: 1, expYear: 2041 };
    other.do({ do: 'replace_card', card });
    other.answer('declined');
    expect(other.notices.some((it) => it.kind === 'payment_failed')).toBe(false);
    other.answer('declined');
    expect(other.notices.filter((it) => it.kind === 'payment_failed')).toHaveLength(1);
  });

  it('name date and amount of the next charge', () => {
    const life = new Life();
    life.do({ do: 'change_plan', plan: 'lite' });
    expect(life.notices.at(-1)).toMatchObject({
      kind: 'plan_changed',
      done: false,
      effectiveAt: '2024-02-29T15:00:00Z',
      nextChargeAt: '2024-02-29T15:00:00Z',
      nextChargeMinor: 4_700,
    });
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(life.notices.at(-1)).toMatchObject({
      kind: 'plan_changed',
      done: true,
      effectiveAt: '2024-01-31T15:00:00Z',
      nextChargeAt: '2024-02-29T15:00:00Z',
      nextChargeMinor: 29_700,
    });
    life.do({ do: 'pause' });
    life.to('2024-03-01T00:00:00Z');
    expect(life.notices.find((it) => it.kind === 'paused')).toMatchObject({
      nextChargeAt: '2024-03-31T15:00:00Z',
      nextChargeMinor: 100,
    });
    life.do({ do: 'resume' });
    expect(life.notices.at(-1)).toMatchObject({
      kind: 'resumed',
      nextChargeAt: '2024-04-01T00:00:00Z',
      nextChargeMinor: 29_700,
    });
  });

  it('welcome who starts again with what waited', () => {
    const life = new Life();
    expect(life.notices.at(-1)).toMatchObject({ kind: 'welcome', again: false, credits: 2_000 });
    life.do({ do: 'top_up', credits: 1_000 });
    life.do({ do: 'cancel' });
    life.to('2025-06-01');
    life.do({ do: 'subscribe', plan: 'starter' });
    expect(life.notices.at(-1)).toMatchObject({ kind: 'welcome', again: true, credits: 3_000 });
  });

  describe('of a discount’s end', () => {
    const discounted = (periodsLeft: number): Life => {
      const life = new Life();
      const discount = { offerId: 'd', percent: 30, amountMinor: null, periodsLeft, used: false };
      life.state = { ...life.state, subscription: { ...life.subscription, discount } };
      return life;
    };
    const ending = (life: Life) => life.notices.filter((it) => it.kind === 'discount_ending');

    it('go out once, three days before the first full price', () => {
      const life = discounted(2).to('2024-04-27T14:59:59Z');
      expect(ending(life)).toEqual([]);
      life.to('2024-04-27T15:00:00Z');
      expect(ending(life)).toEqual([
        {
          kind: 'discount_ending',
          planName: 'Starter',
          nextChargeAt: '2024-04-30T15:00:00Z',
          nextChargeMinor: 9_700,
          currency: 'USD',
        },
      ]);
      const before = life.state.chargedMinor;
      life.to('2024-09-01T00:00:00Z');
      expect(ending(life)).toHaveLength(1);
      expect(life.state.chargedMinor - before).toBe(5 * 9_700);
    });

    it('do not go out when it stops or pauses before, and do when that is taken back', () => {
      for (const stop of ['cancel', 'pause'] as const) {
        const life = discounted(1).to('2024-03-20T00:00:00Z');
        life.do({ do: stop });
        life.to('2024-03-30T00:00:00Z');
        expect(ending(life)).toEqual([]);
        if (stop === 'cancel') continue;
        life.do({ do: 'keep' });
        expect(ending(life)).toHaveLength(1);
      }
    });
  });

  it('go out three days before the end, once, and not when it was cancelled later than that', () => {
    const early = new Life();
    early.do({ do: 'cancel' });
    early.to('2024-03-15');
    expect(early.notices.filter((notice) => notice.kind === 'ending_soon')).toHaveLength(1);
    const late = new Life().to('2024-02-28T00:00:00Z');
    late.do({ do: 'cancel' });
    late.to('2024-03-15');
    expect(late.notices.filter((notice) => notice.kind === 'ending_soon')).toHaveLength(0);
  });

  it('name the day again when a withdrawn cancellation is repeated', () => {
    const life = new Life();
    life.do({ do: 'cancel' });
    life.do({ do: 'keep' });
    life.do({ do: 'cancel' });
    const references = life.notices.flatMap((notice) =>
      notice.kind === 'cancellation_scheduled' ? [notice.reference] : [],
    );
    expect(new Set(references).size).toBe(2);
  });
});
