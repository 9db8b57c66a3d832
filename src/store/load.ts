import { CompiledQuery, sql, type Selectable } from 'kysely';
import type { Refusal } from '../domain/subscription/refusals.ts';
import type { AccountState, Policy } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { systemNow } from './clock.ts';
import { instantFromText } from './instants.ts';
import { revive } from './json-rows.ts';
import {
  accountFromRow,
  attemptFromRow,
  cardFromRow,
  chargeFromRow,
  invoiceFromRow,
  lotFromRow,
  orderFromRow,
  pendingFromRow,
  subscriptionFromRow,
  type Db,
} from './rows.ts';
import type { AccountsTable, PaymentMethodsTable, Tables } from './schema.ts';

/** What is stored of an account, at which version, and what time it is for it. */
export interface Loaded {
  readonly state: AccountState;
  readonly version: number;
  readonly now: Instant;
  /** The test clock that the account is attached to, if any. */
  readonly clockId: string | null;
  /** Where the account's audit trail stands. */
  readonly trail: { readonly count: number; readonly hash: string };
  /** What the idempotency key that was asked about has been answered, or null when it is new. */
  readonly answered: { readonly refusal: Refusal | null } | null;
}

/** An account as it was loaded, or as a commit left it. */
export type Known = Omit<Loaded, 'answered'>;

/** Which account, and what of it is wanted beside what every command needs. */
export interface Wanted {
  readonly accountId: string;
  /** A charge, although it may be settled. */
  readonly chargeId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The rules that an account is decided by. */
export type PolicyFor = (accountId: string) => Policy;

/** Reads everything that a command of an account can depend on, or null when there is no such account. */
export async function loadState(db: Db, wanted: Wanted, policyFor: PolicyFor): Promise<Loaded | null> {
  const [loaded = null] = await loadStates(db, [wanted], policyFor);
  return loaded;
}

/**
 * The same for many accounts, in one statement: one round trip, and all parts are of one moment.
 * @returns what was wanted, in its order
 */
export async function loadStates(
  db: Db,
  wanted: readonly Wanted[],
  policyFor: PolicyFor,
): Promise<readonly (Loaded | null)[]> {
  if (wanted.length === 0) return [];
  const parameters = [
    wanted.map((each) => each.accountId),
    wanted.map((each) => each.chargeId ?? null),
    wanted.map((each) => each.idempotencyKey ?? null),
  ];
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(LOAD, parameters));
  const loaded = new Map(rows.map((row) => [row.place, loadedFromRow(row, policyFor(row.id))]));
  return wanted.map((_, index) => loaded.get(index + 1) ?? null);
}

/**
 * Takes the locks of accounts until the transaction ends, in the order of their ids. `skip` leaves out
 * those that somebody else holds. Load in a statement of its own afterwards: one that waited for a lock
 * would still see the parts of an account as they were before.
 * @returns the ids of the accounts that are locked now
 */
export async function lockAccounts(tx: Db, ids: readonly string[], whenHeld: 'wait' | 'skip'): Promise<Set<string>> {
  let accounts = tx
    .selectFrom('accounts')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .orderBy('id')
    .forUpdate();
  if (whenHeld === 'skip') accounts = accounts.skipLocked();
  return new Set((await accounts.execute()).map((row) => row.id));
}

