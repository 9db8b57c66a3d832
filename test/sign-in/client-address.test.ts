import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { listen } from '../../src/adapters/http/listen.ts';
import type { Listener } from '../../src/adapters/http/listen.ts';
import type { PortalApp, PortalEnv } from '../../src/portal/context.ts';
import { clientAddress } from '../../src/portal/sign-in/client-address.ts';
import { freePort } from '../testkit/free-port.ts';

function addressPage(trustProxy: boolean): Hono<PortalEnv> {
  const pages = new Hono<PortalEnv>();
  pages.use((c, next) => {
    c.set('app', { config: { trustProxy } } as PortalApp);
    return next();
  });
  return pages.get('/', (c) => c.text(clientAddress(c)));
}

async function seen(trustProxy: boolean, forwarded: string, remoteAddress: string): Promise<string> {
  const request = new Request('http://desk.test/', { headers: { 'x-forwarded-for': forwarded } });
  const connection = { incoming: { socket: { remoteAddress } } };
  return (await addressPage(trustProxy).fetch(request, connection)).text();
}

describe('whom tries are counted for', () => {
  let listener: Listener | undefined;
  afterEach(() => listener?.close(0));

  test('the other end of the connection, whatever it claims', async () => {
    const port = await freePort();
    const pages = addressPage(false);
    listener = await listen((request, connection) => pages.fetch(request, connection), { host: '127.0.0.1', port });
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await answer.text()).toBe('127.0.0.1');
  });

  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['10.1.1.1, 203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9 ', '203.0.113.9'],
    ['', '127.0.0.1'],
  ])('behind our proxy the last hop: "%s"', async (forwarded, address) => {
    expect(await seen(true, forwarded, '127.0.0.1')).toBe(address);
  });

  test.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1:2:3:4:5', 'fe80:0:0:1'],
  ])('of the address %s: %s', async (remoteAddress, address) => {
    expect(await seen(false, '', remoteAddress)).toBe(address);
  });
});
