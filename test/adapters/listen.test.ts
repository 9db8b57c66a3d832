import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/adapters/http/listen.ts';
import type { Listener } from '../../src/adapters/http/listen.ts';
import { freePort } from '../testkit/free-port.ts';

describe('a listener', () => {
  const open: Listener[] = [];
  const start = async (answer: () => Promise<Response>, port: number) => {
    const listener = await listen(answer, { host: '127.0.0.1', port });
    open.push(listener);
    return listener;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((listener) => listener.close(0)));
  });

  it('lets a request in flight finish before it is closed, and takes no other', async () => {
    const port = await freePort();
    const listener = await start(() => sleep(300).then(() => new Response('whole')), port);
    const inFlight = fetch(`http://127.0.0.1:${port}`).then((response) => response.text());
    await sleep(100);
    const closed = listener.close(2_000);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    expect(await inFlight).toBe('whole');
    await closed;
  });

  it('is not held open by a connection that is kept alive', async () => {
    const port = await freePort();
    const listener = await start(() => Promise.resolve(new Response('whole')), port);
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) => get({ port, agent }, (response) => response.resume().on('end', resolve)));
    const before = performance.now();
    await listener.close(5_000);
    expect(performance.now() - before).toBeLessThan(1_000);
    agent.destroy();
  });

  it('cuts off a request that outlasts the grace', async () => {
    const port = await freePort();
    const listener = await start(() => new Promise<Response>(() => undefined), port);
    const hanging = fetch(`http://127.0.0.1:${port}`);
    const cut = expect(hanging).rejects.toThrow();
    await sleep(100);
    await listener.close(200);
    await cut;
  });

  it('says in a sentence that a port is taken', async () => {
    const port = await freePort();
    await start(() => Promise.resolve(new Response()), port);
    await expect(start(() => Promise.resolve(new Response()), port)).rejects.toThrow(
      `Port ${port} is taken; set PORT to another one.`,
    );
  });
});
