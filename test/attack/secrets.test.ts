import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opener } from '../testkit/databases.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { CARD, csrfOf, logIn, PASSWORD, startProgram, type Customer, type Program } from './program.ts';

const OTHER_CARD = '5555555555554444';
const NEW_PASSWORD = 'another long password';

const open = opener('embedded');
let program: Program;
/** In production, behind TLS. */
let secure: Program;
let customer: Customer;
let secureCustomer: Customer;

beforeAll(async () => {
  program = await startProgram(await open(), { TRUST_PROXY: 'true' });
  const production = { FAIRWELL_MODE: 'production', SMTP_URL: 'smtp://127.0.0.1:1' };
  secure = await startProgram(await open(), { BASE_URL: 'https://desk.test', ...production });
  customer = await program.customer('owner@secrets.test');
  secureCustomer = await secure.customer('owner@secure.test');
});

afterAll(async () => {
  await Promise.all([program.stop(), secure.stop()]);
});

/** One answer of every kind that there is. */
async function everyKind(visitor: Visitor, member: Visitor): Promise<readonly (readonly [string, Response])[]> {
  const invoice = await program.database.db
    .selectFrom('invoices')
    .select('id')
    .where('account_id', '=', customer.accountId)
    .executeTakeFirstOrThrow();
  const css = /href="(\/static\/css[^"]+)"/u.exec((await visitor.open('/login')).html)?.[1] ?? '';
  const _csrf = await csrfOf(visitor);
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    visitor.ask('/login', { method: 'POST', body, headers: { 'content-type': type } });
  return [
    ['a page', await visitor.ask('/login')],
    ['a page of members', await member.ask('/settings/subscription')],
    ['a head', await visitor.ask('/login', { method: 'HEAD' })],
    ['a redirect', await visitor.ask('/orders')],
    ['a list as a file', await member.ask('/orders/export.csv')],
    ['an invoice as a file', await member.ask(`/settings/billing/invoices/${invoice.id}.pdf`)],
    ['a style sheet', await visitor.ask(css)],
    ['a mail', await visitor.ask('/demo/mailbox/1/html')],
    ['what is not there', await visitor.ask('/nothing')],
    ['what is not there among files', await visitor.ask('/static/nothing.css')],
    ['what cannot be read', await visitor.ask('/%ff')],
    ['what is too large', await post('a'.repeat(70_000))],
    ['what is no form', await post('{}', 'application/json')],
    ['what is forged', await post('a=b')],
    ['what is wrong', await post(`_csrf=${_csrf}&email=nobody`)],
    ['whether it runs', await visitor.ask('/healthz')],
  ];
}

describe('every kind of answer', () => {
  const wanted = {
    'x-content-type-options': /^nosniff$/u,
    'referrer-policy': /^same-origin$/u,
    'cross-origin-opener-policy': /^same-origin$/u,
    'cross-origin-resource-policy': /^same-origin$/u,
    'permissions-policy': /camera=\(\)/u,
    'content-security-policy': /frame-ancestors 'none'/u,
    'cache-control': /no-store|immutable/u,
    'x-request-id': /^[\w-]{36}$/u,
  } as const;

  test('tells the browser how little it may do', async () => {
    for (const [kind, { status, headers }] of await everyKind(program.visitor(), customer.owner)) {
      expect({ kind, status: status < 500 }).toEqual({ kind, status: true });
      const missing = Object.entries(wanted).filter(([name, value]) => !value.test(headers.get(name) ?? ''));
      expect({ kind, missing: missing.map(([name]) => name) }).toEqual({ kind, missing: [] });
      expect({ kind, told: headers.get('strict-transport-security') }).toEqual({ kind, told: null });
    }
  });

  test('asks for TLS where there is TLS', async () => {
    for (const [kind, { headers }] of await everyKind(secure.visitor(), secureCustomer.owner)) {
      expect({ kind, told: headers.get('strict-transport-security') }).toEqual({ kind, told: 'max-age=31536000' });
    }
  });

  test('says nothing of what it is made of', async () => {
    for (const [kind, { headers }] of await everyKind(program.visitor(), customer.owner)) {
      expect({ kind, by: headers.get('x-powered-by') ?? headers.get('server') }).toEqual({ kind, by: null });
    }
  });
});

