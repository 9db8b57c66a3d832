import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { civilMonth } from '../../src/domain/time/civil-month.ts';
import { iso } from '../../src/domain/time/iso.ts';
import { anchored, atOrBefore, before, MONTHS, periodAt, plusDays, remainder } from '../../src/domain/time/period.ts';
import { at } from '../testkit/life.ts';

describe('so many months after an anchor', () => {
  const NEW_YORK = 'America/New_York';
  const cases: readonly (readonly [string, string, string, number, string])[] = [
    ['none is the anchor itself', '2024-01-31T15:00:00.000000001Z', 'UTC', 0, '2024-01-31T15:00:00.000000001Z'],
    ['the day, clamped to the month', '2024-01-31T15:00:00Z', 'UTC', 1, '2024-02-29T15:00:00Z'],
    ['the day again where the month has it', '2024-01-31T15:00:00Z', 'UTC', 2, '2024-03-31T15:00:00Z'],
    ['over the end of the year', '2023-12-15T10:00:00Z', 'UTC', 1, '2024-01-15T10:00:00Z'],
    ['into December', '2024-01-15T10:00:00Z', 'UTC', 11, '2024-12-15T10:00:00Z'],
    ['a year after a leap day', '2024-02-29T00:00:00Z', 'UTC', 12, '2025-02-28T00:00:00Z'],
    ['the time of day to the millisecond', '2024-01-10T23:59:58.765Z', 'UTC', 1, '2024-02-10T23:59:58.765Z'],
    ['to the microsecond', '2024-01-10T23:59:58.765432Z', 'UTC', 1, '2024-02-10T23:59:58.765432Z'],
    ['to the nanosecond', '2024-01-10T23:59:58.000000001Z', 'UTC', 1, '2024-02-10T23:59:58.000000001Z'],
    ['the local day, not that of UTC', '2024-02-01T03:00:00Z', NEW_YORK, 1, '2024-03-01T03:00:00Z'],
    ['the local time, over a change of the clocks', '2024-02-20T14:30:00Z', NEW_YORK, 1, '2024-03-20T13:30:00Z'],
    ['a time that is skipped means the later one', '2024-02-10T07:30:00Z', NEW_YORK, 1, '2024-03-10T07:30:00Z'],
    ['a time that comes twice means the earlier one', '2024-10-03T05:30:00Z', NEW_YORK, 1, '2024-11-03T05:30:00Z'],
    ['after the change of that very day', '2024-02-10T20:00:00Z', NEW_YORK, 1, '2024-03-10T19:00:00Z'],
    ['before the change of that very day', '2024-02-10T06:00:00Z', NEW_YORK, 1, '2024-03-10T06:00:00Z'],
    ['on the last day of the month of a change', '2024-10-31T12:00:00Z', NEW_YORK, 1, '2024-11-30T13:00:00Z'],
    ['a midnight that is skipped', '2018-10-04T03:00:00Z', 'America/Sao_Paulo', 1, '2018-11-04T03:00:00Z'],
    ['a day that is skipped', '2011-11-30T12:00:00Z', 'Pacific/Apia', 1, '2011-12-30T12:00:00Z'],
  ];
  it.each(cases)('%s', (_, start, timeZone, months, expected) => {
    expect(anchored({ at: Temporal.Instant.from(start), timeZone }, months).toString()).toBe(expected);
  });

  it('is the same however often it is asked for, and from another anchor in that month', () => {
    const anchor = { at: at('2024-01-31T15:00:00Z'), timeZone: 'UTC' };
    expect(anchored(anchor, 1)).toEqual(anchored(anchor, 1));
    expect(anchored({ ...anchor, at: at('2024-01-02T03:00:00Z') }, 1)).toEqual(at('2024-02-02T03:00:00Z'));
    expect(anchored({ ...anchor, timeZone: 'Asia/Tokyo' }, 1)).toEqual(at('2024-02-29T15:00:00Z'));
  });
});

it('a month and a year are so long', () => {
  expect(MONTHS).toEqual({ month: 1, year: 12 });
});

it('a period begins where the one before it ends', () => {
  const anchor = { at: at('2024-01-31T15:00:00Z'), timeZone: 'UTC' };
  expect(periodAt(anchor, 0, 1)).toEqual({ start: anchor.at, end: at('2024-02-29T15:00:00Z') });
  expect(periodAt(anchor, 1, 12)).toEqual({ start: at('2024-02-29T15:00:00Z'), end: at('2025-02-28T15:00:00Z') });
});

