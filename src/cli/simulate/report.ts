import { NO_OFFER, subscriberMonths, type Tally } from './tally.ts';

type Row = readonly [label: string, figure: string];

/** One language and one way of writing numbers: the report of a seed is the same everywhere. */
const grouped = new Intl.NumberFormat('en-US');

const NAME_WIDTH = 34;
const FIGURE_WIDTH = 18;

/** The table of a simulation, with what it follows from. */
export function reportOf(tally: Tally, { seed, years }: { seed: string; years: number }): string {
  const { standing, ended, revenueMinor: revenue, attempts, credits } = tally;
  const rows: readonly Row[] = [
    ['Seed', seed],
    ['Years', count(years)],
    ['Accounts', count(tally.accounts)],
    ['  active', count(standing.active)],
    ['  paused', count(standing.paused)],
    ['  past due', count(standing.pastDue)],
    ['  ended: cancelled', count(ended.cancelled)],
    ['  ended: payment failed', count(ended.payment_failed)],
    ['  never subscribed', count(standing.neverSubscribed)],
    ['Revenue, kept', money(kept(revenue))],
    ['  plans', money(revenue.plan)],
    ['  pauses', money(revenue.pause)],
    ['  prorations', money(revenue.proration)],
    ['  top-ups', money(revenue.top_up)],
    ['  refunded', money(-revenue.refunded)],
    ['Attempts to cancel', count(attempts.saved + attempts.cancelled + attempts.abandoned)],
    ['  cancelled', count(attempts.cancelled)],
    ['  abandoned', count(attempts.abandoned)],
    ['  saved', count(attempts.saved)],
    ...saves(tally),
    ['Credits left', count(credits.left)],
    ['  granted', count(credits.granted)],
    ['  bought', count(credits.bought)],
    ['  spent', count(-credits.spent)],
    ['  forfeited', count(-credits.forfeited)],
    ['  expired', count(-credits.expired)],
    ['Events', count(tally.events)],
    ['Subscriber-months', count(subscriberMonths(tally))],
  ];
  return rows.map(([label, figure]) => `${label.padEnd(NAME_WIDTH)}${figure.padStart(FIGURE_WIDTH)}\n`).join('');
}

function kept({ refunded, ...charged }: Tally['revenueMinor']): number {
  return Object.values(charged).reduce((sum, amount) => sum + amount, -refunded);
}

function saves(tally: Tally): readonly Row[] {
  const byName = Object.entries(tally.saves).sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.map(([offer, number]) => [
    `    ${offer === NO_OFFER ? 'without an offer' : `by ${offer}`}`,
    count(number),
  ]);
}

function count(number: number): string {
  return grouped.format(number === 0 ? 0 : number);
}

/** Dollars and cents, without a fraction of a cent on the way. */
function money(minor: number): string {
  const cents = Math.abs(minor);
  const text = `$${grouped.format(Math.floor(cents / 100))}.${String(cents % 100).padStart(2, '0')}`;
  return minor < 0 ? `-${text}` : text;
}
