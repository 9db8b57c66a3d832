import { Temporal } from 'temporal-polyfill';
import type { Effect } from '../../src/domain/subscription/effects.ts';
import type { Life } from './life.ts';

/**
 * All that a step in a life tells, a line each: when it happens, what happened, what is asked of the provider
 * and what is mailed, and at last where the account stands. Ids are told by their kind alone.
 */
export function record(life: Life, step: () => void): readonly string[] {
  const { length: events } = life.events;
  const { length: effects } = life.effects;
  step();
  const told: string[] = [];
  let when = '';
  for (const { at, type, data } of life.events.slice(events)) {
    if (at.toString() !== when) told.push(`at ${at.toString()}`);
    when = at.toString();
    told.push(`${type}: ${fields(data)}`);
  }
  const lines = [...told, ...life.effects.slice(effects).map(effectLine), standing(life)];
  return lines.map((line) => line.replaceAll(/\b(\w+)_k7q2m9xa\w+/gu, '$1').replaceAll(/K7Q2M9XA000\w/gu, 'REF'));
}

function fields(data: object): string {
  return Object.entries(data)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Temporal.Instant) return value.toString();
  return typeof value === 'object' && value !== null ? `(${fields(value)})` : String(value);
}

function effectLine(effect: Effect): string {
  if (effect.kind === 'mail') {
    const { kind, ...rest } = effect.notice;
    return `> mail ${kind}: ${fields(rest)}`;
  }
  const { kind, key: _, ...rest } = effect;
  return `> ${kind}: ${fields(rest)}`;
}

/** The subscription without what is not set, the money and the credits. */
function standing({ state, credits }: Life): string {
  const { subscription, pending, chargedMinor, refundedMinor } = state;
  if (subscription === null) return '= no subscription';
  const { plan, period, anchor, id: _, startedAt: __, scheduled, ...rest } = subscription;
  const what = {
    plan: plan.code,
    period: `${period.start.toString()} to ${period.end.toString()}`,
    anchor: anchor.at.toString(),
    scheduled: scheduled?.kind,
    ...rest,
    pending: pending?.kind,
    chargedMinor,
    refundedMinor,
    ...credits,
  };
  const set = Object.entries(what).filter(([, value]) => value !== null && value !== undefined && value !== 0);
  return `= ${fields(Object.fromEntries(set))}`;
}
