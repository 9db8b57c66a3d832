import { beforeAll, describe, expect, test } from 'vitest';
import type { Notice } from '../../src/domain/subscription/notices.ts';
import { systemNow } from '../../src/store/clock.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import type { TestDatabase } from '../testkit/databases.ts';
import { makeAccount, PASSWORD, signInOn, withCookies } from './signing-in.ts';
import type { SignIn } from './signing-in.ts';

const NOBODY = new Headers();
const NEW_PASSWORD = 'another long password';

onBothDatabases('sign-in', (open) => {
  let database: TestDatabase;
  let signIn: SignIn;
  beforeAll(async () => {
    database = await open();
    signIn = signInOn(database);
  });

  async function logIn(email: string, password = PASSWORD, headers = NOBODY): Promise<Headers> {
    const result = await signIn.auth.signIn(email, password, headers);
    if (!result.ok) throw new Error(`${email} was not let in`);
    return withCookies(result.cookies);
  }

  async function resetToken(accountId: string, email: string): Promise<string> {
    await signIn.auth.requestReset(email);
    const notice = (await mails(accountId)).findLast(({ kind }) => kind === 'password_reset');
    if (notice?.kind !== 'password_reset') throw new Error('no mail');
    return new URL(notice.url).searchParams.get('token') ?? '';
  }

  async function mails(accountId: string): Promise<Notice[]> {
    const rows = await database.db
      .selectFrom('outbox')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('id')
      .execute();
    return rows.map(({ payload }) => (payload as { notice: Notice }).notice);
  }

  async function passwordEvents(accountId: string): Promise<readonly object[]> {
    const events = database.db.selectFrom('events').where('account_id', '=', accountId);
    return events.where('type', '=', 'PasswordChanged').select(['actor_id', 'data']).execute();
  }

  describe('sessions', () => {
    test('a member logs in and is known by the cookie', async () => {
      const { accountId, members } = await makeAccount(database, signIn.auth, ['billing']);
      const { id: memberId, userId, name, email } = members[1] ?? members[0];
      const headers = await logIn(email);
      expect(await signIn.auth.actorOf(headers)).toEqual({
        kind: 'member',
        accountId,
        memberId,
        userId,
        name,
        email,
        role: 'billing',
      });
    });

    test('the cookie is for this site and for requests only, and ends after thirty days', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const plain = await signIn.auth.signIn(members[0].email, PASSWORD, NOBODY);
      const secure = await signInOn(database, 'https://desk.test').auth.signIn(members[0].email, PASSWORD, NOBODY);
      if (!plain.ok || !secure.ok) throw new Error('was not let in');
      expect(plain.cookies.join('\n')).toMatch(
        /^fairwell\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
      );
      expect(secure.cookies.join('\n')).toMatch(/^__Secure-fairwell\.session_token=.*; Secure/);
    });

    test('nobody is known by no cookie, a made-up one, one signed by another or one that was changed', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const cookie = (await logIn(members[0].email)).get('cookie') ?? '';
      const changed = [
        '',
        'fairwell.session_token=abc',
        'fairwell.session_token=%E0%A4%A',
        'fairwell.session_token=.',
        cookie.replace('=', '=x'),
        cookie.slice(0, -6),
      ];
      for (const value of changed) expect(await signIn.auth.actorOf(new Headers({ cookie: value }))).toBeNull();
    });

    test('logging in again gives a new session and ends the one before, logging out ends it', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const first = await logIn(members[0].email);
      const elsewhere = await logIn(members[0].email);
      const second = await logIn(members[0].email, PASSWORD, first);
      expect(second.get('cookie')).not.toBe(first.get('cookie'));
      expect(await signIn.auth.actorOf(first)).toBeNull();
      expect(await signIn.auth.actorOf(elsewhere)).not.toBeNull();
      const cookies = await signIn.auth.signOut(second);
      expect(cookies.join()).toContain('Max-Age=0');
      expect(await signIn.auth.actorOf(second)).toBeNull();
      expect(await signIn.auth.actorOf(elsewhere)).not.toBeNull();
    });

    test('a session that has expired is nobody, and is cleared away by the next log-in', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const headers = await logIn(members[0].email);
      const { userId } = members[0];
      const { expires_at: end } = await database.db
        .selectFrom('auth_sessions')
        .select('expires_at')
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      const left = end.since(systemNow()).total('hours');
      expect(left).toBeGreaterThan(24 * 30 - 1);
      expect(left).toBeLessThanOrEqual(24 * 30);
      await database.db
        .updateTable('auth_sessions')
        .set({ expires_at: systemNow() })
        .where('user_id', '=', userId)
        .execute();
      expect(await signIn.auth.actorOf(headers)).toBeNull();
      await logIn(members[0].email);
      const sessions = await database.db
        .selectFrom('auth_sessions')
        .select('id')
        .where('user_id', '=', members[0].userId)
        .execute();
      expect(sessions).toHaveLength(1);
    });
  });

  describe('passwords', () => {
    test('a wrong password and an unknown e-mail are answered alike and take as long', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const took = async (email: string) => {
        const before = performance.now();
        expect(await signIn.auth.signIn(email, 'wrong password', NOBODY)).toEqual({ ok: false });
        return performance.now() - before;
      };
      await took(members[0].email);
      // The least of several, in turn: what else the machine does only ever adds.
      let [known, unknown] = [Infinity, Infinity];
      for (let index = 0; index < 5; index += 1) {
        known = Math.min(known, await took(members[0].email));
        unknown = Math.min(unknown, await took('nobody@nowhere.test'));
      }
      expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(2);
      expect(signIn.errors).toEqual([]);
    });

    test('changing it needs the current one, renews this session and ends the others', async () => {
      const { accountId, members } = await makeAccount(database, signIn.auth);
      const { email } = members[0];
      const [here, elsewhere] = [await logIn(email), await logIn(email)];
      const token = await resetToken(accountId, email);
      expect(await signIn.auth.changePassword(here, 'not the current one', NEW_PASSWORD)).toEqual({ ok: false });
      expect(await signIn.auth.actorOf(elsewhere)).not.toBeNull();
      const changed = await signIn.auth.changePassword(here, PASSWORD, NEW_PASSWORD);
      if (!changed.ok) throw new Error('was not changed');
      const renewed = withCookies(changed.cookies);
      expect(await signIn.auth.actorOf(renewed)).toMatchObject({ email });
      expect(await signIn.auth.actorOf(here)).toBeNull();
      expect(await signIn.auth.actorOf(elsewhere)).toBeNull();
      expect(await signIn.auth.resetTokenWorks(token)).toBe(false);
      expect(await signIn.auth.signIn(email, PASSWORD, NOBODY)).toEqual({ ok: false });
      await logIn(email, NEW_PASSWORD);
      const { id: memberId, name } = members[0];
      expect(await passwordEvents(accountId)).toEqual([
        { actor_id: memberId, data: { memberId, name, how: 'changed' } },
      ]);
    });

    test('a forgotten one is set again by a mailed link, once, which ends every session', async () => {
      const { accountId, members } = await makeAccount(database, signIn.auth);
      const { email } = members[0];
      const before = await logIn(email);
      const token = await resetToken(accountId, email);
      const other = await resetToken(accountId, email);
      expect(await signIn.auth.resetTokenWorks(token)).toBe(true);
      expect(await signIn.auth.resetPassword('made up', NEW_PASSWORD)).toBe(false);
      expect(await signIn.auth.resetPassword(token, NEW_PASSWORD)).toBe(true);
      expect(await signIn.auth.resetPassword(token, 'yet another password')).toBe(false);
      expect(await signIn.auth.resetPassword(other, 'yet another password')).toBe(false);
      expect(await signIn.auth.actorOf(before)).toBeNull();
      await logIn(email, NEW_PASSWORD);
      const { id: memberId, name } = members[0];
      expect(await passwordEvents(accountId)).toEqual([{ actor_id: memberId, data: { memberId, name, how: 'reset' } }]);
    });

    test('a link to reset it works for an hour, and its token is stored as a hash only', async () => {
      const { accountId, members } = await makeAccount(database, signIn.auth);
      const token = await resetToken(accountId, members[0].email);
      const stored = await database.db.selectFrom('auth_verifications').selectAll().execute();
      expect(JSON.stringify(stored)).not.toContain(token);
      const [row] = stored.filter(({ value }) => value === members[0].userId);
      const left = row?.expires_at.since(systemNow()).total('minutes') ?? 0;
      expect(left).toBeGreaterThan(59);
      expect(left).toBeLessThanOrEqual(60);
      await database.db
        .updateTable('auth_verifications')
        .set({ expires_at: systemNow() })
        .where('value', '=', members[0].userId)
        .execute();
      expect(await signIn.auth.resetTokenWorks(token)).toBe(false);
      expect(await signIn.auth.resetPassword(token, NEW_PASSWORD)).toBe(false);
    });

    test('a reset for an unknown e-mail says and takes the same, and mails nobody', async () => {
      const { members } = await makeAccount(database, signIn.auth);
      const count = async () => (await database.db.selectFrom('outbox').select('id').execute()).length;
      const took = async (email: string) => {
        const before = performance.now();
        expect(await signIn.auth.requestReset(email)).toBeUndefined();
        return performance.now() - before;
      };
      const mailed = await count();
      const [unknown, known] = [await took('nobody@nowhere.test'), await took(members[0].email)];
      expect(await count()).toBe(mailed + 1);
      // Both wait out the same time, which is longer than the work for an e-mail that is known.
      expect(Math.min(unknown, known)).toBeGreaterThan(390);
    });

    test('many at once log in and are known, also over one connection', async () => {
      const { members } = await makeAccount(database, signIn.auth, ['member', 'billing']);
      const headers = await Promise.all([...members, ...members].map(({ email }) => logIn(email)));
      const actors = await Promise.all(headers.map((one) => signIn.auth.actorOf(one)));
      expect(actors.map((actor) => actor?.email)).toEqual([...members, ...members].map(({ email }) => email));
    });
  });
});
