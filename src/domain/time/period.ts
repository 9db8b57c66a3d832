import { Temporal } from 'temporal-polyfill';
import { civilMonth } from './civil-month.ts';
import { rememberingLatest } from './latest.ts';
import { instantAt, msAtHand } from './whole-hours.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A 4,800th of the 400 years after which the calendar comes again. */
const MEAN_MONTH_MS = (146_097 * DAY_MS) / 4_800;
const MS_NS = 1_000_000n;
const HOUR_NS = 3_600_000_000_000n;

/** A point in time. Stored in UTC; shown in an account's zone. */
export type Instant = Temporal.Instant;

/** Half-open: `start` belongs to the period, `end` to the next one. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * The day and time of day from which every period of a subscription is computed,
 * in the zone that the account had when the anchor was set.
 */
export interface Anchor {
  readonly at: Instant;
  readonly timeZone: string;
}

export type Interval = 'month' | 'year';

/** How many months an interval has. */
export const MONTHS: Record<Interval, number> = { month: 1, year: 12 };

/**
 * The instant `months` civil months after the anchor: the anchor's day, clamped to the
 * month, never chained from a clamped date (L01, L02). A local time that a clock change
 * skips means the later instant, one that comes twice the earlier (`compatible`).
 */
export function anchored(anchor: Anchor, months: number): Instant {
  return monthsAfter(anchor, wallOf(anchor), months);
}

function monthsAfter(anchor: Anchor, wall: Wall | null, months: number): Instant {
  if (months === 0) return anchor.at;
  if (wall === null) return byCalendar(anchor, months);
  const { days } = civilMonth(anchor.timeZone, wall.month + months);
  const start = days[Math.min(wall.day, days.length - 1)] ?? null;
  return start === null ? byCalendar(anchor, months) : instantAt(start + wall.timeMs);
}

/** An anchor on the clock of its zone: the month from the year 0, the day from 0, and milliseconds since midnight. */
interface Wall {
  readonly month: number;
  readonly day: number;
  readonly timeMs: number;
}

/** Null on a day on which clocks change, and for what is not a whole millisecond. */
function wallOf({ at, timeZone }: Anchor): Wall | null {
  if (!isWholeMs(at)) return null;
  const ms = epochMs(at);
  const month = monthAt(timeZone, ms);
  const { startsAt, days } = civilMonth(timeZone, month);
  const about = Math.floor((ms - startsAt) / DAY_MS);
  // clocks that have changed since the month began put it on the day before or after
  for (const day of [about, about - 1, about + 1]) {
    const timeMs = ms - (days[day] ?? Infinity);
    if (timeMs >= 0 && timeMs < DAY_MS) return { month, day, timeMs };
  }
  return null;
}

/** The month, from the year 0, in which an instant is in a zone. */
function monthAt(timeZone: string, ms: number): number {
  const about = Math.floor(1970 * 12 + ms / MEAN_MONTH_MS);
  if (ms < civilMonth(timeZone, about).startsAt) return about - 1;
  return ms < civilMonth(timeZone, about + 1).startsAt ? about : about + 1;
}

function isWholeMs(instant: Instant): boolean {
  return msAtHand(instant) !== null || instant.epochNanoseconds % MS_NS === 0n;
}

function byCalendar({ at, timeZone }: Anchor, months: number): Instant {
  return at
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .add({ months })
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' })
    .toInstant();
}

/** The period that begins `offset` months after the anchor and lasts `length` months. */
export function periodAt(anchor: Anchor, offset: number, length: number): Period {
  const wall = wallOf(anchor);
  return { start: monthsAfter(anchor, wall, offset), end: monthsAfter(anchor, wall, offset + length) };
}

/** `instant` plus whole spans of 24 hours, whatever the clocks do. */
export function plusDays(instant: Instant, days: number): Instant {
  return plusHours(instant, 24 * days);
}

/** `instant` plus so many times sixty minutes. */
export function plusHours(instant: Instant, hours: number): Instant {
  const ms = msAtHand(instant);
  if (ms !== null) return instantAt(ms + hours * HOUR_MS);
  const later = laterThan(instant);
  let at = later.get(hours);
  if (at === undefined) {
    at = Temporal.Instant.fromEpochNanoseconds(instant.epochNanoseconds + BigInt(hours) * HOUR_NS);
    later.set(hours, at);
  }
  return at;
}

/** What is so many hours later than an instant: when something is due is asked after every step. */
const laterThan = rememberingLatest(4, () => new Map<number, Instant>());

/** Milliseconds since 1970, without what is left of one. */
export function epochMs(instant: Instant): number {
  return msAtHand(instant) ?? askedMs(instant);
}

const askedMs = rememberingLatest(8, (instant) => instant.epochMilliseconds);

/** Whether `a` is at or before `b`. */
export function atOrBefore(a: Instant, b: Instant): boolean {
  return compare(a, b) <= 0;
}

/** Whether `a` is strictly before `b`. */
export function before(a: Instant, b: Instant): boolean {
  return compare(a, b) < 0;
}

function compare(a: Instant, b: Instant): number {
  if (a === b) return 0;
  return epochMs(a) - epochMs(b) || Temporal.Instant.compare(a, b);
}

/** What of a period lies in `[now, end)`, as exact milliseconds: the remaining part and the whole. */
export function remainder(period: Period, now: Instant): { remaining: number; whole: number } {
  const end = epochMs(period.end);
  const whole = end - epochMs(period.start);
  const remaining = Math.min(whole, Math.max(0, end - epochMs(now)));
  return { remaining, whole };
}
