import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BatchHandler, Handler, HandlerResult } from '../../src/effects/handler.ts';
import { createSettle } from '../../src/effects/settle.ts';
import { createWorker, type EffectKind, type Worker, type WorkerOptions } from '../../src/effects/worker.ts';
import type { OutboxRow } from '../../src/store/outbox-queue.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';
import { losingAnswers } from '../testkit/lost-answers.ts';

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

let accounts = 0;

onBothDatabases('the effects worker', (open) => {
  let database: TestDatabase;
  const workers: Worker[] = [];

  beforeAll(async () => {
    database = await open();
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    // what one test leaves waiting is none of the next one's business
    await database.db.deleteFrom('outbox').execute();
  });

  const makeWorker = (
    handlers: Partial<Record<EffectKind, Handler>>,
    options: Partial<Omit<WorkerOptions, 'handlers'>> = {},
  ): Worker => {
    const done: Handler = () => Promise.resolve('done');
    const all = { charge: done, refund: done, mail: done, deliver: done, ...handlers };
    const worker = createWorker({ db: database.db, handlers: all, log, pollMs: 50, ...options });
    workers.push(worker);
    return worker;
  };

  const inTime = (ms: number) => sql<Temporal.Instant>`now() + ${ms}::integer * interval '1 millisecond'`;

  const leave = async (keys: readonly string[], kind: EffectKind = 'mail', inMs = 0): Promise<string> => {
    accounts += 1;
    const account_id = `acc_worker${accounts}`;
    const payload = JSON.stringify({ kind, secret: 'a token' });
    await database.db
      .insertInto('outbox')
      .values(keys.map((key) => ({ account_id, kind, key, payload, available_at: inTime(inMs) })))
      .execute();
    return account_id;
  };

  const rowsOf = (accountId: string) =>
    database.db.selectFrom('outbox').selectAll().where('account_id', '=', accountId).orderBy('id').execute();

  const claimed = (accountId: string) =>
    vi.waitFor(async () => expect((await rowsOf(accountId))[0]?.attempts).toBe(1), { timeout: 10_000 });

  const waitMsOf = async (accountId: string): Promise<number> => {
    const { ms } = await database.db
      .selectFrom('outbox')
      .select(sql<number>`extract(epoch from available_at - now()) * 1000`.as('ms'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    return ms;
  };

  const makeAvailable = (accountId: string) =>
    database.db
      .updateTable('outbox')
      .set({ available_at: sql`now()` })
      .where('account_id', '=', accountId)
      .execute();

  test('runs a row, with what it needs, and marks it done', async () => {
    const seen: OutboxRow[] = [];
    const worker = makeWorker({ mail: (row) => Promise.resolve(seen.push(row)).then(() => 'done') });
    const accountId = await leave(['a', 'b']);
    expect(await worker.drain({ accountId })).toBe(2);
    expect(seen.map(({ key, attempts }) => [key, attempts])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(seen[0]).toMatchObject({ accountId, kind: 'mail', payload: { kind: 'mail' } });
    expect((await rowsOf(accountId)).every((row) => row.done_at !== null)).toBe(true);
    expect(await worker.drain({ accountId })).toBe(0);
  });

  test('runs by itself once it is started, at once when it is woken', async () => {
    const keys: string[] = [];
    const worker = makeWorker(
      { mail: ({ key }) => Promise.resolve(keys.push(key)).then(() => 'done') },
      { pollMs: 60_000 },
    );
    worker.start();
    await sleep(50);
    await leave(['woken']);
    worker.wake();
    await vi.waitFor(() => expect(keys).toEqual(['woken']), { timeout: 10_000 });
  });

  test('keeps no secret of a row that asks to be forgotten', async () => {
    const worker = makeWorker({ mail: () => Promise.resolve('forget') });
    const accountId = await leave(['a']);
    await worker.drain({ accountId });
    const [row] = await rowsOf(accountId);
    expect(row?.payload).toEqual({});
    expect(row?.done_at).not.toBeNull();
  });

  test('tries again what failed, each time later, and says why', async () => {
    let fails = true;
    const worker = makeWorker({
      mail: () => (fails ? Promise.reject(new Error('smtp://u:p@host is down')) : Promise.resolve('done')),
    });
    const accountId = await leave(['a']);
    expect(await worker.drain({ accountId })).toBe(1);
    expect((await rowsOf(accountId))[0]).toMatchObject({
      attempts: 1,
      done_at: null,
      last_error: 'smtp://host is down',
    });
    expect(await waitMsOf(accountId)).toBeGreaterThan(500);
    expect(await worker.drain({ accountId })).toBe(0);

    await makeAvailable(accountId);
    await worker.drain({ accountId });
    expect(await waitMsOf(accountId)).toBeGreaterThan(1_500);

    fails = false;
    await makeAvailable(accountId);
    await worker.drain({ accountId });
    expect((await rowsOf(accountId))[0]).toMatchObject({ attempts: 3, last_error: null });
  });

  test('counts what takes too long as failed', async () => {
    const worker = makeWorker({ mail: () => sleep(400).then(() => 'done') }, { timeoutMs: 50 });
    const accountId = await leave(['a']);
    await worker.drain({ accountId });
    expect((await rowsOf(accountId))[0]?.last_error).toBe('took longer than 50 ms');
  });

  test('comes back to what is not done yet, without calling it an error', async () => {
    const answers: HandlerResult[] = [{ retryInMs: 0 }, { retryInMs: 60_000 }, 'done'];
    const worker = makeWorker({ charge: () => Promise.resolve(answers.shift() ?? 'done') });
    const accountId = await leave(['a'], 'charge');
    expect(await worker.drain({ accountId })).toBe(2);
    expect((await rowsOf(accountId))[0]).toMatchObject({ attempts: 2, last_error: null, done_at: null });
    expect(await waitMsOf(accountId)).toBeGreaterThan(30_000);
  });

  test('runs again what a killed process had claimed, once the claim runs out', async () => {
    let release = () => undefined as void;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    const killed = makeWorker({ mail: () => stuck.then(() => 'done') }, { leaseMs: 300 });
    const accountId = await leave(['a']);
    void killed.drain({ accountId });
    await claimed(accountId);

    const keys: string[] = [];
    const next = makeWorker({ mail: ({ key }) => Promise.resolve(keys.push(key)).then(() => 'done') });
    expect(await next.drain({ accountId })).toBe(0);
    next.start();
    await vi.waitFor(() => expect(keys).toEqual(['a']), { timeout: 10_000 });
    release();
  });

  test('does not wait for the end of a claim that went through without an answer', async () => {
    const accountId = await leave(['a']);
    const db = losingAnswers(database.db, async () => (await rowsOf(accountId))[0]?.attempts === 1);
    const worker = makeWorker({}, { db, leaseMs: 60_000 });
    worker.start();
    await vi.waitFor(async () => expect((await rowsOf(accountId))[0]?.done_at).not.toBeNull(), { timeout: 10_000 });
    expect((await rowsOf(accountId))[0]?.attempts).toBe(2);
  });

  test('runs a row once, however many workers there are', async () => {
    const runs = new Map<string, number>();
    const count: Handler = async ({ key }) => {
      await sleep(5);
      runs.set(key, (runs.get(key) ?? 0) + 1);
      return 'done';
    };
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    await leave(keys);
    const team = [1, 2, 3].map(() => makeWorker({ mail: count }));
    for (const worker of team) worker.start();
    await Promise.all(team.map((worker) => worker.drain('all')));
    await vi.waitFor(() => expect(runs.size).toBe(40), { timeout: 15_000 });
    expect([...runs.values()]).toEqual(keys.map(() => 1));
  });

  test('lets no kind of effect wait for another', async () => {
    const worker = makeWorker({ mail: () => sleep(3_000).then(() => 'done') }, { concurrency: 2, stopMs: 10 });
    await leave(['a', 'b', 'c', 'd'], 'mail');
    const charged = await leave(['e'], 'charge');
    worker.start();
    await vi.waitFor(async () => expect((await rowsOf(charged))[0]?.done_at).not.toBeNull(), { timeout: 2_800 });
  });

  test('finishes what is in flight when it is stopped, and takes up nothing new', async () => {
    const worker = makeWorker({ mail: () => sleep(200).then(() => 'done') }, { concurrency: 1 });
    const accountId = await leave(['a', 'b']);
    worker.start();
    await claimed(accountId);
    await worker.stop();
    const rows = await rowsOf(accountId);
    expect(rows.map((row) => row.done_at !== null)).toEqual([true, false]);
    expect(rows[1]?.attempts).toBe(0);
  });

  test('does not wait forever for what hangs when it is stopped', async () => {
    const worker = makeWorker({ mail: () => sleep(3_000).then(() => 'done') }, { stopMs: 50 });
    const accountId = await leave(['a']);
    worker.start();
    await claimed(accountId);
    const before = Date.now();
    await worker.stop();
    expect(Date.now() - before).toBeLessThan(1_000);
  });

  describe('what its own commit claimed', () => {
    const handedOver = (accountId: string, key: string): OutboxRow => ({
      accountId,
      kind: 'charge',
      key,
      payload: {},
      attempts: 1,
    });

    test('is run together, and marked done, without being claimed again', async () => {
      const seen: (readonly OutboxRow[])[] = [];
      const charge: BatchHandler = (rows) => Promise.resolve(seen.push(rows)).then(() => rows.map(() => 'done'));
      const worker = makeWorker({}, { together: { charge } });
      worker.start();
      const room = worker.atHand();
      expect(room?.claim).toEqual({ kinds: ['charge'], leaseMs: 60_000 });
      const accountId = await leave(['a', 'b'], 'charge', 60_000);
      const rows = ['a', 'b'].map((key) => handedOver(accountId, key));
      await room?.carryOut(rows);
      expect(seen).toEqual([rows]);
      expect((await rowsOf(accountId)).map(({ done_at, attempts }) => [done_at !== null, attempts])).toEqual([
        [true, 0],
        [true, 0],
      ]);
    });

    test('finds no room with a worker that does not run, or has three batches to do', async () => {
      const worker = makeWorker({});
      expect(worker.atHand()).toBeNull();
      worker.start();
      const rooms = [worker.atHand(), worker.atHand(), worker.atHand()];
      expect(worker.atHand()).toBeNull();
      await rooms[0]?.carryOut([]);
      const another = worker.atHand();
      expect(another).not.toBeNull();
      for (const room of [...rooms.slice(1), another]) await room?.carryOut([]);
    });

    test('keeps nobody waiting for long, but is waited for by whoever drains', async () => {
      let finished = false;
      const charge: Handler = () => sleep(300).then(() => ((finished = true), 'done'));
      const worker = makeWorker({ charge }, { patienceMs: 20 });
      worker.start();
      const room = worker.atHand();
      const accountId = await leave(['a'], 'charge', 60_000);
      await room?.carryOut([handedOver(accountId, 'a')]);
      expect(finished).toBe(false);
      await worker.drain({ accountId });
      expect(finished).toBe(true);
    });
  });

  describe('draining', () => {
    test('is about one account, or about all', async () => {
      const worker = makeWorker({});
      const [mine, other] = [await leave(['a']), await leave(['b'])];
      expect(await worker.drain({ accountId: mine })).toBe(1);
      expect((await rowsOf(other))[0]?.done_at).toBeNull();
      expect(await worker.drain('all')).toBe(1);
    });

    test('waits for what the running worker has taken up', async () => {
      let finished = false;
      const worker = makeWorker({
        mail: async () => {
          await sleep(150);
          finished = true;
          return 'done';
        },
      });
      const accountId = await leave(['a']);
      worker.start();
      await claimed(accountId);
      await worker.drain({ accountId });
      expect(finished).toBe(true);
    });

    test('does at once what otherwise takes its time', async () => {
      const runs: string[] = [];
      const slowly: Handler = () => Promise.resolve(runs.push('slowly')).then(() => ({ retryInMs: 60_000 }));
      const fast: Handler = () => Promise.resolve(runs.push('at once')).then(() => 'done');
      const worker = makeWorker({ deliver: slowly }, { atOnce: { deliver: fast } });
      const accountId = await leave(['a'], 'deliver');
      worker.start();
      await claimed(accountId);
      await worker.drain({ accountId });
      expect(runs).toEqual(['slowly', 'at once']);
      expect((await rowsOf(accountId))[0]?.done_at).not.toBeNull();
    });

    test('ends although something keeps failing', async () => {
      const worker = makeWorker({ mail: () => Promise.reject(new Error('no')) });
      const accountId = await leave(['a', 'b', 'c']);
      expect(await worker.drain({ accountId })).toBe(3);
    });
  });

  test('settling goes on until what follows from an answer has happened too', async () => {
    let owed = 2;
    const accountId = await leave(['first']);
    const worker = makeWorker({});
    const answerer = {
      drain: async () => {
        if (owed === 0) return 0;
        owed -= 1;
        const payload = JSON.stringify({});
        await database.db
          .insertInto('outbox')
          .values({ account_id: accountId, kind: 'mail', key: `follows ${owed}`, payload })
          .execute();
        return 1;
      },
    };
    await createSettle(worker, answerer)({ accountId });
    const rows = await rowsOf(accountId);
    expect(rows).toHaveLength(3);
    expect(rows.every((row) => row.done_at !== null)).toBe(true);
  });
});
