import { Temporal } from 'temporal-polyfill';
import { rememberingLatest } from './latest.ts';
import type { Instant } from './period.ts';
import { textAtHand } from './whole-hours.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
const NS_OF_MS = 1_000_000n;

/** The three parts of a time of day, for every number that may stand there: "T15:04:", "05" and ".678Z". */
const MINUTES = Array.from({ length: 24 * 60 }, (_, minute) => `T${two(Math.floor(minute / 60))}:${two(minute % 60)}:`);
const SECONDS = Array.from({ length: 60 }, (_, second) => two(second));
const FRACTIONS = Array.from({ length: SECOND_MS }, (_, ms) => {
  return ms === 0 ? 'Z' : `.${String(ms).padStart(3, '0').replace(/0+$/, '')}Z`;
});

/** Dates that were written before, by days since 1970: there is one entry for each day that anything happened on. */
const dates = new Map<number, string>();

/** The instant as ISO text in UTC, as its `toString` writes it, at a fraction of the cost. */
export function iso(instant: Instant): string {
  return textAtHand(instant, textOf) ?? written(instant);
}

const written = rememberingLatest(4, (instant) => {
  const ns = instant.epochNanoseconds;
  const ms = Number(ns / NS_OF_MS);
  return ns === BigInt(ms) * NS_OF_MS ? textOf(ms) : instant.toString();
});

function textOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  return dateOf(day) + timeOf(ms - day * DAY_MS);
}

function dateOf(day: number): string {
  let text = dates.get(day);
  if (text === undefined) {
    text = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS)
      .toString()
      .split('T', 1)
      .join('');
    dates.set(day, text);
  }
  return text;
}

function timeOf(ms: number): string {
  const seconds = Math.floor(ms / SECOND_MS);
  const minute = listed(MINUTES, Math.floor(seconds / 60));
  return minute + listed(SECONDS, seconds % 60) + listed(FRACTIONS, ms % SECOND_MS);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function listed(texts: readonly string[], number: number): string {
  return texts[number] ?? '';
}
