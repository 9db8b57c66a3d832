import { describe, expect, it } from 'vitest';
import {
  afterOnePeriod,
  afterPauseMonth,
  currentMonths,
  discountAfter,
  discountEndsWithPeriod,
  endFigures,
  lastRetryAt,
  nextCharge,
  nextChargeFigures,
  pauseBound,
  pauseFigures,
  planAfter,
} from '../../src/domain/subscription/consequences.ts';
import { nextDueAt, whatIsDueNext } from '../../src/domain/subscription/time-passing.ts';
import type { PauseBound } from '../../src/domain/subscription/notices.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import type { AccountState, Discount, Policy, Subscription } from '../../src/domain/subscription/types.ts';
import { at, growth, Life, newAccount, starter, yearly } from '../testkit/life.ts';

const END = '2024-02-29T15:00:00Z';
const PAUSED_UNTIL = '2024-03-31T15:00:00Z';
const third: Discount = { offerId: 'off', percent: 30, amountMinor: null, periodsLeft: 2, used: false };

/** A life that was given these commands in its first period. */
function given(commands: readonly Command[], policy: Partial<Policy> = {}): Life {
  const life = new Life({ policy });
  for (const command of commands) expect(life.do(command)).toBeNull();
  return life;
}

function declined(life: Life, when: string): Life {
  life.provider = 'decline';
  return life.to(when);
}

function patched(life: Life, patch: Partial<Subscription>): Life {
  life.state = { ...life.state, subscription: { ...life.subscription, ...patch } };
  return life;
}

const lives: Record<string, () => Life> = {
  nobody: () => new Life({ plan: null }),
  active: () => given([]),
  discounted: () => patched(given([]), { discount: third }),
  cancelling: () => given([{ do: 'cancel' }]),
  pausing: () => given([{ do: 'pause' }]),
  changing: () => given([{ do: 'change_plan', plan: 'lite' }]),
  overdue: () => declined(given([]), '2024-03-01'),
  'overdue, last retry asked': () => {
    const life = declined(given([]), '2024-03-06');
    life.provider = 'silent';
    return life.to('2024-03-08');
  },
  paused: () => given([{ do: 'pause' }]).to('2024-03-01'),
  'paused, fee overdue': () => declined(given([{ do: 'pause' }]), '2024-03-01'),
  'paused, cancelling': () => {
    const life = lives['paused']?.() ?? new Life();
    life.do({ do: 'cancel' });
    return life;
  },
  'paused to the bound': () =>
    patched(given([{ do: 'pause' }], { pauseMaxMonths: 1 }), { discount: third }).to('2024-03-01'),
  ended: () => given([{ do: 'cancel' }]).to('2024-03-01'),
};

describe('the next charge', () => {
  const charges: Record<string, { at: string; amountMinor: number; purpose: string } | null> = {
    nobody: null,
    active: { at: END, amountMinor: 9_700, purpose: 'plan' },
    discounted: { at: END, amountMinor: 6_790, purpose: 'plan' },
    cancelling: null,
    pausing: { at: END, amountMinor: 100, purpose: 'pause' },
    changing: { at: END, amountMinor: 4_700, purpose: 'plan' },
    overdue: { at: '2024-03-01T15:00:00Z', amountMinor: 9_700, purpose: 'plan' },
    'overdue, last retry asked': null,
    paused: { at: PAUSED_UNTIL, amountMinor: 100, purpose: 'pause' },
    'paused, fee overdue': { at: '2024-03-01T15:00:00Z', amountMinor: 100, purpose: 'pause' },
    'paused, cancelling': null,
    'paused to the bound': { at: PAUSED_UNTIL, amountMinor: 6_790, purpose: 'plan' },
    ended: null,
  };
  it.each(Object.entries(charges))('%s: %j', (name, expected) => {
    const { state } = lives[name]?.() ?? new Life();
    expect(nextCharge(state)).toEqual(expected && { ...expected, at: at(expected.at) });
    if (expected === null) expect(() => nextChargeFigures(state)).toThrow('no charge is coming');
    else expect(nextChargeFigures(state)).toEqual({ nextChargeAt: expected.at, nextChargeMinor: expected.amountMinor });
  });

  it('is none where the overdue invoice is not known', () => {
    const { state } = lives['overdue']?.() ?? new Life();
    expect(nextCharge({ ...state, invoices: [] })).toBeNull();
    const other = { ...state.invoices[0], id: 'inv_0', totalMinor: 1 } as AccountState['invoices'][number];
    expect(nextCharge({ ...state, invoices: [other, ...state.invoices] })?.amountMinor).toBe(9_700);
  });

  it('has a last retry where it is overdue, and none elsewhere', () => {
    expect(lastRetryAt(given([]).state)).toBeNull();
    expect(lastRetryAt(newAccount())).toBeNull();
    const { state } = lives['overdue']?.() ?? new Life();
    expect(lastRetryAt(state)).toEqual(at('2024-03-07T15:00:00Z'));
    expect(lastRetryAt({ ...state, policy: { ...state.policy, retryDays: [] } })).toEqual(at(END));
  });
});