function loadedFromRow(row: Row, policy: Policy): Loaded {
  const { parts } = row;
  return {
    version: row.version,
    now: row.clock_now ?? systemNow(),
    clockId: row.clock_id,
    trail: { count: row.event_count, hash: row.event_hash },
    answered: parts.answered,
    state: {
      account: accountFromRow(row),
      policy,
      sequence: row.sequence,
      invoiceCount: row.invoice_count,
      creditNoteCount: row.credit_note_count,
      chargedMinor: row.charged_minor,
      refundedMinor: row.refunded_minor,
      pending: pendingFromRow(row.pending),
      subscription: unlessNull(parts.subscription, (row) => subscriptionFromRow(revive(row, 'subscriptions'))),
      paymentMethod: unlessNull(parts.payment_method, cardFromRow),
      invoices: byId(parts.invoices).map((each) => invoiceFromRow(revive(each, 'invoices'))),
      charges: byId(parts.charges).map((each) => chargeFromRow(revive(each, 'charges'))),
      lots: byId(parts.lots).map((each) => lotFromRow(revive(each, 'credit_lots'))),
      orders: byId(parts.orders).map((each) => orderFromRow(revive(each, 'orders'))),
      attempt: unlessNull(parts.attempt, (row) => attemptFromRow(revive(row, 'attempts'))),
      acceptedOffers: inOrder(parts.accepted, (each) => each.ended_at).map((each) => ({
        offerId: each.accepted_offer,
        at: instantFromText(each.ended_at),
      })),
    },
  };
}

/** Most have one, or none; to sort them for each account takes the database longer than to read them. */
function inOrder<Row>(rows: readonly Row[], by: (row: Row) => string): readonly Row[] {
  return rows.length < 2 ? rows : [...rows].sort((a, b) => (by(a) < by(b) ? -1 : 1));
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  return inOrder(rows, ({ id }) => id);
}

function unlessNull<Row, Value>(row: Row | null, read: (row: Row) => Value): Value | null {
  return row === null ? null : read(row);
}

/** `place` says what it answers, from 1 on. */
type Row = Selectable<AccountsTable> & {
  readonly place: number;
  readonly clock_now: Instant | null;
  readonly parts: Parts;
};

interface Parts {
  readonly subscription: Selectable<Tables['subscriptions']> | null;
  readonly payment_method: Selectable<PaymentMethodsTable> | null;
  readonly invoices: readonly Selectable<Tables['invoices']>[];
  readonly charges: readonly Selectable<Tables['charges']>[];
  readonly lots: readonly Selectable<Tables['credit_lots']>[];
  readonly orders: readonly Selectable<Tables['orders']>[];
  readonly attempt: Selectable<Tables['attempts']> | null;
  readonly accepted: readonly { accepted_offer: string; ended_at: string }[];
  readonly answered: { readonly refusal: Refusal | null } | null;
}

/**
 * The ids are named twice: the list alone finds the accounts by their key, however few the planner
 * believes there are, and what is joined to them says what else is wanted of each.
 */
const LOAD = `
  select accounts.*, wanted.place, clocks.now as clock_now, json_build_object(
      'subscription', (
        select to_json(it) from subscriptions it where it.account_id = accounts.id and it.id = accounts.subscription_id),
      'payment_method', (
        select to_json(it) from payment_methods it where it.account_id = accounts.id),
      'invoices', (
        select coalesce(json_agg(it), '[]') from invoices it
        where it.account_id = accounts.id and it.status = 'open'),
      'charges', (
        select coalesce(json_agg(it), '[]') from (
          select * from charges
          where account_id = accounts.id and status in ('asked', 'needs_authentication', 'dropped')
          union all
          select * from charges
          where account_id = accounts.id and id = wanted.charge_id
            and status not in ('asked', 'needs_authentication', 'dropped')) it),
      'lots', (
        select coalesce(json_agg(it), '[]') from credit_lots it
        where it.account_id = accounts.id and (it.available > 0 or it.reserved > 0)),
      'orders', (
        select coalesce(json_agg(it), '[]') from orders it
        where it.account_id = accounts.id and it.status = 'running'),
      'attempt', (
        select to_json(it) from attempts it where it.account_id = accounts.id and it.outcome is null),
      'accepted', (
        select coalesce(json_agg(it), '[]') from (
          select accepted_offer, ended_at from attempts
          where account_id = accounts.id and accepted_offer is not null) it),
      'answered', (
        select json_build_object('refusal', it.refusal) from answers it
        where it.account_id = accounts.id and it.idempotency_key = wanted.idempotency_key)
    ) as parts
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as wanted (account_id, charge_id, idempotency_key, place)
    join accounts on accounts.id = wanted.account_id
    left join clocks on clocks.id = accounts.clock_id
    where accounts.id = any($1::text[])`;
