import { deleteCookie, getCookie } from 'hono/cookie';
import { z } from 'zod';
import type { NotificationTone } from '../ui/components/notification.tsx';
import type { Flash, PortalContext } from './context.ts';
import { readSigned, writeSigned } from './security/signed-cookie.ts';

const COOKIE = 'fairwell_notice';
/** For a page that is never opened. */
const FLASH_SECONDS = 60;
const flashSchema = z.object({
  tone: z.enum(['info', 'success', 'warning', 'ends']),
  text: z.string(),
});

/** Goes to another page, which then says what happened. */
export function redirectWith(c: PortalContext, path: string, tone: NotificationTone, text: string): Response {
  const flash: Flash = { tone, text };
  writeSigned(c, COOKIE, JSON.stringify(flash), FLASH_SECONDS);
  return c.redirect(path, 303);
}

/** What the request before left to say; it is said once. */
export function takeFlash(c: PortalContext): Flash | null {
  if (getCookie(c, COOKIE) === undefined) return null;
  deleteCookie(c, COOKIE, { path: '/' });
  const text = readSigned(c, COOKIE);
  if (text === null) return null;
  const flash = flashSchema.safeParse(JSON.parse(text));
  return flash.success ? flash.data : null;
}
