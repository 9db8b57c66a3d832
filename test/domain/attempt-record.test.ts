import { describe, expect, it } from 'vitest';
import type { Condition, FlowDefinition, Offer, OfferEffect } from '../../src/domain/flow/types.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import { record } from '../testkit/life-record.ts';
import { at, Life } from '../testkit/life.ts';

function offer(id: string, effect: OfferEffect, when: readonly Condition[] = []): Offer {
  return { id, effect, text: id, label: id, when };
}

/** A flow with one page of these offers, on the way of its only reason. */
function flowOf(offers: readonly Offer[]): FlowDefinition {
  return {
    code: 'sample',
    version: 2,
    reasons: [{ id: 'price', label: 'Too expensive', pages: ['page'] }],
    pages: [{ id: 'page', title: 'Page', body: [], offers, standsAlone: true }],
    closingPages: [],
  };
}

const discount: OfferEffect = { kind: 'discount', percent: 30, periods: 3 };
const all = flowOf([
  offer('third-off', discount),
  offer('five-off', { kind: 'discount', amountMinor: 500, periods: 1 }),
  offer('bonus', { kind: 'bonus_credits', credits: 50 }),
  offer('break', { kind: 'pause' }),
  offer('smaller', { kind: 'plan_change', plan: 'lite' }),
  offer('larger', { kind: 'plan_change', plan: 'growth' }),
  offer('same', { kind: 'plan_change', plan: 'starter' }),
  offer('talk', { kind: 'contact', subject: 'Help' }),
  offer('read', { kind: 'link', href: '/help' }),
]);

function attemptId(life: Life): string {
  return life.state.attempt?.id ?? '';
}

/** Begins an attempt and gives its reason. */
function answering(life: Life, flow: FlowDefinition = all): Life {
  expect(life.do({ do: 'start_attempt', flow })).toBeNull();
  const command = { do: 'answer_reason', flow, attemptId: attemptId(life), reason: 'price', note: null } as const;
  expect(life.do(command)).toBeNull();
  return life;
}

/** Why each offer is shown or not. */
function whys(life: Life): Record<string, string> {
  return Object.fromEntries(life.state.attempt?.decisions.map(({ offerId, why }) => [offerId, why]) ?? []);
}

const accept = (life: Life, offerId: string): Command => {
  return { do: 'accept_offer', flow: all, attemptId: attemptId(life), page: 'page', offerId };
};

describe('what offers are judged by', () => {
  it('is the customer’s own figures', () => {
    const flow = flowOf([
      offer('tenure', { kind: 'pause' }, [{ kind: 'tenure', minDays: 9_999 }]),
      offer('spend', { kind: 'pause' }, [{ kind: 'spend', minMinor: 999_999 }]),
      offer('credits', { kind: 'pause' }, [{ kind: 'credits', min: 999_999 }]),
      offer('country', { kind: 'pause' }, [{ kind: 'country', anyOf: ['DE'] }]),
      offer('plan', { kind: 'pause' }, [{ kind: 'plan', anyOf: ['lite'] }]),
      offer('cool-down', { kind: 'pause' }, [{ kind: 'not_accepted', withinDays: 30, offers: ['earlier'] }]),
    ]);
    const life = new Life().to('2024-02-10T14:59:59Z');
    const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
    life.do({ do: 'place_order', filter, fields: ['business_email'], leads: 40 });
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    life.do({ do: 'drop_payment', chargeId: life.unanswered[0] ?? '' });
    life.answer('succeeded');
    expect(life.state.refundedMinor).toBe(1_000);
    life.state = { ...life.state, acceptedOffers: [{ offerId: 'earlier', at: at('2024-02-01') }] };
    expect(whys(answering(life, flow))).toEqual({
      tenure: 'customer for 9 days, needs 9999',
      spend: 'spent 9700 minor units, needs 999999',
      credits: '2000 credits, needs at least 999999',
      country: 'country US is not one of DE',
      plan: 'plan starter is not one of lite',
      'cool-down': 'accepted earlier 9 days ago, cool-down 30 days',
    });
  });

  it('counts credits that a pause has frozen', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.to('2024-03-01');
    const flow = flowOf([offer('credits', { kind: 'link', href: '/' }, [{ kind: 'credits', min: 999_999 }])]);
    expect(whys(answering(life, flow))['credits']).toBe('2000 credits, needs at least 999999');
  });

  const eligible = 'eligible';
  const always = { talk: eligible, read: eligible };
  const larger = 'plan starter cannot be changed to growth now';
  const same = 'plan starter cannot be changed to starter now';
  const smaller = 'plan starter cannot be changed to lite now';
  const situations: readonly (readonly [string, () => Life, Record<string, string>])[] = [
    [
      'active',
      () => new Life(),
      {
        'third-off': eligible,
        'five-off': eligible,
        bonus: eligible,
        break: eligible,
        smaller: eligible,
        larger,
        same,
      },
    ],
    [
      'paused',
      () => {
        const life = new Life();
        life.do({ do: 'pause' });
        return life.to('2024-03-01');
      },
      {
        'third-off': 'the subscription is not active',
        'five-off': 'the subscription is not active',
        bonus: 'the subscription is not active',
        break: 'a pause cannot be scheduled now',
        smaller,
        larger,
        same,
      },
    ],
    [
      'a pause scheduled',
      () => {
        const life = new Life();
        life.do({ do: 'pause' });
        return life;
      },
      {
        'third-off': eligible,
        'five-off': eligible,
        bonus: eligible,
        break: 'a pause cannot be scheduled now',
        smaller,
        larger,
        same,
      },
    ],
    [
      'a payment that waits',
      () => {
        const life = new Life();
        life.provider = 'silent';
        life.do({ do: 'top_up', credits: 1_000 });
        return life;
      },
      {
        'third-off': eligible,
        'five-off': eligible,
        bonus: eligible,
        break: 'a pause cannot be scheduled now',
        smaller,
        larger,
        same,
      },
    ],
    [
      'a discount that runs',
      () => {
        const life = answering(new Life());
        life.do(accept(life, 'third-off'));
        return life;
      },
      {
        'third-off': 'a discount is running already',
        'five-off': 'a discount is running already',
        bonus: eligible,
        break: eligible,
        smaller: eligible,
        larger,
        same,
      },
    ],
    [
      'a change to another length',
      () => {
        const life = new Life({ plan: 'growth' });
        const plans = life.state.policy.plans.map((plan) =>
          plan.interval === 'year' ? { ...plan, priceMinor: 1 } : plan,
        );
        life.state = { ...life.state, policy: { ...life.state.policy, plans } };
        life.do({ do: 'change_plan', plan: 'growth_yearly' });
        return life;
      },
      {
        'third-off': 'the next period is of another length',
        'five-off': 'the next period is of another length',
        bonus: eligible,
        break: eligible,
        smaller: eligible,
        larger: 'plan growth cannot be changed to growth now',
        same: eligible,
      },
    ],
  ];
  it.each(situations)('says what may be had: %s', (_, life, expected) => {
    expect(whys(answering(life()))).toEqual({ ...expected, ...always });
  });
});

