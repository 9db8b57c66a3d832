import { emit, mint, put, type Draft } from '../subscription/draft.ts';
import type { AccountState, Plan } from '../subscription/types.ts';
import { epochMs, type Instant } from '../time/period.ts';
import type { CreditEntry, CreditLot, EntryKind } from './types.ts';

/** What is lost first is spent first. */
const SPENDING_RANK = { none: 0, cap: 1, all: 2 } as const;

function rank(lot: CreditLot): number {
  return lot.rollover === null ? 3 : SPENDING_RANK[lot.rollover];
}

/** Lots in the order in which they are spent: `none`, `cap`, `all`, bought; oldest first. */
export function spendingOrder(lots: readonly CreditLot[]): readonly CreditLot[] {
  return inOrder(lots, (a, b) => rank(a) - rank(b) || byAge(a, b));
}

function byAge(a: CreditLot, b: CreditLot): number {
  return epochMs(a.grantedAt) - epochMs(b.grantedAt) || (a.id < b.id ? -1 : 1);
}

/** Lots that are in order, as those of one plan are that were granted one after the other, are not sorted again. */
function inOrder(lots: readonly CreditLot[], compare: (a: CreditLot, b: CreditLot) => number): readonly CreditLot[] {
  const isSorted = lots.every((lot, index) => {
    const previous = lots[index - 1];
    return previous === undefined || compare(previous, lot) < 0;
  });
  return isSorted ? lots : [...lots].sort(compare);
}

/** Whether the account's state keeps this lot from being spent (L30). */
export function isFrozen(state: AccountState, lot: CreditLot): boolean {
  const status = state.subscription?.status ?? 'ended';
  return status === 'paused' || (status === 'ended' && lot.source === 'bought');
}

/** Credits that can be spent now, credits that wait, and credits that running orders hold. */
export function balance(state: AccountState): { available: number; frozen: number; reserved: number } {
  let available = 0;
  let frozen = 0;
  let reserved = 0;
  for (const lot of state.lots) {
    if (isFrozen(state, lot)) frozen += lot.available;
    else available += lot.available;
    reserved += lot.reserved;
  }
  return { available, frozen, reserved };
}

/** What an end would take and what it would keep frozen; what running orders hold goes the way of its lot. */
export function holdings(state: AccountState): { plan: number; bought: number } {
  let plan = 0;
  let bought = 0;
  for (const lot of state.lots) {
    if (lot.closed !== null) continue;
    if (lot.source === 'bought') bought += lot.available + lot.reserved;
    else plan += lot.available + lot.reserved;
  }
  return { plan, bought };
}

/** Appends one movement. Zero credits are no movement. */
export function enter(
  draft: Draft,
  lot: CreditLot,
  kind: EntryKind,
  credits: number,
  at: Instant,
  orderId: string | null = null,
): void {
  if (credits === 0) return;
  const entry: CreditEntry = { id: mint(draft, 'cre'), lotId: lot.id, kind, credits, at, orderId };
  draft.entries.push(entry);
}

/** The lot with some fields changed. */
export function lotWith(lot: CreditLot, change: Partial<CreditLot>): CreditLot {
  const copy: CreditLot = {
    id: lot.id,
    source: lot.source,
    rollover: lot.rollover,
    rolloverCap: lot.rolloverCap,
    planCode: lot.planCode,
    planCredits: lot.planCredits,
    invoiceId: lot.invoiceId,
    granted: lot.granted,
    available: lot.available,
    reserved: lot.reserved,
    grantedAt: lot.grantedAt,
    closed: lot.closed,
  };
  return Object.assign(copy, change);
}

/** Puts a lot into the state, in the place of the one with its id. Throws on one that would be negative. */
export function putLot(draft: Draft, lot: CreditLot): void {
  if (lot.available < 0 || lot.reserved < 0) throw new Error(`lot ${lot.id} would be negative`);
  draft.state.lots = put(draft.state.lots, lot);
}

interface Grant {
  readonly source: CreditLot['source'];
  readonly plan: Plan | null;
  readonly credits: number;
  readonly invoiceId: string | null;
}

/**
 * Adds a lot. Plan credits keep the roll-over of the plan that granted them; bonus credits are
 * never cut, but go with the plan at its end; bought ones never expire.
 */
