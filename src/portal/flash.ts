import { deleteCookie, getCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import type { NotificationTone } from '../ui/components/notification.tsx';
import type { Flash, PortalContext } from './context.ts';
import { isSecure } from './security/headers.ts';

const COOKIE = 'fairwell_notice';
const flashSchema = z.object({
  tone: z.enum(['info', 'success', 'warning', 'ends']),
  text: z.string(),
});

/** Goes to another page, which then says what happened. */
export async function redirectWith(
  c: PortalContext,
  path: string,
  tone: NotificationTone,
  text: string,
): Promise<Response> {
  const flash: Flash = { tone, text };
  await setSignedCookie(c, COOKIE, JSON.stringify(flash), c.get('app').config.secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    maxAge: 60,
  });
  return c.redirect(path, 303);
}

/** What the request before left to say; it is said once. */
export async function takeFlash(c: PortalContext): Promise<Flash | null> {
  if (getCookie(c, COOKIE) === undefined) return null;
  const text = await getSignedCookie(c, c.get('app').config.secret, COOKIE);
  deleteCookie(c, COOKIE, { path: '/' });
  if (!text) return null;
  const flash = flashSchema.safeParse(JSON.parse(text));
  return flash.success ? flash.data : null;
}
