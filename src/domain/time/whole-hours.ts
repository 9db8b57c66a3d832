import { Temporal } from 'temporal-polyfill';
import type { Instant } from './period.ts';

const HOUR_MS = 3_600_000;

/** Hours of some seven years; of those that are so many apart, the one that was asked for last is kept. */
const MOST_KEPT = 2 ** 16;

/** What an instant is asked for again and again. */
interface Known {
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** ISO text in UTC, once it has been written. */
  text: string | null;
}

/**
 * An instant on a whole hour, as a simulation has them: the same few come back millions of times. It has what it is
 * asked for at hand, where any other instant is looked up in a table of all that there are.
 */
class WholeHour extends Temporal.Instant {
  readonly #known: Known;

  constructor(ms: number) {
    super(BigInt(ms) * 1_000_000n);
    this.#known = { ms, text: null };
  }

  static known(instant: Instant): Known | null {
    return instant instanceof WholeHour ? instant.#known : null;
  }
}

const kept: (WholeHour | undefined)[] = Array.from({ length: MOST_KEPT }, () => undefined);

/** The instant of so many milliseconds since 1970; one and the same for a whole hour that was asked for lately. */
export function instantAt(ms: number): Instant {
  const hour = ms / HOUR_MS;
  if (!Number.isInteger(hour)) return Temporal.Instant.fromEpochMilliseconds(ms);
  const place = hour & (MOST_KEPT - 1);
  const found = kept[place];
  if (found !== undefined && knownOf(found)?.ms === ms) return found;
  const instant = new WholeHour(ms);
  kept[place] = instant;
  return instant;
}

/** What is at hand of an instant that `instantAt` made for a whole hour; null of any other. */
export function knownOf(instant: Instant): Known | null {
  return WholeHour.known(instant);
}
