import { beforeAll, describe, expect, it } from 'vitest';
import { deliveriesOn } from '../../src/actions/deliveries.ts';
import { createDeliver } from '../../src/effects/deliver.ts';
import type { Deliveries } from '../../src/ports/deliveries.ts';
import { findOrder, orderPage } from '../../src/queries/orders.ts';
import { anyLead, Desk, type Company } from '../testkit/desk.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';

const SIZE = 1_500;

onBothDatabases('delivery', (open) => {
  let database: TestDatabase;
  let desk: Desk;

  beforeAll(async () => {
    database = await open();
    desk = new Desk(database);
    await desk.fill(SIZE);
  });

  /** Places an order that no worker has seen, and gives the row that the outbox holds for it. */
  async function place(company: Company, leads: number, filter = anyLead) {
    const { refusal, state } = await company.submit({
      do: 'place_order',
      filter,
      fields: ['business_email'],
      leads,
    });
    expect(refusal).toBeNull();
    const orderId = state.orders.at(-1)?.id ?? '';
    return { orderId, row: { accountId: company.accountId, payload: { orderId } } };
  }

  const deliverWith = (changes: Partial<Deliveries> = {}, chunk = 100) =>
    createDeliver({ ...deliveriesOn(desk.engine.deps), ...changes }, { chunk, paceMs: 0, runMs: 60_000 });

  async function leadsOf(company: Company, orderId: string): Promise<number[]> {
    const rows = await database.db
      .selectFrom('deliveries')
      .select('lead_id')
      .where('account_id', '=', company.accountId)
      .where('order_id', '=', orderId)
      .orderBy('lead_id')
      .execute();
    return rows.map((row) => row.lead_id);
  }

  it('delivers verified leads, charges them and releases the rest', async () => {
    const company = await desk.company();
    const before = (await company.credits()).available;
    const { orderId, row } = await place(company, 250);
    expect(await deliverWith()(row)).toBe('done');
    const order = await findOrder(database.db, company.accountId, orderId);
    expect(order).toMatchObject({ status: 'completed', delivered: 250, creditsSpent: 250, creditsReleased: 0 });
    expect(order?.rejected).toBeGreaterThan(0);
    const leads = await leadsOf(company, orderId);
    const bad = await database.db.selectFrom('leads').select('id').where('verified', '=', false).execute();
    expect(leads.filter((id) => bad.some((lead) => lead.id === id))).toEqual([]);
    expect(leads).toHaveLength(250);
    expect(await company.credits()).toMatchObject({ available: before - 250, reserved: 0 });
  });

  it('completes an order that the catalogue cannot fill, and gives back what it held', async () => {
    const company = await desk.company();
    const before = (await company.credits()).available;
    const filter = { ...anyLead, countries: ['Singapore', 'South Africa'] };
    const { orderId, row } = await place(company, 1_000, filter);
    await deliverWith()(row);
    const order = await findOrder(database.db, company.accountId, orderId);
    expect(order?.status).toBe('completed');
    expect(order?.delivered).toBeLessThan(1_000);
    expect(order?.creditsReleased).toBe(1_000 - (order?.delivered ?? 0));
    expect((await company.credits()).available).toBe(before - (order?.delivered ?? 0));
  });

  it('completes at once, for nothing, an order that nothing matches', async () => {
    const company = await desk.company();
    const { orderId, row } = await place(company, 10, { ...anyLead, title: 'astronaut' });
    expect(await deliverWith()(row)).toBe('done');
    expect(await findOrder(database.db, company.accountId, orderId)).toMatchObject({
      status: 'completed',
      delivered: 0,
      creditsSpent: 0,
      creditsReleased: 10,
    });
  });

  it('never delivers a lead twice to two orders at the same instant, and completes both', async () => {
    const company = await desk.company();
    const first = await place(company, 300);
    const second = await place(company, 300);
    const third = await place(company, 200, { ...anyLead, countries: ['United States'] });
    await Promise.all([first, second, third].map(({ row }) => deliverWith()(row)));
    const leads = await Promise.all([first, second, third].map(({ orderId }) => leadsOf(company, orderId)));
    expect(leads.map((each) => each.length)).toEqual([300, 300, 200]);
    expect(new Set(leads.flat()).size).toBe(800);
    expect((await company.credits()).reserved).toBe(0);
  });

  it('looks again when another order was delivered one of its leads in between', async () => {
    const company = await desk.company();
    const [one, other] = [await place(company, 40), await place(company, 40)];
    let looks = 0;
    const slow = deliverWith({
      nextLeads: async (accountId, order, limit) => {
        const leads = await deliveriesOn(desk.engine.deps).nextLeads(accountId, order, limit);
        looks += 1;
        // the other order overtakes between the look and the record
        if (looks === 1) await deliverWith()(other.row);
        return leads;
      },
    });
    expect(await slow(one.row)).toBe('done');
    expect(looks).toBe(2);
    const leads = [...(await leadsOf(company, one.orderId)), ...(await leadsOf(company, other.orderId))];
    expect(leads).toHaveLength(80);
    expect(new Set(leads).size).toBe(80);
  });

  it('delivers nothing twice when it is run twice at once, or again after it was killed', async () => {
    const company = await desk.company();
    const { orderId, row } = await place(company, 300);
    let records = 0;
    const killed = deliverWith({
      record: async (...chunk) => {
        const answer = await deliveriesOn(desk.engine.deps).record(...chunk);
        if ((records += 1) === 2) throw new Error('killed after the commit');
        return answer;
      },
    });
    await expect(killed(row)).rejects.toThrow('killed');
    await Promise.all([deliverWith()(row), deliverWith({}, 70)(row)]);
    expect(await leadsOf(company, orderId)).toHaveLength(300);
    expect(await findOrder(database.db, company.accountId, orderId)).toMatchObject({
      status: 'completed',
      delivered: 300,
      creditsSpent: 300,
    });
    expect(await deliverWith()(row)).toBe('done');
  });

  it('looks at little more than an order wants, and again where most of that does not verify', async () => {
    const company = await desk.company();
    const { orderId, row } = await place(company, 30);
    const limits: number[] = [];
    const nextLeads: Deliveries['nextLeads'] = async (accountId, order, limit) => {
      limits.push(limit);
      const leads = await deliveriesOn(desk.engine.deps).nextLeads(accountId, order, limit);
      return leads.map((lead) => ({ ...lead, verified: limits.length > 1 }));
    };
    await deliverWith({ nextLeads }, 10_000)(row);
    expect(limits).toEqual([46, 46]);
    expect(await findOrder(database.db, company.accountId, orderId)).toMatchObject({ delivered: 30, rejected: 46 });
  });

  it('goes on in another run when one has worked for long enough', async () => {
    const company = await desk.company();
    const { orderId, row } = await place(company, 250);
    const brief = createDeliver(deliveriesOn(desk.engine.deps), { chunk: 100, paceMs: 0, runMs: 0 });
    expect(await brief(row)).toEqual({ retryInMs: 0 });
    expect(await findOrder(database.db, company.accountId, orderId)).toMatchObject({ status: 'running' });
    while ((await brief(row)) !== 'done');
    expect(await leadsOf(company, orderId)).toHaveLength(250);
  });

  it('delivers none of the kept history again, and starts a new one after an end', async () => {
    const company = await desk.company({ start: '2026-01-10T12:00:00Z' });
    expect(await company.order(900)).toBeNull();
    expect(await company.order(900)).toBeNull();
    const kept = await company.deliveries();
    expect(new Set(kept.map(({ leadId }) => leadId)).size).toBe(kept.length);
    expect(await company.do({ do: 'cancel' })).toBeNull();
    await company.to('2026-02-11T12:00:00Z');
    expect((await company.state()).subscription?.historySize).toBe(0);
    expect(await company.do({ do: 'subscribe', plan: 'starter' })).toBeNull();
    expect(await company.order(900)).toBeNull();
    const [newest] = (await orderPage(database.db, company.accountId, 1)).rows;
    expect(newest).toMatchObject({ delivered: 900 });
  });
});

describe('the pace of delivery', () => {
  it('rests between chunks', async () => {
    let delivered = 0;
    const deliver = createDeliver(
      {
        runningOrder: () =>
          Promise.resolve(
            delivered === 2
              ? null
              : { id: 'o', subscriptionId: 's', filter: anyLead, requested: 2, delivered, cursor: delivered },
          ),
        nextLeads: () => Promise.resolve([{ id: delivered + 1, verified: true }]),
        record: () => {
          delivered += 1;
          return Promise.resolve('recorded');
        },
      },
      { chunk: 1, paceMs: 30, runMs: 10_000 },
    );
    const before = performance.now();
    await deliver({ accountId: 'a', payload: { orderId: 'o' } });
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});
