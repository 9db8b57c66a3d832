import { beforeAll, describe, expect, test } from 'vitest';
import { onBothDatabases } from '../testkit/databases.ts';
import type { Page, Visitor } from '../testkit/visitor.ts';
import { deskPortal } from './desk-portal.ts';
import type { DeskPortal } from './desk-portal.ts';
import { makeAccount, PASSWORD } from './signing-in.ts';

const NEW_PASSWORD = 'another long password';

onBothDatabases('the pages of sign-in', (open) => {
  let portal: DeskPortal;
  beforeAll(async () => {
    portal = await deskPortal(await open());
  });

  const account = (...roles: readonly ('owner' | 'billing' | 'member')[]) =>
    makeAccount(portal.database, portal.auth, roles);

  async function logIn(visitor: Visitor, email: string, password = PASSWORD): Promise<Page> {
    return (await visitor.open('/login')).submit('/login', { email, password });
  }

  describe('log in', () => {
    test('leads to where one wanted to go, and out again', async () => {
      const { members } = await account();
      const visitor = portal.visitor();
      const page = await visitor.open('/settings/company');
      expect(page.text).toContain('Log in');
      const company = await page.submit('/login', { email: members[0].email.toUpperCase(), password: PASSWORD });
      expect(company.path).toBe('/settings/company');
      const out = await company.submit('/logout');
      expect(out.text).toContain('You are logged out.');
      expect((await visitor.open('/settings/profile')).path).toMatch(/^\/login\?next=/);
    });

    test('never leads to another site', async () => {
      const { members } = await account();
      for (const next of ['https://evil.test/', '//evil.test', '/\\evil.test', '/login?next=/']) {
        const visitor = portal.visitor();
        const page = await visitor.open(`/login?next=${encodeURIComponent(next)}`);
        const { email } = members[0];
        const fields = [...page.fields('/login').filter(([name]) => !['email', 'password', 'next'].includes(name))];
        const body = new URLSearchParams(
          [...fields, ['email', email], ['password', PASSWORD], ['next', next]].map(([a = '', b = '']) => [a, b]),
        );
        const answer = await visitor.ask('/login', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: body.toString(),
        });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
      }
    });

    test('an unknown e-mail and a wrong password are answered with the same page', async () => {
      const { members } = await account();
      const known = await logIn(portal.visitor(), members[0].email, 'wrong password');
      const unknown = await logIn(portal.visitor(), 'nobody@nowhere.test', 'wrong password');
      expect(known.status).toBe(422);
      expect(unknown.status).toBe(422);
      const bare = (page: Page, email: string) => page.text.replaceAll(email, '');
      expect(bare(known, members[0].email)).toBe(bare(unknown, 'nobody@nowhere.test'));
      expect(known.html).toContain(`value="${members[0].email}"`);
      expect(known.html).not.toContain('wrong password');
    });

    test('the eleventh wrong password within a minute waits, also with the right one, but not elsewhere', async () => {
      const { members } = await account();
      const { email } = members[0];
      const visitor = portal.visitor();
      for (let index = 0; index < 10; index += 1) await logIn(visitor, email, 'wrong password');
      const page = await logIn(visitor, email);
      expect(page.status).toBe(429);
      expect(page.text).toMatch(/Try again in (\d+ seconds|one second)/);
      expect((await logIn(portal.visitor(), email)).path).toBe('/');
    });

    test('a right password takes back what was counted', async () => {
      const { members } = await account();
      const { email } = members[0];
      const visitor = portal.visitor();
      for (let round = 0; round < 2; round += 1) {
        for (let index = 0; index < 6; index += 1) await logIn(visitor, email, 'wrong password');
        expect((await logIn(visitor, email)).path).toBe('/');
        await (await visitor.open('/settings/profile')).submit('/logout');
      }
    });

    test('a hundred wrong passwords an hour from one address are enough, whatever the e-mail', async () => {
      const { members } = await account();
      const visitor = portal.visitor('198.51.100.7');
      const tried = { limit: 'logInAddress', key: '198.51.100.7' } as const;
      for (let index = 0; index < 99; index += 1) await portal.limits.count([tried]);
      expect((await logIn(visitor, 'nobody-1@nowhere.test', 'wrong')).status).toBe(422);
      const page = await logIn(visitor, members[0].email);
      expect(page.status).toBe(429);
      expect(page.text).toMatch(/Try again in \d+ minutes/);
    });
  });

  describe('a forgotten password', () => {
    async function ask(visitor: Visitor, email: string): Promise<Page> {
      return (await visitor.open('/forgot-password')).submit('/forgot-password', { email });
    }

    async function link(email: string): Promise<string> {
      const notice = (await portal.mails(email)).findLast(({ kind }) => kind === 'password_reset');
      if (notice?.kind !== 'password_reset') throw new Error('no mail');
      const url = new URL(notice.url);
      return url.pathname + url.search;
    }

    test('is set anew by the mailed link, once', async () => {
      const { members } = await account();
      const { email } = members[0];
      const visitor = portal.visitor();
      await ask(visitor, email);
      const path = await link(email);
      const form = await visitor.open(path);
      const short = await form.submit('/reset-password', { password: 'short' });
      expect(short.status).toBe(422);
      expect(short.text).toContain('at least 10 characters');
      const done = await short.submit('/reset-password', { password: NEW_PASSWORD });
      expect(done.text).toContain('Your password was changed');
      expect((await logIn(visitor, email, NEW_PASSWORD)).path).toBe('/');
      const dead = await portal.visitor().open(path);
      expect(dead.status).toBe(410);
      expect(dead.text).toContain('does not work any more');
    });

    test('known and unknown e-mails are answered with the same page', async () => {
      const { members } = await account();
      const known = await ask(portal.visitor(), members[0].email);
      const unknown = await ask(portal.visitor(), 'nobody@nowhere.test');
      expect(known.text).toBe(unknown.text);
      expect(await portal.mails('nobody@nowhere.test')).toEqual([]);
    });

    test('five mails an hour are enough for one e-mail, known or not', async () => {
      const { members } = await account();
      for (const email of [members[0].email, 'somebody@nowhere.test']) {
        const tried = { limit: 'reset', key: email } as const;
        for (let index = 0; index < 5; index += 1) await portal.limits.count([tried]);
        expect((await ask(portal.visitor(), email)).status).toBe(429);
      }
      expect(await portal.mails(members[0].email)).toEqual([]);
    });

    test('made-up tokens are dead links', async () => {
      for (const path of ['/reset-password', '/reset-password?token=', '/reset-password?token=abc']) {
        expect((await portal.visitor().open(path)).status).toBe(410);
      }
    });
  });

  describe('the profile', () => {
    test('takes another name, and shows it at once', async () => {
      const { members } = await account();
      const visitor = portal.visitor();
      await logIn(visitor, members[0].email);
      const profile = await visitor.open('/settings/profile');
      const saved = await profile.submit('/settings/profile', { name: ' Zoë Çelik ' });
      expect(saved.text).toContain('Your name was changed.');
      expect(saved.html).toContain('value="Zoë Çelik"');
      const refused = await saved.submit('/settings/profile', { name: 'a\u0007b' });
      expect(refused.status).toBe(422);
    });

    test('changes the password with the present one only', async () => {
      const { members } = await account();
      const visitor = portal.visitor();
      await logIn(visitor, members[0].email);
      const action = '/settings/profile/password';
      const profile = await visitor.open('/settings/profile');
      const wrong = await profile.submit(action, { current: 'not the present one', password: NEW_PASSWORD });
      expect(wrong.status).toBe(422);
      expect(wrong.text).toContain('This is not your present password.');
      const changed = await wrong.submit(action, { current: PASSWORD, password: NEW_PASSWORD });
      expect(changed.text).toContain('Your password was changed.');
      expect((await logIn(portal.visitor(), members[0].email, NEW_PASSWORD)).path).toBe('/');
    });
  });

  test('behind a proxy the last hop counts, of IPv6 the network', async () => {
    const wrong = async (address: string) => {
      await logIn(portal.visitor(address), 'nobody@six.test', 'wrong password');
    };
    for (let index = 0; index < 5; index += 1) {
      await wrong(`2001:db8:1:2::${index}`);
      await wrong(`2001:0DB8:0001:0002:0:0:0:${index}`);
    }
    expect((await logIn(portal.visitor('2001:db8:1:2:ffff::1'), 'nobody@six.test', 'wrong')).status).toBe(429);
    expect((await logIn(portal.visitor('2001:db8:1:3::1'), 'nobody@six.test', 'wrong')).status).toBe(422);
  });
});
