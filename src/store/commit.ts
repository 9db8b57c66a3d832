import type { Insertable, Transaction } from 'kysely';
import type { CommandActor } from '../domain/subscription/commands.ts';
import { nextDueAt } from '../domain/subscription/time-passing.ts';
import type { AccountState, Decision } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { recordEvents } from './events.ts';
import { addEffects } from './outbox.ts';
import { writePaymentMethod } from './payment-methods.ts';
import {
  attemptToRow,
  chargeToRow,
  invoiceToRow,
  lotToRow,
  orderToRow,
  pendingToRow,
  subscriptionToRow,
} from './rows.ts';
import type { Tables } from './schema.ts';

/** Another transaction changed the account although this one holds its lock: an invariant is broken. */
export class VersionConflict extends Error {}

interface Commit {
  readonly before: AccountState;
  readonly version: number;
  readonly decision: Decision;
  readonly actor: CommandActor;
  readonly command: string;
  /** When it was decided. What time brought about happened earlier, and its events say when. */
  readonly now: Instant;
}

/**
 * The one writer: the state that changed (its version checked), the events, the ledger and the
 * outbox, in the caller's transaction, so that all of it happens or nothing.
 */
export async function commit(tx: Transaction<Tables>, it: Commit): Promise<void> {
  const { before, decision } = it;
  const { next } = decision;
  const accountId = before.account.id;
  if (next !== before) {
    await writeAccount(tx, it);
    await writeState(tx, before, next);
  }
  await appendLedger(tx, accountId, decision);
  await recordEvents(tx, accountId, it.actor, it.command, decision.events, it.now);
  await addEffects(tx, accountId, decision.effects);
}

async function writeAccount(tx: Transaction<Tables>, { before, version, decision }: Commit): Promise<void> {
  const { next } = decision;
  const written = await tx
    .updateTable('accounts')
    .set({
      version: version + 1,
      sequence: next.sequence,
      invoice_count: next.invoiceCount,
      credit_note_count: next.creditNoteCount,
      charged_minor: next.chargedMinor,
      refunded_minor: next.refundedMinor,
      subscription_id: next.subscription?.id ?? null,
      pending: pendingToRow(next.pending),
      due_at: nextDueAt(next),
    })
    .where('id', '=', before.account.id)
    .where('version', '=', version)
    .executeTakeFirst();
  if (written.numUpdatedRows !== 1n) throw new VersionConflict(`account ${before.account.id} was changed meanwhile`);
}

/** The items that are new or were replaced. */
function changed<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Set(before);
  return after.filter((item) => !known.has(item));
}

async function writeState(tx: Transaction<Tables>, before: AccountState, next: AccountState): Promise<void> {
  const accountId = next.account.id;
  if (next.subscription !== null && next.subscription !== before.subscription) {
    await upsert(tx, 'subscriptions', [subscriptionToRow(accountId, next.subscription)]);
  }
  if (next.paymentMethod !== null && next.paymentMethod !== before.paymentMethod) {
    await writePaymentMethod(tx, accountId, next.paymentMethod);
  }
  await upsert(
    tx,
    'invoices',
    changed(before.invoices, next.invoices).map((it) => invoiceToRow(accountId, it)),
  );
  await upsert(
    tx,
    'charges',
    changed(before.charges, next.charges).map((it) => chargeToRow(accountId, it)),
  );
  await upsert(
    tx,
    'credit_lots',
    changed(before.lots, next.lots).map((it) => lotToRow(accountId, it)),
  );
  await upsert(
    tx,
    'orders',
    changed(before.orders, next.orders).map((it) => orderToRow(accountId, it)),
  );
  if (next.attempt !== null && next.attempt !== before.attempt) {
    await upsert(tx, 'attempts', [attemptToRow(accountId, next.attempt)]);
  }
}

type Keyed = 'subscriptions' | 'invoices' | 'charges' | 'credit_lots' | 'orders' | 'attempts';

async function upsert<T extends Keyed>(
  tx: Transaction<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first).filter((column) => column !== 'account_id' && column !== 'id');
  await tx
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'id'] as never)
        .doUpdateSet(((excluded: { ref: (name: string) => unknown }) =>
          Object.fromEntries(columns.map((column) => [column, excluded.ref(`excluded.${column}`)]))) as never),
    )
    .execute();
}

async function appendLedger(tx: Transaction<Tables>, accountId: string, decision: Decision): Promise<void> {
  if (decision.entries.length > 0) {
    await tx
      .insertInto('credit_entries')
      .values(
        decision.entries.map((entry) => ({
          account_id: accountId,
          id: entry.id,
          lot_id: entry.lotId,
          kind: entry.kind,
          credits: entry.credits,
          at: entry.at,
          order_id: entry.orderId,
        })),
      )
      .execute();
  }
  if (decision.deliveries.length > 0) {
    await tx
      .insertInto('deliveries')
      .values(
        decision.deliveries.map((delivery) => ({
          account_id: accountId,
          subscription_id: delivery.subscriptionId,
          lead_id: delivery.leadId,
          order_id: delivery.orderId,
          delivered_at: delivery.at,
        })),
      )
      .execute();
  }
  if (decision.creditNotes.length > 0) {
    await tx
      .insertInto('credit_notes')
      .values(
        decision.creditNotes.map((note) => ({
          account_id: accountId,
          id: note.id,
          number: note.number,
          invoice_id: note.invoiceId,
          charge_id: note.chargeId,
          amount_minor: note.amountMinor,
          currency: note.currency,
          issued_at: note.issuedAt,
          why: note.why,
        })),
      )
      .execute();
  }
}
