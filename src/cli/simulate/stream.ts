import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Chances are whole numbers of a thousand, so that no draw depends on a platform's fractions. */
const WHOLE = 1_000;

const HOUR = 3_600_000;

/** The chance of each of some things: whole numbers, whose sum is the whole. */
export type Weights<T> = readonly (readonly [T, number])[];

/** Random numbers of one account: the same for the same seed and account, whoever is simulated before or beside it. */
export interface Stream {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  /** A time in milliseconds, of whole hours as both ends are. */
  time(least: number, most: number): number;
  /** Whether something happens that does so `chance` times of a thousand. */
  happens(chance: number): boolean;
  pick<T>(items: readonly T[]): T;
  weighted<T>(weights: Weights<T>): T;
}

/** The stream of an account. */
export function streamOf(seed: string, account: number): Stream {
  const bytes = createHash('sha256').update(`${seed}\n${account}`).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => bytes.readInt32BE(offset)));
  const between = (least: number, most: number) => uniformInt(generator, least, most);
  return {
    between,
    time: (least, most) => between(least / HOUR, most / HOUR) * HOUR,
    happens: (chance) => between(1, WHOLE) <= chance,
    pick: (items) => at(items, between(0, items.length - 1)),
    weighted: (weights) => {
      let left = between(1, sum(weights));
      for (const [item, weight] of weights) {
        left -= weight;
        if (left <= 0) return item;
      }
      throw new Error('weights without a positive sum');
    },
  };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function sum(weights: Weights<unknown>): number {
  let total = 0;
  for (const [, weight] of weights) total += weight;
  return total;
}
