import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';

const PLANS = [
  { code: 'starter', interval: 'month', priceMinor: 9_700, credits: 2_000, rollover: 'cap', rolloverCap: 1 },
  { code: 'growth', interval: 'month', priceMinor: 29_700, credits: 10_000, rollover: 'none' },
  { code: 'yearly', interval: 'year', priceMinor: 120_000, credits: 24_000 },
];

const base = {
  timeZone: 'UTC',
  currency: 'USD',
  start: '2024-01-01T00:00:00Z',
  plans: PLANS,
  plan: 'starter',
  until: '2024-01-31T00:00:00Z',
};

async function tell(...scenarios: readonly unknown[]): Promise<{ lines: readonly Line[]; failed: number }> {
  const lines: Line[] = [];
  const text = scenarios.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n');
  const failed = await runScenarios(Readable.from([text]), (line) => lines.push(line));
  return { lines, failed };
}

/** Lines in short: the day, the type and what is particular to it, without the first period's and the end. */
function inShort(lines: readonly Line[]): readonly string[] {
  return lines.slice(3, -1).map(({ id: _, at, type, ...rest }) => {
    const texts = Object.values(rest).map((value) => String(value).replace('T00:00:00Z', ''));
    return [String(at).replace('T00:00:00Z', ''), type, ...texts].join(' ');
  });
}

const on = (day: string, what: string, details: object = {}) => ({ at: `${day}T00:00:00Z`, do: what, ...details });

