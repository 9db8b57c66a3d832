import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { iso } from './iso.ts';
import { before, epochMs, plusDays } from './period.ts';
import { instantAt, msAtHand } from './whole-hours.ts';

const HOUR = 3_600_000;
const hours = fc.integer({ min: -400_000, max: 1_400_000 });

describe('an instant on a whole hour', () => {
  it('is made once', () => {
    const at = instantAt(Date.UTC(2024, 1, 29, 15));
    expect(instantAt(Date.UTC(2024, 1, 29, 15))).toBe(at);
    expect(plusDays(at, 3)).toBe(instantAt(Date.UTC(2024, 2, 3, 15)));
  });

  it('is what Temporal makes of it, whoever else was asked for before', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: -5, max: 5 }), (hour, places) => {
        // so far apart that there is room for only one of the two
        const ms = hour * HOUR;
        instantAt(ms + places * 2 ** 16 * HOUR);
        const at = instantAt(ms);
        const usual = Temporal.Instant.fromEpochMilliseconds(ms);
        expect(at.equals(usual)).toBe(true);
        expect(at.toJSON()).toBe(usual.toJSON());
        expect([iso(at), iso(at)]).toEqual([usual.toString(), usual.toString()]);
        expect(epochMs(at)).toBe(ms);
      }),
    );
  });

  it('is in order with every other', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: -2, max: 2 }), (hour, ms) => {
        const usual = Temporal.Instant.fromEpochMilliseconds(hour * HOUR + ms);
        expect(before(instantAt(hour * HOUR), usual)).toBe(ms > 0);
        expect(before(usual, instantAt(hour * HOUR))).toBe(ms < 0);
      }),
    );
  });
});

it('any other instant is made anew, and has nothing at hand', () => {
  const ms = Date.UTC(2024, 1, 29, 15, 30);
  expect(instantAt(ms)).not.toBe(instantAt(ms));
  expect(instantAt(ms).epochMilliseconds).toBe(ms);
  expect(msAtHand(instantAt(ms))).toBeNull();
  expect(msAtHand(Temporal.Instant.fromEpochMilliseconds(HOUR))).toBeNull();
});
