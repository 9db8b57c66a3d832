import { setTimeout as sleep } from 'node:timers/promises';
import { APIError } from 'better-auth';
import type { Auth, Cookies, PasswordChange, SignInResult } from '../../ports/auth.ts';
import { configure } from './configure.ts';
import type { AuthParts } from './configure.ts';
import { sessionToken } from './session-cookie.ts';

export type { AuthParts } from './configure.ts';

/** What an answer to "forgotten password" takes at least: more than the work for an e-mail that is known. */
const RESET_ANSWER_MS = 400;

type Library = ReturnType<typeof configure>;

/** Sign-in on better-auth, whose own HTTP endpoints are not served: our forms call it from the server. */
export function createAuth(parts: AuthParts): Auth {
  const library = configure(parts);
  const readToken = async (headers: Headers): Promise<string | null> => {
    const { authCookies } = await library.$context;
    return sessionToken(headers, authCookies.sessionToken.name, parts.secret);
  };
  /** The password is another one by now, so an entry that cannot be written must not look like a failure. */
  const note = async (userId: string, how: PasswordChange['how']): Promise<void> => {
    try {
      await parts.notePassword({ userId, how });
    } catch (error) {
      parts.log.error({ userId, how, error }, 'sign-in: a new password could not be written down');
    }
  };
  return {
    actorOf: async (headers) => {
      const token = await readToken(headers);
      return token === null ? null : parts.memberOfSession(token);
    },
    signIn: async (email, password, headers) => {
      const result = await begin(library, email, password, headers);
      if (result.ok) await endSessions(library, await readToken(headers));
      return result;
    },
    signOut: async (headers) => {
      const answered = await library.api.signOut({ headers, returnHeaders: true });
      return answered.headers.getSetCookie();
    },
    hashPassword: async (password) => (await library.$context).password.hash(password),
    requestReset: (email) => requestReset(library, email),
    resetTokenWorks: async (token) => (await userOfReset(library, token)) !== null,
    resetPassword: async (token, password) => {
      const userId = await resetPassword(library, token, password);
      if (userId !== null) await note(userId, 'reset');
      return userId !== null;
    },
    changePassword: async (headers, current, password) => {
      const changed = await changePassword(library, headers, current, password);
      if (changed === null) return { ok: false };
      await note(changed.userId, 'changed');
      return { ok: true, cookies: changed.cookies };
    },
  };
}

async function begin(library: Library, email: string, password: string, headers: Headers): Promise<SignInResult> {
  // what a session remembers of the browser that began it
  const browser = new Headers({ 'user-agent': headers.get('user-agent')?.slice(0, 300) ?? '' });
  const answered = await unlessRefused(
    library.api.signInEmail({ body: { email, password }, headers: browser, returnHeaders: true }),
  );
  return answered === null ? { ok: false } : { ok: true, cookies: answered.headers.getSetCookie() };
}

/** Ends the session that a browser had before it logged in again, and everybody's that have expired. */
async function endSessions(library: Library, before: string | null): Promise<void> {
  const { internalAdapter, adapter } = await library.$context;
  if (before !== null) await internalAdapter.deleteSession(before);
  await adapter.deleteMany({
    model: 'session',
    where: [{ field: 'expiresAt', operator: 'lt', value: new Date() }],
  });
}

async function requestReset(library: Library, email: string): Promise<void> {
  const [work] = await Promise.allSettled([
    library.api.requestPasswordReset({ body: { email } }),
    sleep(RESET_ANSWER_MS),
  ]);
  if (work.status === 'rejected') throw work.reason;
}

/** Whose password it is, or null when the token does not work. */
async function resetPassword(library: Library, token: string, newPassword: string): Promise<string | null> {
  const userId = await userOfReset(library, token);
  if (userId === null) return null;
  const answered = await unlessRefused(library.api.resetPassword({ body: { token, newPassword } }));
  if (answered === null) return null;
  await forgetResets(library, userId);
  return userId;
}

async function changePassword(
  library: Library,
  headers: Headers,
  currentPassword: string,
  newPassword: string,
): Promise<{ readonly userId: string; readonly cookies: Cookies } | null> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true };
  const answered = await unlessRefused(library.api.changePassword({ body, headers, returnHeaders: true }));
  if (answered === null) return null;
  const userId = answered.response.user.id;
  await forgetResets(library, userId);
  return { userId, cookies: answered.headers.getSetCookie() };
}

/** Whose password a token may reset now. */
async function userOfReset(library: Library, token: string): Promise<string | null> {
  const { internalAdapter } = await library.$context;
  const asked = await internalAdapter.findVerificationValue(`reset-password:${token}`);
  return asked !== null && asked.expiresAt > new Date() ? asked.value : null;
}

/** Once the password is another one, links that were mailed before work no more. */
async function forgetResets(library: Library, userId: string): Promise<void> {
  const { adapter } = await library.$context;
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: userId }] });
}

/** What the library answered, or null where it says that what was given is wrong. Anything else is thrown on. */
async function unlessRefused<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return null;
    throw error;
  }
}