export function grantCredits(draft: Draft, grant: Grant, at: Instant): void {
  if (grant.credits <= 0) return;
  const fromPlan = grant.source === 'plan' && grant.plan !== null ? grant.plan : null;
  const lot: CreditLot = {
    id: mint(draft, 'lot'),
    source: grant.source,
    rollover: fromPlan?.rollover ?? (grant.source === 'bonus' ? 'all' : null),
    rolloverCap: fromPlan?.rolloverCap ?? 0,
    planCode: fromPlan?.code ?? null,
    planCredits: fromPlan?.credits ?? 0,
    invoiceId: grant.invoiceId,
    granted: grant.credits,
    available: grant.credits,
    reserved: 0,
    grantedAt: at,
    closed: null,
  };
  putLot(draft, lot);
  enter(draft, lot, grant.source === 'bought' ? 'bought' : 'granted', grant.credits, at);
  emit(draft, at, grant.source === 'bought' ? 'CreditsBought' : 'CreditsGranted', {
    credits: grant.credits,
    source: grant.source,
    invoiceId: grant.invoiceId,
  });
}

/**
 * The roll-over at a renewal, before its grant and whether or not it is paid: `none` expires,
 * `cap` cuts a plan's lots, oldest first, to a multiple of its credits.
 */
export function rollOver(draft: Draft, at: Instant): void {
  let expired = 0;
  const kept = new Map<string, number>();
  for (const lot of draft.state.lots) {
    if (lot.rollover !== 'cap' || lot.planCode === null) continue;
    kept.set(lot.planCode, (kept.get(lot.planCode) ?? 0) + lot.available);
  }
  for (const lot of inOrder(draft.state.lots, byAge)) {
    if (lot.rollover === 'none') {
      expired += expire(draft, lot, lot.available, at, 'expired');
    } else if (lot.rollover === 'cap' && lot.planCode !== null) {
      const total = kept.get(lot.planCode) ?? 0;
      const cut = Math.min(lot.available, Math.max(0, total - lot.rolloverCap * lot.planCredits));
      kept.set(lot.planCode, total - cut);
      expired += expire(draft, lot, cut, at, null);
    }
  }
  if (expired > 0) emit(draft, at, 'CreditsExpired', { credits: expired });
}

function expire(draft: Draft, lot: CreditLot, credits: number, at: Instant, closed: CreditLot['closed']): number {
  if (credits === 0 && lot.closed === closed) return 0;
  putLot(draft, lotWith(lot, { available: lot.available - credits, closed: closed ?? lot.closed }));
  enter(draft, lot, 'expired', credits, at);
  return credits;
}

/** A pause begins: every lot waits, nothing of it is lost. */
export function freezeAll(draft: Draft, at: Instant): void {
  moveAll(draft, at, 'frozen', () => true);
}

/** A pause is over. */
export function thawAll(draft: Draft, at: Instant): void {
  moveAll(draft, at, 'thawed', () => true);
}

/** A new subscription starts: bought credits of an earlier one can be spent again (L30). */
export function thawBought(draft: Draft, at: Instant): void {
  moveAll(draft, at, 'thawed', (lot) => lot.source === 'bought');
}

function moveAll(draft: Draft, at: Instant, kind: 'frozen' | 'thawed', which: (lot: CreditLot) => boolean): void {
  let credits = 0;
  for (const lot of draft.state.lots) {
    if (!which(lot)) continue;
    enter(draft, lot, kind, lot.available, at);
    credits += lot.available;
  }
  if (credits > 0) emit(draft, at, kind === 'frozen' ? 'CreditsFrozen' : 'CreditsThawed', { credits });
}

/** The subscription ends: plan and bonus credits are forfeited, bought ones freeze. */
export function forfeit(draft: Draft, at: Instant, wasPaused: boolean): void {
  let forfeited = 0;
  for (const lot of draft.state.lots) {
    if (lot.source === 'bought') continue;
    putLot(draft, lotWith(lot, { available: 0, closed: 'forfeited' }));
    enter(draft, lot, 'forfeited', lot.available, at);
    forfeited += lot.available;
  }
  if (forfeited > 0) emit(draft, at, 'CreditsForfeited', { credits: forfeited });
  if (!wasPaused) moveAll(draft, at, 'frozen', (lot) => lot.source === 'bought');
}
