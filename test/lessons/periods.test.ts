import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { anchored, periodAt } from '../../src/domain/time/period.ts';
import { at, Life, policy } from '../testkit/life.ts';

const startsOf = (life: Life) =>
  life.events
    .filter(({ type }) => type === 'SubscriptionStarted' || type === 'SubscriptionRenewed')
    .map(({ data }) => String(data['periodStart']));

describe('lessons about periods', () => {
  it('L01 a day that a month does not have is clamped in that month alone, and never carried on', () => {
    const life = new Life({ start: '2023-12-31T15:00:00Z' }).to('2024-06-01');
    expect(startsOf(life)).toEqual([
      '2023-12-31T15:00:00Z',
      '2024-01-31T15:00:00Z',
      '2024-02-29T15:00:00Z',
      '2024-03-31T15:00:00Z',
      '2024-04-30T15:00:00Z',
      '2024-05-31T15:00:00Z',
    ]);
  });

  it('L02 an account anchored on the 31st is billed in every month of a year', () => {
    const life = new Life({ start: '2024-01-31T15:00:00Z' }).to('2025-01-31T15:00:00Z');
    expect(life.eventsOf('PaymentSucceeded')).toHaveLength(13);
    expect(life.state.chargedMinor).toBe(13 * 9_700);
  });

  it('L03 what began on the last day of a month is not invoiced a day early', () => {
    for (const [start, next] of [
      ['2024-04-30T15:00:00Z', '2024-05-30T15:00:00Z'],
      ['2024-02-29T15:00:00Z', '2024-03-29T15:00:00Z'],
      ['2023-02-28T15:00:00Z', '2023-03-28T15:00:00Z'],
    ] as const) {
      const life = new Life({ start });
      life.to(at(next).subtract({ milliseconds: 1 }).toString());
      expect(life.state.chargedMinor, `a moment before ${next}`).toBe(9_700);
      expect(life.to(next).state.chargedMinor, next).toBe(2 * 9_700);
    }
  });

  it('L04 periods follow each other without gap or overlap, with 29 February and years among them', () => {
    for (const start of ['2024-02-29T00:00:00Z', '2023-10-31T23:59:59.999Z', '2024-08-30T12:00:00Z']) {
      for (const [timeZone, length] of [
        ['America/New_York', 1],
        ['Pacific/Kiritimati', 12],
        ['Europe/Berlin', 3],
      ] as const) {
        const anchor = { at: at(start), timeZone };
        for (let offset = 0; offset < 120; offset += length) {
          const period = periodAt(anchor, offset, length);
          expect(period.end).toEqual(periodAt(anchor, offset + length, length).start);
          expect(Temporal.Instant.compare(period.start, period.end)).toBe(-1);
        }
      }
    }
  });

  it('L06 a day is the same day in every hour of it, whatever the clocks do in between', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const wall = Temporal.PlainDateTime.from('2024-02-10').add({ hours: hour, minutes: 30 });
      const start = wall.toZonedDateTime('America/New_York').toInstant();
      const next = anchored({ at: start, timeZone: 'America/New_York' }, 1).toZonedDateTimeISO('America/New_York');
      // 10 March has no half past two: the later instant is meant
      expect([next.month, next.day, next.hour]).toEqual([3, 10, hour === 2 ? 3 : hour]);
    }
  });

  it('L07 a local time that comes twice, or not at all, is one instant, and no invoice is made in a loop', () => {
    for (const start of ['2023-10-05T05:30:00Z', '2023-10-05T06:30:00Z', '2024-02-10T07:30:00Z']) {
      const life = new Life({ start, timeZone: 'America/New_York' });
      const target = at(start).toZonedDateTimeISO('America/New_York').add({ months: 6 }).toInstant();
      life.to(target.toString());
      expect(startsOf(life)).toHaveLength(7);
      expect(new Set(startsOf(life)).size).toBe(7);
    }
  });

  it('L08 a renewal is asked for once, at its own instant, however far the day is from the day in UTC', () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Niue']) {
      const life = new Life({ start: '2024-01-31T10:30:00Z', timeZone });
      const end = life.subscription.period.end;
      for (const hours of [-26, -14, -1, 0, 0, 1, 11, 14, 26]) {
        life.to(end.add({ hours }).toString()).do({ do: 'tick' });
        expect(life.state.chargedMinor, `${timeZone}, ${hours} hours`).toBe(hours < 0 ? 9_700 : 2 * 9_700);
      }
    }
  });

  it('L12 a pause begins at the end of a period and is bounded in whole months, so none can end in the past', () => {
    const life = new Life({ start: '2024-01-31T15:00:00Z', policy: { pauseMaxMonths: 1 } });
    life.do({ do: 'pause' });
    const pausedAt = life.subscription.period.end;
    life.to(pausedAt.toString());
    expect(life.status).toBe('paused');
    const resumesAt = life.subscription.period.end;
    expect(Temporal.Instant.compare(resumesAt, pausedAt)).toBe(1);
    life.to(resumesAt.subtract({ milliseconds: 1 }).toString());
    expect(life.status).toBe('paused');
    expect(life.to(resumesAt.toString()).status).toBe('active');
  });

  it('L16 what is due at one instant happens in one order: what expires, then the renewal, then its grant', () => {
    const life = new Life({ policy: { plans: [{ ...policyPlan(), rollover: 'none' }] } });
    life.to(life.subscription.period.end.subtract({ hours: 24 }).toString());
    life.do({ do: 'start_attempt', flow: null });
    life.jumpTo(life.subscription.period.end.toString()).do({ do: 'tick' });
    const types = life.types().slice(life.types().lastIndexOf('AttemptEnded'));
    expect(types.filter((type) => /AttemptEnded|Renewed|Expired|Granted/u.test(type))).toEqual([
      'AttemptEnded',
      'CreditsExpired',
      'SubscriptionRenewed',
      'CreditsGranted',
    ]);
    expect(life.credits.available).toBe(2_000);
    expect(life.state.refundedMinor, 'no credit of money').toBe(0);
  });

  it('L31 a renewal asks whether it is due: a worker that comes again, or too early, bills nothing', () => {
    const life = new Life();
    life.to(life.subscription.period.end.subtract({ milliseconds: 1 }).toString());
    for (let again = 0; again < 5; again += 1) life.do({ do: 'tick' });
    expect(life.state.chargedMinor).toBe(9_700);
    life.to(life.subscription.period.end.toString());
    for (let again = 0; again < 5; again += 1) life.do({ do: 'tick' });
    expect(life.state.chargedMinor).toBe(2 * 9_700);
  });
});

function policyPlan() {
  const [plan] = policy.plans;
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}
