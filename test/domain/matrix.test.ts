import { describe, expect, it } from 'vitest';
import {
  matrixCommands,
  situationOf,
  situations,
  type MatrixCommand,
  type Situation,
} from '../../src/domain/subscription/matrix.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { Life } from '../testkit/life.ts';

/** A life in each situation; the period (or pause month) runs to 31 March 2024, 15:00 UTC, where there is one. */
const lives: Record<Situation, () => Life> = {
  none: () => new Life({ plan: null }),
  active: () => new Life({ start: '2024-02-29T15:00:00Z' }).to('2024-03-10'),
  'active, cancel scheduled': () => after(lives.active(), { do: 'cancel' }),
  'active, pause scheduled': () => after(lives.active(), { do: 'pause' }),
  'active, change scheduled': () => after(lives.active(), { do: 'change_plan', plan: 'lite' }),
  past_due: () => {
    const life = new Life({ start: '2024-01-29T15:00:00Z' });
    life.provider = 'decline';
    return life.to('2024-03-01');
  },
  paused: () => after(new Life({ start: '2024-01-29T15:00:00Z' }), { do: 'pause' }).to('2024-03-10'),
  'paused, fee overdue': () => {
    const life = after(new Life({ start: '2024-01-29T15:00:00Z' }), { do: 'pause' });
    life.provider = 'decline';
    return life.to('2024-03-01');
  },
  'paused, cancel scheduled': () => after(lives.paused(), { do: 'cancel' }),
  ended: () => after(new Life({ start: '2024-01-29T15:00:00Z' }), { do: 'cancel' }).to('2024-03-10'),
};

function after(life: Life, command: Command): Life {
  expect(life.do(command)).toBeNull();
  return life;
}

const commands: Record<MatrixCommand, Command> = {
  cancel: { do: 'cancel' },
  keep: { do: 'keep' },
  pause: { do: 'pause' },
  resume: { do: 'resume' },
  change_plan: { do: 'change_plan', plan: 'lite' },
  subscribe: { do: 'subscribe', plan: 'starter' },
  top_up: { do: 'top_up', credits: 1_000 },
  place_order: {
    do: 'place_order',
    filter: { title: '', seniorities: [], industries: [], companySizes: [], countries: [] },
    fields: ['business_email'],
    leads: 10,
  },
};

/** What a cell brings: a refusal's code, or the situation that follows and what else must be so. */
type Expected = string | { to: Situation; same?: true; also?: (life: Life) => void };

const over: Record<MatrixCommand, Expected> = {
  cancel: 'already_ended',
  keep: 'already_ended',
  pause: 'already_ended',
  resume: 'already_ended',
  change_plan: 'already_ended',
  subscribe: {
    to: 'active',
    also: (life) => {
      expect(life.subscription.period.start).toEqual(life.now);
      expect(life.subscription.historySize).toBe(0);
      expect(life.credits.available).toBe(2_000);
    },
  },
  top_up: 'already_ended',
  place_order: 'already_ended',
};

