import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/adapters/log/create-log.ts';
import { csrfOf, startProgram, type Customer, type Program } from '../attack/program.ts';
import { opener } from '../testkit/databases.ts';

type Line = Readonly<Record<string, unknown>>;

const ID = 'a-request.of_ours-1';
const open = opener('embedded');
let program: Program;
let customer: Customer;

const lines = (): readonly Line[] => program.log.map((line) => JSON.parse(line) as Line);
const linesOf = (requestId: string) => lines().filter((line) => line['requestId'] === requestId);

beforeAll(async () => {
  program = await startProgram(await open());
  customer = await program.customer('owner@log.test');
});

afterAll(() => program.stop());

describe('the id of a request', () => {
  test('is the one that it came with', async () => {
    const answer = await program.visitor({ 'x-request-id': ID }).ask('/login');
    expect(answer.headers.get('x-request-id')).toBe(ID);
    expect(linesOf(ID)).toMatchObject([{ method: 'GET', route: '/login', status: 200 }]);
  });

  test.each(['short', 'a'.repeat(65), 'with a space in it', 'with"quotes"', '<script>alert(1)</script>'])(
    'is a new one instead of %j',
    async (given) => {
      const answer = await program.visitor({ 'x-request-id': given }).ask('/login');
      const id = answer.headers.get('x-request-id') ?? '';
      expect(id).toMatch(/^[\da-f-]{36}$/u);
      expect(linesOf(id)).toHaveLength(1);
    },
  );
});

describe('the log', () => {
  test('is one JSON object a line, with the time', () => {
    for (const line of lines()) expect(() => Temporal.Instant.from(String(line['time']))).not.toThrow();
  });

  test('has a line for a command, under the ids of its request and its own', async () => {
    const _csrf = await csrfOf(customer.owner);
    await customer.owner.ask('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-request-id': `${ID}-order` },
      body: new URLSearchParams({ _csrf, leads: '3', _key: 'one-order-of-three' }).toString(),
    });
    const [command, request, ...others] = linesOf(`${ID}-order`);
    expect(others).toEqual([]);
    expect(command).toMatchObject({
      accountId: customer.accountId,
      command: 'place_order',
      outcome: 'accepted',
      commandId: expect.stringMatching(/^cmd_/u) as string,
      actor: expect.stringMatching(/^mbr_/u) as string,
      ms: expect.any(Number) as number,
    });
    expect(request).toMatchObject({ accountId: customer.accountId, method: 'POST', route: '/orders', status: 303 });
  });

  test('names commands of the system, which belong to no request', () => {
    const answers = lines().filter((line) => line['command'] === 'record_payment');
    expect(answers.length).toBeGreaterThan(0);
    for (const line of answers) {
      expect(line).toMatchObject({ actor: 'provider', accountId: customer.accountId });
      expect(line['requestId']).toBeUndefined();
    }
  });

  test('tells the pattern of a path, and nothing that somebody put into it', async () => {
    await program.visitor().ask('/invitations/a-token-of-somebody?token=another');
    await program.visitor().ask('/nothing/of-the-kind');
    const text = program.log.join('');
    expect(text).toContain('"route":"/invitations/:token"');
    expect(text).not.toMatch(/a-token-of-somebody|another|of-the-kind/u);
  });

  test('holds nobody’s e-mail', () => {
    expect(program.log.join('')).not.toMatch(/[\w.]+@[\w-]+\.\w/u);
  });
});

test('what libraries say is written without e-mails, credentials and the values of rows', () => {
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
  const log = createLog('info');
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(olivia@log.test) already exists.',
    parameters: ['hunter2'],
  });
  log.error({ error: new Error('550 <olivia@log.test> unknown', { cause }) }, 'at postgres://me:hunter2@db:5432/desk');
  log.within({ requestId: 'outer' }, () =>
    log.within({ commandId: 'inner' }, () =>
      log.info({ email: 'olivia', token: 'hunter2', nested: { cvc: 1 } }, 'both'),
    ),
  );
  process.stderr.write = write;
  expect(written.join('')).not.toMatch(/olivia|hunter2|cvc/u);
  const [failed, both] = written.map((line) => JSON.parse(line) as Line);
  expect(failed).toMatchObject({ error: { message: '550 <…> unknown', cause: { code: '23505' } } });
  expect(failed?.['msg']).toBe('at postgres://db:5432/desk');
  expect(both).toMatchObject({ requestId: 'outer', commandId: 'inner', nested: {} });
});
