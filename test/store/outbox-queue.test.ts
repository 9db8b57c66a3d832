import { sql, type Kysely } from 'kysely';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { claimEffects, claiming, ClaimLost, freeEffects } from '../../src/store/outbox-queue.ts';
import type { Tables } from '../../src/store/schema.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';
import { losingAnswers } from '../testkit/lost-answers.ts';

const ACCOUNT = 'acc_claims';
const LEASE_MS = 60_000;

onBothDatabases('a claim of effects', (open) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
  });

  afterEach(async () => {
    await database.db.deleteFrom('outbox').execute();
  });

  const leave = (...keys: readonly string[]) =>
    database.db
      .insertInto('outbox')
      .values(keys.map((key) => ({ account_id: ACCOUNT, kind: 'mail' as const, key, payload: '{}' })))
      .execute();

  const claim = (db: Kysely<Tables> = database.db, limit = 10) =>
    claimEffects(db, { kinds: ['mail'], limit, leaseMs: LEASE_MS });

  const available = async () => {
    const rows = await database.db
      .selectFrom('outbox')
      .select('key')
      .where('done_at', 'is', null)
      .where('available_at', '<=', sql<never>`now()`)
      .orderBy('id')
      .execute();
    return rows.map(({ key }) => key);
  };

  /** A claim that went through, of which nobody was told. */
  const lose = async (): Promise<ClaimLost> => {
    const error: unknown = await claim(losingAnswers(database.db, () => true)).catch((thrown: unknown) => thrown);
    if (!(error instanceof ClaimLost)) throw error;
    return error;
  };

  test('whose commit is not answered says which effects nobody knows about, and gives them back', async () => {
    await leave('a', 'b');
    const lost = await lose();
    expect(lost.rows.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(lost.cause).toEqual(new Error('Connection terminated unexpectedly'));
    expect(await available()).toEqual([]);

    await freeEffects(database.db, lost);
    expect(await available()).toEqual(['a', 'b']);
    expect((await claim()).map(({ key, attempts }) => [key, attempts])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  test('that breaks before its commit claims nothing', async () => {
    await leave('a');
    const broken = new Error('Connection terminated unexpectedly');
    const breaking = claiming(database.db, LEASE_MS, async (tx) => {
      const soon = sql<never>`now() + interval '1 minute'`;
      const { numUpdatedRows } = await tx.updateTable('outbox').set({ available_at: soon }).executeTakeFirstOrThrow();
      expect(numUpdatedRows).toBe(1n);
      throw broken;
    });
    await expect(breaking).rejects.toBe(broken);
    expect(await available()).toEqual(['a']);
  });

  test('that the database refuses is no lost one', async () => {
    await leave('a');
    const failing = claimEffects(database.db, { kinds: ['mail'], limit: -1, leaseMs: LEASE_MS });
    await expect(failing).rejects.not.toBeInstanceOf(ClaimLost);
    expect(await available()).toEqual(['a']);
  });

  test('of somebody else is not given back, whether ours went through or not, nor what is done', async () => {
    await leave('a', 'b', 'c', 'd');
    const lost = await lose();
    const change = (key: string, values: { available_at?: never; done_at?: never; attempts?: number }) =>
      database.db.updateTable('outbox').set(values).where('key', '=', key).execute();
    const now = sql`now()` as never;
    await change('a', { available_at: now });
    await change('b', { done_at: now });
    await change('c', { available_at: now, attempts: 0 });
    expect((await claim()).map(({ key, attempts }) => [key, attempts])).toEqual([
      ['a', 2],
      ['c', 1],
    ]);

    await freeEffects(database.db, lost);
    expect(await available()).toEqual(['d']);
  });
});