describe('a month in a zone', () => {
  const day = 86_400_000;

  it('is laid out once', () => {
    const month = civilMonth('Asia/Tokyo', 2024 * 12 + 1);
    expect(month.startsAt).toBe(Date.UTC(2024, 0, 31, 15));
    expect(month.days).toHaveLength(29);
    expect(month.days[0]).toBe(month.startsAt);
    expect(month.days[28]).toBe(Date.UTC(2024, 1, 28, 15));
    expect(civilMonth('Asia/Tokyo', 2024 * 12 + 1)).toBe(month);
    expect(civilMonth('UTC', 2024 * 12 + 1).days[0]).toBe(Date.UTC(2024, 1, 1));
  });

  it('has no steady start on the day on which clocks change', () => {
    const { days: march } = civilMonth('America/New_York', 2024 * 12 + 2);
    expect(march.map((start, index) => (start === null ? index + 1 : null)).filter(Boolean)).toEqual([10]);
    expect(march[8]).toBe(Date.UTC(2024, 2, 9, 5));
    expect(march[10]).toBe(Date.UTC(2024, 2, 11, 4));
    expect(march[30]).toBe(Date.UTC(2024, 2, 31, 4));
    expect((march[30] ?? 0) - (march[10] ?? 0)).toBe(20 * day);
  });

  it('that ends as clocks change at midnight is laid out day by day', () => {
    // Lebanon's clocks went forward as 31 March 2013 began
    const { startsAt, days: march } = civilMonth('Asia/Beirut', 2013 * 12 + 2);
    expect(startsAt).toBe(Date.UTC(2013, 1, 28, 22));
    expect(march[0]).toBe(Date.UTC(2013, 1, 28, 22));
    expect(march[29], 'the day at whose end they change').toBeNull();
    expect(march[30], 'the day at whose start they change').toBeNull();
  });
});

describe('an instant in UTC as ISO text', () => {
  const texts = [
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00Z',
    '2024-02-29T09:05:07Z',
    '2024-02-29T23:59:59Z',
    '2024-02-29T12:34:56.7Z',
    '2024-02-29T12:34:56.07Z',
    '2024-02-29T12:34:56.007Z',
    '2024-02-29T12:34:56.12Z',
    '2024-02-29T12:34:56.123456Z',
    '2024-02-29T12:34:56.000000001Z',
    '+010000-01-01T00:00:00Z',
  ];
  it.each(texts)('%s', (text) => {
    expect(iso(Temporal.Instant.from(text))).toBe(text);
    expect(iso(Temporal.Instant.from(text)), 'again').toBe(text);
  });
});

describe('instants', () => {
  const [first, second] = [at('2024-03-10T00:00:00Z'), at('2024-03-10T00:00:00.001Z')];
  const pairs = [
    { a: first, b: second, atOrBefore: true, before: true },
    { a: first, b: first, atOrBefore: true, before: false },
    { a: second, b: first, atOrBefore: false, before: false },
  ];
  it.each(pairs)('in order: at or before $atOrBefore, before $before', ({ a, b, ...expected }) => {
    expect({ atOrBefore: atOrBefore(a, b), before: before(a, b) }).toEqual(expected);
  });

  it('are moved by days of 24 hours, whatever the clocks do', () => {
    expect(plusDays(first, 3)).toEqual(at('2024-03-13T00:00:00Z'));
    expect(plusDays(first, -1)).toEqual(at('2024-03-09T00:00:00Z'));
  });
});

describe('what is left of a period', () => {
  const period = { start: at('2024-03-01'), end: at('2024-03-31') };
  const day = 86_400_000;
  const cases: readonly (readonly [string, number])[] = [
    ['2024-02-01', 30 * day],
    ['2024-03-01', 30 * day],
    ['2024-03-11', 20 * day],
    ['2024-03-30T23:59:59.999Z', 1],
    ['2024-03-31', 0],
    ['2024-04-05', 0],
  ];
  it.each(cases)('on %s', (now, remaining) => {
    expect(remainder(period, at(now))).toEqual({ remaining, whole: 30 * day });
  });
});
