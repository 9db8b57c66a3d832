import { Hono } from 'hono';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/adapters/metrics/create-metrics.ts';
import { operationsRoutes, type Operations } from '../../src/portal/operations.ts';
import { readBacklog } from '../../src/queries/backlog.ts';
import { startProgram, type Program } from '../attack/program.ts';
import { opener, type TestDatabase } from '../testkit/databases.ts';
import { told, TOKEN } from './over-http.ts';

const open = opener('postgres');
let database: TestDatabase;
let demo: Program;
let production: Program;

const REAL = { FAIRWELL_MODE: 'production', SMTP_URL: 'smtp://127.0.0.1:1', BASE_URL: 'http://desk.test' };
/** Longer than an answer about readiness is kept. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_200));

beforeAll(async () => {
  database = await open();
  demo = await startProgram(database);
  production = await startProgram(database, REAL);
});

afterAll(() => Promise.all([demo.stop(), production.stop()]));

describe('metrics without a token', () => {
  test('are read in the demo, on its machine', async () => {
    const { status, headers, text } = await told(demo.port, '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/u);
    expect(text).toMatch(/^fairwell_database_reachable 1$/mu);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/mu);
  });

  test.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    'are not shown through a proxy (%s)',
    async (name) => {
      expect((await told(demo.port, '/metrics', { [name]: '127.0.0.1' })).status).toBe(404);
    },
  );

  test('are not shown in production', async () => {
    expect((await told(production.port, '/metrics')).status).toBe(404);
  });
});

describe('labels', () => {
  test('are patterns of paths, few methods and known words, whatever is asked', async () => {
    for (const path of ['/a', '/b/c', '/orders/ord_1', '/invitations/x', '/static/nothing.css', '/%ff']) {
      await told(demo.port, path);
      await fetch(`${demo.base}${path}`, { method: 'PROPFIND' });
    }
    const { text } = await told(demo.port, '/metrics');
    const requests = text.split('\n').filter((line) => line.startsWith('fairwell_http_requests_total'));
    expect(requests.length).toBeGreaterThan(3);
    for (const line of requests) {
      expect(line).toMatch(/\{method="(GET|POST|HEAD|other)",route="\/[\w/:.*-]*",status="\d{3}"\} \d+$/u);
      expect(line).not.toMatch(/ord_1|\/b\/c|nothing/u);
    }
  });
});

describe('readiness', () => {
  test('is the database’s answer and its schema, where life is neither', async () => {
    expect(await told(demo.port, '/readyz')).toMatchObject({ status: 200, text: 'ready' });
    await sql`insert into migrations (name, checksum) values ('9999-later.sql', '')`.execute(database.db);
    await aWhile();
    expect(await told(demo.port, '/readyz')).toMatchObject({ status: 503, text: 'not ready' });
    expect(await told(demo.port, '/healthz')).toMatchObject({ status: 200, text: 'ok' });
    await sql`delete from migrations where name = '9999-later.sql'`.execute(database.db);
    await aWhile();
    expect((await told(demo.port, '/readyz')).status).toBe(200);
  });

  test('asked by many, asks the database once', async () => {
    let asked = 0;
    const routes = operationsRoutes({
      ...({ metrics: { text: () => Promise.reject(new Error('not here')) } } as Pick<Operations, 'metrics'>),
      isReady: () => Promise.resolve((asked += 1) > 0),
      metricsToken: null,
      mode: 'production',
    });
    const answers = await Promise.all(Array.from({ length: 50 }, async () => routes.request('/readyz')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(asked).toBe(1);
  });

  test('does not wait for a database that hangs', async () => {
    const routes = operationsRoutes({
      isReady: () => new Promise(() => undefined),
      metrics: createMetrics(() => new Promise(() => undefined)),
      metricsToken: TOKEN,
      mode: 'production',
    });
    const app = new Hono().route('/', routes);
    const before = performance.now();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const [ready, metrics] = await Promise.all([app.request('/readyz'), app.request('/metrics', { headers })]);
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(ready.status).toBe(503);
    expect(await metrics.text()).toMatch(/^fairwell_database_reachable 0$/mu);
  });
});

test('what waits is counted from indexes, and never further than to ten thousand', async () => {
  const { db } = await open();
  await sql`
    insert into accounts (id, code, name, country, time_zone, currency, created_at, due_at)
    select 'acct_' || n, 'code_' || n, 'Name', 'US', 'UTC', 'USD', now(),
      now() + (n - 12000) * interval '1 second'
    from generate_series(1, 30000) as n`.execute(db);
  await sql`
    insert into outbox (account_id, kind, key, payload, created_at, done_at, last_error)
    select 'acct_' || n, case when n <= 3 then 'mail' else 'charge' end, n::text, '{}', now() - interval '1 minute',
      case when n > 15000 then now() end, case when n = 1 then 'refused' end
    from generate_series(1, 30000) as n`.execute(db);
  await sql`analyze accounts, outbox`.execute(db);
  const { due, outbox } = await readBacklog(db, ['charge', 'mail', 'refund']);
  expect(due.count).toBe(10_000);
  expect(due.oldestSeconds).toBeGreaterThan(11_900);
  expect(outbox).toMatchObject([
    { kind: 'charge', count: 10_000, failed: 0 },
    { kind: 'mail', count: 3, failed: 1 },
    { kind: 'refund', count: 0, failed: 0, oldestSeconds: 0 },
  ]);
  expect(outbox[1]?.oldestSeconds).toBeGreaterThanOrEqual(60);
});
