import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyEvents } from '../../src/store/events.ts';
import { opener } from '../testkit/databases.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import { csrfOf, logIn, startProgram, until, type Program } from './program.ts';

const open = opener('postgres');
let mail: MailServer;
let programs: readonly [Program, Program];

beforeAll(async () => {
  const database = await open();
  mail = await startMailServer();
  const settings = { SMTP_URL: mail.url };
  programs = [await startProgram(database, settings), await startProgram(database, settings)];
});

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  await mail.stop();
});

test('two programs on one database do everything once between them', async () => {
  const [one, two] = programs;
  const { db } = one.database;
  const { owner, accountId, email } = await one.customer('owner@two-programs.test');
  const elsewhere = two.visitor();
  await logIn(elsewhere, email);
  const browsers = await Promise.all(
    [owner, elsewhere].map(async (visitor) => ({ visitor, _csrf: await csrfOf(visitor) })),
  );
  const post = (index: number, path: string, fields: Record<string, string>) => {
    const { visitor, _csrf } = browsers[index % 2] ?? { visitor: owner, _csrf: '' };
    return visitor.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf, ...fields }).toString(),
    });
  };
  const key = randomUUID();
  const answers = await Promise.all([
    ...Array.from({ length: 40 }, (_, index) => post(index, '/orders', { leads: '3', _key: randomUUID() })),
    ...Array.from({ length: 10 }, (_, index) => post(index, '/orders', { leads: '7', _key: key })),
    ...Array.from({ length: 10 }, (_, index) => {
      return post(index, '/settings/billing/top-up', { credits: '1000', _key: randomUUID() });
    }),
  ]);
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([303]);
  await until(async () => {
    const waiting = await db.selectFrom('outbox').select('id').where('done_at', 'is', null).execute();
    const running = await db.selectFrom('orders').select('id').where('status', '=', 'running').execute();
    return waiting.length + running.length === 0;
  }, 25_000);
  const delivered = await db.selectFrom('deliveries').select('lead_id').where('account_id', '=', accountId).execute();
  const charges = await db.selectFrom('charges').select(['status', 'amount_minor']).execute();
  expect(delivered).toHaveLength(40 * 3 + 7);
  expect(new Set(delivered.map((row) => row.lead_id)).size).toBe(delivered.length);
  expect(charges.map((charge) => charge.status)).toEqual(charges.map(() => 'paid'));
  const bought = charges.filter((charge) => charge.amount_minor === 1_000).length;
  const lots = await db.selectFrom('credit_lots').select(['available', 'reserved']).execute();
  expect(lots.reduce((sum, { available, reserved }) => sum + available + reserved, 0)).toBe(
    2_000 + bought * 1_000 - delivered.length,
  );
  const mails = await db.selectFrom('outbox').select('id').where('kind', '=', 'mail').execute();
  expect(mail.received).toHaveLength(mails.length);
  expect((await verifyEvents(db, accountId)).ok).toBe(true);
  expect(programs.flatMap((program) => program.failures)).toEqual([]);
});