const STORIES = {
  'a cancellation that is taken back, and one that is not: bought credits stay, the plan’s are lost': {
    until: '2024-02-02',
    steps: [
      on('2024-01-05', 'topUp', { credits: 500 }),
      on('2024-01-10', 'cancel'),
      on('2024-01-10', 'cancel'),
      on('2024-01-11', 'pause'),
      on('2024-01-12', 'keep'),
      on('2024-01-13', 'cancel'),
      on('2024-02-02', 'resume'),
    ],
    told: [
      '2024-01-05 charged topUp 500',
      '2024-01-05 credits 2500 0 bought',
      '2024-01-10 changed active cancel starter 2024-01-01 2024-02-01',
      '2024-01-11 refused pause cancellation_pending',
      '2024-01-12 changed active null starter 2024-01-01 2024-02-01',
      '2024-01-13 changed active cancel starter 2024-01-01 2024-02-01',
      '2024-02-01 changed ended null starter 2024-01-01 2024-02-01',
      '2024-02-01 credits 0 500 forfeited',
      '2024-02-02 refused resume already_ended',
    ],
  },
  'a pause of two months and the way back, with an order before and after it': {
    until: '2024-03-20',
    steps: [
      on('2024-01-05', 'order', { leads: 50 }),
      on('2024-01-10', 'pause'),
      on('2024-02-15', 'order', { leads: 1 }),
      on('2024-03-10', 'resume'),
      on('2024-03-11', 'order', { leads: 5_000 }),
      on('2024-03-11', 'order', { leads: 10 }),
    ],
    told: [
      '2024-01-05 credits 1950 0 spent',
      '2024-01-05 delivered 50 50',
      '2024-01-10 changed active pause starter 2024-01-01 2024-02-01',
      '2024-02-01 charged pause 100 2024-02-01 2024-03-01',
      '2024-02-01 changed paused null starter 2024-02-01 2024-03-01',
      '2024-02-01 credits 0 1950 frozen',
      '2024-02-15 refused order paused',
      '2024-03-01 charged pause 100 2024-03-01 2024-04-01',
      '2024-03-01 changed paused null starter 2024-03-01 2024-04-01',
      '2024-03-10 charged plan 9700 2024-03-10 2024-04-10',
      '2024-03-10 changed active null starter 2024-03-10 2024-04-10',
      '2024-03-10 credits 1950 0 thawed',
      '2024-03-10 credits 3950 0 granted',
      '2024-03-11 refused order insufficient_credits',
      '2024-03-11 credits 3940 0 spent',
      '2024-03-11 delivered 10 60',
    ],
  },
  'plan changes: up is prorated to the minor unit at once, down waits, what is cut is cut before the grant': {
    until: '2024-02-02',
    steps: [
      { at: '2024-01-16T12:00:00Z', do: 'changePlan', plan: 'growth' },
      on('2024-01-17', 'changePlan', { plan: 'growth' }),
      on('2024-01-18', 'changePlan', { plan: 'starter' }),
      on('2024-01-18', 'changePlan', { plan: 'starter' }),
      on('2024-01-19', 'changePlan', { plan: 'growth' }),
      on('2024-01-20', 'changePlan', { plan: 'nowhere' }),
    ],
    told: [
      '2024-01-16T12:00:00Z charged proration 10000 2024-01-16T12:00:00Z 2024-02-01',
      '2024-01-16T12:00:00Z changed active null growth 2024-01-01 2024-02-01',
      '2024-01-16T12:00:00Z credits 6000 0 granted',
      '2024-01-17 refused changePlan same_plan',
      '2024-01-18 changed active change_plan starter growth 2024-01-01 2024-02-01',
      '2024-01-19 refused changePlan same_plan',
      '2024-01-20 refused changePlan unknown_plan',
      '2024-02-01 charged plan 9700 2024-02-01 2024-03-01',
      '2024-02-01 changed active null starter 2024-02-01 2024-03-01',
      '2024-02-01 credits 2000 0 expired',
      '2024-02-01 credits 4000 0 granted',
    ],
  },
  'a longer interval that costs more a month: the new price less what is unused of the old, charged for a plan': {
    until: '2024-01-20',
    steps: [{ at: '2024-01-16T12:00:00Z', do: 'changePlan', plan: 'yearly' }],
    told: [
      '2024-01-16T12:00:00Z charged plan 115150 2024-01-16T12:00:00Z 2025-01-16T12:00:00Z',
      '2024-01-16T12:00:00Z changed active null yearly 2024-01-16T12:00:00Z 2025-01-16T12:00:00Z',
      '2024-01-16T12:00:00Z credits 26000 0 granted',
    ],
  },
  'a declined renewal, its retries and the card that mends it; a declined command is refused after the decline': {
    until: '2024-02-20',
    steps: [
      on('2024-01-20', 'card', { result: 'decline' }),
      on('2024-01-21', 'topUp', { credits: 1_000 }),
      on('2024-02-03', 'pause'),
      on('2024-02-05', 'card', { result: 'ok' }),
    ],
    told: [
      '2024-01-21 declined topUp 1000',
      '2024-01-21 refused topUp payment_failed',
      '2024-02-01 declined plan 9700 2024-02-01 2024-03-01',
      '2024-02-01 changed past_due null starter 2024-02-01 2024-03-01',
      '2024-02-02 declined plan 9700 2024-02-01 2024-03-01',
      '2024-02-03 refused pause payment_overdue',
      '2024-02-04 declined plan 9700 2024-02-01 2024-03-01',
      '2024-02-05 charged plan 9700 2024-02-01 2024-03-01',
      '2024-02-05 changed active null starter 2024-02-01 2024-03-01',
      '2024-02-05 credits 4000 0 granted',
    ],
  },
  'the end of the retries, a new subscription that is declined, and one with an empty history': {
    until: '2024-02-21',
    steps: [
      on('2024-01-10', 'order', { leads: 3 }),
      on('2024-01-20', 'card', { result: 'decline' }),
      on('2024-02-10', 'subscribe', { plan: 'yearly' }),
      on('2024-02-10', 'card', { result: 'ok' }),
      on('2024-02-20', 'subscribe', { plan: 'starter' }),
      on('2024-02-20', 'order', { leads: 2 }),
      on('2024-02-21', 'subscribe', { plan: 'starter' }),
    ],
    told: [
      '2024-01-10 credits 1997 0 spent',
      '2024-01-10 delivered 3 3',
      ...['2024-02-01', '2024-02-02', '2024-02-04', '2024-02-06', '2024-02-08'].flatMap((day, index) => [
        `${day} declined plan 9700 2024-02-01 2024-03-01`,
        ...(index === 0 ? [`${day} changed past_due null starter 2024-02-01 2024-03-01`] : []),
      ]),
      '2024-02-08 changed ended null starter 2024-02-01 2024-03-01',
      '2024-02-08 credits 0 0 forfeited',
      '2024-02-10 declined plan 120000 2024-02-10 2025-02-10',
      '2024-02-10 refused subscribe payment_failed',
      '2024-02-20 charged plan 9700 2024-02-20 2024-03-20',
      '2024-02-20 changed active null starter 2024-02-20 2024-03-20',
      '2024-02-20 credits 2000 0 granted',
      '2024-02-20 credits 1998 0 spent',
      '2024-02-20 delivered 2 2',
      '2024-02-21 refused subscribe already_subscribed',
    ],
  },
};

