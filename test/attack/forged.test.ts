import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { doneTexts } from '../../src/ui/messages/subscription-pages.ts';
import { opener } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import type { Page, Visitor } from '../testkit/visitor.ts';
import { UNKNOWN } from './company-with-everything.ts';
import { csrfOf } from './program.ts';
import { addressOf, probes } from './probes.ts';
import { rowsOf } from './rows-of.ts';
import { wholePortal, type WholePortal } from './whole-portal.ts';

const PLAN = '/settings/subscription';
const CANCEL = `${PLAN}/cancel`;
const CONFIRM = `${CANCEL}/confirm`;
const FORM = 'application/x-www-form-urlencoded';

const open = opener('embedded');
let desk: Desk;
let pages: WholePortal;
let company: Company;
let owner: Visitor;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(100);
  pages = await wholePortal(desk);
});

beforeEach(async () => {
  company = await desk.company();
  owner = await pages.logIn(company, 'owner');
});

const rows = () => rowsOf(desk.database.db, company.accountId);
const count = async (type: string) => (await company.events()).filter((one) => one === type).length;

const send = (visitor: Visitor, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  visitor.ask(path, {
    method: 'POST',
    headers: { 'content-type': FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

/** Sends a form as it stands on a page, with some of its fields changed. */
async function sent(page: Page, action: string, changed: Record<string, string> = {}): Promise<Page> {
  return page.submit(action, changed);
}

describe('a form that is not ours', () => {
  const posts = Object.entries(probes(UNKNOWN)).filter(([route]) => route.startsWith('POST'));

  test('is turned away on every route: without proof, with another’s, from another site', async () => {
    const stranger = await csrfOf(pages.anyone());
    const own = await csrfOf(owner);
    const before = await rows();
    const forgeries: readonly [Record<string, string>, Record<string, string>][] = [
      [{}, {}],
      [{ _csrf: '' }, {}],
      [{ _csrf: stranger }, {}],
      [{ _csrf: own.slice(1) }, {}],
      [{ _csrf: own }, { origin: 'https://evil.test' }],
      [{ _csrf: own }, { origin: 'null' }],
      [{ _csrf: own }, { origin: 'http://desk.test.evil.test' }],
      [{ _csrf: own }, { 'sec-fetch-site': 'cross-site' }],
      [{ _csrf: own }, { 'sec-fetch-site': 'same-site' }],
    ];
    for (const [route, probe] of posts) {
      for (const [fields, headers] of forgeries) {
        const { status } = await send(owner, addressOf(route, probe), { ...probe.fields, ...fields }, headers);
        expect({ route, fields, headers, status }).toEqual({ route, fields, headers, status: 403 });
      }
    }
    expect(await rows()).toEqual(before);
  });

  test('is not ours any more once its browser has logged out, or in again', async () => {
    const before = await csrfOf(owner);
    await (await owner.open('/orders')).submit('/logout');
    expect((await send(owner, '/forgot-password', { _csrf: before, email: 'a@b.test' })).status).toBe(403);
  });

  test('is not sent by a link: what changes something answers to no GET', async () => {
    const before = await rows();
    const gets = new Set(pages.portal.routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
    for (const [route, probe] of posts) {
      const [, pattern = ''] = route.split(' ');
      const query = new URLSearchParams(probe.fields).toString();
      const { status } = await owner.ask(`${addressOf(route, probe)}?${query}`);
      if (!gets.has(pattern)) expect({ route, status }).toEqual({ route, status: 404 });
    }
    expect(await rows()).toEqual(before);
  });
});

describe('a form that was sent before', () => {
  test('with its key says and does nothing again, whatever it is sent to', async () => {
    const page = await owner.open(`${PLAN}/pause`);
    const key = page.fields(`${PLAN}/pause`).find(([name]) => name === '_key')?.[1] ?? '';
    await sent(page, `${PLAN}/pause`);
    await company.do({ do: 'keep' });
    await company.do({ do: 'cancel' });
    const before = await rows();
    const _csrf = await csrfOf(owner);
    const again: readonly [string, Record<string, string>][] = [
      [`${PLAN}/pause`, Object.fromEntries(page.fields(`${PLAN}/pause`))],
      [`${PLAN}/keep`, {}],
      [`${PLAN}/resume`, { charge: '9700' }],
      [`${PLAN}/subscribe`, { plan: 'lite', charge: '4700' }],
      ['/settings/company', { name: 'Another', country: 'DE', timeZone: 'Europe/Berlin' }],
      ['/orders', { leads: '1' }],
    ];
    for (const [path, fields] of again) {
      const answer = await send(owner, path, { ...fields, _csrf, _key: key });
      expect({ path, status: answer.status }).toEqual({ path, status: 303 });
      expect({ path, rows: await rows() }).toEqual({ path, rows: before });
      const { text } = await owner.open(answer.headers.get('location') ?? '/');
      const untrue = [doneTexts.keptPlain, doneTexts.pauseScheduled, doneTexts.pausedAlready, doneTexts.resumed];
      expect({ path, untrue: untrue.filter((sentence) => text.includes(sentence)) }).toEqual({ path, untrue: [] });
    }
    expect((await owner.open(PLAN)).text).toContain('Your subscription is cancelled');
  });

  test('a resume that was declined is not told of as done', async () => {
    await company.do({ do: 'pause' });
    await company.to('2026-03-01T15:00:00Z');
    await company.card('declinesLater');
    const page = await owner.open(`${PLAN}/resume`);
    await sent(page, `${PLAN}/resume`);
    await desk.settle();
    const again = await sent(page, `${PLAN}/resume`);
    expect(await company.status()).toBe('paused');
    expect(again.text).not.toContain(doneTexts.resumed);
    expect(await count('PaymentRequested')).toBe(3);
  });

  test('with the key of another account’s form is a form of its own', async () => {
    const other = await desk.company();
    const theirs = await pages.logIn(other, 'owner');
    const _key = 'the-same-key-for-two';
    for (const visitor of [owner, theirs]) {
      await send(visitor, `${PLAN}/pause`, { _csrf: await csrfOf(visitor), _key, at: '2026-02-28T15:00:00Z' });
    }
    expect((await company.state()).subscription?.scheduled?.kind).toBe('pause');
    expect((await other.state()).subscription?.scheduled?.kind).toBe('pause');
  });

  test.each(['short', 'with space', 'a'.repeat(65), 'ord_1:0', 'sign-up'])(
    'with the key "%s" is none',
    async (_key) => {
      const before = await rows();
      const { status } = await send(owner, `${PLAN}/pause`, {
        _csrf: await csrfOf(owner),
        _key,
        at: '2026-02-28T15:00:00Z',
      });
      expect(status).toBe(400);
      expect(await rows()).toEqual(before);
    },
  );
});

describe('an attempt to cancel', () => {
  const start = async () => (await owner.open(PLAN)).submit(CANCEL);
  const attempt = async () => (await company.state()).attempt?.id ?? '';

  test('takes up no offer that was not shown, not on another page, and not twice', async () => {
    await (await start()).submit(`${CANCEL}/reason`, { reason: 'lead_quality' });
    const _csrf = await csrfOf(owner);
    const id = await attempt();
    const before = await rows();
    const tries: readonly [page: string, offer: string, attempt: string][] = [
      ['lead-quality', 'discount-monthly', id],
      ['lead-quality', 'bonus-trouble', id],
      ['lead-quality', '__proto__', id],
      ['price', 'discount-monthly', id],
      ['trouble', 'bonus-trouble', id],
      ['pause', 'pause', id],
      ['confirm', 'pause', id],
      ['reason', 'bonus-quality', id],
      ['constructor', 'bonus-quality', id],
      ['lead-quality', 'bonus-quality', 'att_of_nobody'],
    ];
    for (const [page, offer, of] of tries) {
      const path = `${CANCEL}/pages/${page}/accept`;
      const { status } = await send(owner, path, { _csrf, offer, attempt: of });
      expect({ page, offer, status }).toEqual({ page, offer, status: 303 });
      expect({ page, offer, rows: await rows() }).toEqual({ page, offer, rows: before });
    }
    const accept = { _csrf, offer: 'bonus-quality', attempt: id };
    for (let time = 0; time < 3; time += 1) await send(owner, `${CANCEL}/pages/lead-quality/accept`, accept);
    expect(await count('OfferAccepted')).toBe(1);
    expect((await company.credits()).available).toBe(2_500);
  });

  test('goes over no page that it did not come to, and confirms nothing from a stale tab', async () => {
    await (await start()).submit(`${CANCEL}/reason`, { reason: 'no_outbound' });
    const _csrf = await csrfOf(owner);
    const id = await attempt();
    const before = await rows();
    for (const page of ['pause', 'confirm', 'done', 'nothing', '..', '__proto__']) {
      const path = `${CANCEL}/pages/${encodeURIComponent(page)}/continue`;
      expect((await send(owner, path, { _csrf, attempt: id })).status).toBeLessThan(405);
    }
    expect(await rows()).toEqual(before);
    await send(owner, `${CANCEL}/leave`, { _csrf, attempt: id });
    const left = await rows();
    for (const path of [`${CANCEL}/pages/outbound/continue`, `${CANCEL}/leave`, CONFIRM]) {
      await send(owner, path, { _csrf, attempt: id, shown: 'active; 2026-02-28T15:00:00Z' });
    }
    expect(await rows()).toEqual(left);
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('that somebody else has confirmed, kept or ended meanwhile leads to what is true', async () => {
    const billing = await pages.logIn(company, 'billing');
    await start();
    const reason = await owner.open(CANCEL);
    await reason.submit(`${CANCEL}/reason`);
    const pause = `${CANCEL}/pages/pause/continue`;
    await (await owner.open(`${CANCEL}/pages/pause`)).submit(pause);
    const [ours, theirs] = [await owner.open(CONFIRM), await billing.open(CONFIRM)];
    await sent(theirs, CONFIRM);
    const after = await sent(ours, CONFIRM);
    expect(after.path).toBe(`${CANCEL}/done`);
    await (await billing.open(PLAN)).submit(`${PLAN}/keep`);
    const kept = await rows();
    for (const [page, action] of [
      [ours, CONFIRM],
      [theirs, CONFIRM],
      [reason, `${CANCEL}/reason`],
      [ours, `${CANCEL}/leave`],
    ] as const) {
      const { path, text } = await sent(page, action);
      expect(path).toBe(PLAN);
      expect(text).not.toContain('Your subscription is cancelled');
    }
    expect(await rows()).toEqual(kept);
    expect(await count('CancellationScheduled')).toBe(1);
    expect(await count('CancellationWithdrawn')).toBe(1);
  });

  test('is not confirmed for something else than its page said', async () => {
    await start();
    await (await owner.open(CANCEL)).submit(`${CANCEL}/reason`);
    await (await owner.open(`${CANCEL}/pages/pause`)).submit(`${CANCEL}/pages/pause/continue`);
    const page = await owner.open(CONFIRM);
    const before = await rows();
    for (const shown of ['active; now', 'past_due; now', '', 'active; 2027-02-28T15:00:00Z']) {
      await sent(page, CONFIRM, { shown });
    }
    expect(await rows()).toEqual(before);
  });
});

test('nothing of this was an error', () => {
  expect(pages.errors).toEqual([]);
});
