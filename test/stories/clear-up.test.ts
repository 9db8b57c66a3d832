import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clearFinished } from '../../src/store/clear-finished.ts';
import { systemNow } from '../../src/store/clock.ts';
import { createClearUp } from '../../src/timers/clear-up.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';

const DAYS_31 = { hours: 31 * 24 };

onBothDatabases('what was finished long ago', (open) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = new Desk(await open());
  });

  /** A company on the system's time, with effects and answers that are as old as they are told to be. */
  async function companyWith(
    ages: Readonly<Record<string, { done: boolean; age: { hours: number } }>>,
  ): Promise<Company> {
    const company = await desk.company();
    const { db } = desk.database;
    const { accountId } = company;
    await db.updateTable('accounts').set({ clock_id: null, due_at: null }).where('id', '=', accountId).execute();
    for (const table of ['outbox', 'answers'] as const) {
      await db.deleteFrom(table).where('account_id', '=', accountId).execute();
    }
    for (const [key, { done, age }] of Object.entries(ages)) {
      const at = systemNow().subtract(age);
      await db
        .insertInto('outbox')
        .values({ account_id: accountId, kind: 'mail', key, payload: '{}', created_at: at, done_at: done ? at : null })
        .execute();
      await db
        .insertInto('answers')
        .values({ account_id: accountId, idempotency_key: key, command: 'cancel', refusal: null, at })
        .execute();
    }
    return company;
  }

  async function keysOf({ accountId }: Company): Promise<{ outbox: string[]; answers: string[] }> {
    const { db } = desk.database;
    const effects = await db.selectFrom('outbox').select('key').where('account_id', '=', accountId).execute();
    const answers = db.selectFrom('answers').select('idempotency_key as key').where('account_id', '=', accountId);
    const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key).sort();
    return { outbox: keys(effects), answers: keys(await answers.execute()) };
  }

  const before = () => systemNow().subtract({ hours: 30 * 24 });

  test('goes; what is young, and an effect that still waits, stays', async () => {
    const company = await companyWith({
      old: { done: true, age: DAYS_31 },
      waits: { done: false, age: DAYS_31 },
      young: { done: true, age: { hours: 29 * 24 } },
    });
    await clearFinished(desk.database.db, before(), 100);
    expect(await keysOf(company)).toEqual({ outbox: ['waits', 'young'], answers: ['young'] });
  });

  test('goes in batches', async () => {
    const old = { done: true, age: DAYS_31 };
    const company = await companyWith({ a: old, b: old, c: old });
    expect(await clearFinished(desk.database.db, before(), 2)).toEqual({ effects: 2, answers: 2 });
    expect((await keysOf(company)).answers).toHaveLength(1);
    await clearFinished(desk.database.db, before(), 2);
    expect(await keysOf(company)).toEqual({ outbox: [], answers: [] });
  });

  test('leaves the answers of an account on a test clock, which may be anywhere in time', async () => {
    const company = await desk.company();
    await company.submit({ do: 'cancel' }, 'owner', 'a-form');
    await clearFinished(desk.database.db, systemNow(), 100);
    expect((await keysOf(company)).answers).toContain('a-form');
    expect((await company.submit({ do: 'cancel' }, 'owner', 'a-form')).replayed).toBe(true);
  });

  describe('by the clock', () => {
    const log = { error: vi.fn() };
    const clearUp = () => createClearUp({ db: desk.database.db, log, everyMs: 20 });
    let running: ReturnType<typeof clearUp> | undefined;
    afterEach(() => running?.stop());

    test('goes by itself, and no more after the stop', async () => {
      const company = await companyWith({ old: { done: true, age: DAYS_31 } });
      running = clearUp();
      running.start();
      await vi.waitFor(async () => expect(await keysOf(company)).toEqual({ outbox: [], answers: [] }));
      await running.stop();
      const later = await companyWith({ old: { done: true, age: DAYS_31 } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await keysOf(later)).outbox).toEqual(['old']);
      expect(log.error).not.toHaveBeenCalled();
    });
  });
});
