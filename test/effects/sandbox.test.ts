import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSandbox, mannerOf, type Sandbox, type SandboxOptions } from '../../src/adapters/payments/sandbox.ts';
import type { SandboxTables } from '../../src/adapters/payments/sandbox-tables.ts';
import type { PaymentAnswer } from '../../src/ports/payments.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';

const NUMBERS = {
  good: '4242424242424242',
  poor: '4000000000009995',
  spoilt: '4000000000000341',
  careful: '4000002500003155',
};

onBothDatabases('the sandbox provider', (open) => {
  let database: TestDatabase;
  const started: Sandbox[] = [];

  beforeAll(async () => {
    database = await open();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
  });

  const makeSandbox = (options: Partial<SandboxOptions> = {}): Sandbox => {
    const sandbox = createSandbox(database.db, {
      baseUrl: 'https://desk.example',
      latencyMs: 20,
      lateMs: 400,
      log: { warn: () => undefined },
      ...options,
    });
    started.push(sandbox);
    return sandbox;
  };

  const listening = (sandbox: Sandbox): PaymentAnswer[] => {
    const heard: PaymentAnswer[] = [];
    sandbox.onAnswer((answer) => Promise.resolve(void heard.push(answer)));
    return heard;
  };

  const tokenOf = async (sandbox: Sandbox, number: string): Promise<string> => {
    const result = await sandbox.attach({ number, expMonth: 12, expYear: 2090, cvc: '123' });
    if (!result.ok) throw new Error(result.failure);
    return result.card.token;
  };

  const ask = async (sandbox: Sandbox, key: string, number = NUMBERS.good, onSession = false) => {
    const token = await tokenOf(sandbox, number);
    const request = {
      idempotencyKey: key,
      accountId: `acc_${key}`,
      token,
      amountMinor: 9700,
      currency: 'USD',
      onSession,
    };
    await sandbox.charge(request);
    return request;
  };

  describe('a card', () => {
    test('gets a token of its own, and its number is kept nowhere', async () => {
      const sandbox = makeSandbox();
      const tokens = [await tokenOf(sandbox, NUMBERS.good), await tokenOf(sandbox, NUMBERS.good)];
      expect(tokens[0]).not.toBe(tokens[1]);
      const rows = await database.db.withTables<SandboxTables>().selectFrom('sandbox_cards').selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(NUMBERS.good);
    });

    test('that is declined is not kept', async () => {
      const sandbox = makeSandbox();
      const card = { number: '4000000000000002', expMonth: 12, expYear: 2090, cvc: '123' };
      expect(await sandbox.attach(card)).toEqual({ ok: false, failure: 'card_declined' });
    });
  });

  describe('an answer', () => {
    test.each([
      [NUMBERS.good, false, { kind: 'succeeded' }],
      [NUMBERS.poor, false, { kind: 'declined', failure: 'insufficient_funds' }],
      [NUMBERS.spoilt, true, { kind: 'declined', failure: 'card_declined' }],
      [NUMBERS.careful, false, { kind: 'declined', failure: 'authentication_required' }],
      [NUMBERS.careful, true, { kind: 'needs_authentication' }],
    ])('to a charge on %s (customer there: %s)', async (number, onSession, outcome) => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      const key = keyWith({ late: false, twice: false });
      await ask(sandbox, key, number, onSession);
      expect(heard).toEqual([]);
      expect(await sandbox.drain(`acc_${key}`)).toBe(1);
      expect(heard).toEqual([{ accountId: `acc_${key}`, chargeKey: key, outcome }]);
    });

    test('to a token of nobody is a decline, not silence', async () => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      const key = keyWith({ late: false, twice: false });
      const request = {
        idempotencyKey: key,
        accountId: 'acc_x',
        token: 'card_none',
        currency: 'USD',
        onSession: false,
      };
      await sandbox.charge({ ...request, amountMinor: 1 });
      await sandbox.drain('acc_x');
      expect(heard[0]?.outcome).toEqual({ kind: 'declined', failure: 'card_unknown' });
    });

    test('comes by itself after the latency, and late when its key says so', async () => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      sandbox.start();
      const [prompt, late] = [keyWith({ late: false, twice: false }), keyWith({ late: true, twice: false })];
      await ask(sandbox, prompt);
      const askedAt = performance.now();
      await ask(sandbox, late);
      await vi.waitFor(() => expect(heard.map((one) => one.chargeKey)).toEqual([prompt, late]), { timeout: 10_000 });
      expect(performance.now() - askedAt).toBeGreaterThan(390);
    });

    test('comes twice when its key says so', async () => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      sandbox.start();
      const key = keyWith({ late: false, twice: true });
      await ask(sandbox, key);
      await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 10_000 });
      expect(heard[0]).toEqual(heard[1]);
      await sleep(100);
      expect(heard).toHaveLength(2);
    });

    test('is told again until the listener takes it', async () => {
      const sandbox = makeSandbox();
      let calls = 0;
      sandbox.onAnswer(() => {
        calls += 1;
        return calls < 3 ? Promise.reject(new Error('not now')) : Promise.resolve();
      });
      const { accountId } = await ask(sandbox, keyWith({ late: false, twice: false }));
      expect(await sandbox.drain(accountId)).toBe(0);
      expect(await sandbox.drain(accountId)).toBe(0);
      expect(await sandbox.drain(accountId)).toBe(1);
      expect(await sandbox.drain(accountId)).toBe(0);
      expect(calls).toBe(3);
    });

    test('survives a restart in the middle', async () => {
      const before = makeSandbox();
      before.onAnswer(() => Promise.reject(new Error('the desk goes down')));
      before.start();
      const keys = [keyWith({ late: false, twice: false }), keyWith({ late: true, twice: true })];
      for (const key of keys) await ask(before, key);
      await sleep(60);
      await before.stop();

      const after = makeSandbox();
      const heard = listening(after);
      after.start();
      await vi.waitFor(() => expect(new Set(heard.map((one) => one.chargeKey))).toEqual(new Set(keys)), {
        timeout: 10_000,
      });
    });

    test('that was claimed by a process that died is told by the next one', async () => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      const key = keyWith({ late: false, twice: false });
      await ask(sandbox, key);
      const charges = database.db.withTables<SandboxTables>().updateTable('sandbox_charges').where('key', '=', key);
      await charges.set({ leased_until: Temporal.Now.instant().add({ hours: 1 }) }).execute();
      expect(await sandbox.drain(`acc_${key}`)).toBe(0);
      await charges.set((eb) => ({ leased_until: eb.ref('asked_at') })).execute();
      expect(await sandbox.drain(`acc_${key}`)).toBe(1);
      expect(heard).toHaveLength(1);
    });
  });

  describe('one key', () => {
    test('is one charge, however often it is asked for', async () => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      const key = keyWith({ late: false, twice: false });
      const request = await ask(sandbox, key);
      await Promise.all([1, 2, 3].map(() => sandbox.charge(request)));
      await sandbox.drain(request.accountId);
      expect(heard).toHaveLength(1);

      await sandbox.charge({ ...request, token: await tokenOf(sandbox, NUMBERS.poor) });
      await sandbox.drain(request.accountId);
      expect(heard).toHaveLength(2);
      expect(heard[1]?.outcome).toEqual({ kind: 'succeeded' });
      const { charges } = await sandbox.statement(request.accountId);
      expect(charges).toHaveLength(1);
      expect(charges[0]).toMatchObject({ key, amountMinor: 9700, timesAsked: 5, timesDelivered: 2 });
    });

    test('cannot be used for another amount', async () => {
      const sandbox = makeSandbox();
      const request = await ask(sandbox, keyWith({ late: false, twice: false }));
      await expect(sandbox.charge({ ...request, amountMinor: 1 })).rejects.toThrow('another charge');
    });
  });

  describe('authentication', () => {
    test.each([
      ['approve', { kind: 'succeeded' }],
      ['decline', { kind: 'declined', failure: 'authentication_failed' }],
    ] as const)('%s at the bank brings about a second answer, once', async (said, outcome) => {
      const sandbox = makeSandbox();
      const heard = listening(sandbox);
      const key = keyWith({ late: false, twice: false });
      await ask(sandbox, key, NUMBERS.careful, true);
      await sandbox.drain(`acc_${key}`);
      expect(sandbox.authenticationUrl(key)).toBe(`https://desk.example/sandbox/authenticate/${key}`);
      expect(await sandbox.chargeAtBank(key)).toMatchObject({
        last4: '3155',
        outcome: { kind: 'needs_authentication' },
      });

      await sandbox.settle(key, said);
      await sandbox.settle(key, said === 'approve' ? 'decline' : 'approve');
      await sandbox.drain(`acc_${key}`);
      expect(heard.map((one) => one.outcome)).toEqual([{ kind: 'needs_authentication' }, outcome]);
      expect(await sandbox.chargeAtBank(key)).toMatchObject({ outcome });
    });

    test('while the first answer is on its way, the second is not lost', async () => {
      const sandbox = makeSandbox();
      const key = keyWith({ late: false, twice: false });
      const heard: string[] = [];
      sandbox.onAnswer(async ({ outcome }) => {
        if (outcome.kind === 'needs_authentication') await sandbox.settle(key, 'approve');
        heard.push(outcome.kind);
      });
      await ask(sandbox, key, NUMBERS.careful, true);
      await sandbox.drain(`acc_${key}`);
      expect(heard).toEqual(['needs_authentication', 'succeeded']);
    });

    test('of an unknown charge finds nothing', async () => {
      const sandbox = makeSandbox();
      expect(await sandbox.chargeAtBank('chg_none')).toBeNull();
      await expect(sandbox.settle('chg_none', 'approve')).resolves.toBeUndefined();
    });
  });

  describe('a refund', () => {
    test('goes back once for one key', async () => {
      const sandbox = makeSandbox();
      const { idempotencyKey: chargeKey, accountId } = await ask(sandbox, keyWith({ late: false, twice: false }));
      const refund = { idempotencyKey: `cn_${chargeKey}`, chargeKey, amountMinor: 9700 };
      await Promise.all([sandbox.refund(refund), sandbox.refund(refund)]);
      await sandbox.refund(refund);
      const { refunds } = await sandbox.statement(accountId);
      expect(refunds).toEqual([{ key: `cn_${chargeKey}`, chargeKey, amountMinor: 9700 }]);
    });

    test('is never more than what was charged', async () => {
      const sandbox = makeSandbox();
      const { idempotencyKey: chargeKey } = await ask(sandbox, keyWith({ late: false, twice: false }));
      await sandbox.refund({ idempotencyKey: `cn1_${chargeKey}`, chargeKey, amountMinor: 9000 });
      const more = sandbox.refund({ idempotencyKey: `cn2_${chargeKey}`, chargeKey, amountMinor: 701 });
      await expect(more).rejects.toThrow('more than was charged');
    });

    test('needs money that arrived', async () => {
      const sandbox = makeSandbox();
      const { idempotencyKey: chargeKey } = await ask(sandbox, keyWith({ late: false, twice: false }), NUMBERS.poor);
      const refund = { idempotencyKey: `cn_${chargeKey}`, chargeKey, amountMinor: 1 };
      await expect(sandbox.refund(refund)).rejects.toThrow('no money arrived');
    });
  });
});

test('about one key in eight is late, and one in eight comes twice', () => {
  const manners = Array.from({ length: 4_000 }, (_, index) => mannerOf(`chg_${index}`));
  expect(manners.filter((one) => one.late).length / 500).toBeCloseTo(1, 0);
  expect(manners.filter((one) => one.twice).length / 500).toBeCloseTo(1, 0);
});

let counter = 0;

/** A fresh key whose hash makes the sandbox answer in this manner. */
function keyWith(manner: ReturnType<typeof mannerOf>): string {
  for (;;) {
    counter += 1;
    const key = `chg_t${counter}`;
    const found = mannerOf(key);
    if (found.late === manner.late && found.twice === manner.twice) return key;
  }
}
