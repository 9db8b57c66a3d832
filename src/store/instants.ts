import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../domain/time/period.ts';

/** An instant in UTC to the millisecond, in json or in a row of its own; a date of the language can hold it. */
const USUAL = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:\+00(?::00)?|Z)$/;

/** Of each of two generations; what was asked for since the last change stays. */
const MOST_KEPT = 10_000;

let young = new Map<string, Instant>();
let old = new Map<string, Instant>();

/**
 * The instant that a text of the database says. To make one takes microseconds, and the same few are read again
 * and again: the ends of a period stand in every row of it. So those that were read lately are kept.
 */
export function instantFromText(text: string): Instant {
  const known = young.get(text);
  if (known !== undefined) return known;
  const instant = old.get(text) ?? read(text);
  if (young.size === MOST_KEPT) [old, young] = [young, new Map<string, Instant>()];
  young.set(text, instant);
  return instant;
}

/** By way of a date, which takes a third of the time. */
function read(text: string): Instant {
  const usual = USUAL.exec(text);
  if (usual === null) return Temporal.Instant.from(text);
  return Temporal.Instant.fromEpochMilliseconds(Date.parse(`${usual[1]}T${usual[2]}Z`));
}
