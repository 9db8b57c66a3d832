import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { PortalContext, PortalEnv } from '../context.ts';
import { showProblem } from '../errors.tsx';
import { readSigned, sameText, sign, writeSigned } from './signed-cookie.ts';

const COOKIE = 'fairwell_form';

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Forms prove that they are ours: each carries a token made from a cookie that only this browser
 * has. Requests that a browser says come from another site are turned away even with one.
 */
export const csrfProtection: MiddlewareHandler<PortalEnv> = (c, next) => {
  const known = readSigned(c, COOKIE);
  c.set('csrf', tokenFor(c, known ?? newCookie(c)));
  if (SAFE_METHODS.has(c.req.method)) return next();
  const sent = c.get('body').get('_csrf')?.[0] ?? '';
  if (known === null || isForeign(c) || !sameText(sent, c.get('csrf'))) {
    return showProblem(c, 'forged', 403);
  }
  return next();
};

/** Gives the browser a new token; to be called when somebody logs in or out. */
export function renewCsrf(c: PortalContext): void {
  c.set('csrf', tokenFor(c, newCookie(c)));
}

function newCookie(c: PortalContext): string {
  const value = randomBytes(32).toString('base64url');
  writeSigned(c, COOKIE, value);
  return value;
}

function tokenFor(c: PortalContext, cookie: string): string {
  return sign(c, `form:${cookie}`);
}

/** Whether the browser says that another site sent this. Without its word the token decides. */
function isForeign(c: PortalContext): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !ownHosts(c).includes(new URL(origin).host);
}

function ownHosts(c: PortalContext): string[] {
  const { baseUrl, trustProxy } = c.get('app').config;
  const forwarded = trustProxy ? c.req.header('x-forwarded-host') : undefined;
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return [new URL(baseUrl).host, host, ...(forwarded ? [forwarded] : [])];
}
