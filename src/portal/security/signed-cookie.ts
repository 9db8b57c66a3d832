import { createHmac, timingSafeEqual } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import type { PortalContext } from '../context.ts';
import { isSecure } from './headers.ts';

/** What the browser's cookie holds, or null when it has none or one that is not signed by us. */
export function readSigned(c: PortalContext, name: string): string | null {
  const cookie = getCookie(c, name) ?? '';
  const dot = cookie.lastIndexOf('.');
  if (dot < 0) return null;
  const value = cookie.slice(0, dot);
  return sameText(cookie.slice(dot + 1), sign(c, `${name}=${value}`)) ? value : null;
}

/**
 * Gives the browser a cookie that scripts cannot read, and that nobody else can make: it is signed under its
 * name. Signed here, since the framework's way waits twice for another thread, with each request.
 */
export function writeSigned(c: PortalContext, name: string, value: string, maxAge?: number): void {
  setCookie(c, name, `${value}.${sign(c, `${name}=${value}`)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}

/** A text's signature by the secret of this installation. */
export function sign(c: PortalContext, text: string): string {
  return createHmac('sha256', c.get('app').config.secret).update(text).digest('base64url');
}

/** Compares in a time that does not tell how much of it is right. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
