import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { CannotStart } from '../../ports/cannot-start.ts';

/** A server that answers requests. */
export interface Listener {
  /** Takes no more requests, and resolves when those in flight are answered, or `graceMs` have passed. */
  close(graceMs: number): Promise<void>;
}

const REQUEST_MS = 30_000;

/**
 * Answers HTTP requests with `fetch`, which is told the connection that they came by. Throws `CannotStart`
 * when the address cannot be had.
 */
export async function listen(
  fetch: (request: Request, connection: object) => Response | Promise<Response>,
  where: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const server = createAdaptorServer({ fetch }) as Server;
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS / 2;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new CannotStart(sentenceOf(error, where)));
    });
    server.listen(where.port, where.host, resolve);
  });
  return { close: (graceMs) => close(server, graceMs) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // a connection that is kept alive between two requests would hold the server open
  server.closeIdleConnections();
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const deadline = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}

function sentenceOf(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is taken; set PORT to another one.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user; set PORT to 1024 or more.`;
  return `${host}:${port} cannot be listened on (${error.code ?? error.message}).`;
}
