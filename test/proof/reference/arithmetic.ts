import { Temporal } from 'temporal-polyfill';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** `amount x part / whole` to the nearest whole number, a half up. */
export function share(amount: number, part: number, whole: number): number {
  const exact = BigInt(amount) * BigInt(part);
  const low = exact / BigInt(whole);
  const rest = exact - low * BigInt(whole);
  return Number(rest * 2n >= BigInt(whole) ? low + 1n : low);
}

/** `amount x part / whole`, without what is behind the point. */
export function wholeShare(amount: number, part: number, whole: number): number {
  return Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}

function lastDay(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const known = new Map<string, number>();

/** The same day and time of day so many months later, or the month's last day where it has no such day. */
export function monthsLater(anchor: number, zone: string, months: number): number {
  if (months === 0) return anchor;
  const key = `${zone} ${anchor} ${months}`;
  let found = known.get(key);
  if (found === undefined) {
    found = computed(anchor, zone, months);
    if (known.size > 10_000) known.clear();
    known.set(key, found);
  }
  return found;
}

function computed(anchor: number, zone: string, months: number): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(anchor).toZonedDateTimeISO(zone);
  const index = wall.year * 12 + (wall.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const day = Math.min(wall.day, lastDay(year, month));
  const { hour, minute, second, millisecond } = wall;
  const target = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  return skippedLater(target, zone);
}

/** The instant at which the zone's clocks show this; the first of two, and past a gap by as much as was asked for. */
function skippedLater(wall: number, zone: string): number {
  const before = wall - offsetAt(wall - DAY - HOUR, zone);
  const after = wall - offsetAt(wall + DAY + HOUR, zone);
  const showing = [before, after].filter((instant) => instant + offsetAt(instant, zone) === wall);
  return showing.length > 0 ? Math.min(...showing) : before;
}

function offsetAt(instant: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}