describe('cookies', () => {
  /** Every cookie that log-in, forms, messages and votes set. */
  async function cookiesOf(visitor: Visitor, { email }: Customer): Promise<readonly string[]> {
    const set: string[] = [];
    const ask = async (path: string, fields?: Record<string, string>) => {
      const body = fields && new URLSearchParams(fields).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await visitor.ask(path, body === undefined ? {} : { method: 'POST', body, headers });
      set.push(...answer.headers.getSetCookie());
      return /name="_csrf" value="([^"]+)"/u.exec(await answer.text())?.[1] ?? '';
    };
    let _csrf = await ask('/help/contact');
    await ask('/help/articles/how-to-cancel-your-subscription/vote', { _csrf, helpful: 'yes' });
    await ask('/login', { _csrf, email, password: PASSWORD });
    _csrf = await ask('/help/contact');
    await ask('/settings/profile', { _csrf, name: 'Olivia Owner' });
    await ask('/logout', { _csrf });
    return set;
  }

  test('are for this site, and for requests only', async () => {
    const set = await cookiesOf(program.visitor(), customer);
    const names = new Set(set.map((cookie) => cookie.split('=')[0]));
    expect(names.size).toBeGreaterThanOrEqual(4);
    for (const cookie of set) {
      // one that is taken back needs no more than its name and place
      if (/max-age=0/iu.test(cookie)) continue;
      expect(cookie).toMatch(/; *HttpOnly/iu);
      expect(cookie).toMatch(/; *SameSite=(Lax|Strict)/iu);
      expect(cookie).not.toMatch(/; *Domain=/iu);
      expect(cookie).not.toMatch(/; *Secure/iu);
    }
  });

  test('are sent over TLS only, where there is TLS', async () => {
    const set = await cookiesOf(secure.visitor(), secureCustomer);
    expect(set.length).toBeGreaterThanOrEqual(4);
    for (const cookie of set) {
      if (!/max-age=0/iu.test(cookie)) expect(cookie).toMatch(/; *Secure/iu);
    }
  });
});

test('in production nothing of the demo is there, neither its clock nor its mailbox nor its password', async () => {
  const _csrf = await csrfOf(secureCustomer.owner);
  for (const path of ['/demo/advance', '/demo/reset', '/demo/mailbox', '/demo/mailbox/1', '/demo/mailbox/1/html']) {
    expect((await secureCustomer.owner.ask(path)).status).toBe(404);
    const body = new URLSearchParams({ _csrf, by: 'day' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await secureCustomer.owner.ask(path, { method: 'POST', body, headers })).status).toBe(404);
  }
  for (const path of ['/login', '/signup']) {
    expect((await secure.visitor().open(path)).html).not.toMatch(/demo|4242/u);
  }
});

describe('a session', () => {
  const whoAmI = async (visitor: Visitor) => (await visitor.ask('/settings/profile')).status;

  test('of a member who was removed is over', async () => {
    const email = 'member@secrets.test';
    const member = await program.join(customer, email, 'billing');
    expect(await whoAmI(member)).toBe(200);
    const { id } = await program.database.db
      .selectFrom('members')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const path = `/settings/members/${id}`;
    await (await customer.owner.open(path)).submit(`${path}/remove`);
    expect(await whoAmI(member)).toBe(303);
    expect((await logIn(member, email)).status).toBe(422);
  });

  test('is over once the password was reset by the mailed link, which works once', async () => {
    const { email } = await program.customer('forgetful@secrets.test');
    const before = program.visitor();
    await logIn(before, email);
    const visitor = program.visitor();
    await (await visitor.open('/forgot-password')).submit('/forgot-password', { email });
    const link = /\/reset-password\?token=\S+/u.exec(await program.mail(email, /password/iu))?.[0] ?? '';
    const page = await visitor.open(link);
    expect((await page.submit('/reset-password', { password: NEW_PASSWORD })).path).toBe('/login');
    expect((await page.submit('/reset-password', { password: 'yet another password' })).status).toBe(410);
    expect((await visitor.open(link)).status).toBe(410);
    expect(await whoAmI(before)).toBe(303);
    expect((await logIn(program.visitor(), email)).status).toBe(422);
    expect((await logIn(program.visitor(), email, NEW_PASSWORD)).path).toBe('/');
  });
});