/** The design's table, written down a second time: not read from the code under test. */
const expected: Record<Situation, Record<MatrixCommand, Expected>> = {
  none: over,
  active: {
    cancel: { to: 'active, cancel scheduled' },
    keep: 'nothing_scheduled',
    pause: { to: 'active, pause scheduled' },
    resume: 'not_paused',
    change_plan: { to: 'active, change scheduled' },
    subscribe: 'already_subscribed',
    top_up: { to: 'active', also: (life) => expect(life.credits.available).toBe(3_000) },
    place_order: { to: 'active', also: (life) => expect(life.credits.reserved).toBe(10) },
  },
  'active, cancel scheduled': {
    cancel: { to: 'active, cancel scheduled', same: true },
    keep: { to: 'active' },
    pause: 'cancellation_pending',
    resume: 'not_paused',
    change_plan: 'cancellation_pending',
    subscribe: 'already_subscribed',
    top_up: { to: 'active, cancel scheduled' },
    place_order: { to: 'active, cancel scheduled' },
  },
  'active, pause scheduled': {
    cancel: {
      to: 'active, cancel scheduled',
      also: (life) => {
        life.do({ do: 'keep' });
        expect(life.scheduled, 'the pause is dropped for good').toBeNull();
      },
    },
    keep: { to: 'active' },
    pause: { to: 'active, pause scheduled', same: true },
    resume: 'not_paused',
    change_plan: 'pause_pending',
    subscribe: 'already_subscribed',
    top_up: { to: 'active, pause scheduled' },
    place_order: { to: 'active, pause scheduled' },
  },
  'active, change scheduled': {
    cancel: { to: 'active, cancel scheduled' },
    keep: { to: 'active' },
    pause: { to: 'active, pause scheduled' },
    resume: 'not_paused',
    change_plan: { to: 'active, change scheduled', same: true },
    subscribe: 'already_subscribed',
    top_up: { to: 'active, change scheduled' },
    place_order: { to: 'active, change scheduled' },
  },
  past_due: {
    cancel: {
      to: 'ended',
      also: (life) => {
        expect(life.subscription.endedAt).toEqual(life.now);
        expect(life.types()).toContain('InvoiceVoided');
        expect(life.state.refundedMinor).toBe(0);
      },
    },
    keep: 'nothing_scheduled',
    pause: 'payment_overdue',
    resume: 'payment_overdue',
    change_plan: 'payment_overdue',
    subscribe: 'already_subscribed',
    top_up: 'payment_overdue',
    place_order: { to: 'past_due' },
  },
  paused: {
    cancel: { to: 'paused, cancel scheduled' },
    keep: 'nothing_scheduled',
    pause: { to: 'paused', same: true },
    resume: {
      to: 'active',
      also: (life) => {
        expect(life.subscription.period.start).toEqual(life.now);
        expect(life.state.chargedMinor).toBe(9_700 + 100 + 9_700);
        expect(life.credits).toEqual({ available: 4_000, frozen: 0, reserved: 0 });
      },
    },
    change_plan: 'paused',
    subscribe: 'already_subscribed',
    top_up: 'paused',
    place_order: 'paused',
  },
  'paused, fee overdue': {
    cancel: { to: 'ended' },
    keep: 'nothing_scheduled',
    pause: { to: 'paused, fee overdue', same: true },
    resume: 'declined',
    change_plan: 'paused',
    subscribe: 'already_subscribed',
    top_up: 'paused',
    place_order: 'paused',
  },
  'paused, cancel scheduled': {
    cancel: { to: 'paused, cancel scheduled', same: true },
    keep: { to: 'paused' },
    pause: 'cancellation_pending',
    resume: { to: 'active', also: (life) => expect(life.scheduled).toBeNull() },
    change_plan: 'paused',
    subscribe: 'already_subscribed',
    top_up: 'paused',
    place_order: 'paused',
  },
  ended: over,
};

const expectedPeriodEnd: Record<Situation, { to: Situation; also?: (life: Life) => void }> = {
  none: { to: 'none' },
  active: { to: 'active', also: (life) => expect(life.state.chargedMinor).toBe(2 * 9_700) },
  'active, cancel scheduled': {
    to: 'ended',
    also: (life) => {
      expect(life.state.chargedMinor).toBe(9_700);
      expect(life.credits).toEqual({ available: 0, frozen: 0, reserved: 0 });
      expect(life.types()).toContain('OrderHistoryClosed');
    },
  },
  'active, pause scheduled': {
    to: 'paused',
    also: (life) => {
      expect(life.state.chargedMinor).toBe(9_700 + 100);
      expect(life.credits.frozen).toBe(2_000);
    },
  },
  'active, change scheduled': {
    to: 'active',
    also: (life) => {
      expect(life.subscription.plan.code).toBe('lite');
      expect(life.state.chargedMinor).toBe(9_700 + 4_700);
    },
  },
  past_due: { to: 'ended', also: (life) => expect(life.subscription.endCause).toBe('payment_failed') },
  paused: { to: 'paused', also: (life) => expect(life.state.chargedMinor).toBe(9_700 + 2 * 100) },
  'paused, fee overdue': { to: 'ended' },
  'paused, cancel scheduled': {
    to: 'ended',
    also: (life) => expect(life.state.chargedMinor, 'no further pause month').toBe(9_700 + 100),
  },
  ended: { to: 'ended', also: (life) => expect(life.eventsOf('SubscriptionEnded')).toHaveLength(1) },
};

describe.each(situations)('%s', (situation) => {
  it('is the situation of the life that stands for it', () => {
    expect(situationOf(lives[situation]().state)).toBe(situation);
  });

  it.each(matrixCommands)(`${situation} | %s`, (name) => {
    const life = lives[situation]();
    const before = life.state;
    const events = life.events.length;
    const refusal = life.do(commands[name]);
    const cell = expected[situation][name];
    if (cell === 'declined') {
      expect(refusal).toBeNull();
      expect(life.types().at(-1)).toBe('PaymentDeclined');
      expect(situationOf(life.state)).toBe(situation);
      expect(life.state.pending).toBeNull();
    } else if (typeof cell === 'string') {
      expect(refusal).toBe(cell);
      expect(life.state, 'a refused command changes nothing').toEqual(before);
      expect(life.events).toHaveLength(events);
    } else {
      expect(refusal).toBeNull();
      expect(situationOf(life.state)).toBe(cell.to);
      if (cell.same) expect(life.events, 'the same answer again is no event').toHaveLength(events);
      cell.also?.(life);
    }
  });

  it(`${situation} | the period's end`, () => {
    const life = lives[situation]().to('2024-03-31T15:00:00Z');
    expect(situationOf(life.state)).toBe(expectedPeriodEnd[situation].to);
    expectedPeriodEnd[situation].also?.(life);
  });
});
