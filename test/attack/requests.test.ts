import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opener } from '../testkit/databases.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { csrfOf, PASSWORD, sendRaw, startProgram, until, type Customer, type Program } from './program.ts';
import { rowsOf } from './rows-of.ts';

const FORM = 'application/x-www-form-urlencoded';
/** The first line of where something went wrong inside the program. */
const STACK = /\n\s+at \S+ \(|node_modules|\.tsx?:\d+/u;

const open = opener('embedded');
let program: Program;
let customer: Customer;

beforeAll(async () => {
  program = await startProgram(await open());
  customer = await program.customer('owner@requests.test');
});

afterAll(async () => {
  await program.stop();
});

const post = (visitor: Visitor, path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  visitor.ask(path, { method: 'POST', body, headers: { 'content-type': FORM, ...headers } });

describe('bytes that are no proper request', () => {
  const host = () => `Host: localhost:${program.port}\r\nConnection: close\r\n`;
  const posted = (type: string, length: number, body: string) => () =>
    `POST /login HTTP/1.1\r\n${host()}Content-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
  const got = (path: string, more = '') => {
    return () => `GET ${path} HTTP/1.1\r\n${host()}${more}\r\n`;
  };
  const asked = (method: string, path = '/login') => {
    return () => `${method} ${path} HTTP/1.1\r\n${host()}\r\n`;
  };
  const hosted = (name: string) => () => `GET /login HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`;

  test.each<[string, () => string, number]>([
    ['a method for proxies', asked('TRACE'), 403],
    ['a method that pages do not have', asked('PROPFIND'), 403],
    ['a method that nobody has', asked('BREW'), 400],
    ['options of the server', asked('OPTIONS', '*'), 400],
    ['a tunnel', asked('CONNECT', 'localhost:80'), 0],
    ['no host', () => 'GET /login HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a host with a space', hosted('a b'), 400],
    ['a host with a path', hosted('x/../y?z#'), 400],
    ['a host with a password', hosted('a:b@c'), 400],
    ['a path that does not decode', got('/orders/%ff'), 400],
    ['a path with a zero byte', got('/orders/%00'), 400],
    ['a path of raw bytes', got('/orders/\xe9'), 400],
    ['a path that goes up', got('/static/../../../../etc/passwd'), 404],
    ['a path that goes up, encoded', got('/static/..%2f..%2f..%2fetc%2fpasswd'), 404],
    ['a path that goes up, half encoded', got('/static/%2e%2e/%2e%2e/package.json'), 404],
    ['another site’s path', got('//evil.test/'), 404],
    ['a long path', got(`/help/articles/${'a'.repeat(9_000)}`), 404],
    ['a path longer than heads may be', got(`/${'a'.repeat(40_000)}`), 431],
    ['a long query', got(`/help/search?q=${'a'.repeat(12_000)}`), 422],
    ['a query that does not decode', got('/login?next=%zz'), 400],
    ['a query with a zero byte', got('/login?next=%00'), 400],
    ['a query in two voices', got('/login?next=/a&next=/b'), 400],
    ['names that objects have', got('/login?__proto__=1&constructor=2&toString=3'), 200],
    [
      'cookies that are none',
      got('/login', 'Cookie: fairwell_form=%ff; fairwell.session_token=%E0%A4%A; =; a\r\n'),
      200,
    ],
    ['cookies that objects have', got('/', 'Cookie: __proto__=1; constructor=2; fairwell_notice=x.y\r\n'), 303],
    ['a body that is too large', posted(FORM, 70_000, 'a'.repeat(70_000)), 413],
    ['a body that says it is too large', posted(FORM, 99_999_999, 'abc'), 413],
    ['a body that breaks off', posted(FORM, 20, 'abc'), 0],
    [
      'two lengths',
      () => `POST /login HTTP/1.1\r\n${host()}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['json', posted('application/json', 2, '{}'), 415],
    ['a file', posted('multipart/form-data; boundary=x', 5, '--x--'), 415],
    ['a text that is called nothing', posted('', 3, 'a=b'), 415],
    ['a body that is not UTF-8', posted(FORM, 4, 'a=\xff\xfe'), 400],
    ['a body that does not decode', posted(FORM, 5, 'a=%zz'), 400],
    ['a body with a zero byte', posted(FORM, 5, 'a=%00'), 400],
    ['no body', posted(FORM, 0, ''), 403],
  ])('%s', async (_what, bytes, status) => {
    const answer = await sendRaw(program.port, bytes());
    expect(answer.status).toBe(status);
    expect(answer.body).not.toMatch(STACK);
  });

  test('a body that does not say how large it is, and is too large', async () => {
    const chunk = `${(8_192).toString(16)}\r\n${'a'.repeat(8_192)}\r\n`;
    const head = `POST /login HTTP/1.1\r\n${host()}Content-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect((await sendRaw(program.port, `${head}${chunk.repeat(10)}0\r\n\r\n`)).status).toBe(413);
  });

  test('after a body that is too large, the connection is over', async () => {
    const head = `POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\nContent-Length: 99999999`;
    const answer = await sendRaw(program.port, `${head}\r\n\r\nabc`);
    expect(answer.status).toBe(413);
    expect(answer.head.toLowerCase()).toContain('\r\nconnection: close');
  });

  test('a form of many fields, alike or not, is read in no time', async () => {
    const forms = ['a&'.repeat(32_000), Array.from({ length: 16_000 }, (_, name) => name.toString(36)).join('&')];
    for (const form of forms) {
      const began = performance.now();
      expect((await post(program.visitor(), '/login', form)).status).toBe(403);
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });

  test('what breaks off is not taken for a database that is lost', async () => {
    await sendRaw(program.port, posted(FORM, 20, 'abc')());
    const chunked = `POST /login HTTP/1.1\r\n${host()}Content-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    for (const rest of ['zz\r\n\r\n', '5\r\nabc']) await sendRaw(program.port, `${chunked}${rest}`);
    await until(() => Promise.resolve(program.log.every((line) => !line.includes('database cannot be reached'))));
  });
});

