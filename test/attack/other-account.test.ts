import { beforeAll, expect, test } from 'vitest';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { liveThroughEverything, UNKNOWN, type Ids } from './company-with-everything.ts';
import { addressOf, probes, type Probe } from './probes.ts';
import { rowsOf } from './rows-of.ts';
import { wholePortal, type WholePortal } from './whole-portal.ts';

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly type: string | null;
  /** Without what differs from one answer to the next. */
  readonly body: string;
}

onBothDatabases('another account', (open) => {
  let desk: Desk;
  let a: Company;
  let b: Company;
  let ids: Ids;
  let pages: WholePortal;
  let intruder: Visitor;

  beforeAll(async () => {
    desk = new Desk(await open());
    await desk.fill(100);
    pages = await wholePortal(desk);
    a = await desk.company({ plan: 'growth' });
    b = await desk.company();
    ids = await liveThroughEverything(desk, a);
    intruder = await pages.logIn(b, 'owner');
  });

  const rows = () => rowsOf(desk.database.db, a.accountId);
  const table = (named: Ids) => Object.entries(probes(named));

  test('every route is known to this test', () => {
    const served = new Set(
      pages.portal.routes
        .filter(({ method, path }) => method !== 'ALL' && path !== '/static/*' && path !== '/healthz')
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect([...served].sort()).toEqual(Object.keys(probes(ids)).sort());
  });

  test('the company has one of everything', () => {
    expect(Object.values(ids)).not.toContain('');
  });

  test('whoever is not logged in is sent to the log-in', async () => {
    const before = await rows();
    const somebody = pages.anyone();
    for (const [route, probe] of table(ids)) {
      if (probe.for !== undefined) continue;
      const { status, location } = await ask(somebody, route, probe);
      expect({ route, status, to: location?.split('?')[0] }).toEqual({ route, status: 303, to: '/login' });
    }
    expect(await rows()).toEqual(before);
  });

  test('what is another account’s is answered like what does not exist', async () => {
    const unknown = probes(UNKNOWN);
    for (const [route, probe] of table(ids)) {
      if (probe.names === undefined) continue;
      const answer = await ask(intruder, route, probe);
      expect({ route, status: answer.status }).toEqual({ route, status: 404 });
      expect({ route, ...answer }).toEqual({ route, ...(await ask(intruder, route, unknown[route] ?? {})) });
    }
  });

  test('nothing that another account posts changes anything of this one', async () => {
    const before = await rows();
    const unknown = probes(UNKNOWN);
    for (const [route, probe] of table(ids)) {
      // logging out comes last: until then it is the intruder who asks
      if (!route.startsWith('POST') || route === 'POST /logout') continue;
      const anew = unknown[route] ?? {};
      // twice with what nobody has, so that what the first one did to the intruder’s account is done
      if (namesSomething(probe)) await ask(intruder, route, anew);
      const expected = namesSomething(probe) ? await ask(intruder, route, anew) : null;
      const answer = await ask(intruder, route, probe);
      // it got as far as the page, which is what is tried here
      expect({ route, status: answer.status }).not.toEqual({ route, status: 403 });
      if (expected !== null) expect({ route, ...answer }).toEqual({ route, ...expected });
      expect({ route, rows: await rows() }).toEqual({ route, rows: before });
    }
    await ask(intruder, 'POST /logout', {});
    expect(await rows()).toEqual(before);
  });

  test('no page of another account shows anything of this one', async () => {
    const reader = await pages.logIn(b, 'owner');
    const { name, code } = (await a.state()).account;
    const secrets = [name, code, a.accountId, ...Object.values(a.members).flatMap((one) => [one.email, one.memberId])];
    for (const [route, probe] of table(ids)) {
      if (!route.startsWith('GET') || probe.for === 'everyone') continue;
      const { body } = await ask(reader, route, probe);
      expect({ route, shown: secrets.filter((secret) => body.includes(secret)) }).toEqual({ route, shown: [] });
    }
  });

  test('a member without that right changes nothing of the subscription, and is told whom to ask', async () => {
    const member = await pages.logIn(a, 'member');
    const before = await rows();
    for (const [route, probe] of table(ids)) {
      if (probe.payers === undefined) continue;
      const { status, body } = await ask(member, route, probe);
      expect({ route, status }).toEqual({ route, status: 403 });
      expect({ route, asks: body.includes('Olivia Owner') && body.includes('Ben Billing') }).toEqual({
        route,
        asks: true,
      });
    }
    expect(await rows()).toEqual(before);
  });

  test('a member without that right changes neither people nor company', async () => {
    const member = await pages.logIn(a, 'member');
    const before = await rows();
    const all = probes(ids);
    const managing = Object.keys(all).filter((route) => /^POST \/settings\/(members|company)/u.test(route));
    expect(managing).toHaveLength(5);
    for (const route of managing) {
      const { status } = await ask(member, route, all[route] ?? {});
      expect({ route, refused: status >= 400 || status === 303 }).toEqual({ route, refused: true });
    }
    expect(await rows()).toEqual(before);
  });

  test('nothing of this was an error', () => {
    expect(pages.errors).toEqual([]);
  });
});

/** Whether a probe holds ids, in its path or in its fields. */
function namesSomething({ names, fields }: Probe): boolean {
  return names === true || 'attempt' in (fields ?? {}) || 'payment' in (fields ?? {});
}

async function ask(visitor: Visitor, route: string, probe: Probe): Promise<Answer> {
  const address = addressOf(route, probe);
  const response = route.startsWith('GET')
    ? await visitor.ask(address)
    : await visitor.ask(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...probe.fields, _csrf: await csrfOf(visitor) }).toString(),
      });
  return {
    status: response.status,
    location: response.headers.get('location'),
    type: response.headers.get('content-type'),
    body: withoutTokens(await response.text()),
  };
}

/** What proves that a form is ours: every page of the help centre has one. */
async function csrfOf(visitor: Visitor): Promise<string> {
  const page = await visitor.ask('/help/contact');
  return /name="_csrf" value="([^"]+)"/u.exec(await page.text())?.[1] ?? '';
}

function withoutTokens(body: string): string {
  return body.replace(/(name="_(?:csrf|key)" value=")[^"]+/gu, '$1');
}
