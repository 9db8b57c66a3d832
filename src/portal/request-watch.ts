import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { ScopedLog } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PortalContext, PortalEnv } from './context.ts';

export interface RequestWatch {
  readonly log: Pick<ScopedLog, 'info' | 'within'>;
  readonly metrics: Pick<Metrics, 'request'>;
}

/** An id that a proxy may have given to a request: what can stand in a header, a log and a page as it is. */
const GOOD_ID = /^[\w.-]{8,64}$/u;
/** The others are never sent here, and a label should not have as many values as somebody cares to invent. */
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** Asked every few seconds, by machines. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/** Gives every request an id, the one that it came with if that is one, and tells what came of it. */
export function beginRequest(watch: RequestWatch | undefined): MiddlewareHandler<PortalEnv> {
  return (c, next) => {
    const given = c.req.header('x-request-id') ?? '';
    const requestId = GOOD_ID.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    c.set('actor', null);
    if (watch === undefined) return next();
    const startedAt = performance.now();
    return watch.log.within({ requestId }, async () => {
      await next();
      tell(watch, c, performance.now() - startedAt);
    });
  };
}

/** Only the pattern of the path is told: a path may be somebody's invitation. */
function tell({ log, metrics }: RequestWatch, c: PortalContext, ms: number): void {
  const method = METHODS.has(c.req.method) ? c.req.method : 'other';
  const route = routePath(c);
  const { status } = c.res;
  metrics.request({ method, route, status, seconds: ms / 1_000 });
  if (PROBES.has(route)) return;
  const accountId = c.get('actor')?.accountId;
  log.info({ ...(accountId && { accountId }), method, route, status, ms: Math.round(ms * 10) / 10 }, 'a request');
}
