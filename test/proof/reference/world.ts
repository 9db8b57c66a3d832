/**
 * The lifecycle a second time, as the documents tell it and in another style than the engine: plain
 * records, instants as milliseconds, rows of text that an interpreter reads. Nothing here may come
 * from the engine's sources.
 */

/** A plan as the rules know it. */
export interface PlanRow {
  readonly code: string;
  readonly months: 1 | 12;
  readonly price: number;
  readonly credits: number;
  readonly rollover: 'all' | 'none' | 'cap';
  readonly cap: number;
}

/** The owner's settings. */
export interface Rules {
  readonly plans: readonly PlanRow[];
  readonly fee: number;
  readonly longestPause: number | null;
  readonly retryDays: readonly number[];
  readonly pack: { readonly credits: number; readonly price: number };
}

export type Next = { readonly kind: 'cancel' | 'pause' } | { readonly kind: 'change_plan'; readonly plan: string };

/** A price reduction that an offer gave. */
export interface Rebate {
  readonly percent: number;
  left: number;
}

export interface Agreement {
  plan: PlanRow;
  status: 'active' | 'past_due' | 'paused' | 'ended';
  anchor: number;
  anchorZone: string;
  /** Months from the anchor to the period's start. */
  months: number;
  start: number;
  end: number;
  next: Next | null;
  overdue: { readonly bill: Bill; readonly since: number; tried: number } | null;
  pauseMonth: number;
  history: number;
  rebate: Rebate | null;
  /** What the rebate took off the present period. */
  rebated: number;
}

/** From its first instant to the one after its last. */
export type Stretch = readonly [from: number, to: number];

export interface Bill {
  readonly amount: number;
  readonly purpose: Purpose;
  readonly credits: number;
  readonly at: number;
  readonly pays: Stretch | null;
  standing: 'open' | 'paid' | 'closed';
}

export type Purpose = 'plan' | 'pause' | 'proration' | 'top_up';

/** Money that was asked of the provider; its place in the list is its number. */
export interface Ask {
  readonly amount: number;
  readonly purpose: Purpose;
  readonly bill: Bill | null;
  /** What it would pay for, or null for what is not for a time. */
  readonly pays: Stretch | null;
  readonly card: number | null;
  standing: 'asked' | 'bank' | 'dropped' | 'paid' | 'declined' | 'refunded';
  /** When the bank began to wait for the customer. */
  bankSince: number;
}

/** A command that waits for its money. */
export interface Waiting {
  readonly kind: 'subscribe' | 'resume' | 'change_plan' | 'top_up';
  readonly ask: Ask;
  readonly carryOut: (at: number) => void;
}

export interface Heap {
  readonly kind: 'none' | 'cap' | 'all' | 'bonus' | 'bought';
  readonly plan: PlanRow | null;
  readonly at: number;
  left: number;
  held: number;
  /** Nothing that a running order gives back comes back to it. */
  shut: boolean;
}

export interface Running {
  readonly perLead: number;
  wanted: number;
  holds: { readonly heap: Heap; credits: number }[];
}

export interface World {
  readonly rules: Rules;
  readonly zone: string;
  card: number | null;
  agreement: Agreement | null;
  waiting: Waiting | null;
  readonly asks: Ask[];
  bills: Bill[];
  heaps: Heap[];
  running: Running[];
  charged: number;
  refunded: number;
}

/** What is asked of an account. */
export type Request =
  | { readonly ask: 'cancel' | 'keep' | 'pause' | 'resume' | 'tick' | 'drop' }
  | { readonly ask: 'subscribe' | 'change_plan'; readonly plan: string }
  | { readonly ask: 'top_up'; readonly credits: number }
  | { readonly ask: 'card'; readonly card: number }
  | { readonly ask: 'place_order'; readonly leads: number; readonly perLead: number }
  | { readonly ask: 'deliver'; readonly order: number; readonly leads: number; readonly last: boolean }
  | { readonly ask: 'answer'; readonly number: number; readonly says: 'succeeded' | 'declined' | 'bank' };

/** An account with nothing. */
export function emptyWorld(rules: Rules, zone: string, card: number | null): World {
  return {
    rules,
    zone,
    card,
    agreement: null,
    waiting: null,
    asks: [],
    bills: [],
    heaps: [],
    running: [],
    charged: 0,
    refunded: 0,
  };
}