describe('what is due next', () => {
  const due: Record<string, { what: string; at: string } | null> = {
    nobody: null,
    active: { what: 'renew', at: END },
    cancelling: { what: 'notice', at: '2024-02-26T15:00:00Z' },
    pausing: { what: 'startPause', at: END },
    overdue: { what: 'retry', at: '2024-03-01T15:00:00Z' },
    'overdue, last retry asked': null,
    paused: { what: 'renewPause', at: PAUSED_UNTIL },
    'paused, fee overdue': { what: 'retry', at: '2024-03-01T15:00:00Z' },
    'paused, cancelling': { what: 'notice', at: '2024-03-28T15:00:00Z' },
    'paused to the bound': { what: 'notice', at: '2024-03-28T15:00:00Z' },
    ended: null,
  };
  it.each(Object.entries(due))('%s: %j', (name, expected) => {
    const { state } = lives[name]?.() ?? new Life();
    const next = whatIsDueNext(state);
    expect(next && { what: next.what, at: next.at.toString() }).toEqual(expected);
    expect(nextDueAt(state)?.toString() ?? null).toBe(expected?.at ?? null);
  });

  it('is the end itself once its notice is sent', () => {
    expect(whatIsDueNext(given([{ do: 'cancel' }]).to('2024-02-27').state)).toMatchObject({ what: 'end', at: at(END) });
  });

  it('is an attempt that nobody touches for a day, and an answer of the bank that does not come', () => {
    const life = given([{ do: 'start_attempt', flow: null }]);
    expect(whatIsDueNext(life.state)).toMatchObject({ what: 'attempt_expiry', at: at('2024-02-01T15:00:00Z') });
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    life.answer('needs_authentication');
    expect(whatIsDueNext(life.state)).toMatchObject({ what: 'authentication_expiry', at: at('2024-02-01T15:00:00Z') });
  });

  it('is the end, where the schedule of retries was made shorter meanwhile', () => {
    const life = declined(given([]), '2024-03-04');
    life.state = { ...life.state, policy: { ...life.state.policy, retryDays: [2] } };
    expect(whatIsDueNext(life.state)).toMatchObject({ what: 'end', at: at('2024-03-02T15:00:00Z') });
    life.do({ do: 'tick' });
    expect([life.status, life.subscription.endCause]).toEqual(['ended', 'payment_failed']);
  });
});

describe('the end of a pause that a setting bounds', () => {
  const inApril = { endsAt: '2024-04-30T15:00:00Z', chargeMinor: 9_700 };
  const bounds: readonly (readonly [string, () => Life, PauseBound | null])[] = [
    ['of nobody', () => new Life({ plan: null, policy: { pauseMaxMonths: 2 } }), null],
    ['without a bound', () => given([{ do: 'pause' }]), null],
    ['without a pause', () => given([], { pauseMaxMonths: 2 }), null],
    ['beside a cancellation', () => given([{ do: 'cancel' }], { pauseMaxMonths: 2 }), null],
    ['scheduled', () => given([{ do: 'pause' }], { pauseMaxMonths: 2 }), inApril],
    [
      'scheduled, of no month at all',
      () => given([{ do: 'pause' }], { pauseMaxMonths: 0 }),
      { endsAt: PAUSED_UNTIL, chargeMinor: 9_700 },
    ],
    ['in its first month', () => given([{ do: 'pause' }], { pauseMaxMonths: 2 }).to('2024-03-01'), inApril],
    ['in its last month', () => given([{ do: 'pause' }], { pauseMaxMonths: 2 }).to('2024-04-01'), inApril],
    [
      'cancelled',
      () => {
        const life = given([{ do: 'pause' }], { pauseMaxMonths: 2 }).to('2024-03-01');
        life.do({ do: 'cancel' });
        return life;
      },
      null,
    ],
    [
      'with a discount that lasts',
      () => patched(given([{ do: 'pause' }], { pauseMaxMonths: 1 }), { discount: third }),
      { endsAt: PAUSED_UNTIL, chargeMinor: 6_790 },
    ],
    [
      'with a discount that runs out on the way',
      () => patched(given([{ do: 'pause' }], { pauseMaxMonths: 2 }), { discount: third }),
      inApril,
    ],
  ];
  it.each(bounds)('%s', (_, life, expected) => {
    expect(pauseBound(life().state)).toEqual(expected);
  });
});

