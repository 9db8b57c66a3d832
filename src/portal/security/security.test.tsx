import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Button, Form } from '../../ui/components/index.ts';
import { problemTexts } from '../../ui/messages/portal.ts';
import { memberOf } from '../context.ts';
import type { MemberActor, PortalApp, PortalEnv } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery } from '../forms.ts';
import { showPage } from '../page.tsx';
import { createPortal } from '../router.tsx';
import { loadAssets, type Assets } from '../static.ts';

const HOST = 'http://desk.test';
const FORM = 'application/x-www-form-urlencoded';

const member: MemberActor = {
  kind: 'member',
  accountId: 'acct_1',
  memberId: 'mem_1',
  userId: 'user_1',
  name: 'Olivia Ortega',
  email: 'olivia@desk.test',
  role: 'owner',
};

let assets: Assets;
beforeAll(async () => {
  assets = await loadAssets();
});

/** Every post that got as far as its handler. */
const reached: string[] = [];

function pages(): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  const form = (
    <Form action="/note" keyed>
      <Button>Send</Button>
    </Form>
  );
  routes.get('/help', (c) => showPage(c, { title: 'Help' }, form));
  routes.get('/search', (c) => {
    const query = readQuery(c, z.object({ country: z.array(z.string()).optional(), q: z.string().optional() }));
    return showPage(c, { title: 'Search' }, JSON.stringify(query));
  });
  routes.get('/orders', (c) => showPage(c, { title: 'Orders' }, memberOf(c).name));
  routes.post('/note', (c) => {
    const note = readForm(c, z.object({ note: z.string().optional() }));
    reached.push(note.ok ? (note.value.note ?? '') : '');
    return redirectWith(c, '/help', 'success', 'Kept, “as it is”.');
  });
  routes.get('/lost', () => {
    throw new Error('select failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });
  });
  routes.get('/broken', () => {
    throw new Error('the secret is hunter2');
  });
  return routes;
}

interface World {
  actor?: MemberActor | null;
  config?: Partial<PortalApp['config']>;
  logged?: object[];
}

function portalWith({ actor = null, config = {}, logged = [] }: World = {}) {
  const note = (fields: object) => void logged.push(fields);
  const app = {
    // no page here is about a subscription, so nobody hears of it
    view: () => Promise.reject(new Error('the database is away')),
    config: {
      brand: 'ListKit',
      supportEmail: 'support@desk.test',
      baseUrl: HOST,
      mode: 'demo',
      secret: 'a secret of forty characters for the tests',
      trustProxy: false,
      ...config,
    },
    auth: { actorOf: () => Promise.resolve(actor) },
    log: { info: note, warn: note, error: note },
    assets,
  } as Partial<PortalApp> as PortalApp;
  return createPortal(app, { routers: [pages()] });
}

type Portal = ReturnType<typeof portalWith>;

/** A browser that opened a page with a form: its cookie, and the form's token. */
async function opened(portal: Portal, before = '') {
  const answer = await portal.request(`${HOST}/help`, { headers: { cookie: before } });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? before;
  const token = /name="_csrf" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
  return { cookie, token };
}

function post(portal: Portal, body: BodyInit, headers: Record<string, string> = {}) {
  return portal.request(`${HOST}/note`, { method: 'POST', body, headers: { 'content-type': FORM, ...headers } });
}