const BAD = [
  'no json',
  { ...base, id: 'a', plan: 'gone' },
  { ...base, id: 'b', steps: [on('2024-01-05', 'dance')] },
  { ...base, id: 'c', steps: [on('2024-01-05', 'cancel'), on('2024-01-04', 'keep')] },
  { ...base, id: 'd', plans: [{ code: 'x', interval: 'month', priceMinor: 1.5, credits: 1 }] },
  { ...base, id: 'e', timeZone: 'Mars/Olympus' },
  { ...base, id: 'f', steps: [on('2024-02-05', 'cancel')] },
];

describe('fairwell scenario tells', () => {
  let lines: readonly Line[];
  let failed: number;

  // one after the other in one world, the bad ones between the good ones
  beforeAll(async () => {
    const stories = Object.entries(STORIES).map(([id, { until, steps }]) => {
      return { ...base, id, until: `${until}T00:00:00Z`, steps };
    });
    ({ lines, failed } = await tell({ ...base, id: 's' }, ...BAD, ...stories));
  });

  test('how a subscription starts, with every field of its lines, and where it stands at the end', () => {
    const at = '2024-01-01T00:00:00Z';
    const period = { periodStart: at, periodEnd: '2024-02-01T00:00:00Z' };
    expect(lines.filter(({ id }) => id === 's')).toEqual([
      { id: 's', at, type: 'charged', for: 'plan', amountMinor: 9_700, ...period },
      { id: 's', at, type: 'changed', status: 'active', scheduled: null, plan: 'starter', ...period },
      { id: 's', at, type: 'credits', available: 2_000, frozen: 0, why: 'granted' },
      {
        id: 's',
        at: '2024-01-31T00:00:00Z',
        type: 'end',
        status: 'active',
        scheduled: null,
        plan: 'starter',
        ...period,
        creditsAvailable: 2_000,
        creditsFrozen: 0,
        historySize: 0,
        chargedMinor: 9_700,
        refundedMinor: 0,
      },
    ]);
  });

  test.each(Object.entries(STORIES))('%s', (name, { told }) => {
    expect(inShort(lines.filter(({ id }) => id === name))).toEqual(told);
  });

  test('the plan to which one that is scheduled changes, when it is scheduled', async () => {
    const steps = [
      on('2024-01-05', 'changePlan', { plan: 'growth' }),
      on('2024-01-06', 'changePlan', { plan: 'starter' }),
    ];
    const told = await tell({ ...base, id: 's', steps });
    expect(told.lines.filter(({ scheduledPlan }) => scheduledPlan !== undefined)).toMatchObject([
      {
        at: '2024-01-06T00:00:00Z',
        type: 'changed',
        scheduled: 'change_plan',
        scheduledPlan: 'starter',
        plan: 'growth',
      },
    ]);
    const end = told.lines.at(-1);
    expect(end).toMatchObject({ type: 'end', scheduled: 'change_plan', plan: 'growth' });
    expect(end).not.toHaveProperty('scheduledPlan');
  });

  test('a bad line in a sentence that names the field, while the others run', () => {
    expect(failed).toBe(7);
    const errors = lines
      .filter(({ type }) => type === 'error')
      .map(({ id, message }) => `${String(id)}: ${String(message)}`);
    expect(errors).toHaveLength(7);
    const fields = [/^null: line 2 is not JSON/, /^a: plan:/, /^b: steps\[0\]\.do:/, /^c: steps\[1\]\.at:/];
    const more = [/^d: plans\[0\]\.priceMinor:/, /^e: timeZone:/, /^f: steps\[0\]\.at:/];
    [...fields, ...more].forEach((field, index) => expect(errors[index]).toMatch(field));
  });
});
