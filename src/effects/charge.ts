import type { Kysely } from 'kysely';
import type { Charge, PaymentOutcome } from '../domain/billing/types.ts';
import type { ChargeRequest, PaymentAnswer, PaymentProvider } from '../ports/payments.ts';
import { findCharge, findCharges } from '../queries/charges.ts';
import { finishEffects, type OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import type { BatchHandler, BatchResult } from './handler.ts';
import { backOffMs } from './run.ts';

interface ChargeDeps {
  readonly db: Kysely<Tables>;
  readonly payments: Pick<PaymentProvider, 'charge'>;
  /** Submits the answer as a command; rejects when that was not possible now. */
  readonly recordPayment: (accountId: string, chargeId: string, outcome: PaymentOutcome) => Promise<void>;
}

/** An answer, and the account as it was left when the money was asked for, where that is known. */
export interface Heard extends PaymentAnswer {
  readonly on?: OutboxRow['left'];
}

/** Submits answers as commands; says which of them could be recorded now. */
type RecordPayments = (answers: readonly Heard[]) => Promise<readonly boolean[]>;

const ANSWER_MS = 5_000;

/**
 * Asks the provider for the money of a charge. The effect stays open until the answer has arrived as a
 * command: one that does not come is asked for again, by the same key, so it is never a second charge.
 */
export function createCharge({ db, payments, recordPayment }: ChargeDeps): (row: OutboxRow) => Promise<BatchResult> {
  return async ({ accountId, key, attempts }) => {
    const charge = await findCharge(db, accountId, key);
    if (charge?.status !== 'asked') return 'done';
    if (charge.token === '') {
      await recordPayment(accountId, charge.id, { kind: 'declined', failure: 'no_payment_method' });
      return 'done';
    }
    await payments.charge(requestFor(accountId, charge));
    return notYet(attempts);
  };
}

/** The same for many charges at once, of a provider that takes many at once; `alone` does what needs more. */
export function createCharges(
  db: Kysely<Tables>,
  payments: Pick<Required<PaymentProvider>, 'chargeAll'>,
  recordPayments: RecordPayments,
  alone: (row: OutboxRow) => Promise<BatchResult>,
): BatchHandler {
  return async (rows) => {
    const charges = await chargesOf(db, rows);
    const asked = rows.flatMap((row) => {
      const charge = charges.get(row.key);
      return charge?.status === 'asked' && charge.token !== '' ? [requestFor(row.accountId, charge)] : [];
    });
    const outcomes = await payments.chargeAll(asked);
    const left = new Map(rows.map((row) => [row.key, row.left]));
    const answers = asked.flatMap(({ accountId, idempotencyKey: chargeKey }, index) => {
      const outcome = outcomes[index] ?? null;
      return outcome === null ? [] : [{ accountId, chargeKey, outcome, on: left.get(chargeKey) }];
    });
    const recorded = await recordPayments(answers);
    const settled = new Set(answers.filter((_, index) => recorded[index] === true).map((each) => each.chargeKey));
    const results: BatchResult[] = [];
    for (const row of rows) {
      const charge = charges.get(row.key);
      if (charge?.status !== 'asked' || settled.has(row.key)) results.push('done');
      else results.push(charge.token === '' ? await alone(row) : notYet(row.attempts));
    }
    return results;
  };
}

/** By their ids; those of an account that was left a moment ago as they are there. */
async function chargesOf(db: Kysely<Tables>, rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, Charge>> {
  const wanted = rows.filter(({ left }) => left === undefined);
  const found = await findCharges(
    db,
    wanted.map((row) => ({ accountId: row.accountId, id: row.key })),
  );
  const left = rows.flatMap(({ key, left }) => left?.state.charges.filter(({ id }) => id === key) ?? []);
  return new Map([...found, ...left.map((charge) => [charge.id, charge] as const)]);
}

function requestFor(accountId: string, charge: Charge): ChargeRequest {
  return {
    idempotencyKey: charge.id,
    accountId,
    token: charge.token,
    amountMinor: charge.amountMinor,
    currency: charge.currency,
    onSession: charge.onSession,
  };
}

function notYet(attempts: number): BatchResult {
  return { retryInMs: Math.max(ANSWER_MS, backOffMs(attempts)) };
}

/** Makes the listener to the provider: an answer is recorded, and its charge need not be asked for again. */
export function createAnswerListener({
  db,
  recordPayment,
}: Pick<ChargeDeps, 'db' | 'recordPayment'>): (answer: PaymentAnswer) => Promise<void> {
  return async ({ accountId, chargeKey, outcome }) => {
    await recordPayment(accountId, chargeKey, outcome);
    await finishEffects(db, [{ accountId, kind: 'charge', key: chargeKey }]);
  };
}

/**
 * Makes the listener to a provider that gives many answers at once; it says which of them are recorded.
 */
export function createAnswersListener(
  db: Kysely<Tables>,
  recordPayments: RecordPayments,
): (answers: readonly PaymentAnswer[]) => Promise<readonly boolean[]> {
  return async (answers) => {
    const recorded = await recordPayments(answers);
    await finishEffects(
      db,
      answers
        .filter((_, index) => recorded[index] === true)
        .map(({ accountId, chargeKey }) => ({ accountId, kind: 'charge', key: chargeKey })),
    );
    return recorded;
  };
}
