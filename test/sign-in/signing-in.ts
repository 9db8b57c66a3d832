import { createAuth } from '../../src/adapters/auth/create-auth.ts';
import { createRateLimits } from '../../src/adapters/auth/rate-limits.ts';
import { mintId } from '../../src/adapters/ids/mint-id.ts';
import { commitAccount } from '../../src/actions/change-account.ts';
import { notePassword } from '../../src/actions/note-password.ts';
import { sendPasswordReset } from '../../src/actions/send-password-reset.ts';
import { openAccount } from '../../src/domain/account/decide-account.ts';
import type { Member, Role } from '../../src/domain/account/types.ts';
import type { Auth } from '../../src/ports/auth.ts';
import type { RateLimits } from '../../src/ports/rate-limits.ts';
import { membersOfSessions } from '../../src/queries/members.ts';
import { writeAccountChanges } from '../../src/store/account-changes.ts';
import { systemNow } from '../../src/store/clock.ts';
import type { TestDatabase } from '../testkit/databases.ts';

export const SECRET = 'a secret of thirty-two characters';
export const PASSWORD = 'correct horse battery';

export interface SignIn {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly errors: string[];
}

/** The sign-in on a test database, as `app.ts` puts it together. */
export function signInOn({ db }: TestDatabase, baseUrl = 'http://desk.test'): SignIn {
  const errors: string[] = [];
  const auth = createAuth({
    db,
    secret: SECRET,
    baseUrl,
    log: { error: (fields, message) => errors.push(`${message} ${JSON.stringify(fields)}`) },
    memberOfSession: async (token) => (await membersOfSessions(db, [token]))[0] ?? null,
    sendReset: (reset) => sendPasswordReset({ db, wake: () => undefined }, baseUrl, reset),
    notePassword: (change) => notePassword({ db, wake: () => undefined }, change),
  });
  return { auth, limits: createRateLimits(db), errors };
}

let made = 0;

/** An account of its own for a test, with one owner and as many other members as roles are named. */
export async function makeAccount(
  { db }: TestDatabase,
  auth: Auth,
  others: readonly Role[] = [],
): Promise<{ accountId: string; members: readonly [Member, ...Member[]] }> {
  made += 1;
  const now = systemNow();
  const hash = await auth.hashPassword(PASSWORD);
  const person = (role: Role, index: number): Member => ({
    id: mintId('mbr'),
    userId: mintId('usr'),
    name: `${role} ${made}`,
    email: `${role}-${index}-${made}@company.test`,
    role,
    joinedAt: now,
  });
  const owner = person('owner', 0);
  const rest = others.map((role, index) => person(role, index + 1));
  const account = {
    id: mintId('acct'),
    code: `CODE${String(made).padStart(4, '0')}`,
    name: `Company ${made}`,
    timeZone: 'America/New_York',
    currency: 'USD',
    country: 'US',
    createdAt: now,
  };
  const card = { token: 'tok_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 };
  await db.transaction().execute(async (tx) => {
    const actor = { kind: 'member', id: owner.id } as const;
    await commitAccount(tx, account.id, actor, 'sign_up', openAccount(account, owner, hash, card, null), now);
    await writeAccountChanges(
      tx,
      account.id,
      rest.map((member) => ({ kind: 'member_added', member, passwordHash: hash })),
    );
  });
  return { accountId: account.id, members: [owner, ...rest] };
}

/** The request headers of a browser that was given these cookies. */
export function withCookies(cookies: readonly string[]): Headers {
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}