describe('numbers and names that nobody should send', () => {
  const rows = () => rowsOf(program.database.db, customer.accountId);
  const refused = async (path: string, fields: Readonly<Record<string, string>>) => {
    const _csrf = await csrfOf(customer.owner);
    const before = await rows();
    const answer = await post(customer.owner, path, new URLSearchParams({ _csrf, ...fields }).toString());
    expect(await rows()).toEqual(before);
    return answer.status;
  };

  test.each(['0', '-1', '1.5', '1e9', '1000001', 'NaN', 'Infinity', '-0', '9'.repeat(30), '1,000', '', ' ', 'ten'])(
    'an order of "%s" leads is none',
    async (leads) => {
      expect(await refused('/orders', { leads })).toBe(422);
    },
  );

  test('an order of more than there are credits is none', async () => {
    expect(await refused('/orders', { leads: '1000000' })).toBe(422);
  });

  test.each(['0', '-1000', '1', '999', '1.5', '1e12', '101000', 'NaN', '', '-0'])(
    'a top-up of "%s" credits is none',
    async (credits) => {
      expect(await refused('/settings/billing/top-up', { credits })).toBe(303);
    },
  );

  test.each([
    { plan: 'unknown', charge: '0' },
    { plan: 'starter', charge: '0' },
    { plan: '__proto__', charge: '0' },
    { plan: 'constructor', charge: '0' },
    { plan: 'growth', charge: '0' },
    { plan: 'growth', charge: '1' },
    { plan: 'growth', charge: '-20000' },
    { plan: 'growth', charge: 'NaN' },
    { plan: 'growth', charge: '1e99' },
    { plan: 'a'.repeat(5_000), charge: '0' },
  ])('a change to $plan for $charge is none', async (fields) => {
    expect([303, 400]).toContain(await refused('/settings/subscription/change-plan', fields));
  });

  test.each([
    ['a name of control characters', { name: 'Olivia\u0007' }],
    ['a name over two lines', { name: 'Olivia\r\nBcc: everybody@evil.test' }],
    ['a name that cannot be seen', { name: '\u200b\u2060\u00ad' }],
    ['a name that turns the line around', { name: 'Olivia\u202etset' }],
    ['a name that is too long', { name: 'o'.repeat(101) }],
    ['no name', { name: '   ' }],
  ])('%s is none', async (_what, fields) => {
    expect(await refused('/settings/profile', fields)).toBe(422);
  });

  test.each([
    'nobody',
    'a@b',
    'a@b.test,c@d.test',
    'a@b.test\r\nbcc:c@d.test',
    '"a b"@c.test',
    'а@cyrillic.тест',
    'a@b.test\u0000',
    '<a@b.test>',
    `${'a'.repeat(250)}@b.test`,
    'a@b..test',
  ])('an invitation to "%s" is none', async (email) => {
    expect([400, 422]).toContain(await refused('/settings/members', { email, role: 'member' }));
  });

  test.each(['god', '__proto__', 'Owner', ''])('an invitation as "%s" is none', async (role) => {
    expect(await refused('/settings/members', { email: 'x@y.test', role })).toBe(422);
  });

  test('a letter is no other letter: what is in its fields stays there', async () => {
    const subject = 'Hello\r\nBcc: everybody@evil.test';
    const fields = { subject, message: '<script>alert(1)</script>', name: 'x\r\nTo: y@evil.test', email: 'v@w.test' };
    const page = await (await program.visitor().open('/help/contact')).submit('/help/contact', fields);
    expect(page.status).toBeLessThan(500);
    const mails = await program.database.db.selectFrom('demo_mails').selectAll().execute();
    expect(mails.flatMap((mail) => mail.recipients).join()).not.toContain('evil.test');
    expect(mails.some((mail) => /[\r\n]/u.test(mail.subject))).toBe(false);
    expect(mails.some((mail) => mail.html_body.includes('<script>'))).toBe(false);
  });

  test('a repeated field is none, wherever one is expected', async () => {
    const _csrf = await csrfOf(customer.owner);
    const before = await rows();
    for (const twice of ['name=A&name=B', `name=A&_csrf=${_csrf}`, 'name=A&_key=12345678&_key=87654321']) {
      const answer = await post(customer.owner, '/settings/profile', `_csrf=${_csrf}&${twice}`);
      expect(answer.status).toBe(400);
    }
    expect(await rows()).toEqual(before);
  });
});

describe('where a log-in leads', () => {
  test.each([
    '//evil.test',
    '/\\evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
    '/a\r\nSet-Cookie: x=y',
    '/\u0001',
    '/\u007f',
    '/é',
    '/\u2028',
    '\\\\evil.test',
    '/login?next=//evil.test',
  ])('to "%s" is nowhere but here', async (next) => {
    const visitor = program.visitor();
    const fields = { email: customer.email, password: PASSWORD, next, _csrf: await csrfOf(visitor) };
    const answer = await post(visitor, '/login', new URLSearchParams(fields).toString());
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });
});

test('never was there an answer of 500, and nothing was logged as an error', () => {
  expect(program.failures).toEqual([]);
  expect(program.log.filter((line) => line.includes('"level":50'))).toEqual([]);
});
