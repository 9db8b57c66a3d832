import { expect, it } from 'vitest';
import { DEMO_LOGINS } from '../../src/actions/make-demo.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { verifyEvents } from '../../src/store/events.ts';
import { onBothDatabases } from '../testkit/databases.ts';

const settings = { FAIRWELL_SECRET: 'x'.repeat(32), SANDBOX_LATENCY_MS: '0', LOG_LEVEL: 'silent' };

onBothDatabases('the demo', (open) => {
  it('is made once, lives three months, and is made anew when it was interrupted', { timeout: 120_000 }, async () => {
    const database = await open();
    const { db } = database;
    const { demo } = await createApp({ ...loadConfig(settings), mode: 'demo' }, database);
    if (demo === null) throw new Error('there is no demo');
    expect(await demo.make()).toBe('made');
    expect(await demo.make()).toBe('found');

    const { id } = await db
      .selectFrom('accounts')
      .select('id')
      .where('name', '=', 'Acme Outbound')
      .executeTakeFirstOrThrow();
    const members = await db.selectFrom('members').select(['email', 'role']).where('account_id', '=', id).execute();
    expect(members.map((member) => member.email).sort()).toEqual(DEMO_LOGINS.map((login) => login.email).sort());
    const invoices = await db.selectFrom('invoices').select('purpose').where('account_id', '=', id).execute();
    expect(invoices.filter((invoice) => invoice.purpose === 'plan').length).toBeGreaterThanOrEqual(4);
    const orders = await db.selectFrom('orders').select('status').where('account_id', '=', id).execute();
    expect(orders.length).toBeGreaterThan(5);
    expect(new Set(orders.map((order) => order.status))).toEqual(new Set(['completed']));
    const leads = await db
      .selectFrom('leads')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(leads.count).toBe(20_000);
    expect(await verifyEvents(db, id)).toMatchObject({ ok: true });

    await db.deleteFrom('answers').where('account_id', '=', id).where('command', '=', 'make_demo').execute();
    expect(await demo.make(), 'as after a kill half-way').toBe('made');
    const accounts = await db.selectFrom('accounts').select('id').where('name', '=', 'Acme Outbound').execute();
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.id).not.toBe(id);
  });
});
