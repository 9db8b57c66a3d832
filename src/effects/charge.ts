import type { Kysely } from 'kysely';
import type { PaymentOutcome } from '../domain/billing/types.ts';
import type { PaymentAnswer, PaymentProvider } from '../ports/payments.ts';
import { findCharge } from '../queries/charges.ts';
import { closeEffect, type OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import type { HandlerResult } from './handler.ts';
import { backOffMs } from './run.ts';

interface ChargeDeps {
  readonly db: Kysely<Tables>;
  readonly payments: Pick<PaymentProvider, 'charge'>;
  /** Submits the answer as a command; rejects when that was not possible now. */
  readonly recordPayment: (accountId: string, chargeId: string, outcome: PaymentOutcome) => Promise<void>;
}

const ANSWER_MS = 5_000;

/**
 * Asks the provider for the money of a charge. The effect stays open until the answer has arrived as a
 * command: one that does not come is asked for again, by the same key, so it is never a second charge.
 */
export function createCharge({ db, payments, recordPayment }: ChargeDeps): (row: OutboxRow) => Promise<HandlerResult> {
  return async ({ accountId, key, attempts }) => {
    const charge = await findCharge(db, accountId, key);
    if (charge?.status !== 'asked') return 'done';
    if (charge.token === '') {
      await recordPayment(accountId, charge.id, { kind: 'declined', failure: 'no_payment_method' });
      return 'done';
    }
    await payments.charge({
      idempotencyKey: charge.id,
      accountId,
      token: charge.token,
      amountMinor: charge.amountMinor,
      currency: charge.currency,
      onSession: charge.onSession,
    });
    return { retryInMs: Math.max(ANSWER_MS, backOffMs(attempts)) };
  };
}

/** Makes the listener to the provider: an answer is recorded, and its charge need not be asked for again. */
export function createAnswerListener({
  db,
  recordPayment,
}: Pick<ChargeDeps, 'db' | 'recordPayment'>): (answer: PaymentAnswer) => Promise<void> {
  return async ({ accountId, chargeKey, outcome }) => {
    await recordPayment(accountId, chargeKey, outcome);
    await closeEffect(db, accountId, 'charge', chargeKey);
  };
}
