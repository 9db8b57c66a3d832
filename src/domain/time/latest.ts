import type { Instant } from './period.ts';

/**
 * The function, with what came of the last few instants that it was asked about: now, the ends of a period and the
 * days on which credits were granted are asked about again and again, and an instant is slow to answer.
 */
export function rememberingLatest<T>(count: number, compute: (instant: Instant) => T): (instant: Instant) => T {
  const latest: { readonly instant: Instant; readonly value: T }[] = [];
  let oldest = 0;
  return (instant) => {
    for (const each of latest) {
      if (each.instant === instant) return each.value;
    }
    const value = compute(instant);
    latest[oldest] = { instant, value };
    oldest = (oldest + 1) % count;
    return value;
  };
}
