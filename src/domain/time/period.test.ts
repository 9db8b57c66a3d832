import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { iso } from './iso.ts';
import { anchored, atOrBefore, before, plusDays } from './period.ts';
import { instantAt } from './whole-hours.ts';

/** Zones whose clocks change at midnight, by half an hour, twice a year, once a decade, over a whole day, or never. */
const zones = [
  'UTC',
  '+05:30',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kolkata',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

const milliseconds = fc.oneof(
  fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2040, 0, 1) }),
  // on the half hours, where clocks change
  fc
    .integer({ min: Date.UTC(2005, 0, 1) / 1_800_000, max: Date.UTC(2040, 0, 1) / 1_800_000 })
    .map((it) => it * 1_800_000),
);
const instant = fc.oneof(
  { weight: 6, arbitrary: milliseconds.map((ms) => Temporal.Instant.fromEpochMilliseconds(ms)) },
  { weight: 3, arbitrary: milliseconds.map((ms) => instantAt(ms - (ms % 3_600_000))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(milliseconds, fc.integer({ min: 1, max: 999_999 }))
      .map(([ms, ns]) => Temporal.Instant.fromEpochNanoseconds(BigInt(ms) * 1_000_000n + BigInt(ns))),
  },
);

describe('an anchored instant', () => {
  it('is what the calendar says, in every zone and at every clock change', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), fc.integer({ min: 0, max: 120 }), (at, timeZone, months) => {
        const wall = at.toZonedDateTimeISO(timeZone).toPlainDateTime().add({ months });
        expect(anchored({ at, timeZone }, months).toString()).toBe(
          wall.toZonedDateTime(timeZone).toInstant().toString(),
        );
      }),
      { numRuns: 800 },
    );
  });

  it('is refused in a zone that does not exist', () => {
    expect(() => anchored({ at: Temporal.Instant.from('2024-01-31T15:00Z'), timeZone: 'Mars/Olympus' }, 1)).toThrow(
      RangeError,
    );
  });
});

describe('an instant', () => {
  it('is written as Temporal writes it', () => {
    fc.assert(fc.property(instant, (at) => iso(at) === at.toString()));
    for (const text of [
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00Z',
      '2024-02-29T12:00:00.5Z',
      '-000001-01-01T00:00:00Z',
    ]) {
      const at = Temporal.Instant.from(text);
      expect(iso(at)).toBe(at.toString());
    }
  });

  it('is before another of the same millisecond', () => {
    const [first, second] = [1n, 2n].map((ns) => Temporal.Instant.fromEpochNanoseconds(ns));
    if (first === undefined || second === undefined) throw new Error('there are two');
    expect([before(first, second), before(second, first), atOrBefore(second, first)]).toEqual([true, false, false]);
  });

  it('is moved by days of 24 hours to the nanosecond', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -30, max: 30 }), (at, days) => {
        expect(plusDays(at, days).equals(at.add({ hours: 24 * days }))).toBe(true);
      }),
    );
  });
});
