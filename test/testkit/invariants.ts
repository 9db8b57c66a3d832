import { Temporal } from 'temporal-polyfill';
import { matrix, situationOf } from '../../src/domain/subscription/matrix.ts';
import { periodAt } from '../../src/domain/time/period.ts';
import type { Life } from './life.ts';

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Everything that must hold of a life after every step; throws with a sentence that names what does not. */
export function checkInvariants(life: Life): void {
  creditsAreConserved(life);
  moneyIsAccountedFor(life);
  periodsTile(life);
  stateIsLegal(life);
  historyHoldsNothingTwice(life);
}

function creditsAreConserved(life: Life): void {
  const of = (...kinds: string[]) =>
    sum(life.entries.filter((entry) => kinds.includes(entry.kind)).map((entry) => entry.credits));
  const { available, frozen, reserved } = life.credits;
  const expected = of('granted', 'bought') - of('spent', 'expired', 'forfeited');
  must(
    available + frozen + reserved === expected,
    `credits: ${available} + ${frozen} + ${reserved} are not ${expected}`,
  );
  must(
    of('reserved') - of('released', 'spent') === reserved,
    `reserved credits: ${reserved} are not what was reserved and neither released nor spent`,
  );
  for (const lot of life.state.lots) {
    must(lot.available >= 0 && lot.reserved >= 0, `lot ${lot.id} is negative`);
    must(lot.available + lot.reserved <= lot.granted, `lot ${lot.id} holds more than was granted`);
  }
}

function moneyIsAccountedFor(life: Life): void {
  const amounts = (type: 'PaymentSucceeded' | 'PaymentRefunded') =>
    sum(life.eventsOf(type).map((event) => Number(event.data['amountMinor'])));
  must(life.state.chargedMinor === amounts('PaymentSucceeded'), 'charged money is not the sum of payments');
  must(life.state.refundedMinor === amounts('PaymentRefunded'), 'refunded money is not the sum of refunds');
  const charges = life.eventsOf('PaymentSucceeded').map((event) => event.data['chargeId']);
  must(new Set(charges).size === charges.length, 'a charge succeeded twice');
  const forPeriods = life
    .eventsOf('PaymentSucceeded')
    .filter(({ data }) => data['purpose'] === 'plan' || data['purpose'] === 'pause')
    .map(({ data }) => `${String(data['purpose'])} ${String(data['periodStart'])} ${String(data['periodEnd'])}`);
  must(new Set(forPeriods).size === forPeriods.length, 'one period was charged twice');
}

/** Periods follow each other without gap or overlap, except where a new anchor cuts one short. */
function periodsTile(life: Life): void {
  const begun = life.events.filter(({ data }) => typeof data['periodEnd'] === 'string' && 'plan' in data);
  let end: string | null = null;
  for (const event of begun) {
    const { type, data } = event;
    if (type === 'SubscriptionEnded') {
      end = null;
      continue;
    }
    const start = String(data['periodStart']);
    const anew = type === 'SubscriptionStarted' || type === 'SubscriptionResumed' || type === 'PlanChanged';
    if (end !== null && !anew) must(start === end, `period ${start} does not begin where the last one ended: ${end}`);
    // Who comes back from a pause may have waited for the provider beyond the pause month.
    if (end !== null && anew && type !== 'SubscriptionResumed') {
      const overlapEnd = Temporal.Instant.from(end);
      must(Temporal.Instant.compare(start, overlapEnd) <= 0, `a gap before ${start}`);
    }
    end = String(data['periodEnd']);
  }
}

function stateIsLegal(life: Life): void {
  const situation = situationOf(life.state);
  must(situation in matrix, `unknown situation ${situation}`);
  const { subscription } = life.state;
  if (subscription === null) return;
  const { status, scheduled, dunning, period, anchor, offset, plan } = subscription;
  if (status === 'ended') {
    must(scheduled === null && dunning === null, 'something is scheduled after the end');
    must(subscription.historySize === 0, 'the order history is open after the end');
    return;
  }
  const months = status === 'paused' ? 1 : plan.interval === 'year' ? 12 : 1;
  const computed = periodAt(anchor, offset, months);
  must(computed.start.equals(period.start) && computed.end.equals(period.end), 'the period is not the anchor’s');
  must(status !== 'past_due' || dunning !== null, 'past due without an invoice to retry');
  must(status !== 'past_due' || scheduled === null, 'something is scheduled while past due');
  must(status !== 'paused' || subscription.pauseMonths > 0, 'a pause without its months');
  // where no bound ends a pause, nobody comes back unpaid
  const bounded = life.state.policy.pauseMaxMonths !== null;
  must(status === 'paused' || bounded || subscription.pauseMonths === 0, 'pause months without a pause');
  must(
    life.state.pending === null || life.unanswered.includes(life.state.pending.chargeId),
    'a command waits for nothing',
  );
}

function historyHoldsNothingTwice(life: Life): void {
  must(new Set(life.deliveries).size === life.deliveries.length, 'a lead was delivered twice');
}
