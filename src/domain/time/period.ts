import { Temporal } from 'temporal-polyfill';
import { civilMonth } from './civil-month.ts';
import { rememberingLatest } from './latest.ts';

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
  if (months === 0) return anchor.at;
  const wall = wallOf(anchor);
  // the end of one period is asked for again as the start of the next
  if (wall.latest?.months !== months) wall.latest = { months, at: fromWall(anchor, wall, months) };
  return wall.latest.at;
}

/** An anchor on the clock of its zone: the month from the year 0, the day, and milliseconds since midnight. */
interface Wall {
  readonly month: number;
  readonly day: number;
  readonly timeMs: number;
  /** Whether there is no part of a millisecond beside them. */
  readonly isWhole: boolean;
  /** What was computed last. */
  latest: { readonly months: number; readonly at: Instant } | null;
}

const walls = new WeakMap<Anchor, Wall>();

function wallOf(anchor: Anchor): Wall {
  let wall = walls.get(anchor);
  if (wall === undefined) {
    const local = anchor.at.toZonedDateTimeISO(anchor.timeZone).toPlainDateTime();
    const { hour, minute, second, millisecond } = local;
    wall = {
      month: local.year * 12 + local.month - 1,
      day: local.day,
      timeMs: ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond,
      isWhole: local.microsecond === 0 && local.nanosecond === 0,
      latest: null,
    };
    walls.set(anchor, wall);
  }
  return wall;
}

function fromWall(anchor: Anchor, wall: Wall, months: number): Instant {
  const days = civilMonth(anchor.timeZone, wall.month + months);
  const start = days[Math.min(wall.day, days.length) - 1] ?? null;
  if (start !== null && wall.isWhole) return Temporal.Instant.fromEpochMilliseconds(start + wall.timeMs);
  return anchor.at
    .toZonedDateTimeISO(anchor.timeZone)
    .toPlainDateTime()
    .add({ months })
    .toZonedDateTime(anchor.timeZone, { disambiguation: 'compatible' })
    .toInstant();
}

/** The period that begins `offset` months after the anchor and lasts `length` months. */
export function periodAt(anchor: Anchor, offset: number, length: number): Period {
  return { start: anchored(anchor, offset), end: anchored(anchor, offset + length) };
}

/** `instant` plus whole spans of 24 hours, whatever the clocks do. */
export function plusDays(instant: Instant, days: number): Instant {
  return plusHours(instant, 24 * days);
}

/** `instant` plus so many times sixty minutes. */
export function plusHours(instant: Instant, hours: number): Instant {
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
export const epochMs = rememberingLatest(8, (instant) => instant.epochMilliseconds);

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
