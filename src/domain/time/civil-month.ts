import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;

/** A month of a zone on the one scale of all zones, in milliseconds since 1970. */
export interface CivilMonth {
  readonly startsAt: number;
  /**
   * When each day begins: a time of that day is so many milliseconds later. Null for a day on which clocks change,
   * where that is not so.
   */
  readonly days: readonly (number | null)[];
}

/** What was laid out before: it never changes, and there is one entry for each month of a zone that is in use. */
const known = new Map<string, Map<number, CivilMonth>>();

/** A month, counted from the year 0, in a zone. */
export function civilMonth(timeZone: string, month: number): CivilMonth {
  let ofZone = known.get(timeZone);
  if (ofZone === undefined) {
    ofZone = new Map();
    known.set(timeZone, ofZone);
  }
  let days = ofZone.get(month);
  if (days === undefined) {
    days = layOut(timeZone, month);
    ofZone.set(month, days);
  }
  return days;
}

function layOut(timeZone: string, month: number): CivilMonth {
  const first = new Temporal.PlainDate(Math.floor(month / 12), (month % 12) + 1, 1);
  const length = first.daysInMonth;
  const start = steadyStart(first, first.add({ months: 1 }), timeZone);
  if (start !== null) return { startsAt: start, days: Array.from({ length }, (_, day) => start + day * DAY_MS) };
  const dates = Array.from({ length }, (_, days) => first.add({ days }));
  return {
    startsAt: first.toZonedDateTime(timeZone).epochMilliseconds,
    days: dates.map((date) => steadyStart(date, date.add({ days: 1 }), timeZone)),
  };
}

/** When the date begins, if no clock changes from then until `next` begins, both included. */
function steadyStart(date: Temporal.PlainDate, next: Temporal.PlainDate, timeZone: string): number | null {
  const start = date.toZonedDateTime(timeZone);
  const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next');
  if (change === null) return start.epochMilliseconds;
  return Temporal.ZonedDateTime.compare(change, next.toZonedDateTime(timeZone)) > 0 ? start.epochMilliseconds : null;
}
