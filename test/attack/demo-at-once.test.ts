import { afterAll, beforeAll, expect, test } from 'vitest';
import { opener } from '../testkit/databases.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { csrfOf, logIn, startProgram, until, type Program } from './program.ts';

const OWNER = 'owner@demo.test';

const open = opener('embedded');
let program: Program;

beforeAll(async () => {
  program = await startProgram(await open(), {}, { demo: true });
}, 120_000);

afterAll(async () => {
  await program.stop();
});

test('two who make the demo anew, one while the other’s is half made, leave it whole', async () => {
  const { db } = program.database;
  const owner = program.visitor();
  expect((await logIn(owner, OWNER, 'demo-password')).path).toBe('/');
  // a log-in of its own, which goes on while the demo’s are away
  const { owner: other } = await program.customer('other@demo-at-once.test');
  const send = async (visitor: Visitor, path: string, fields: Record<string, string> = {}) =>
    visitor.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf: await csrfOf(visitor), ...fields }).toString(),
    });
  const account = async () =>
    (await db.selectFrom('members').select('account_id').where('email', '=', OWNER).executeTakeFirst())?.account_id;
  const before = await account();
  const first = send(owner, '/demo/reset');
  await until(async () => ![before, undefined].includes(await account()));
  const answers = await Promise.all([
    first,
    send(other, '/demo/reset'),
    send(other, '/demo/advance', { by: 'period' }),
    send(other, '/demo/advance', { by: 'day' }),
    owner.ask('/'),
    owner.ask('/settings/subscription'),
    other.ask('/settings/subscription'),
  ]);
  expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
  expect(program.failures).toEqual([]);
  expect((await owner.open('/orders')).text).toContain('Olivia Hart');
  const orders = await db.selectFrom('orders').select('status').execute();
  expect(orders.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'completed'));
  expect(program.log.filter((line) => line.includes('"level":50'))).toEqual([]);
}, 180_000);
