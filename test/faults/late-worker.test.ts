import { Temporal } from 'temporal-polyfill';
import { beforeAll, expect, test } from 'vitest';
import { listkit } from '../../flows/listkit.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk } from '../testkit/desk.ts';

onBothDatabases('a worker that is away', (open) => {
  let desk: Desk;

  beforeAll(async () => {
    desk = new Desk(await open());
  });

  test('keeps nobody from cancelling anew after an attempt that was left open', async () => {
    const company = await desk.company();
    const { db } = desk.database;
    await company.submit({ do: 'start_attempt', flow: listkit });
    await db
      .updateTable('clocks')
      .set({ now: Temporal.Instant.from('2026-02-03T15:00:00Z') })
      .where('id', '=', company.clockId)
      .execute();
    const { refusal } = await company.submit({ do: 'start_attempt', flow: listkit });
    expect(refusal).toBeNull();
    const attempts = await db
      .selectFrom('attempts')
      .select('outcome')
      .where('account_id', '=', company.accountId)
      .orderBy('started_at')
      .execute();
    expect(attempts).toEqual([{ outcome: 'abandoned' }, { outcome: null }]);
    expect((await company.verify()).ok).toBe(true);
  });
});
