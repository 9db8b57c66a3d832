import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/adapters/database/open.ts';
import type { Tables } from '../../src/store/schema.ts';
import { until } from '../attack/program.ts';
import { makePostgres } from '../testkit/databases.ts';
import { freePort } from '../testkit/free-port.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import { PRODUCTION, Program } from '../testkit/program.ts';
import { metricsOf, signUp, told, TOKEN, visitorOf } from './over-http.ts';

const SLOW = 120_000;
const EMAIL = 'owner@roles.test';

let mail: MailServer;
let database: Database<Tables>;
let url: string;
let ports: { readonly web: number; readonly worker: number };
let web: Program;
let worker: Program;

const startAs = (role: 'web' | 'worker', port: number) =>
  new Program(
    {
      ...PRODUCTION,
      PORT: String(port),
      BASE_URL: `http://localhost:${ports.web}`,
      DATABASE_URL: url,
      SMTP_URL: mail.url,
      METRICS_TOKEN: TOKEN,
      SANDBOX_LATENCY_MS: '0',
    },
    ['--role', role],
  );

const waiting = async () => {
  const rows = await database.db.selectFrom('outbox').select('kind').where('done_at', 'is', null).execute();
  return rows.map(({ kind }) => kind).sort();
};

beforeAll(async () => {
  mail = await startMailServer();
  url = await makePostgres();
  database = await openDatabase<Tables>({ url });
  ports = { web: await freePort(), worker: await freePort() };
  web = startAs('web', ports.web);
  await web.ready();
}, SLOW);

afterAll(async () => {
  for (const program of [web, worker]) program?.kill('SIGKILL');
  await Promise.all([web, worker].map((program) => program?.ended));
  await database.close();
  await mail.stop();
});

describe('pages and workers as processes of their own', { timeout: SLOW }, () => {
  test('pages alone take commands and leave what follows from them', async () => {
    await signUp(visitorOf(ports.web), EMAIL);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await waiting()).toContain('charge');
    const metrics = await metricsOf(ports.web);
    expect(metrics.get('fairwell_outbox_waiting{kind="charge"}')).toBe(1);
    expect(metrics.get('fairwell_outbox_oldest_seconds{kind="charge"}')).toBeGreaterThan(2);
    expect(metrics.get('fairwell_outbox_waiting{kind="refund"}')).toBe(0);
    expect(metrics.get('fairwell_http_requests_total{method="POST",route="/signup",status="303"}')).toBe(1);
    expect(metrics.get('fairwell_http_request_duration_seconds_count{method="POST",route="/signup"}')).toBe(1);
    expect(metrics.get('fairwell_commands_total{command="subscribe",outcome="accepted"}')).toBe(1);
  });

  test('a worker carries it out, and tells only how it is', async () => {
    worker = startAs('worker', ports.worker);
    expect(await worker.ready()).toContain('The worker of Fairwell is ready');
    await until(async () => (await waiting()).length === 0, 20_000);
    const accounts = await database.db.selectFrom('accounts').select('pending').execute();
    expect(accounts).toEqual([{ pending: null }]);
    const metrics = await metricsOf(ports.worker);
    expect(metrics.get('fairwell_charges_total{outcome="succeeded"}')).toBeGreaterThan(0);
    expect(metrics.get('fairwell_mails_total{outcome="sent"}')).toBe(mail.received.length);
    expect(metrics.get('fairwell_commands_total{command="record_payment",outcome="accepted"}')).toBeGreaterThan(0);
    expect(metrics.get('fairwell_outbox_waiting{kind="charge"}')).toBe(0);
    expect(await told(ports.worker, '/healthz')).toMatchObject({ status: 200, text: 'ok' });
    expect(await told(ports.worker, '/readyz')).toMatchObject({ status: 200, text: 'ready' });
    for (const path of ['/', '/login', '/static/', '/settings']) {
      expect((await told(ports.worker, path)).status).toBe(404);
    }
  });

  test('what is due is found by the worker', async () => {
    const { db } = database;
    await sql`
      update subscriptions set anchor_at = anchor_at - interval '40 days',
        period_start = period_start - interval '40 days', period_end = period_end - interval '40 days'`.execute(db);
    await sql`update accounts set due_at = (select period_end from subscriptions)`.execute(db);
    await until(async () => (await db.selectFrom('invoices').select('id').execute()).length === 2);
    expect((await metricsOf(ports.web)).get('fairwell_due_accounts')).toBe(0);
  });

  test('metrics tell nothing of anybody', async () => {
    const [account] = await database.db.selectFrom('accounts').select('id').execute();
    for (const port of [ports.web, ports.worker]) {
      const { text } = await told(port, '/metrics', { authorization: `Bearer ${TOKEN}` });
      for (const secret of [account?.id ?? '', EMAIL, 'Olivia', 'A Company', TOKEN, PRODUCTION.FAIRWELL_SECRET]) {
        expect(text.includes(secret)).toBe(false);
      }
    }
  });

  test('metrics are for whoever has the token', async () => {
    for (const port of [ports.web, ports.worker]) {
      for (const headers of [{}, { authorization: 'Bearer another token' }, { authorization: TOKEN }]) {
        expect((await told(port, '/metrics', headers as Record<string, string>)).status).toBe(404);
      }
    }
  });

  test('both end cleanly and soon when they are told to', async () => {
    const before = performance.now();
    for (const program of [web, worker]) program.kill('SIGTERM');
    const ends = await Promise.all([web.ended, worker.ended]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test.each(['web', 'worker'] as const)('the embedded database allows no %s of its own', async (role) => {
    const alone = new Program({ ...PRODUCTION, PORT: String(await freePort()) }, ['--role', role]);
    const { code, errors } = await alone.ended;
    expect(code).toBe(1);
    expect(errors).toBe(
      `The embedded database serves one process that does everything; --role ${role} needs DATABASE_URL.\n`,
    );
  });
});