describe('what is told of an attempt', () => {
  it('from its beginning to the end of the way', () => {
    const life = new Life();
    expect(record(life, () => life.do({ do: 'start_attempt', flow: all }))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'AttemptStarted: attemptId att, flow sample, version 2',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    const id = attemptId(life);
    const answer = { do: 'answer_reason', flow: all, attemptId: id, reason: 'price', note: null } as const;
    expect(record(life, () => life.do(answer))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'AttemptAnswered: attemptId att, reason price',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    expect(record(life, () => life.do({ do: 'continue_attempt', flow: all, attemptId: id, page: 'page' }))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'AttemptMovedOn: attemptId att, from page, to confirm',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    expect(record(life, () => life.do({ do: 'confirm_attempt', attemptId: id }))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'CancellationScheduled: reference REF, endsAt 2024-02-29T15:00:00Z',
      'AttemptEnded: attemptId att, outcome cancelled, reason price, offer null',
      '> mail cancellation_scheduled: reference REF, endsAt 2024-02-29T15:00:00Z, creditsLost 2000, creditsKept 0, leadsClosed 0',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, scheduled cancel, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('that is left', () => {
    const life = answering(new Life());
    expect(record(life, () => life.do({ do: 'leave_attempt', attemptId: attemptId(life) }))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'AttemptEnded: attemptId att, outcome saved, reason price, offer null',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('that nobody touches', () => {
    const life = answering(new Life());
    expect(record(life, () => life.to('2024-02-02'))).toEqual([
      'at 2024-02-01T15:00:00Z',
      'AttemptEnded: attemptId att, outcome abandoned, reason price, offer null',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('whose subscription ends on the way', () => {
    const life = new Life({ policy: { attemptHours: 24 * 60 } });
    life.provider = 'decline';
    life.to('2024-03-06');
    life.do({ do: 'start_attempt', flow: null });
    const told = record(life, () => life.to('2024-03-08'));
    expect(told.filter((line) => /Attempt|Ended/.test(line))).toEqual([
      'SubscriptionEnded: cause payment_failed, plan starter, periodStart 2024-02-29T15:00:00Z, periodEnd 2024-03-31T15:00:00Z',
      'AttemptEnded: attemptId att, outcome abandoned, reason null, offer null',
    ]);
  });

  it('that takes a percentage off, and of taking that back', () => {
    const life = answering(new Life());
    expect(record(life, () => life.do(accept(life, 'third-off')))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'OfferAccepted: attemptId att, offer third-off, kind discount',
      'DiscountStarted: offer third-off, percent 30, amountMinor null, periods 3, interval month',
      'AttemptEnded: attemptId att, outcome saved, reason price, offer third-off',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, discount (offerId third-off, percent 30, amountMinor null, periodsLeft 3, used false), chargedMinor 9700, available 2000',
    ]);
    expect(record(life, () => life.do({ do: 'undo_discount' }))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'DiscountUndone: offer third-off, percent 30, amountMinor null',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
  });

  it('that takes an amount off', () => {
    const life = answering(new Life());
    expect(record(life, () => life.do(accept(life, 'five-off')))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'OfferAccepted: attemptId att, offer five-off, kind discount',
      'DiscountStarted: offer five-off, percent null, amountMinor 500, periods 1, interval month',
      'AttemptEnded: attemptId att, outcome saved, reason price, offer five-off',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, discount (offerId five-off, percent null, amountMinor 500, periodsLeft 1, used false), chargedMinor 9700, available 2000',
    ]);
  });

  it('that ends with a bonus', () => {
    const life = answering(new Life());
    expect(record(life, () => life.do(accept(life, 'bonus')))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'OfferAccepted: attemptId att, offer bonus, kind bonus_credits',
      'CreditsGranted: credits 50, source bonus, invoiceId null',
      'AttemptEnded: attemptId att, outcome saved, reason price, offer bonus',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2050',
    ]);
  });

  it('that goes on beside a link or a person to talk to', () => {
    const life = answering(new Life());
    expect(record(life, () => life.do(accept(life, 'talk')))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'OfferAccepted: attemptId att, offer talk, kind contact',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    expect(record(life, () => life.do(accept(life, 'read')))).toEqual([
      'at 2024-01-31T15:00:00Z',
      'OfferAccepted: attemptId att, offer read, kind link',
      '= plan starter, period 2024-01-31T15:00:00Z to 2024-02-29T15:00:00Z, anchor 2024-01-31T15:00:00Z, status active, chargedMinor 9700, available 2000',
    ]);
    expect(life.state.attempt).toMatchObject({ outcome: null, page: 'page' });
  });
});

describe('a step of an attempt is refused', () => {
  it('where none is open, or it is another one', () => {
    const none = new Life();
    const open = answering(new Life());
    const steps: readonly Command[] = [
      { do: 'answer_reason', flow: all, attemptId: 'att_1', reason: 'price', note: null },
      { do: 'continue_attempt', flow: all, attemptId: 'att_1', page: 'page' },
      { do: 'accept_offer', flow: all, attemptId: 'att_1', page: 'page', offerId: 'bonus' },
      { do: 'leave_attempt', attemptId: 'att_1' },
      { do: 'confirm_attempt', attemptId: 'att_1' },
    ];
    for (const step of steps) {
      expect(none.do(step), step.do).toBe('no_attempt');
      expect(open.do(step), step.do).toBe('attempt_moved_on');
    }
    expect(new Life({ plan: null }).do({ do: 'confirm_attempt', attemptId: 'att_1' })).toBe('no_attempt');
  });

  it('where it has ended, and is still in the state', () => {
    const life = answering(new Life());
    const { next } = decide(life.state, { do: 'leave_attempt', attemptId: attemptId(life) }, life.now);
    const refused = (command: Command) => decide(next, command, life.now).refusal?.code;
    expect(refused({ do: 'continue_attempt', flow: all, attemptId: attemptId(life), page: 'page' })).toBe('no_attempt');
    expect(refused({ do: 'confirm_attempt', attemptId: attemptId(life) })).toBe('attempt_moved_on');
    const begun = decide(next, { do: 'start_attempt', flow: all }, life.now).next.attempt;
    expect(begun).toMatchObject({ outcome: null });
    expect(begun?.id).not.toBe(attemptId(life));
    const ticked = decide(next, { do: 'tick' }, at('2024-02-10'));
    expect(ticked.events, 'nothing is abandoned twice').toEqual([]);
    const cancelled = decide(next, { do: 'cancel' }, life.now);
    expect(cancelled.events.map(({ type }) => type)).toEqual(['CancellationScheduled']);
  });

  it('where the subscription has ended already', () => {
    const life = new Life();
    life.do({ do: 'cancel' });
    life.to('2024-03-01');
    expect(life.do({ do: 'confirm_attempt', attemptId: 'att_1' })).toBe('already_ended');
  });

  it('where a payment waits that was quoted without the discount', () => {
    const life = answering(new Life());
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    expect(life.do(accept(life, 'third-off'))).toBe('payment_in_progress');
    expect([life.subscription.discount, life.state.attempt?.outcome]).toEqual([null, null]);
  });

  it('where a payment waits that may have been quoted with it', () => {
    const life = answering(new Life());
    life.do(accept(life, 'third-off'));
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    expect(life.do({ do: 'undo_discount' })).toBe('payment_in_progress');
    expect(life.subscription.discount).not.toBeNull();
    expect(new Life({ plan: null }).do({ do: 'undo_discount' })).toBe('nothing_to_undo');
  });
});
