import { afterAll, beforeAll, expect, test } from 'vitest';
import { opener } from '../testkit/databases.ts';
import { csrfOf, logIn, startProgram, type Program } from './program.ts';

const open = opener('embedded');
let program: Program;

beforeAll(async () => {
  program = await startProgram(await open(), {}, { demo: true });
}, 120_000);

afterAll(async () => {
  await program.stop();
});

test('two who make the demo anew while others move its clock leave it whole, and themselves logged in', async () => {
  const people = await Promise.all(
    ['owner@demo.test', 'billing@demo.test'].map(async (email) => {
      const visitor = program.visitor();
      expect((await logIn(visitor, email, 'demo-password')).path).toBe('/');
      return { visitor, _csrf: await csrfOf(visitor) };
    }),
  );
  const send = ({ visitor, _csrf }: (typeof people)[number], path: string, fields: Record<string, string> = {}) =>
    visitor.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf, ...fields }).toString(),
    });
  const answers = await Promise.all(
    people.flatMap((one) => [
      send(one, '/demo/advance', { by: 'period' }),
      send(one, '/demo/reset'),
      send(one, '/demo/advance', { by: 'day' }),
      one.visitor.ask('/'),
      one.visitor.ask('/settings/subscription'),
    ]),
  );
  expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
  expect(program.failures).toEqual([]);
  for (const { visitor } of people) expect((await visitor.open('/orders')).text).toContain('Olivia Hart');
  const orders = await program.database.db.selectFrom('orders').select('status').execute();
  expect(orders.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'completed'));
  expect(program.log.filter((line) => line.includes('"level":50'))).toEqual([]);
}, 180_000);
