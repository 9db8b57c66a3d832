import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { moneyApart, settled } from './books.ts';
import { copyOf, logIn, makeBase, post, type Base } from './customer.ts';
import { Node } from './node.ts';

const PLAN = '/settings/subscription';
const CANCEL = `${PLAN}/cancel`;
const MANY = 100;

let base: Base;
let mail: MailServer;
let client: pg.Client;
let nodes: readonly Node[];
let visitor: Visitor;
let next = 0;

beforeAll(async () => {
  [base, mail] = await Promise.all([makeBase(900), startMailServer()]);
  const url = await copyOf(base);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  const settings = { SMTP_URL: mail.url };
  nodes = await Promise.all(
    (['web', 'web', 'worker', 'worker'] as const).map((role) => Node.start(url, { role, settings })),
  );
  // each request goes to the other of the two that serve pages
  visitor = await logIn(base.email, () => nodes[(next += 1) % 2] as Node);
}, 120_000);

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await Promise.all([client.end(), mail.stop()]);
});

const happened = async (type: string) => {
  const { rows } = await client.query<{ times: number }>('select count(*)::int as times from events where type = $1', [
    type,
  ]);
  return rows[0]?.times ?? 0;
};

async function all(page: string, action: string, more: Readonly<Record<string, string>> = {}) {
  const fields = Object.fromEntries((await visitor.open(page)).fields(action));
  const answers = await Promise.all(
    Array.from({ length: MANY }, () => post(visitor, action, { ...fields, ...more, _key: randomUUID() })),
  );
  return [
    ...new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')?.split('?')[0] ?? ''}`)),
  ];
}

test('a hundred confirmations cancel once', async () => {
  await (await visitor.open(PLAN)).submit(CANCEL);
  await (await visitor.open(CANCEL)).submit(`${CANCEL}/reason`);
  await (await visitor.open(`${CANCEL}/pages/pause`)).submit(`${CANCEL}/pages/pause/continue`);
  expect(await all(`${CANCEL}/confirm`, `${CANCEL}/confirm`)).toEqual([`303 ${CANCEL}/done`]);
  expect(await happened('CancellationScheduled')).toBe(1);
  await (await visitor.open(PLAN)).submit(`${PLAN}/keep`);
  await settled(client);
  expect(mail.received.filter(({ source }) => /^Subject:.*cancelled/imu.test(source))).toHaveLength(1);
}, 60_000);

test('a hundred who take up an offer have it once', async () => {
  await (await visitor.open(PLAN)).submit(CANCEL);
  await (await visitor.open(CANCEL)).submit(`${CANCEL}/reason`, { reason: 'lead_quality' });
  const page = `${CANCEL}/pages/lead-quality`;
  // the first is told that it is done, and the others where the subscription stands
  for (const answer of await all(page, `${page}/accept`, { offer: 'bonus-quality' })) {
    expect([`303 ${CANCEL}/done`, `303 ${PLAN}`]).toContain(answer);
  }
  expect(await happened('OfferAccepted')).toBe(1);
}, 60_000);

test('a hundred orders take what the credits last for, and no lead twice', async () => {
  expect(await all('/', '/orders', { leads: '6', quoted: '6', do: 'order' })).toHaveLength(MANY);
  await settled(client);
  const { rows } = await client.query<{ all: number; leads: number }>(
    'select count(*)::int as all, count(distinct lead_id)::int as leads from deliveries',
  );
  expect(rows).toEqual([{ all: MANY * 6, leads: MANY * 6 }]);
}, 60_000);

test('a hundred who come back from a pause pay once', async () => {
  await (await visitor.open(`${PLAN}/pause`)).submit(`${PLAN}/pause`);
  await client.query(`update clocks set now = '2026-02-28T15:00:00Z'`);
  await settled(client);
  expect(await all(`${PLAN}/resume`, `${PLAN}/resume`)).toEqual([`303 ${PLAN}`]);
  await settled(client);
  const { rows } = await client.query<{ amount: number }>(
    'select amount_minor::int as amount from sandbox_charges order by asked_at',
  );
  expect(rows.map(({ amount }) => amount)).toEqual([9_700, 100, 9_700]);
  expect(await moneyApart(client)).toBeNull();
  expect(nodes.every((node) => node.alive && !/"level":[56]0/u.test(node.said))).toBe(true);
}, 60_000);
