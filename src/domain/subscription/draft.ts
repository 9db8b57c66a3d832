import type { CreditEntry } from '../credits/types.ts';
import type { CreditNote } from '../billing/types.ts';
import type { Attempt } from '../flow/types.ts';
import type { Delivery } from '../orders/types.ts';
import type { Instant } from '../time/period.ts';
import type { Effect } from './effects.ts';
import type { DomainEvent, EventType } from './events.ts';
import type { Notice } from './notices.ts';
import type { Refusal, RefusalCode } from './refusals.ts';
import type { AccountState, Decision, Subscription } from './types.ts';

/** The account's state while a decision is made of it: what its fields hold is only ever replaced. */
type StateInTheMaking = { -readonly [K in keyof AccountState]: AccountState[K] };

/**
 * A decision in the making. It is local to one call of `decide`, and its state is its own: the
 * state that came in is never touched.
 */
export interface Draft {
  readonly from: AccountState;
  state: StateInTheMaking;
  readonly endedAttempts: Attempt[];
  readonly events: DomainEvent[];
  readonly entries: CreditEntry[];
  readonly deliveries: Delivery[];
  readonly creditNotes: CreditNote[];
  readonly effects: Effect[];
}

/** A draft of a decision in which nothing has happened yet. */
export function openDraft(state: AccountState): Draft {
  return {
    from: state,
    state: copyOf(state),
    endedAttempts: [],
    events: [],
    entries: [],
    deliveries: [],
    creditNotes: [],
    effects: [],
  };
}

/**
 * The state, to be changed. Every field is named, as where other records are copied: a spread of a spread gets
 * a hidden class of its own, and a program is several times as quick with objects of one.
 */
export function copyOf(state: AccountState): StateInTheMaking {
  return {
    account: state.account,
    policy: state.policy,
    sequence: state.sequence,
    invoiceCount: state.invoiceCount,
    creditNoteCount: state.creditNoteCount,
    chargedMinor: state.chargedMinor,
    refundedMinor: state.refundedMinor,
    subscription: state.subscription,
    pending: state.pending,
    paymentMethod: state.paymentMethod,
    invoices: state.invoices,
    charges: state.charges,
    lots: state.lots,
    orders: state.orders,
    attempt: state.attempt,
    acceptedOffers: state.acceptedOffers,
  };
}

/** The draft as the decision that it has become; where nothing changed, the state is the one that came in. */
export function closeDraft(draft: Draft, refusal: Refusal | null): Decision {
  const { endedAttempts, events, entries, deliveries, creditNotes, effects } = draft;
  return { next: stateOf(draft), endedAttempts, events, entries, deliveries, creditNotes, effects, refusal };
}

function stateOf({ from, state, events }: Draft): AccountState {
  if (events.length > 0) return state;
  const fields = Object.keys(from) as (keyof AccountState)[];
  return fields.every((field) => state[field] === from[field]) ? from : state;
}

/** A refusal; `detail` says what the code alone does not. */
export function refuse(code: RefusalCode, detail?: string): Refusal {
  return detail === undefined ? { code } : { code, detail };
}

/** A new id, unique in all accounts: the account's code and its next number. */
export function mint(draft: Draft, prefix: string): string {
  draft.state.sequence += 1;
  const { account, sequence } = draft.state;
  return `${prefix}_${account.code}${inBase36(sequence)}`;
}

/** Two digits of base 36, for every number that has no more: ids are minted more often than anything is computed. */
const PAIRS = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36).padStart(2, '0'));

/** At least four digits. */
function inBase36(number: number): string {
  const upper = PAIRS[Math.floor(number / PAIRS.length)];
  const lower = PAIRS[number % PAIRS.length];
  return upper === undefined || lower === undefined ? number.toString(36) : upper + lower;
}

/** Adds an event that happened at `at`. */
export function emit(draft: Draft, at: Instant, type: EventType, data: Readonly<Record<string, unknown>> = {}): void {
  draft.events.push({ type, at, data });
}

/** Adds a mail. */
export function notify(draft: Draft, notice: Notice): void {
  draft.effects.push({ kind: 'mail', key: mint(draft, 'mail'), notice });
}

/** The subscription, where the caller's place in the matrix says that there is one. */
export function subscriptionOf(state: AccountState): Subscription {
  if (state.subscription === null) throw new Error('the account has no subscription');
  return state.subscription;
}

/** Changes some fields of the subscription, and returns it as it is then. */
export function patchSubscription(draft: Draft, patch: Partial<Subscription>): Subscription {
  const before = subscriptionOf(draft.state);
  const subscription: Subscription = {
    id: before.id,
    plan: before.plan,
    status: before.status,
    anchor: before.anchor,
    offset: before.offset,
    period: before.period,
    scheduled: before.scheduled,
    discount: before.discount,
    periodDiscountMinor: before.periodDiscountMinor,
    dunning: before.dunning,
    pauseMonths: before.pauseMonths,
    noticedFor: before.noticedFor,
    startedAt: before.startedAt,
    endedAt: before.endedAt,
    endCause: before.endCause,
    historySize: before.historySize,
  };
  draft.state.subscription = Object.assign(subscription, patch);
  return subscription;
}

/** Puts the item in the place of the one with its id, or at the end. */
export function put<T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] {
  const index = items.findIndex((each) => each.id === item.id);
  return index < 0 ? [...items, item] : items.with(index, item);
}
