import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOwnPostgres, type PostgresServer } from '../testkit/postgres-server.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { until } from '../attack/program.ts';
import { lapse, moneyApart, settled } from './books.ts';
import { asking, logIn, makeBase, post } from './customer.ts';
import { Node } from './node.ts';

const CUSTOMERS = 6;
const ORDERS_EACH = 25;

let server: PostgresServer;
let folder: string;
let again: ChildProcess | undefined;
let node: Node;
let visitor: Visitor;

beforeAll(async () => {
  // what is acknowledged has to be there after the restart
  server = await startOwnPostgres(['fsync=on', 'synchronous_commit=on', 'max_connections=50']);
  const base = await makeBase(1_000, server.url);
  folder = await asking(server.url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory ?? '';
  });
  node = await Node.start(server.url);
  visitor = await logIn(base.email, () => node);
}, 120_000);

afterAll(async () => {
  await node.kill();
  if (again !== undefined) await stopPostgres();
  await server.stop();
});

const pidFile = () => join(folder, 'postmaster.pid');

async function stopPostgres(): Promise<void> {
  const [pid] = readFileSync(pidFile(), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGINT');
  await until(() => Promise.resolve(!existsSync(pidFile())));
}

/** The server as it was started before, by what it has written of that. */
async function startPostgres(): Promise<void> {
  const said = readFileSync(join(folder, 'postmaster.opts'), 'utf8').trim();
  const options = [...said.matchAll(/"([^"]*)"/gu)].map(([, option = '']) => option);
  const { uid, gid } = statSync(folder);
  again = spawn(said.split(' ')[0] ?? '', options, { uid, gid, cwd: folder, stdio: 'ignore' });
  await until(() =>
    asking(server.url, (client: pg.Client) => client.query('select 1')).then(
      () => true,
      () => false,
    ),
  );
}

/** Places orders one after the other, each again with the same form until it is taken; every status that came. */
async function orderAll(fields: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let placed = 0; placed < ORDERS_EACH;) {
    const filled = { ...fields, leads: '2', quoted: '2', do: 'order', _key: randomUUID() };
    for (let taken = false; !taken; placed += Number(taken)) {
      const answer = await post(visitor, '/orders', filled);
      const body = await answer.text();
      statuses.push(answer.status);
      taken = answer.status === 303;
      if (!taken) expect(body).toContain('<h1');
      if (!taken) await sleep(100);
    }
  }
  return statuses;
}

test('a server that is stopped under load and started again loses nothing, and nothing is done twice', async () => {
  const fields = Object.fromEntries((await visitor.open('/')).fields('/orders'));
  const ordering = Promise.all(Array.from({ length: CUSTOMERS }, () => orderAll(fields)));
  await sleep(300);
  await stopPostgres();
  await sleep(1_000);
  expect(node.alive).toBe(true);
  await startPostgres();
  const statuses = new Set((await ordering).flat());
  // taken, or told that it cannot be done now; never a page about an error of ours
  expect([...statuses].sort()).toEqual([303, 503]);
  await asking(server.url, async (client) => {
    // what was under way when the server went is free for the next who looks
    await lapse(client);
    await settled(client);
    const { rows } = await client.query<Record<string, number>>(`
      select (select count(*)::int from orders) as orders, (select count(*)::int from deliveries) as deliveries,
        (select count(distinct lead_id)::int from deliveries) as leads`);
    const orders = CUSTOMERS * ORDERS_EACH;
    expect(rows).toEqual([{ orders, deliveries: orders * 2, leads: orders * 2 }]);
    expect(await moneyApart(client)).toBeNull();
  });
  expect(node.alive).toBe(true);
}, 120_000);
