import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { rememberingLatest } from './latest.ts';

const instants = [1, 2, 3].map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

describe('a function that remembers what came of the last few instants', () => {
  it('computes it again for those that were asked about before them, and always gives the same', () => {
    const asked: number[] = [];
    const remembering = rememberingLatest(2, ({ epochMilliseconds }) => {
      asked.push(epochMilliseconds);
      return epochMilliseconds * 10;
    });
    const ask = (...which: readonly number[]) =>
      instants.filter((_, index) => which.includes(index + 1)).map((instant) => remembering(instant));
    expect([ask(1, 2), ask(1, 2), ask(3), ask(2, 3), ask(1)]).toEqual([[10, 20], [10, 20], [30], [20, 30], [10]]);
    expect(asked).toEqual([1, 2, 3, 1]);
  });
});
