import { beforeAll, expect, it } from 'vitest';
import { deliveriesOn, manyDeliveriesOn } from '../../src/actions/deliveries.ts';
import { createDeliver, DELIVER_DEFAULTS } from '../../src/effects/deliver.ts';
import { createDeliverTogether } from '../../src/effects/deliver-together.ts';
import type { ManyDeliveries } from '../../src/ports/deliveries.ts';
import { nextLeads, nextLeadsOfEach } from '../../src/queries/leads.ts';
import { findOrder, runningOrders } from '../../src/queries/orders.ts';
import type { OutboxRow } from '../../src/store/outbox-queue.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';
import { anyLead, Desk, type Company } from '../testkit/desk.ts';

const CHUNK = 150;

onBothDatabases('delivery of many orders together', (open) => {
  let database: TestDatabase;
  let desk: Desk;

  beforeAll(async () => {
    database = await open();
    desk = new Desk(database);
    await desk.fill(1_500);
  });

  /** Places an order that no worker has seen. */
  async function place(company: Company, leads: number, filter = anyLead): Promise<OutboxRow> {
    const { accountId } = company;
    const { state } = await company.submit({ do: 'place_order', filter, fields: ['business_email'], leads });
    const orderId = state.orders.at(-1)?.id ?? '';
    return { accountId, kind: 'deliver', key: orderId, payload: { orderId }, attempts: 1 };
  }

  async function leadsOf({ accountId, key }: OutboxRow): Promise<number[]> {
    const rows = await database.db
      .selectFrom('deliveries')
      .innerJoin('leads', 'leads.id', 'deliveries.lead_id')
      .select('lead_id')
      .where('account_id', '=', accountId)
      .where('order_id', '=', key)
      .where('verified', '=', true)
      .orderBy('lead_id')
      .execute();
    return rows.map((row) => row.lead_id);
  }

  function together(changes: Partial<ManyDeliveries> = {}) {
    const deliver = createDeliver(deliveriesOn(desk.engine.deps), DELIVER_DEFAULTS);
    const looks: number[] = [];
    const alone: string[] = [];
    const many = manyDeliveriesOn(desk.engine.deps);
    const counted: ManyDeliveries = {
      ...many,
      nextLeadsOfEach: (orders) => {
        looks.push(orders.length);
        return many.nextLeadsOfEach(orders);
      },
      ...changes,
    };
    const run = createDeliverTogether(counted, (row) => (alone.push(row.key), deliver(row)), CHUNK);
    return { run, looks, alone };
  }

  it('gives each what it would have got by itself, and none a lead twice', async () => {
    const companies = await Promise.all([1, 2, 3, 4].map(() => desk.company()));
    const energy = { ...anyLead, industries: ['Energy'] };
    const [one, two, three, four] = companies as [Company, Company, Company, Company];
    const rows = [
      await place(one, 20),
      await place(one, 30),
      await place(two, 20),
      await place(three, 10, energy),
      await place(four, 400),
    ];
    const { run, looks, alone } = together();
    expect(await run(rows)).toEqual(rows.map(() => 'done'));
    const given = await Promise.all(rows.map(leadsOf));
    expect(given.map((leads) => leads.length)).toEqual([20, 30, 20, 10, 400]);
    expect(new Set([...(given[0] ?? []), ...(given[1] ?? [])]).size).toBe(50);
    expect(given[2]).toEqual(given[0]);
    // two that are of different accounts and ask for the same; the second of an account; one with another filter
    expect(looks).toEqual([1, 2, 1]);
    expect(alone).toContain(rows[4]?.key);
    for (const row of rows) {
      expect(await findOrder(database.db, row.accountId, row.key)).toMatchObject({ status: 'completed' });
    }
    expect(await run(rows)).toEqual(rows.map(() => 'done'));
    expect(await Promise.all(rows.map(leadsOf))).toEqual(given);
  });

  it('looks up for each what it would look up for one', async () => {
    const companies = [await desk.company(), await desk.company()];
    const rows = await Promise.all(companies.map((company) => place(company, 25)));
    await together().run(rows.slice(0, 1));
    const orders = await Promise.all(companies.map((company) => place(company, 5)));
    const names = orders.map(({ accountId, key }) => ({ accountId, orderId: key }));
    const running = await runningOrders(database.db, [...names, { accountId: 'acct_none', orderId: 'ord_none' }]);
    expect(running[2]).toBeNull();
    const looks = orders.map(({ accountId }, index) => {
      const order = running[index];
      if (!order) throw new Error('the order does not run');
      return { accountId, order, limit: 7 + index };
    });
    const expected = await Promise.all(
      looks.map(({ accountId, order, limit }) =>
        nextLeads(database.db, { accountId, subscriptionId: order.subscriptionId }, order.filter, order.cursor, limit),
      ),
    );
    expect(expected.map((leads) => leads.length)).toEqual([7, 8]);
    expect(await nextLeadsOfEach(database.db, looks)).toEqual(expected);
    expect(await nextLeadsOfEach(database.db, [])).toEqual([]);
  });

  it('delivers alone what could not be recorded with the others, and what is not complete', async () => {
    const companies = await Promise.all([1, 2, 3].map(() => desk.company()));
    const rows = await Promise.all(companies.map((company) => place(company, 15)));
    const many = manyDeliveriesOn(desk.engine.deps);
    const { run, alone } = together({
      // the first is not recorded, and of what the second is shown nothing verifies
      recordAll: async (chunks) => [false, ...(await many.recordAll(chunks.slice(1)))],
      nextLeadsOfEach: async (looks) =>
        (await many.nextLeadsOfEach(looks)).map((leads, index) =>
          index === 1 ? leads.map((lead) => ({ ...lead, verified: false })) : leads,
        ),
    });
    expect(await run(rows)).toEqual(['done', 'done', 'done']);
    expect(alone.slice(0, 2)).toEqual([rows[0]?.key, rows[1]?.key]);
    for (const row of rows) expect(await leadsOf(row)).toHaveLength(15);
  });
});
