import type { CompiledQuery } from 'kysely';
import type { CommandActor } from '../domain/subscription/commands.ts';
import type { Effect } from '../domain/subscription/effects.ts';
import type { Refusal } from '../domain/subscription/refusals.ts';
import { nextDueAt } from '../domain/subscription/time-passing.ts';
import type { AccountState, Decision } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { commitStatement, type AccountWrite, type WrittenTable } from './commit-statement.ts';
import { chain, type TrailEnd } from './events.ts';
import type { Known } from './load.ts';
import { effectToRow } from './outbox.ts';
import type { OutboxRow } from './outbox-queue.ts';
import {
  attemptToRow,
  cardToRow,
  chargeToRow,
  creditNoteToRow,
  deliveryToRow,
  entryToRow,
  invoiceToRow,
  lotToRow,
  orderToRow,
  pendingToRow,
  subscriptionToRow,
  type Db,
} from './rows.ts';

/** Somebody else changed an account since it was loaded. */
export class VersionConflict extends Error {}

/** A decision, and what it was made on. */
export interface Commit {
  /** `now` is when it was decided. What time brought about happened earlier, and its events say when. */
  readonly before: Known;
  readonly decision: Decision;
  readonly actor: CommandActor;
  readonly command: string;
  /** The key under which the command is answered from now on. */
  readonly idempotencyKey?: string | undefined;
}

/** Which effects a commit claims for whoever commits, and for how long that holds; after that they are anybody's. */
export interface Claim {
  readonly kinds: readonly string[];
  readonly leaseMs: number;
}

/**
 * The one writer: the states that changed (their versions checked), the events, the ledger, the outbox and
 * the answers, in one statement. Throws `VersionConflict` when an account is not as it was decided on, or is
 * there twice: nothing is written then, for none of them.
 * @returns the effects that were claimed, each with the account as it is left
 */
export async function commit(
  db: Db,
  commits: readonly Commit[],
  claim: Claim | null = null,
): Promise<readonly OutboxRow[]> {
  const prepared = prepare(commits, claim);
  await write(db, prepared);
  return prepared?.claimed ?? [];
}

/** What a commit sends; making it may fail, and nothing is sent then. */
interface Prepared {
  readonly ids: readonly string[];
  readonly statement: CompiledQuery;
  readonly claimed: readonly OutboxRow[];
}

/** The statement for commits, or null when they leave everything as it is. */
export function prepare(commits: readonly Commit[], claim: Claim | null = null): Prepared | null {
  const rows = noRows();
  const claimed: OutboxRow[] = [];
  const accounts = commits.filter(writesAnything).map((each) => {
    const { account, left } = collect(each, rows);
    claimed.push(...collectEffects(rows, left, each.decision.effects, claim));
    return account;
  });
  if (accounts.length === 0) return null;
  const ids = accounts.map((account) => account.id);
  if (new Set(ids).size < ids.length) throw new VersionConflict(`twice at once, one of ${ids.join(', ')}`);
  return { ids, statement: commitStatement(accounts, rows), claimed };
}

/** Sends what was prepared; `VersionConflict` as of `commit`. */
export async function write(db: Db, prepared: Prepared | null): Promise<void> {
  if (prepared === null) return;
  const { ids, statement } = prepared;
  const written = await db.executeQuery(statement);
  if (written.rows.length < ids.length) throw new VersionConflict(`changed meanwhile, one of ${ids.join(', ')}`);
}

type Collected = Record<WrittenTable, object[]>;

function noRows(): Collected {
  return {
    subscriptions: [],
    payment_methods: [],
    invoices: [],
    charges: [],
    credit_lots: [],
    orders: [],
    attempts: [],
    credit_entries: [],
    deliveries: [],
    credit_notes: [],
    events: [],
    outbox: [],
    answers: [],
  };
}

function writesAnything({ before, decision, idempotencyKey }: Commit): boolean {
  const { next, events, effects } = decision;
  return next !== before.state || events.length > 0 || effects.length > 0 || idempotencyKey !== undefined;
}

