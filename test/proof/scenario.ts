import { instantAt, type Scene } from './scene.ts';

/** One thing that was done, at an instant, in the words of a scenario's step. */
export interface Done {
  readonly at: number;
  readonly do: string;
  readonly [detail: string]: unknown;
}

const PLAIN = new Set(['cancel', 'keep', 'pause', 'resume', 'changePlan', 'subscribe', 'order', 'topUp', 'card']);

/**
 * A history as a line that `fairwell scenario` reads, and what of it cannot be said there: answers that are late,
 * repeated or reordered, offers, deliveries in parts, a pause with a bound, bought packs of another size.
 */
export function scenarioOf(scene: Scene, done: readonly Done[], until: number): { line: string; unsaid: string[] } {
  const { rules, zone, start, card, plan } = scene;
  const steps = done.filter((step) => PLAIN.has(step.do));
  const unsaid = done
    .filter((step) => !PLAIN.has(step.do) && step.do !== 'time')
    .map(({ at, ...rest }) => {
      return `${instantAt(at).toString()} ${JSON.stringify(rest)}`;
    });
  if (rules.longestPause !== null) unsaid.push(`a pause is bounded to ${rules.longestPause} months`);
  if (rules.pack.price !== 1_000) unsaid.push(`${rules.pack.credits} credits cost ${rules.pack.price}`);
  if (card === null) unsaid.push('there is no card at the start');
  const line = JSON.stringify({
    id: 'failed',
    timeZone: zone,
    currency: 'USD',
    start: instantAt(start).toString(),
    plans: rules.plans.map((each) => ({
      code: each.code,
      interval: each.months === 12 ? 'year' : 'month',
      priceMinor: each.price,
      credits: each.credits,
      rollover: each.rollover,
      ...(each.rollover === 'cap' ? { rolloverCap: each.cap } : {}),
    })),
    pause: { feeMinor: rules.fee },
    retryDays: rules.retryDays,
    plan: (rules.plans[plan] ?? rules.plans[0])?.code,
    ...(card === 'decline' ? { card } : {}),
    steps: steps.map(({ at, ...rest }) => ({ at: instantAt(at).toString(), ...rest })),
    until: instantAt(until).toString(),
  });
  return { line, unsaid };
}
