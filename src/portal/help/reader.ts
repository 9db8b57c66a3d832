import { randomUUID } from 'node:crypto';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { PortalContext } from '../context.ts';
import { isSecure } from '../security/headers.ts';

const COOKIE = 'fairwell_reader';
const YEAR_SECONDS = 31_536_000;

/** Who reads: the member, or the name in a visitor's cookie; null for a visitor who has none yet. */
export async function readerOf(c: PortalContext): Promise<string | null> {
  const actor = c.get('actor');
  if (actor !== null) return actor.memberId;
  return (await getSignedCookie(c, c.get('app').config.secret, COOKIE)) || null;
}

/** The same, with a cookie for a visitor who has none: only for whoever says something. */
export async function nameReader(c: PortalContext): Promise<string> {
  const known = await readerOf(c);
  if (known !== null) return known;
  const name = `visitor_${randomUUID()}`;
  await setSignedCookie(c, COOKIE, name, c.get('app').config.secret, {
    path: '/help',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    maxAge: YEAR_SECONDS,
  });
  return name;
}
