import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { verifyEvents } from '../../src/store/events.ts';
import type { Tables } from '../../src/store/schema.ts';
import { freePort } from '../testkit/free-port.ts';
import { makePostgres, opener, type TestDatabase } from '../testkit/databases.ts';
import { startMailServer } from '../testkit/mail-server.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { csrfOf, startProgram, until, type Customer, type Program } from './program.ts';
import { layWire, type Wire } from './wire.ts';

const PLAN = '/settings/subscription';

describe('a database that comes and goes', () => {
  let url: URL;
  let wire: Wire;
  let database: TestDatabase;
  let program: Program;
  let customer: Customer;

  beforeAll(async () => {
    url = new URL(await makePostgres());
    wire = await layWire(Number(url.port));
    const through = new URL(url);
    through.host = `127.0.0.1:${wire.port}`;
    database = await openPostgres<Tables>(through.toString(), 10);
    program = await startProgram(database);
    customer = await program.customer('owner@bad-days.test');
  });

  afterAll(async () => {
    await program.stop();
    await database.close();
  });

  const post = async (visitor: Visitor, path: string, fields: Record<string, string>): Promise<Response> =>
    visitor.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });

  const orders = () =>
    database.db.selectFrom('orders').selectAll().where('account_id', '=', customer.accountId).execute();

  const settled = () => until(async () => (await orders()).every(({ status }) => status === 'completed'));

  test('whose connections are ended again and again does every order once, and none half', async () => {
    const _csrf = await csrfOf(customer.owner);
    const admin = new pg.Client({ connectionString: url.toString() });
    await admin.connect();
    let ending = true;
    const killer = (async () => {
      while (ending) {
        await sleep(40);
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
      }
    })();
    const unavailable: Response[] = [];
    const place = async (_key: string): Promise<void> => {
      for (;;) {
        const answer = await post(customer.owner, '/orders', { _csrf, _key, leads: '3' });
        if (answer.status !== 503) return expect(answer.status).toBe(303);
        unavailable.push(answer);
        await sleep(30);
      }
    };
    const placing = Promise.all(Array.from({ length: 40 }, () => place(randomUUID())));
    await Promise.race([placing, sleep(2_500)]);
    ending = false;
    await killer;
    await placing;
    await admin.end();
    expect(unavailable.length).toBeGreaterThan(0);
    expect(unavailable[0]?.headers.get('retry-after')).toBe('5');
    expect(await unavailable[0]?.text()).toContain('The database cannot be reached');
    await settled();
    const placed = await orders();
    expect(placed).toHaveLength(40);
    expect(placed.map(({ delivered }) => delivered)).toEqual(placed.map(() => 3));
    const lots = await database.db
      .selectFrom('credit_lots')
      .select(['available', 'reserved'])
      .where('account_id', '=', customer.accountId)
      .execute();
    expect(lots).toEqual([{ available: 2_000 - 40 * 3, reserved: 0 }]);
    expect((await verifyEvents(database.db, customer.accountId)).ok).toBe(true);
    expect(program.failures.filter((failure) => !failure.startsWith('503'))).toEqual([]);
  });

  test('that is gone is said to be, and requests after it came back work, and so does what waited', async () => {
    const { owner } = customer;
    await settled();
    const _csrf = await csrfOf(owner);
    const page = await owner.open(PLAN);
    await wire.cut();
    for (const path of ['/', PLAN, '/orders', '/help/articles/how-to-cancel-your-subscription']) {
      const answer = await owner.ask(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 503 });
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors');
      expect(await answer.text()).not.toMatch(/ECONN|pg-pool|node_modules|\bat \S+ \(/u);
    }
    expect((await program.visitor().ask('/invitations/a-token-that-lets-somebody-in')).status).toBe(503);
    expect((await post(owner, `${PLAN}/pause`, { _csrf, at: 'x' })).status).toBe(503);
    expect((await program.visitor().ask('/healthz')).status).toBe(200);
    await wire.mend();
    // the same tab, the same form
    const started = await page.submit(`${PLAN}/cancel`);
    expect(started.path).toBe(`${PLAN}/cancel`);
    await post(owner, '/orders', { _csrf, _key: randomUUID(), leads: '3' });
    await settled();
    expect(await orders()).toHaveLength(41);
    expect(program.log.join('\n')).not.toContain('a-token-that-lets-somebody-in');
  });

  test('that goes while a list is sent breaks the list off, and nothing else', async () => {
    const answer = await customer.owner.ask('/orders/export.csv');
    await wire.cut();
    await answer.text().catch(() => 'broken off');
    await wire.mend();
    expect((await customer.owner.ask('/orders')).status).toBe(200);
  });

  test('that goes and comes while effects run loses none of them', async () => {
    const _csrf = await csrfOf(customer.owner);
    const bought = post(customer.owner, '/settings/billing/top-up', { _csrf, _key: randomUUID(), credits: '1000' });
    expect((await bought).status).toBe(303);
    for (let time = 0; time < 5; time += 1) {
      await wire.cut();
      await sleep(20);
      await wire.mend();
      await sleep(20);
    }
    await until(async () => {
      const { rows } = await counted(url);
      return rows[0]?.bought === '1';
    }, 25_000);
  });

  test('that is gone keeps nobody from stopping the program', async () => {
    const other = await startProgram(database);
    await wire.cut();
    const began = performance.now();
    await other.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    await wire.mend();
  });
});

/** How many lots of bought credits there are, asked without the program. */
async function counted(url: URL): Promise<pg.QueryResult<{ bought: string }>> {
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    return await client.query<{ bought: string }>(`select count(*) as bought from credit_lots where source = 'bought'`);
  } finally {
    await client.end();
  }
}

describe('a mail server that is down', () => {
  const open = opener('embedded');

  test('keeps nothing from happening, and no mail from arriving once it is up', async () => {
    const port = await freePort();
    const database = await open();
    const program = await startProgram(database, { SMTP_URL: `smtp://127.0.0.1:${port}` });
    const { owner } = await program.customer('owner@mail.test');
    await (await owner.open(`${PLAN}/pause`)).submit(`${PLAN}/pause`);
    expect((await owner.open(PLAN)).text).toContain('Your subscription pauses on');
    const waiting = () =>
      database.db.selectFrom('outbox').selectAll().where('kind', '=', 'mail').where('done_at', 'is', null).execute();
    await until(async () => (await waiting()).some(({ last_error }) => last_error?.includes('ECONNREFUSED') ?? false));
    const kept = (await waiting()).length;
    expect(kept).toBeGreaterThanOrEqual(3);
    const server = await startMailServer({ port });
    await until(async () => (await waiting()).length === 0, 25_000);
    expect(server.received).toHaveLength(kept);
    await program.stop();
    await server.stop();
    expect(program.failures).toEqual([]);
  });
});
