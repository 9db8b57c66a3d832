import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { shareDown, shareHalfUp } from '../../src/domain/money/money.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import { anchored, periodAt, remainder } from '../../src/domain/time/period.ts';
import { at, Life, newAccount } from '../testkit/life.ts';

const zones = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Pago_Pago',
  'Pacific/Kiritimati',
  'Australia/Lord_Howe',
] as const;
const zone = fc.constantFrom(...zones);
const instant = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

describe('periods', () => {
  it('tile without gap or overlap, whatever the anchor, zone and length', () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(1, 12), (start, timeZone, length) => {
        const anchor = { at: start, timeZone };
        for (let offset = 0; offset < 60; offset += length) {
          const period = periodAt(anchor, offset, length);
          expect(period.end).toEqual(periodAt(anchor, offset + length, length).start);
          expect(Temporal.Instant.compare(period.start, period.end)).toBe(-1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keep the anchor’s day and time of day, clamped to the month, never drifting', () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 1, max: 120 }), (start, timeZone, months) => {
        const from = start.toZonedDateTimeISO(timeZone);
        const to = anchored({ at: start, timeZone }, months).toZonedDateTimeISO(timeZone);
        expect(to.day).toBe(Math.min(from.day, to.daysInMonth));
        const wall = from.toPlainDateTime().add({ months }).toZonedDateTime(timeZone);
        expect(to.toInstant()).toEqual(wall.toInstant());
      }),
    );
  });
});

describe('proration', () => {
  it('adds up: the parts of a period cost what the whole costs, to half a minor unit a part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 31 * 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (amountMinor, whole, share) => {
          const part = Math.floor(whole * share);
          const first = shareHalfUp(amountMinor, part, whole);
          const rest = shareHalfUp(amountMinor, whole - part, whole);
          expect(Math.abs(first + rest - amountMinor)).toBeLessThanOrEqual(1);
          expect(shareHalfUp(amountMinor, whole, whole)).toBe(amountMinor);
          expect(shareHalfUp(amountMinor, 0, whole)).toBe(0);
          expect(shareDown(amountMinor, part, whole)).toBeLessThanOrEqual(first);
        },
      ),
    );
  });

  it('rounds half up', () => {
    expect(shareHalfUp(1, 1, 2)).toBe(1);
    expect(shareHalfUp(3, 1, 2)).toBe(2);
    expect(shareHalfUp(1, 49, 100)).toBe(0);
  });

  it('counts what remains in real milliseconds, over the whole period', () => {
    const period = periodAt({ at: at('2024-03-01T05:00:00Z'), timeZone: 'America/New_York' }, 0, 1);
    const { remaining, whole } = remainder(period, period.start);
    expect(remaining).toBe(whole);
    // March 2024 in New York is an hour short.
    expect(whole).toBe((31 * 24 - 1) * 3_600_000);
  });
});

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>({ do: 'cancel' }, { do: 'keep' }, { do: 'pause' }, { do: 'resume' }, { do: 'tick' }),
  fc
    .constantFrom('starter', 'growth', 'lite', 'growth_yearly', 'nothing')
    .map((plan) => ({ do: 'change_plan' as const, plan })),
  fc.constantFrom('starter', 'growth_yearly').map((plan) => ({ do: 'subscribe' as const, plan })),
  fc.constant<Command>({ do: 'top_up', credits: 1_000 }),
  fc.constant<Command>({
    do: 'replace_card',
    card: { token: 'card_2', brand: 'visa', last4: '5556', expMonth: 1, expYear: 2041 },
  }),
);

type Step =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'order'; readonly leads: number }
  | { readonly kind: 'wait'; readonly hours: number; readonly jump: boolean }
  | { readonly kind: 'boundary'; readonly offsetMs: number }
  | { readonly kind: 'provider'; readonly answers: 'ok' | 'decline' | 'silent' }
  | { readonly kind: 'answer'; readonly outcome: 'succeeded' | 'declined' | 'needs_authentication' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: command.map((it): Step => ({ kind: 'command', command: it })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3_000 }).map((leads): Step => ({ kind: 'order', leads })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 1_200 }), fc.boolean())
      .map(([hours, jump]): Step => ({ kind: 'wait', hours, jump })),
  },
  { weight: 3, arbitrary: fc.constantFrom(-1, 0, 1).map((offsetMs): Step => ({ kind: 'boundary', offsetMs })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('ok' as const, 'decline' as const, 'silent' as const)
      .map((answers): Step => ({ kind: 'provider', answers })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('succeeded' as const, 'declined' as const, 'needs_authentication' as const)
      .map((outcome): Step => ({ kind: 'answer', outcome })),
  },
);

function take(life: Life, it: Step): void {
  switch (it.kind) {
    case 'command':
      life.do(it.command);
      return;
    case 'order':
      life.order(it.leads);
      return;
    case 'wait': {
      const target = life.now.add({ hours: it.hours }).toString();
      if (it.jump) life.jumpTo(target).do({ do: 'tick' });
      else life.to(target);
      return;
    }
    case 'boundary': {
      const end = life.state.subscription?.period.end.add({ milliseconds: it.offsetMs });
      if (end !== undefined && Temporal.Instant.compare(end, life.now) > 0) life.to(end.toString());
      return;
    }
    case 'provider':
      life.provider = it.answers;
      return;
    case 'answer':
      if (life.unanswered.length > 0) life.answer(it.outcome);
      return;
  }
}

describe('random histories', () => {
  it('take the same command twice for once, where it is not one that buys again', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.constantFrom<Command>({ do: 'cancel' }, { do: 'pause' }, { do: 'keep' }, { do: 'resume' }),
        (steps, last) => {
          const life = new Life();
          for (const each of steps) take(life, each);
          // a resume that the card was declined for may be tried again, and asks for money again
          if (life.provider === 'decline') life.provider = 'ok';
          life.do(last);
          const once = life.state;
          const events = life.events.length;
          life.do(last);
          expect(life.state).toEqual(once);
          expect(life.events).toHaveLength(events);
        },
      ),
    );
  });

  it('come out the same when the worker was late, as long as the provider answered', () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 1, max: 20 }), (start, timeZone, months) => {
        const prompt = new Life({ start: start.toString(), timeZone });
        const late = new Life({ start: start.toString(), timeZone });
        const target = start.toZonedDateTimeISO(timeZone).add({ months }).toInstant().toString();
        prompt.to(target);
        late.jumpTo(target).do({ do: 'tick' });
        expect(late.subscription).toEqual(prompt.subscription);
        expect(late.state.chargedMinor).toBe(prompt.state.chargedMinor);
        expect(late.credits).toEqual(prompt.credits);
      }),
      { numRuns: 50 },
    );
  });

  it('are pure: deciding twice gives the same decision and leaves the state alone', () => {
    const state = Object.freeze(newAccount());
    const now = at('2024-02-01');
    expect(decide(state, { do: 'subscribe', plan: 'starter' }, now)).toEqual(
      decide(state, { do: 'subscribe', plan: 'starter' }, now),
    );
  });
});
