import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { requireMember } from './context.ts';
import type { PortalApp, PortalEnv, Slot } from './context.ts';
import { notFound, onError } from './errors.tsx';
import { beginRequest, type RequestWatch } from './request-watch.ts';
import { appForRequest } from './request-app.ts';
import { csrfProtection } from './security/csrf.ts';
import { securityHeaders } from './security/headers.ts';
import { limitBody, readParameters } from './security/parameters.ts';
import { staticRoutes } from './static.ts';

/** What is put together into the portal. */
export interface PortalParts {
  /** The pages; each router names its whole paths. */
  readonly routers: readonly Hono<PortalEnv>[];
  /** Where the program says how it is. */
  readonly operations?: Hono;
  /** Who looks on while requests are answered. */
  readonly watch?: RequestWatch;
  /** What stands above the pages of members, e.g. that a cancellation is scheduled. */
  readonly banner?: Slot;
  /** What stands below all pages of the demo. */
  readonly demoBar?: Slot;
}

/** Paths that need a log-in. What is not below them says by itself whom it serves. */
const MEMBER_PATHS = ['/', '/orders', '/orders/*', '/settings', '/settings/*'];

/** The portal: what every request passes through, and then the pages. */
export function createPortal(app: PortalApp, parts: PortalParts): Hono<PortalEnv> {
  const portal = new Hono<PortalEnv>();
  portal.use(beginRequest(parts.watch));
  portal.use(begin(app, parts));
  portal.use(securityHeaders);
  portal.route('/', staticRoutes(app.assets));
  if (parts.operations) portal.route('/', parts.operations);
  portal.use(compress());
  portal.use(limitBody);
  portal.use(readParameters);
  portal.use(csrfProtection);
  portal.use(async (c, next) => {
    c.set('actor', await app.auth.actorOf(c.req.raw.headers));
    return next();
  });
  for (const path of MEMBER_PATHS) portal.use(path, requireMember);
  portal.get('/settings', (c) => c.redirect('/settings/profile', 303));
  for (const router of parts.routers) portal.route('/', router);
  portal.notFound(notFound);
  portal.onError(onError);
  return portal;
}

function begin(app: PortalApp, parts: PortalParts): MiddlewareHandler<PortalEnv> {
  return (c, next) => {
    c.set('app', appForRequest(app));
    c.set('csrf', '');
    c.set('queryRead', false);
    if (parts.banner) c.set('banner', parts.banner);
    if (parts.demoBar) c.set('demoBar', parts.demoBar);
    return next();
  };
}
