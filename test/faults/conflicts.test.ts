import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../testkit/visitor.ts';
import { settled } from './books.ts';
import { copyOf, logIn, makeBase, post, type Base } from './customer.ts';
import { Node } from './node.ts';

const PLAN = '/settings/subscription';

let base: Base;
let node: Node;
let visitor: Visitor;
let client: pg.Client;

beforeAll(async () => {
  base = await makeBase(50);
  const url = await copyOf(base);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  node = await Node.start(url);
  visitor = await logIn(base.email, () => node);
}, 120_000);

afterAll(async () => {
  await node.kill();
  await client.end();
});

const happened = async (type: string) => {
  const { rows } = await client.query<{ times: number }>('select count(*)::int as times from events where type = $1', [
    type,
  ]);
  return rows[0]?.times ?? 0;
};

const form = async (page: string, action: string) =>
  Object.fromEntries((await visitor.open(page)).fields(action)) as Record<string, string>;

/** Has the database give up commits with this error, so many of them. */
async function giveUp(code: string, times: number): Promise<void> {
  await client.query(`
    drop sequence if exists given_up;
    create sequence given_up;
    create or replace function give_up() returns trigger language plpgsql as $$
    begin
      if nextval('given_up') <= ${times} then raise exception 'given up' using errcode = '${code}'; end if;
      return new;
    end $$;
    create or replace trigger give_up before insert on events for each row execute function give_up()`);
}

test.each([
  ['a serialisation failure', '40001'],
  ['a deadlock', '40P01'],
])('a commit that the database gives up once for %s is made again, and once', async (_what, code) => {
  const before = await happened('PauseScheduled');
  const fields = await form(`${PLAN}/pause`, `${PLAN}/pause`);
  await giveUp(code, 1);
  const answer = await post(visitor, `${PLAN}/pause`, fields);
  expect(answer.status).toBe(303);
  expect(await happened('PauseScheduled')).toBe(before + 1);
  expect((await post(visitor, `${PLAN}/keep`, await form(PLAN, `${PLAN}/keep`))).status).toBe(303);
});

test('one that it gives up again and again is answered by a page that says to try again, and changes nothing', async () => {
  const before = await happened('PauseScheduled');
  const fields = await form(`${PLAN}/pause`, `${PLAN}/pause`);
  await giveUp('40001', 100);
  const answer = await post(visitor, `${PLAN}/pause`, fields);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await happened('PauseScheduled')).toBe(before);
  await client.query('drop trigger give_up on events');
  expect((await post(visitor, `${PLAN}/pause`, fields)).status).toBe(303);
  expect(await happened('PauseScheduled')).toBe(before + 1);
});

test('two that wait for each other: one is given up, and both are done in the end', async () => {
  const fields = await form(PLAN, `${PLAN}/keep`);
  await client.query('begin');
  // the program takes the account first and its subscription next; this takes them the other way round
  await client.query('select 1 from subscriptions for update');
  const answer = post(visitor, `${PLAN}/keep`, fields);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const ours = await client.query('select 1 from accounts for update').then(
    () => 'ours went on',
    (error: Error) => error.message,
  );
  await client.query(ours === 'ours went on' ? 'commit' : 'rollback');
  expect(['ours went on', 'deadlock detected']).toContain(ours);
  expect((await answer).status).toBe(303);
  expect(node.said).not.toMatch(/unhandled/iu);
  expect(node.alive).toBe(true);
  await client.query(`update outbox set done_at = now() where kind = 'mail'`);
  await settled(client);
});