/** Adds the rows of one commit but its effects, and returns what is written of its account, and what that leaves. */
function collect(it: Commit, rows: Collected): { readonly account: AccountWrite; readonly left: Known } {
  const { before, decision, actor, command, idempotencyKey } = it;
  const { next, refusal } = decision;
  const { id } = before.state.account;
  const trail = chain(id, before.trail, decision.events, { actor, command, recordedAt: before.now });
  collectState(rows, id, before.state, next);
  collectAttempts(rows, id, before.state, decision);
  rows.credit_entries.push(...decision.entries.map((entry) => entryToRow(id, entry)));
  rows.deliveries.push(...decision.deliveries.map((delivery) => deliveryToRow(id, delivery)));
  rows.credit_notes.push(...decision.creditNotes.map((note) => creditNoteToRow(id, note)));
  rows.events.push(...trail.rows);
  if (idempotencyKey !== undefined) rows.answers.push(answerToRow(id, idempotencyKey, command, refusal, before.now));
  return {
    account: { id, version: before.version, changes: accountChanges(next, trail.end) },
    left: { ...before, state: next, version: before.version + 1, trail: trail.end },
  };
}

/** What is not claimed is available at once, to anybody. */
function collectEffects(
  rows: Collected,
  left: Known,
  effects: readonly Effect[],
  claim: Claim | null,
): readonly OutboxRow[] {
  const accountId = left.state.account.id;
  const claimed: OutboxRow[] = [];
  for (const effect of effects) {
    const { kind, key } = effect;
    const row = effectToRow(accountId, effect);
    const leaseMs = claim?.kinds.includes(kind) === true ? claim.leaseMs : 0;
    const attempts = leaseMs > 0 ? 1 : 0;
    rows.outbox.push({ ...row, attempts, available_at: leaseMs });
    if (attempts > 0) claimed.push({ accountId, kind, key, payload: JSON.parse(row.payload), attempts, left });
  }
  return claimed;
}

function accountChanges(next: AccountState, { count, hash }: TrailEnd): object {
  return {
    sequence: next.sequence,
    invoice_count: next.invoiceCount,
    credit_note_count: next.creditNoteCount,
    charged_minor: next.chargedMinor,
    refunded_minor: next.refundedMinor,
    event_count: count,
    event_hash: hash,
    subscription_id: next.subscription?.id ?? null,
    pending: pendingToRow(next.pending),
    due_at: nextDueAt(next),
  };
}

/** What ended comes first: only one attempt of an account may be open. */
function collectAttempts(rows: Collected, id: string, before: AccountState, { next, endedAttempts }: Decision): void {
  const ended = endedAttempts.filter((each) => each.id !== next.attempt?.id);
  const present = next.attempt === null || next.attempt === before.attempt ? [] : [next.attempt];
  rows.attempts.push(...[...ended, ...present].map((each) => attemptToRow(id, each)));
}

function collectState(rows: Collected, id: string, before: AccountState, next: AccountState): void {
  if (next === before) return;
  if (next.subscription !== null && next.subscription !== before.subscription) {
    rows.subscriptions.push(subscriptionToRow(id, next.subscription));
  }
  if (next.paymentMethod !== null && next.paymentMethod !== before.paymentMethod) {
    rows.payment_methods.push(cardToRow(id, next.paymentMethod));
  }
  rows.invoices.push(...changed(before.invoices, next.invoices).map((each) => invoiceToRow(id, each)));
  rows.charges.push(...changed(before.charges, next.charges).map((each) => chargeToRow(id, each)));
  rows.credit_lots.push(...changed(before.lots, next.lots).map((each) => lotToRow(id, each)));
  rows.orders.push(...changed(before.orders, next.orders).map((each) => orderToRow(id, each)));
}

/** The items that are new or were replaced. */
function changed<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  if (before === after) return [];
  const known = new Set(before);
  return after.filter((item) => !known.has(item));
}

function answerToRow(accountId: string, key: string, command: string, refusal: Refusal | null, at: Instant) {
  return {
    account_id: accountId,
    idempotency_key: key,
    command,
    refusal: refusal === null ? null : JSON.stringify(refusal),
    at,
  };
}
