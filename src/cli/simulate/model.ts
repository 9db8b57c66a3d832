import { plans } from '../../plans.ts';
import type { Policy } from '../../domain/subscription/types.ts';
import type { Weights } from './stream.ts';

/**
 * Who the customers are and what they do: every probability of the simulation is in this file, as
 * `docs/simulation.md` explains it. Chances are of a thousand; weights are shares of their sum. Whatever happens
 * does so on a whole hour.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the simulated years begin. */
export const BEGINNING = Date.UTC(2024, 0, 1);

/** What the product's owner has set. */
export const policy: Policy = {
  plans,
  pauseFeeMinor: 100,
  pauseMaxMonths: null,
  retryDays: [1, 3, 5, 7],
  noticeDays: 3,
  topUp: { credits: 1_000, priceMinor: 1_000 },
  attemptHours: 24,
};

/** Where customers are: zones with and without clock changes, from the first to the last to see a day. */
export const places: Weights<{ readonly timeZone: string; readonly country: string }> = [
  [{ timeZone: 'America/New_York', country: 'US' }, 300],
  [{ timeZone: 'America/Los_Angeles', country: 'US' }, 200],
  [{ timeZone: 'Europe/London', country: 'GB' }, 150],
  [{ timeZone: 'Europe/Berlin', country: 'DE' }, 130],
  [{ timeZone: 'Asia/Kolkata', country: 'IN' }, 90],
  [{ timeZone: 'Australia/Sydney', country: 'AU' }, 70],
  [{ timeZone: 'Pacific/Kiritimati', country: 'KI' }, 30],
  [{ timeZone: 'Pacific/Pago_Pago', country: 'AS' }, 30],
];

/** Customers that are there from the first month on; the others sign up evenly over the years. */
export const fromTheStart = 400;
export const firstMonth = 31 * DAY;

export const firstPlans: Weights<string> = [
  ['lite', 220],
  ['starter', 400],
  ['growth', 200],
  ['scale', 40],
  ['lite_yearly', 30],
  ['starter_yearly', 60],
  ['growth_yearly', 40],
  ['scale_yearly', 10],
];

/** How long until a customer does something again: at least, at most. */
export const gaps = {
  active: [12 * DAY, 48 * DAY],
  past_due: [2 * HOUR, 5 * DAY],
  paused: [15 * DAY, 90 * DAY],
  ended: [30 * DAY, 400 * DAY],
  /** To see whether a payment has gone through. */
  paying: [HOUR, DAY],
  /** Between two clicks of one visit. */
  click: [0, HOUR],
} as const;

/** What a customer comes for, by where the subscription stands. */
export const visits = {
  active: [
    ['order', 720],
    ['look', 120],
    ['leave', 60],
    ['changePlan', 40],
    ['topUp', 30],
    ['keep', 20],
    ['card', 10],
  ],
  stopping: [
    ['order', 450],
    ['look', 350],
    ['keep', 200],
  ],
  past_due: [
    ['card', 550],
    ['look', 300],
    ['order', 100],
    ['leave', 50],
  ],
  paused: [
    ['look', 450],
    ['resume', 350],
    ['leave', 150],
    ['card', 50],
  ],
  ended: [
    ['nothing, ever', 700],
    ['look', 150],
    ['subscribe', 150],
  ],
} as const satisfies Record<string, Weights<string>>;

/** Somebody who has asked for something that costs money comes back soon to look at it. */
export const looksAfterPaying = 400;

/** And gives it up, where the payment still waits. */
export const givesUp = 600;

/** What somebody who wants to leave does on a page of the flow. */
export const leaving = {
  /** Takes one of the offers on the page, if it has any. */
  accepts: 220,
  /** Keeps the subscription without an offer. */
  stays: 50,
  /** Goes away in the middle, without a word. */
  vanishes: 40,
  /** Confirms, once the confirmation is reached. */
  confirms: 850,
  /** The flow's definition is missing: there is only the confirmation. */
  noFlow: 5,
  /** Takes a discount back that was just accepted. */
  undoes: 30,
};

/** Leads of one order, and what is bought of each. */
export const order = { leads: [5, 25], everyField: 600, exhausted: 50 } as const;

/** Packs of a thousand bought credits. */
export const topUpPacks = [1, 5] as const;

/** What becomes of a charge, whichever card it is made to. */
export const charges = {
  /** The card stops working for good, until it is replaced. */
  cardFails: 12,
  /** This charge only is declined. */
  declined: 15,
  /** The customer's bank wants to be asked. */
  authentication: 12,
  /** The customer answers the bank; otherwise the time for it runs out. */
  authenticates: 750,
  authenticatesWithin: [HOUR, 20 * HOUR],
  /** The answer comes late. */
  late: 60,
  lateBy: [HOUR, 3 * DAY],
  /** The answer comes twice, the second time later still. */
  twice: 20,
  /** A card that replaces one that failed works. */
  newCardWorks: 930,
} as const;
