import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createSandbox } from '../../src/adapters/payments/sandbox.ts';
import type { ChargeStatus, PaymentOutcome } from '../../src/domain/billing/types.ts';
import type { Effect } from '../../src/domain/subscription/effects.ts';
import { createAnswerListener, createCharge } from '../../src/effects/charge.ts';
import { createRefund } from '../../src/effects/refund.ts';
import { createSettle } from '../../src/effects/settle.ts';
import { createWorker } from '../../src/effects/worker.ts';
import { addEffects } from '../../src/store/outbox.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';

const silent = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const AT = Temporal.Instant.from('2026-01-01T00:00:00Z');

onBothDatabases('the charge effect', (open) => {
  let database: TestDatabase;
  let count = 0;

  beforeAll(async () => {
    database = await open();
  });

  /** An account with a charge of a card, the worker and the sandbox, and what was recorded. */
  const setUp = async (options: { number?: string; token?: string; status?: ChargeStatus } = {}) => {
    count += 1;
    const accountId = `acc_charge${count}`;
    const chargeId = `chg_charge${count}`;
    const { db } = database;
    const sandbox = createSandbox(db, { baseUrl: '', latencyMs: 0, lateMs: 0, log: silent });
    const card = { number: options.number ?? '4242424242424242', expMonth: 12, expYear: 2090, cvc: '123' };
    const attached = await sandbox.attach(card);
    const token = options.token ?? (attached.ok ? attached.card.token : '');
    await addAccountWithCharge(db, accountId, chargeId, token, options.status ?? 'asked');

    const recorded: [string, PaymentOutcome][] = [];
    const recordPayment = async (account: string, charge: string, outcome: PaymentOutcome) => {
      recorded.push([charge, outcome]);
      const status = outcome.kind === 'succeeded' ? 'paid' : outcome.kind;
      await db
        .updateTable('charges')
        .set({ status })
        .where('account_id', '=', account)
        .where('id', '=', charge)
        .execute();
    };
    sandbox.onAnswer(createAnswerListener({ db, recordPayment }));
    const handlers = {
      charge: createCharge({ db, payments: sandbox, recordPayment }),
      refund: createRefund(sandbox),
      mail: () => Promise.resolve('done' as const),
      deliver: () => Promise.resolve('done' as const),
    };
    const worker = createWorker({ db, handlers, log: silent });
    const settle = createSettle(worker, sandbox);
    const openEffects = () =>
      db.selectFrom('outbox').selectAll().where('account_id', '=', accountId).where('done_at', 'is', null).execute();
    return { accountId, chargeId, db, sandbox, worker, settle, recorded, openEffects };
  };

  test('asks, waits for the answer, and is closed by it', async () => {
    const { accountId, chargeId, sandbox, worker, settle, recorded, openEffects } = await setUp();
    await worker.drain({ accountId });
    expect(recorded).toEqual([]);
    expect(await openEffects()).toHaveLength(1);

    await settle({ accountId });
    expect(new Set(recorded.map(([, outcome]) => outcome.kind))).toEqual(new Set(['succeeded']));
    expect(await openEffects()).toEqual([]);
    const { charges } = await sandbox.statement(accountId);
    expect(charges).toMatchObject([{ key: chargeId, amountMinor: 9700, timesAsked: 1 }]);
  });

  test('asks again for an answer that does not come, and it is still one charge', async () => {
    const { accountId, db, sandbox, worker } = await setUp();
    await worker.drain({ accountId });
    await db.updateTable('outbox').set({ available_at: AT }).where('account_id', '=', accountId).execute();
    await worker.drain({ accountId });
    const { charges } = await sandbox.statement(accountId);
    expect(charges).toMatchObject([{ timesAsked: 2 }]);
  });

  test('is answered once an answer that could not be recorded is delivered again', async () => {
    const { accountId, chargeId, db, sandbox, settle, recorded, openEffects } = await setUp();
    let down = true;
    sandbox.onAnswer(
      createAnswerListener({
        db,
        recordPayment: (_account, charge, outcome) => {
          if (down) return Promise.reject(new Error('the database is away'));
          return Promise.resolve(void recorded.push([charge, outcome]));
        },
      }),
    );
    await settle({ accountId });
    expect(await openEffects()).toHaveLength(1);
    down = false;
    await settle({ accountId });
    expect(recorded[0]).toEqual([chargeId, { kind: 'succeeded' }]);
    expect(await openEffects()).toEqual([]);
  });

  test('answers itself when there is no card', async () => {
    const { accountId, chargeId, sandbox, settle, recorded } = await setUp({ token: '' });
    await settle({ accountId });
    expect(recorded).toEqual([[chargeId, { kind: 'declined', failure: 'no_payment_method' }]]);
    expect((await sandbox.statement(accountId)).charges).toEqual([]);
  });

  test.each(['dropped', 'paid', 'declined', 'needs_authentication'] as const)(
    'asks for nothing when the charge is %s',
    async (status) => {
      const { accountId, sandbox, settle, openEffects } = await setUp({ status });
      await settle({ accountId });
      expect((await sandbox.statement(accountId)).charges).toEqual([]);
      expect(await openEffects()).toEqual([]);
    },
  );

  describe('the refund effect', () => {
    test('sends the money back once', async () => {
      const { accountId, chargeId, db, sandbox, settle, openEffects } = await setUp();
      await settle({ accountId });
      const refund: Effect = { kind: 'refund', key: `cn_${chargeId}`, chargeId, amountMinor: 9700, currency: 'USD' };
      await db.transaction().execute((tx) => addEffects(tx, accountId, [refund]));
      await settle({ accountId });
      await db.updateTable('outbox').set({ done_at: null, available_at: AT }).where('key', '=', refund.key).execute();
      await settle({ accountId });
      const { refunds } = await sandbox.statement(accountId);
      expect(refunds).toEqual([{ key: refund.key, chargeKey: chargeId, amountMinor: 9700 }]);
      expect(await openEffects()).toEqual([]);
    });
  });
});

async function addAccountWithCharge(
  db: TestDatabase['db'],
  accountId: string,
  chargeId: string,
  token: string,
  status: ChargeStatus,
): Promise<void> {
  const money = { amount_minor: 9700, currency: 'USD' };
  await db
    .insertInto('accounts')
    .values({
      id: accountId,
      code: accountId.slice(4),
      name: 'Acme Outbound',
      country: 'US',
      time_zone: 'UTC',
      currency: 'USD',
      created_at: AT,
    })
    .execute();
  await db
    .insertInto('charges')
    .values({
      account_id: accountId,
      id: chargeId,
      purpose: 'plan',
      ...money,
      token,
      status,
      lines: '[]',
      on_session: false,
      asked_at: AT,
    })
    .execute();
  const effect: Effect = {
    kind: 'charge',
    key: chargeId,
    chargeId,
    amountMinor: 9700,
    currency: 'USD',
    purpose: 'plan',
    onSession: false,
  };
  await db.transaction().execute((tx) => addEffects(tx, accountId, [effect]));
}
