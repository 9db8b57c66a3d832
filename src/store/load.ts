import { sql, type Selectable } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { Temporal } from 'temporal-polyfill';
import type { PaymentMethod } from '../domain/billing/types.ts';
import type { AccountState, Policy } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { systemNow } from './clock.ts';
import {
  accountFromRow,
  attemptFromRow,
  chargeFromRow,
  invoiceFromRow,
  lotFromRow,
  orderFromRow,
  pendingFromRow,
  subscriptionFromRow,
  type Db,
} from './rows.ts';
import type { PaymentMethodsTable, Tables } from './schema.ts';

/** What is stored of an account, at which version, and what time it is for it. */
export interface Loaded {
  readonly state: AccountState;
  readonly version: number;
  readonly now: Instant;
  /** The test clock that the account is attached to, if any. */
  readonly clockId: string | null;
}

interface LoadOptions {
  /** Takes the account's lock until the transaction ends: commands of one account take turns. */
  readonly lock?: boolean;
  /** A charge that is wanted although it may be settled. */
  readonly chargeId?: string | undefined;
}

/** Reads everything that a command of an account can depend on, or null when there is no such account. */
export async function loadState(
  db: Db,
  accountId: string,
  policy: Policy,
  { lock = false, chargeId }: LoadOptions = {},
): Promise<Loaded | null> {
  // The lock is a statement of its own: one that waits for it would still see the parts as they were before.
  if (lock) await db.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
  const row = await statement(db, accountId, chargeId).executeTakeFirst();
  if (row === undefined) return null;
  const { parts } = row;
  return {
    version: row.version,
    now: row.clock_now ?? systemNow(),
    clockId: row.clock_id,
    state: {
      account: accountFromRow(row),
      policy,
      sequence: row.sequence,
      invoiceCount: row.invoice_count,
      creditNoteCount: row.credit_note_count,
      chargedMinor: row.charged_minor,
      refundedMinor: row.refunded_minor,
      pending: pendingFromRow(row.pending),
      subscription: one(parts.subscription, subscriptionFromRow),
      paymentMethod: one(parts.payment_method, cardFromRow),
      invoices: parts.invoices.map(revive).map(invoiceFromRow),
      charges: parts.charges.map(revive).map(chargeFromRow),
      lots: parts.lots.map(revive).map(lotFromRow),
      orders: parts.orders.map(revive).map(orderFromRow),
      attempt: one(parts.attempt, attemptFromRow),
      acceptedOffers: parts.accepted.map((each) => ({
        offerId: each.accepted_offer,
        at: Temporal.Instant.from(each.ended_at),
      })),
    },
  };
}

/** A row that came inside json, where instants are text. */
type Texted<T> = {
  readonly [K in keyof T]: T[K] extends Instant ? string : T[K] extends Instant | null ? string | null : T[K];
};

interface Parts {
  readonly subscription: Texted<Selectable<Tables['subscriptions']>> | null;
  readonly payment_method: Texted<Selectable<PaymentMethodsTable>> | null;
  readonly invoices: readonly Texted<Selectable<Tables['invoices']>>[];
  readonly charges: readonly Texted<Selectable<Tables['charges']>>[];
  readonly lots: readonly Texted<Selectable<Tables['credit_lots']>>[];
  readonly orders: readonly Texted<Selectable<Tables['orders']>>[];
  readonly attempt: Texted<Selectable<Tables['attempts']>> | null;
  readonly accepted: readonly { accepted_offer: string; ended_at: string }[];
}

/** The columns of the tables above that hold instants. */
const INSTANTS = /(_at|_start|_end|^noticed_for)$/;

function revive<T>(row: Texted<T>): T {
  const entries = Object.entries(row).map(([column, value]) => {
    const isInstant = typeof value === 'string' && INSTANTS.test(column);
    return [column, isInstant ? Temporal.Instant.from(value) : value];
  });
  return Object.fromEntries(entries) as T;
}

function one<Row, T>(row: Texted<Row> | null, fromRow: (row: Row) => T): T | null {
  return row === null ? null : fromRow(revive(row));
}

/** One statement, so that all parts are of one moment and cost one round trip. */
function statement(db: Db, accountId: string, chargeId: string | undefined) {
  return db
    .selectFrom('accounts')
    .leftJoin('clocks', 'clocks.id', 'accounts.clock_id')
    .selectAll('accounts')
    .select('clocks.now as clock_now')
    .select((where) =>
      sql<Parts>`json_build_object(
        'subscription', ${jsonObjectFrom(
          where
            .selectFrom('subscriptions')
            .selectAll()
            .whereRef('account_id', '=', 'accounts.id')
            .whereRef('id', '=', 'accounts.subscription_id'),
        )},
        'payment_method', ${jsonObjectFrom(
          db.selectFrom('payment_methods').selectAll().where('account_id', '=', accountId),
        )},
        'invoices', ${jsonArrayFrom(
          db
            .selectFrom('invoices')
            .selectAll()
            .where('account_id', '=', accountId)
            .where('status', '=', 'open')
            .orderBy('id'),
        )},
        'charges', ${jsonArrayFrom(
          db
            .selectFrom('charges')
            .selectAll()
            .where('account_id', '=', accountId)
            .where((it) =>
              it.or([
                it('status', 'in', ['asked', 'needs_authentication', 'dropped']),
                ...(chargeId === undefined ? [] : [it('id', '=', chargeId)]),
              ]),
            )
            .orderBy('id'),
        )},
        'lots', ${jsonArrayFrom(
          db
            .selectFrom('credit_lots')
            .selectAll()
            .where('account_id', '=', accountId)
            .where((it) => it.or([it('available', '>', 0), it('reserved', '>', 0)]))
            .orderBy('id'),
        )},
        'orders', ${jsonArrayFrom(
          db
            .selectFrom('orders')
            .selectAll()
            .where('account_id', '=', accountId)
            .where('status', '=', 'running')
            .orderBy('id'),
        )},
        'attempt', ${jsonObjectFrom(
          db.selectFrom('attempts').selectAll().where('account_id', '=', accountId).where('outcome', 'is', null),
        )},
        'accepted', ${jsonArrayFrom(
          db
            .selectFrom('attempts')
            .select(['accepted_offer', 'ended_at'])
            .where('account_id', '=', accountId)
            .where('accepted_offer', 'is not', null)
            .orderBy('ended_at'),
        )}
      )`.as('parts'),
    )
    .where('accounts.id', '=', accountId);
}

function cardFromRow(row: Selectable<PaymentMethodsTable>): PaymentMethod {
  return {
    token: row.token,
    brand: row.brand,
    last4: row.last4,
    expMonth: row.exp_month,
    expYear: row.exp_year,
  };
}
