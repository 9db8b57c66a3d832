import { Temporal } from 'temporal-polyfill';
import type { Instant } from './period.ts';

const HOUR_MS = 3_600_000;

/** Hours of some seven years; of those that are so many apart, the one that was asked for last is kept. */
const MOST_KEPT = 2 ** 16;

/**
 * An instant on a whole hour, as a simulation has them: the same few come back millions of times. It has what it is
 * asked for at hand, where any other instant is looked up in a table of all that there are.
 */
class WholeHour extends Temporal.Instant {
  /** Hours since 1970. */
  readonly #hour: number;
  /** ISO text in UTC, once it has been written. */
  #text: string | null = null;

  constructor(hour: number) {
    super(BigInt(hour * HOUR_MS) * 1_000_000n);
    this.#hour = hour;
  }

  get hour(): number {
    return this.#hour;
  }

  /** The text, written by way of `write` if it is asked for the first time. */
  text(write: (ms: number) => string): string {
    this.#text ??= write(this.#hour * HOUR_MS);
    return this.#text;
  }
}

const kept: (WholeHour | undefined)[] = Array.from({ length: MOST_KEPT }, () => undefined);

/** The instant of so many milliseconds since 1970; one and the same for a whole hour that was asked for lately. */
export function instantAt(ms: number): Instant {
  const hour = ms / HOUR_MS;
  if (!Number.isInteger(hour)) return Temporal.Instant.fromEpochMilliseconds(ms);
  const place = hour & (MOST_KEPT - 1);
  const found = kept[place];
  if (found?.hour === hour) return found;
  const instant = new WholeHour(hour);
  kept[place] = instant;
  return instant;
}

/** The milliseconds since 1970 of an instant that `instantAt` made for a whole hour; null of any other. */
export function msAtHand(instant: Instant): number | null {
  return instant instanceof WholeHour ? instant.hour * HOUR_MS : null;
}

/** The text of an instant that `instantAt` made for a whole hour, written once; null of any other. */
export function textAtHand(instant: Instant, write: (ms: number) => string): string | null {
  return instant instanceof WholeHour ? instant.text(write) : null;
}
