import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../domain/time/period.ts';

/** A fraction of a second that goes beyond what a date of the language can hold. */
const FINER_THAN_MILLISECONDS = /\.\d{4}/;

/** The instant that a text of the database says. By way of a date, which takes a third of the time. */
export function instantFromText(text: string): Instant {
  if (!FINER_THAN_MILLISECONDS.test(text)) {
    const milliseconds = Date.parse(text);
    if (!Number.isNaN(milliseconds)) return Temporal.Instant.fromEpochMilliseconds(milliseconds);
  }
  return Temporal.Instant.from(text);
}
