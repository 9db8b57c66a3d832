import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Metrics } from '../ports/metrics.ts';

/** What whoever runs the program is shown of it. */
export interface Operations {
  /** Whether the database answers and has the tables of this program. */
  isReady(): Promise<boolean>;
  readonly metrics: Pick<Metrics, 'text'>;
  /** Lets somebody read the metrics; null: in the demo, whoever asks on this machine, and else nobody. */
  readonly metricsToken: string | null;
  readonly mode: 'demo' | 'production';
}

/** The other end of the connection, as the HTTP server hands it on. */
interface Connection {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** What a proxy adds: with one in front, the other end of the connection says nothing of who asks. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
const READY_MS = 1_000;
const ANSWER_MS = 2_000;

/** Where the program says that it lives, that it can serve, and what it has counted. */
export function operationsRoutes(operations: Operations): Hono {
  const { metrics } = operations;
  const isReady = askedRarely(() => operations.isReady());
  const routes = new Hono();
  routes.use('/healthz', neverStored);
  routes.use('/readyz', neverStored);
  routes.get('/healthz', (c) => c.text('ok'));
  routes.get('/readyz', async (c) => ((await isReady()) ? c.text('ready') : c.text('not ready', 503)));
  routes.get('/metrics', async (c, next) => {
    if (!mayRead(c, operations)) return next();
    const { type, body } = await metrics.text();
    return c.body(body, 200, { 'content-type': type, 'cache-control': 'no-store' });
  });
  return routes;
}

/** The answers of a process that serves no pages. */
export function operationsAlone(operations: Operations): Hono {
  const alone = new Hono();
  alone.route('/', operationsRoutes(operations));
  alone.notFound((c) => c.text('not found', 404));
  return alone;
}

async function neverStored(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  c.header('cache-control', 'no-store');
}

/** Nobody makes the database work by asking often: askers share an answer until a second after it came. */
function askedRarely(ask: () => Promise<boolean>): () => Promise<boolean> {
  let answer: Promise<boolean> | null = null;
  return () => {
    answer ??= ask()
      .catch(() => false)
      .finally(() => setTimeout(() => (answer = null), READY_MS).unref());
    return Promise.race([answer, notInTime()]);
  };
}

/** A database that hangs is none. */
function notInTime(): Promise<boolean> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ANSWER_MS).unref());
}

function mayRead(c: Context, { metricsToken, mode }: Operations): boolean {
  if (metricsToken !== null) return isSame(c.req.header('authorization') ?? '', `Bearer ${metricsToken}`);
  return mode === 'demo' && isFromHere(c);
}

function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function isFromHere(c: Context): boolean {
  const address = (c.env as Connection | undefined)?.incoming?.socket?.remoteAddress ?? '';
  const isLoopback = address === '::1' || /^(?:::ffff:)?127\./u.test(address);
  return isLoopback && FORWARDED.every((name) => c.req.header(name) === undefined);
}
