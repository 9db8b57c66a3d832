import type { RefusalCode } from './refusals.ts';
import type { AccountState } from './types.ts';

/** Where an account can stand: the rows of the matrix. */
export const situations = [
  'none',
  'active',
  'active, cancel scheduled',
  'active, pause scheduled',
  'active, change scheduled',
  'past_due',
  'paused',
  'paused, fee overdue',
  'paused, cancel scheduled',
  'ended',
] as const;
export type Situation = (typeof situations)[number];

/** What the matrix answers: its columns. */
export const matrixCommands = [
  'cancel',
  'keep',
  'pause',
  'resume',
  'change_plan',
  'subscribe',
  'top_up',
  'place_order',
] as const;
export type MatrixCommand = (typeof matrixCommands)[number];

/** What a cell does; each is a function in `transitions`. */
export type Transition =
  | 'sameAnswer'
  | 'scheduleCancel'
  | 'endNow'
  | 'withdraw'
  | 'schedulePause'
  | 'resume'
  | 'changePlan'
  | 'subscribe'
  | 'topUp'
  | 'placeOrder';

type Cell = { readonly does: Transition } | { readonly refuses: RefusalCode };

const does = (transition: Transition): Cell => ({ does: transition });
const refuses = (code: RefusalCode): Cell => ({ refuses: code });

const over: Record<MatrixCommand, Cell> = {
  cancel: refuses('already_ended'),
  keep: refuses('already_ended'),
  pause: refuses('already_ended'),
  resume: refuses('already_ended'),
  change_plan: refuses('already_ended'),
  subscribe: does('subscribe'),
  top_up: refuses('already_ended'),
  place_order: refuses('already_ended'),
};

const active: Record<MatrixCommand, Cell> = {
  cancel: does('scheduleCancel'),
  keep: refuses('nothing_scheduled'),
  pause: does('schedulePause'),
  resume: refuses('not_paused'),
  change_plan: does('changePlan'),
  subscribe: refuses('already_subscribed'),
  top_up: does('topUp'),
  place_order: does('placeOrder'),
};

const paused: Record<MatrixCommand, Cell> = {
  cancel: does('scheduleCancel'),
  keep: refuses('nothing_scheduled'),
  pause: does('sameAnswer'),
  resume: does('resume'),
  change_plan: refuses('paused'),
  subscribe: refuses('already_subscribed'),
  top_up: refuses('paused'),
  place_order: refuses('paused'),
};

/**
 * The lifecycle as one table: for every situation and every command, what happens or which code
 * refuses it. `decide` reads it, `docs/lifecycle.md` is generated from it, and the build breaks
 * when a cell is missing.
 */
export const matrix: Record<Situation, Record<MatrixCommand, Cell>> = {
  none: over,
  active,
  'active, cancel scheduled': {
    ...active,
    cancel: does('sameAnswer'),
    keep: does('withdraw'),
    pause: refuses('cancellation_pending'),
    change_plan: refuses('cancellation_pending'),
  },
  'active, pause scheduled': {
    ...active,
    keep: does('withdraw'),
    pause: does('sameAnswer'),
    change_plan: refuses('pause_pending'),
  },
  'active, change scheduled': { ...active, keep: does('withdraw') },
  past_due: {
    cancel: does('endNow'),
    keep: refuses('nothing_scheduled'),
    pause: refuses('payment_overdue'),
    resume: refuses('payment_overdue'),
    change_plan: refuses('payment_overdue'),
    subscribe: refuses('already_subscribed'),
    top_up: refuses('payment_overdue'),
    place_order: does('placeOrder'),
  },
  paused,
  'paused, fee overdue': { ...paused, cancel: does('endNow') },
  'paused, cancel scheduled': {
    ...paused,
    cancel: does('sameAnswer'),
    keep: does('withdraw'),
    pause: refuses('cancellation_pending'),
  },
  ended: over,
};

/** What the end of a period brings. */
export type PeriodEnd = 'renew' | 'end' | 'startPause' | 'renewPause' | 'wait' | 'nothing';

/** What the end of the period brings, by situation. */
export const periodEnds: Record<Situation, PeriodEnd> = {
  none: 'nothing',
  active: 'renew',
  'active, cancel scheduled': 'end',
  'active, pause scheduled': 'startPause',
  'active, change scheduled': 'renew',
  past_due: 'wait',
  paused: 'renewPause',
  'paused, fee overdue': 'wait',
  'paused, cancel scheduled': 'end',
  ended: 'nothing',
};

/** The row of the matrix in which an account stands. */
export function situationOf(state: AccountState): Situation {
  const { subscription } = state;
  if (subscription === null) return 'none';
  const scheduled = subscription.scheduled?.kind ?? null;
  switch (subscription.status) {
    case 'ended':
    case 'past_due':
      return subscription.status;
    case 'paused':
      if (scheduled === 'cancel') return 'paused, cancel scheduled';
      return subscription.dunning === null ? 'paused' : 'paused, fee overdue';
    case 'active':
      if (scheduled === null) return 'active';
      if (scheduled === 'cancel') return 'active, cancel scheduled';
      return scheduled === 'pause' ? 'active, pause scheduled' : 'active, change scheduled';
  }
}