describe('figures', () => {
  it('of an end and of a pause, with what orders hold', () => {
    const life = given([{ do: 'top_up', credits: 500 }]);
    const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
    life.do({ do: 'place_order', filter, fields: ['business_email'], leads: 40 });
    expect(endFigures(life.state)).toEqual({ creditsLost: 2_000, creditsKept: 500, leadsClosed: 0 });
    expect(pauseFigures(life.state)).toEqual({ credits: 2_500, leads: 0 });
    expect(pauseFigures(life.to('2024-02-05').state).credits).toBe(2_500);
  });

  it('of nobody are nothing', () => {
    expect(endFigures(newAccount())).toEqual({ creditsLost: 0, creditsKept: 0, leadsClosed: 0 });
    expect(pauseFigures(newAccount())).toEqual({ credits: 0, leads: 0 });
    expect(() => planAfter(newAccount())).toThrow('the account has no subscription');
  });

  it('of a plan that is not sold any more leave the present one', () => {
    const { state } = given([{ do: 'change_plan', plan: 'lite' }]);
    expect(planAfter(state).code).toBe('lite');
    expect(planAfter({ ...state, policy: { ...state.policy, plans: [growth] } }).code).toBe('starter');
  });

  it('of the present period: a month where it is one, or a pause', () => {
    const { subscription } = given([]);
    expect(currentMonths(subscription)).toBe(1);
    expect(currentMonths({ ...subscription, plan: yearly })).toBe(12);
    expect(currentMonths({ ...subscription, plan: yearly, status: 'paused' })).toBe(1);
  });
});

describe('a discount', () => {
  it('does not pass to a period of another length', () => {
    expect(discountAfter(starter, growth, third)).toBe(third);
    expect(discountAfter(starter, yearly, third)).toBeNull();
  });

  it('loses a period with each, and is over with its last', () => {
    expect(afterOnePeriod(third, true)).toEqual({ ...third, periodsLeft: 1, used: true });
    expect(afterOnePeriod(third, false)).toEqual({ ...third, periodsLeft: 1, used: false });
    expect(afterOnePeriod({ ...third, used: true }, false)).toEqual({ ...third, periodsLeft: 1, used: true });
    expect(afterOnePeriod({ ...third, periodsLeft: 1 }, true)).toBeNull();
    expect(afterOnePeriod(null, true)).toBeNull();
  });

  it('of months loses one with each of a pause, one of years with every twelfth', () => {
    const left = (plan: typeof starter, months: number) =>
      afterPauseMonth({ plan, discount: third }, months)?.periodsLeft;
    expect([1, 2, 12].map((months) => left(starter, months))).toEqual([1, 1, 1]);
    expect([1, 11, 12, 13, 24].map((months) => left(yearly, months))).toEqual([2, 2, 1, 2, 1]);
  });

  const free = { ...starter, code: 'free', priceMinor: 0 };
  const last = { periodDiscountMinor: 2_910, discount: null };
  const ends: readonly (readonly [string, Life, boolean])[] = [
    ['with the period', patched(given([]), last), true],
    ['later', patched(given([]), { ...last, discount: third }), false],
    ['not where there was none', given([]), false],
    ['not where it is cancelled', patched(given([{ do: 'cancel' }]), last), false],
    ['not where a pause begins', patched(given([{ do: 'pause' }]), last), false],
    ['not where nothing is charged', patched(given([]), { ...last, plan: free }), false],
    [
      'where the next period is of another length',
      patched(given([]), {
        ...last,
        discount: third,
        scheduled: { kind: 'change_plan', plan: yearly.code, reference: 'R', at: at('2024-02-01') },
      }),
      true,
    ],
  ];
  it.each(ends)('ends %s', (_, life, expected) => {
    expect(discountEndsWithPeriod(life.state)).toBe(expected);
  });

  it('of nobody does not end', () => {
    expect(discountEndsWithPeriod(newAccount())).toBe(false);
  });
});
