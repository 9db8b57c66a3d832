import { Hono } from 'hono';
import type { Database } from './adapters/database/open.ts';
import type { Config } from './config.ts';
import type { Tables } from './store/schema.ts';

/** The program, put together. */
export interface App {
  fetch(request: Request): Response | Promise<Response>;
  /** Null in production. */
  readonly demo: Demo | null;
  /** Starts workers and timers. */
  start(): void;
  /** Stops workers and timers; resolves when effects in flight are finished. */
  stop(): Promise<void>;
}

export interface Demo {
  readonly logins: readonly { readonly email: string; readonly role: string }[];
  readonly password: string;
  /** Makes the demo, unless it is there already. */
  make(): Promise<'made' | 'found'>;
}

/** Puts the program together on a database that is open and migrated. */
export function createApp(_config: Config, _database: Database<Tables>): Promise<App> {
  const portal = new Hono().get('/healthz', (c) => c.text('ok'));
  return Promise.resolve({
    fetch: (request) => portal.fetch(request),
    demo: null,
    start: () => undefined,
    stop: () => Promise.resolve(),
  });
}
