import { beforeAll, expect, test } from 'vitest';
import { opener } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { liveThroughEverything, type Ids } from './company-with-everything.ts';
import { addressOf, probes, type Probe } from './probes.ts';
import { csrfOf } from './program.ts';
import { wholePortal, type WholePortal } from './whole-portal.ts';

/** What no form of ours would send, in the place of each parameter and each field. */
const HOSTILE: readonly string[] = [
  '',
  '-1',
  '1.5',
  '1e400',
  '9'.repeat(40),
  'NaN',
  '__proto__',
  'constructor',
  "'; drop table accounts; --",
  '${7*7}{{7*7}}<%= 7*7 %>',
  '<img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  '%00',
  '\u0000',
  '\u0001\u001b[31m',
  'a\r\nSet-Cookie: stolen=1',
  '\u202e\u2066\ufeff',
  '💥'.repeat(60),
  'a'.repeat(9_000),
  '{"$ne":null}',
];

const open = opener('embedded');
let desk: Desk;
let company: Company;
let ids: Ids;
let pages: WholePortal;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(50);
  company = await desk.company({ plan: 'growth' });
  ids = await liveThroughEverything(desk, company);
  pages = await wholePortal(desk);
});

/** A route with one of its values exchanged for a hostile one. */
function* exchanged(probe: Probe): Generator<{ readonly what: string; readonly probe: Probe }> {
  for (const part of ['path', 'query', 'fields'] as const) {
    for (const name of Object.keys(probe[part] ?? {})) {
      for (const value of HOSTILE) {
        yield {
          what: `${part} ${name} ${JSON.stringify(value.slice(0, 40))}`,
          probe: withValue(probe, part, name, value),
        };
      }
    }
  }
  for (const name of ['__proto__', 'constructor', '_csrf[]', '💥']) {
    for (const part of ['query', 'fields'] as const) {
      yield { what: `${part} ${name}`, probe: withValue(probe, part, name, 'x') };
    }
  }
}

function withValue(probe: Probe, part: 'path' | 'query' | 'fields', name: string, value: string): Probe {
  const changed = Object.fromEntries([
    ...Object.entries(probe[part] ?? {}).filter(([key]) => key !== name),
    [name, value],
  ]);
  return { ...probe, [part]: changed };
}

async function ask(visitor: Visitor, route: string, probe: Probe, _csrf: string): Promise<Response> {
  const address = addressOf(route, probe);
  if (route.startsWith('GET')) return visitor.ask(address);
  const body = new URLSearchParams({ ...probe.fields, _csrf }).toString();
  return visitor.ask(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
}

test('no value in any place of any route breaks it, comes back as markup or sets a header', async () => {
  const all = Object.entries(probes(ids)).filter(([route]) => route !== 'POST /logout' && route !== 'POST /login');
  const visitor = await pages.logIn(company, 'owner');
  const _csrf = await csrfOf(visitor);
  let tried = 0;
  for (const [route, whole] of all) {
    for (const { what, probe } of exchanged(whole)) {
      const answer = await ask(visitor, route, probe, _csrf);
      const body = await answer.text();
      tried += 1;
      expect({ route, what, status: answer.status < 500 }).toEqual({ route, what, status: true });
      expect({ route, what, markup: body.includes('<img src=x') }).toEqual({ route, what, markup: false });
      expect({ route, what, cookie: answer.headers.get('set-cookie')?.includes('stolen') ?? false }).toEqual({
        route,
        what,
        cookie: false,
      });
    }
  }
  expect(tried).toBeGreaterThan(2_000);
  expect((await visitor.ask('/settings/profile')).status).toBe(200);
  expect(pages.errors).toEqual([]);
}, 120_000);

test('and what was lived through is as sound as before', async () => {
  await desk.settle();
  expect((await company.verify()).ok).toBe(true);
  const state = await company.state();
  const { charges, refunds } = await desk.engine.sandbox.statement(company.accountId);
  const taken = charges.filter(({ outcome }) => outcome.kind === 'succeeded');
  expect(state.chargedMinor).toBe(taken.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
  expect(state.refundedMinor).toBe(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
  expect(state.lots.every(({ available, reserved, granted }) => available + reserved <= granted)).toBe(true);
});
