import type { MiddlewareHandler } from 'hono';
import type { PortalContext, PortalEnv } from '../context.ts';

const POLICY = [
  "default-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_SECONDS = 31_536_000;

/** Whether the customer's browser speaks TLS to us, or to the proxy in front of us. */
export function isSecure(c: PortalContext): boolean {
  const { baseUrl, trustProxy } = c.get('app').config;
  if (trustProxy && /^https\b/.test(c.req.header('x-forwarded-proto') ?? '')) return true;
  return baseUrl.startsWith('https:');
}

/**
 * Headers that narrow what a browser may do with our pages. A handler that answers with a content
 * security policy of its own keeps it.
 */
export const securityHeaders: MiddlewareHandler<PortalEnv> = async (c, next) => {
  await next();
  const headers = c.res.headers;
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', POLICY);
    headers.set('x-frame-options', 'DENY');
  }
  headers.set('x-content-type-options', 'nosniff');
  // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  headers.set('x-request-id', c.get('requestId'));
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (isSecure(c)) headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}`);
};
