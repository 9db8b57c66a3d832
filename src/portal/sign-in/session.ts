import type { Cookies } from '../../ports/auth.ts';
import type { Try } from '../../ports/rate-limits.ts';
import type { PortalContext } from '../context.ts';
import { renewCsrf } from '../security/csrf.ts';
import { clientAddress } from './client-address.ts';
import type { SignInParts } from './parts.ts';

type LogInOutcome =
  { readonly kind: 'in' } | { readonly kind: 'wrong' } | { readonly kind: 'too_many'; readonly seconds: number };

/** Begins a session. Every try is counted before the password is looked at, and taken back when it was right. */
export async function beginSession(
  c: PortalContext,
  { auth, limits }: Pick<SignInParts, 'auth' | 'limits'>,
  email: string,
  password: string,
): Promise<LogInOutcome> {
  const from = clientAddress(c);
  const person: Try = { limit: 'logIn', key: `${email} ${from}` };
  const address: Try = { limit: 'logInAddress', key: from };
  const seconds = await limits.count([person, address]);
  if (seconds > 0) return { kind: 'too_many', seconds };
  const result = await auth.signIn(email, password, c.req.raw.headers);
  if (!result.ok) return { kind: 'wrong' };
  await limits.clear(person);
  await limits.giveBack(address);
  setSession(c, result.cookies);
  return { kind: 'in' };
}

/** Hands the browser the cookies that begin, renew or end its session, and new proof for its forms. */
export function setSession(c: PortalContext, cookies: Cookies): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
  renewCsrf(c);
}