describe('guessing', () => {
  const from = (address: string) => program.visitor({ 'x-forwarded-for': address });

  test.each([
    ['log-ins', '/login', { email: 'owner@secrets.test', password: 'not the password' }, 11],
    ['forgotten passwords', '/forgot-password', { email: 'nobody@secrets.test' }, 6],
    ['letters', '/help/contact', { name: 'N', email: 'n@secrets.test', subject: 'S', message: 'M' }, 11],
  ])('too many %s are told when to try again, and others are not kept waiting', async (_what, path, fields, many) => {
    const visitor = from('198.51.100.7');
    const page = await visitor.open(path);
    const form = { ...Object.fromEntries(page.fields(path)), ...fields };
    const post = (browser: Visitor, _csrf: string) =>
      browser.ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...form, _csrf, _key: crypto.randomUUID() }).toString(),
      });
    const token = await csrfOf(visitor);
    const answers = await Promise.all(Array.from({ length: many }, () => post(visitor, token)));
    const waiting = answers.filter(({ status }) => status === 429);
    expect(waiting).toHaveLength(1);
    expect(Number(waiting[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = from('198.51.100.8');
    const elsewhere = await post(other, await csrfOf(other));
    // a reset is counted for its e-mail too, from wherever it is asked for
    expect(elsewhere.status === 429).toBe(path === '/forgot-password');
  });

  test('an unknown e-mail is answered like a known one, after as long', async () => {
    const ask = async (email: string) => {
      const visitor = from('198.51.100.9');
      const page = await visitor.open('/forgot-password');
      const began = performance.now();
      const { path, text } = await page.submit('/forgot-password', { email });
      return { path, text, slow: performance.now() - began > 390 };
    };
    const known = await ask(customer.email);
    expect(known.slow).toBe(true);
    expect(await ask('unknown@secrets.test')).toEqual(known);
  });
});

describe('what is kept and logged', () => {
  let secrets: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const card = await customer.owner.open('/settings/billing/card');
    await card.submit('/settings/billing/card', { number: OTHER_CARD, expiry: '11/41', cvc: '987' });
    await card.submit('/settings/billing/card', { number: '4000000000000002', expiry: '11/41', cvc: '987' });
    await program.join(customer, 'invited@secrets.test', 'member');
    const invitation = await program.mail('invited@secrets.test', /./u);
    const reset = await program.mail('forgetful@secrets.test', /password/iu);
    const session = await program.database.db.selectFrom('auth_sessions').select('token').executeTakeFirstOrThrow();
    secrets = {
      card: CARD,
      otherCard: OTHER_CARD,
      declinedCard: '4000000000000002',
      password: PASSWORD,
      newPassword: NEW_PASSWORD,
      invitation: /\/invitations\/([\w-]+)/u.exec(invitation)?.[1] ?? '',
      reset: /token=([^\s&]+)/u.exec(reset)?.[1] ?? '',
      session: session.token,
    };
    expect(Object.values(secrets).filter((secret) => secret.length < 10)).toEqual([]);
  });

  test('no card, password or token is in the database, but where it must be', async () => {
    const { db } = program.database;
    const { rows: columns } = await sql<{ place: string; name: string }>`
      select table_name as place, column_name as name from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'json', 'character varying')`.execute(db);
    expect(columns.length).toBeGreaterThan(100);
    const found: string[] = [];
    for (const { place, name } of columns) {
      for (const [what, secret] of Object.entries(secrets)) {
        const { rows } = await sql<{ one: number }>`
          select 1 as one from ${sql.table(place)}
          where replace(replace(${sql.ref(name)}::text, ' ', ''), '-', '') like ${`%${secret.replaceAll(/[ -]/gu, '')}%`}
          limit 1`.execute(db);
        if (rows.length > 0) found.push(`${what} in ${place}.${name}`);
      }
    }
    expect(found.sort()).toEqual([
      // the mailbox of the demo is read by whom the links are for
      'invitation in demo_mails.html_body',
      'invitation in demo_mails.text_body',
      'reset in demo_mails.html_body',
      'reset in demo_mails.text_body',
      'session in auth_sessions.token',
    ]);
  });

  test('nor is one in the log', () => {
    const lines = [...program.log, ...secure.log].join('\n');
    const found = Object.entries(secrets).filter(([, secret]) => lines.includes(secret));
    expect(found.map(([what]) => what)).toEqual([]);
  });

  test('and nothing went wrong', () => {
    expect([...program.failures, ...secure.failures]).toEqual([]);
    expect(program.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