describe('headers', () => {
  it('a page may run and show only what is ours, and be framed by nobody', async () => {
    const { headers } = await portalWith().request(`${HOST}/help`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('error pages carry the same headers', async () => {
    for (const path of ['/nowhere', '/broken', '/%ff']) {
      const { headers } = await portalWith().request(HOST + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('asks for TLS from then on where there is TLS', async () => {
    const direct = portalWith({ config: { baseUrl: 'https://desk.test' } });
    expect((await direct.request(`${HOST}/help`)).headers.get('strict-transport-security')).toContain('max-age');
    const request = { headers: { 'x-forwarded-proto': 'https' } };
    const proxied = await portalWith({ config: { trustProxy: true } }).request(`${HOST}/help`, request);
    expect(proxied.headers.get('strict-transport-security')).toContain('max-age');
    expect(proxied.headers.get('set-cookie')).toContain('Secure');
    const untrusted = await portalWith().request(`${HOST}/help`, request);
    expect(untrusted.headers.get('strict-transport-security')).toBeNull();
  });

  it('pages hold no inline script or style', async () => {
    const page = await (await portalWith({ actor: member }).request(`${HOST}/help`)).text();
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/);
  });
});

describe('forms that are not ours', () => {
  it('a form with its token arrives, with and without an origin', async () => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    const body = `_csrf=${token}&note=yes`;
    for (const headers of [{}, { origin: HOST }, { origin: HOST, 'sec-fetch-site': 'same-origin' }]) {
      expect((await post(portal, body, { cookie, ...headers })).status).toBe(303);
    }
  });

  it.each([
    ['no token', (_token: string) => 'note=no', {}],
    ['a wrong token', (_token: string) => '_csrf=wrong&note=no', {}],
    ['another site, by its origin', (token: string) => `_csrf=${token}`, { origin: 'http://evil.test' }],
    ['a hidden origin', (token: string) => `_csrf=${token}`, { origin: 'null' }],
    [
      'another site, by the word of the browser',
      (token: string) => `_csrf=${token}`,
      { 'sec-fetch-site': 'cross-site' },
    ],
  ])('turned away with 403: %s', async (_what, body, headers) => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    reached.length = 0;
    const answer = await post(portal, body(token), { cookie, ...headers });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(problemTexts.forged.title);
    expect(reached).toEqual([]);
  });

  it('a token without its cookie, or with the cookie of another browser, is worth nothing', async () => {
    const portal = portalWith();
    const { token } = await opened(portal);
    const { cookie: other } = await opened(portal);
    expect((await post(portal, `_csrf=${token}`)).status).toBe(403);
    expect((await post(portal, `_csrf=${token}`, { cookie: other })).status).toBe(403);
    expect((await post(portal, `_csrf=${token}`, { cookie: 'fairwell_form=forged.forged' })).status).toBe(403);
  });

  it('the cookie cannot be read by scripts and is not sent by other sites', async () => {
    const cookie = (await portalWith().request(`${HOST}/help`)).headers.get('set-cookie');
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });

  it('one browser keeps its token over pages', async () => {
    const portal = portalWith();
    const first = await opened(portal);
    expect((await opened(portal, first.cookie)).token).toBe(first.token);
  });
});

describe('requests that cannot be read', () => {
  it.each(['/%ff', '/help?a=%zz', '/help?a=%c3%28', '/help?a=%00', '/%00'])('400: %s', async (path) => {
    const answer = await portalWith().request(HOST + path);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(problemTexts.bad_request.title);
  });

  it('400: a body that does not decode', async () => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    const start = new TextEncoder().encode(`_csrf=${token}&note=`);
    for (const end of [
      [0xff, 0xfe],
      [0x25, 0x66, 0x66],
      [0x25, 0x30, 0x30],
      [0x25, 0x7a],
    ]) {
      expect((await post(portal, new Uint8Array([...start, ...end]), { cookie })).status).toBe(400);
    }
  });

  it('400: a repeated parameter, unless the page says that it may repeat', async () => {
    const portal = portalWith();
    expect((await portal.request(`${HOST}/help?a=1&a=2`)).status).toBe(400);
    expect((await portal.request(`${HOST}/search?q=1&q=2`)).status).toBe(400);
    expect((await portal.request(`${HOST}/search?country=de&country=fr`)).status).toBe(200);
  });

  it('400: a repeated field', async () => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    expect((await post(portal, `_csrf=${token}&note=a&note=b`, { cookie })).status).toBe(400);
    expect((await post(portal, `_csrf=${token}&_csrf=${token}`, { cookie })).status).toBe(400);
    expect((await post(portal, `_csrf=${token}&_key=12345678&_key=12345679`, { cookie })).status).toBe(400);
  });

  it('413: more than 64 kB, whether or not it says so', async () => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    const long = `_csrf=${token}&note=${'x'.repeat(65_536)}`;
    expect((await post(portal, long, { cookie })).status).toBe(413);
    const stream = new Blob([long]).stream();
    const answer = await portal.request(
      new Request(`${HOST}/note`, {
        method: 'POST',
        body: stream,
        headers: { cookie, 'content-type': FORM },
        duplex: 'half',
      } as RequestInit),
    );
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain(problemTexts.too_large.title);
  });

  it('415: another type than that of a form', async () => {
    const portal = portalWith();
    const { cookie } = await opened(portal);
    expect((await post(portal, '{}', { cookie, 'content-type': 'application/json' })).status).toBe(415);
    expect((await post(portal, 'a=1', { cookie, 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('404: an address that is nobody’s, and members keep their menu there', async () => {
    const answer = await portalWith({ actor: member }).request(`${HOST}/nowhere`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('href="/settings/profile"');
  });
});

describe('what goes wrong here', () => {
  it('503 when the database is lost, and the next request is answered again', async () => {
    const portal = portalWith();
    const answer = await portal.request(`${HOST}/lost`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.text()).toContain(problemTexts.unavailable.title);
    expect((await portal.request(`${HOST}/help`)).status).toBe(200);
  });

  it('500 with a number to quote, and nothing of the error', async () => {
    const logged: object[] = [];
    const answer = await portalWith({ logged }).request(`${HOST}/broken?password=hunter3`);
    const page = await answer.text();
    expect(answer.status).toBe(500);
    expect(page).not.toContain('hunter2');
    expect(page).toContain(answer.headers.get('x-request-id'));
    expect(logged).toMatchObject([{ requestId: answer.headers.get('x-request-id'), path: '/broken' }]);
    expect(JSON.stringify(logged)).not.toContain('hunter3');
  });
});

describe('who may see what', () => {
  it('pages of members ask for a log-in and come back afterwards', async () => {
    const answer = await portalWith().request(`${HOST}/orders?page=2`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/login?next=%2Forders%3Fpage%3D2');
    expect((await portalWith({ actor: member }).request(`${HOST}/orders`)).status).toBe(200);
  });
});

describe('what a request leaves to say', () => {
  it('is said on the next page, once', async () => {
    const portal = portalWith();
    const { cookie, token } = await opened(portal);
    const answer = await post(portal, `_csrf=${token}`, { cookie });
    const notice = answer.headers.getSetCookie().find((line) => line.startsWith('fairwell_notice')) ?? '';
    const next = await portal.request(`${HOST}/help`, { headers: { cookie: `${cookie}; ${notice.split(';')[0]}` } });
    expect(await next.text()).toContain('Kept, “as it is”.');
    expect(next.headers.getSetCookie().join()).toMatch(/fairwell_notice=;.*Max-Age=0/);
  });

  it('cannot be put there by somebody else', async () => {
    const forged = encodeURIComponent(JSON.stringify({ tone: 'ends', text: 'Send us your password' }));
    const page = await portalWith().request(`${HOST}/help`, { headers: { cookie: `fairwell_notice=${forged}.aaaa` } });
    expect(await page.text()).not.toContain('Send us your password');
  });
});

describe('what pages are made with', () => {
  it('is served for ever under a name of its content, packed as the browser likes', async () => {
    const portal = portalWith();
    const plain = await portal.request(HOST + assets.css.path);
    expect(plain.headers.get('cache-control')).toContain('immutable');
    expect(plain.headers.get('content-type')).toContain('text/css');
    const packed = await portal.request(HOST + assets.css.path, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect((await portal.request(`${HOST}/static/css-000000000000.css`)).status).toBe(404);
  });

  it('pages are packed', async () => {
    const page = await portalWith().request(`${HOST}/help`, { headers: { 'accept-encoding': 'gzip' } });
    expect(page.headers.get('content-encoding')).toBe('gzip');
  });

  it('leaves room for the pages: 7 kB of style and 3 kB of script, packed', () => {
    expect(assets.css.gzip.length).toBeLessThan(7_000);
    expect(assets.js.gzip.length).toBeLessThan(3_000);
  });
});
