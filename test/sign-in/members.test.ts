import { beforeAll, describe, expect, test } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { createClock, systemNow } from '../../src/store/clock.ts';
import { verifyEvents } from '../../src/store/events.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import type { Page, Visitor } from '../testkit/visitor.ts';
import { deskPortal } from './desk-portal.ts';
import type { DeskPortal } from './desk-portal.ts';
import { makeAccount, PASSWORD } from './signing-in.ts';

let invited = 0;

onBothDatabases('members', (open) => {
  let portal: DeskPortal;
  beforeAll(async () => {
    portal = await deskPortal(await open());
  });

  const account = (...roles: readonly ('owner' | 'billing' | 'member')[]) =>
    makeAccount(portal.database, portal.auth, roles);

  async function loggedIn(email: string, password = PASSWORD): Promise<Visitor> {
    const visitor = portal.visitor();
    await (await visitor.open('/login')).submit('/login', { email, password });
    return visitor;
  }

  async function invite(visitor: Visitor, email: string, role = 'member'): Promise<Page> {
    const page = await visitor.open('/settings/members');
    const fields = page.fields('/settings/members');
    const own = new Map(fields.filter(([name]) => name.startsWith('_')));
    return visitor.post('/settings/members', [...own, ['email', email], ['role', role]]);
  }

  async function link(email: string): Promise<string> {
    const notice = (await portal.mails(email)).findLast(({ kind }) => kind === 'invitation');
    if (notice?.kind !== 'invitation') throw new Error('no mail');
    return `/invitations/${notice.token}`;
  }

  const somebody = () => `invited-${(invited += 1)}@company.test`;

  async function idOf(visitor: Visitor, name: string): Promise<string> {
    const { html } = await visitor.open('/settings/members');
    const row = html.split('<tr ').find((part) => part.includes(`, ${name}<`)) ?? '';
    return /\/settings\/members\/(mbr_\w+)"/.exec(row)?.[1] ?? '';
  }

  const events = async (accountId: string) => {
    const rows = await portal.database.db
      .selectFrom('events')
      .select(['type', 'actor_id'])
      .where('account_id', '=', accountId)
      .orderBy('seq')
      .execute();
    return rows.map(({ type }) => type);
  };

  test('an invitation lives: sent, sent again, accepted, promoted, removed, invited anew', async () => {
    const { accountId, members } = await account();
    const owner = await loggedIn(members[0].email);
    const email = somebody();
    expect((await invite(owner, email.toUpperCase())).text).toContain(`The invitation to ${email} is on its way.`);
    const first = await link(email);
    await portal.database.db
      .updateTable('invitations')
      .set({ invited_at: systemNow().subtract({ minutes: 2 }) })
      .where('email', '=', email)
      .execute();
    await invite(owner, email, 'billing');
    const second = await link(email);
    expect((await portal.visitor().open(first)).status).toBe(404);
    const guest = portal.visitor();
    const page = await guest.open(second);
    expect(page.text).toContain(`${members[0].name} invites you to`);
    expect(page.text).toContain('with the role Billing');
    const short = await page.submit(second, { name: 'Grace', password: 'short' });
    expect(short.status).toBe(422);
    const inside = await short.submit(second, { name: 'Grace', password: PASSWORD });
    expect(inside.path).toBe('/');
    expect((await guest.open('/settings/profile')).text).toContain('Billing');
    expect((await portal.visitor().open(second)).status).toBe(404);

    const memberId = await idOf(owner, 'Grace');
    const one = await owner.open(`/settings/members/${memberId}`);
    const promoted = await one.submit(`/settings/members/${memberId}/role`, { role: 'owner' });
    expect(promoted.text).toContain('Grace has the role Owner now.');
    expect((await guest.open('/settings/members')).text).toContain('Invite somebody');
    const removed = await one.submit(`/settings/members/${memberId}/remove`);
    expect(removed.text).toContain('Grace was removed.');
    expect((await guest.open('/settings/members')).path).toMatch(/^\/login/);
    expect((await loggedIn(email).then((visitor) => visitor.open('/settings/profile'))).path).toMatch(/^\/login/);
    const again = await one.submit(`/settings/members/${memberId}/remove`);
    expect(again.text).toContain('not a member any more');

    await invite(owner, email);
    expect((await portal.visitor().open(await link(email))).status).toBe(200);
    expect(await events(accountId)).toEqual([
      'AccountCreated',
      'MemberJoined',
      'MemberInvited',
      'MemberInvited',
      'MemberJoined',
      'MemberRoleChanged',
      'MemberRemoved',
      'MemberInvited',
    ]);
    expect(await verifyEvents(portal.database.db, accountId)).toEqual({ ok: true, count: 8 });
  });

  test('an invitation is accepted once, also when the form is sent twice at once', async () => {
    const { accountId, members } = await account();
    const email = somebody();
    await invite(await loggedIn(members[0].email), email);
    const path = await link(email);
    const guests = [portal.visitor('192.0.2.2'), portal.visitor('192.0.2.2')];
    const pages = await Promise.all(guests.map((guest) => guest.open(path)));
    await Promise.all(pages.map((page) => page.submit(path, { name: 'Grace', password: PASSWORD })));
    for (const guest of guests) expect((await guest.open('/settings/profile')).text).toContain(email);
    expect((await events(accountId)).filter((type) => type === 'MemberJoined')).toHaveLength(2);
  });

  test('an invitation that is withdrawn, and one older than seven days, do not work', async () => {
    const { accountId, members } = await account();
    const owner = await loggedIn(members[0].email);
    const [withdrawn, old] = [somebody(), somebody()];
    await invite(owner, withdrawn);
    const { id } = await portal.database.db
      .selectFrom('invitations')
      .select('id')
      .where('email', '=', withdrawn)
      .executeTakeFirstOrThrow();
    const list = await owner.open('/settings/members');
    const action = `/settings/members/invitations/${id}/withdraw`;
    expect((await list.submit(action)).text).toContain('The invitation was withdrawn.');
    expect((await list.submit(action)).text).toContain('The invitation was withdrawn.');
    expect((await portal.visitor().open(await link(withdrawn))).status).toBe(404);
    await invite(owner, old);
    const form = await portal.visitor().open(await link(old));
    const clock = `clock_${accountId}`;
    await createClock(portal.database.db, clock, Temporal.Now.instant().add({ hours: 24 * 7 + 1 }));
    await portal.database.db.updateTable('accounts').set({ clock_id: clock }).where('id', '=', accountId).execute();
    const late = await form.submit(await link(old), { name: 'Grace', password: PASSWORD });
    expect(late.status).toBe(410);
    expect(late.text).toContain('It was open for seven days.');
    expect((await portal.visitor().open(await link(old))).status).toBe(410);
  });

  test('one e-mail belongs to one account: the inviter is not told, the invited person is', async () => {
    const [here, elsewhere] = [await account(), await account()];
    const { email } = elsewhere.members[0];
    expect((await invite(await loggedIn(here.members[0].email), email)).text).toContain('is on its way');
    const page = await portal.visitor().open(await link(email));
    expect(page.status).toBe(409);
    expect(page.text).toContain('one e-mail belongs to one account');
  });

  test('who is a member already is not invited', async () => {
    const { members } = await account('billing');
    const page = await invite(await loggedIn(members[0].email), members[1]?.email ?? '');
    expect(page.status).toBe(422);
    expect(page.text).toContain('This person is a member already.');
  });

  test('a double click on an invitation sends one mail', async () => {
    const { members } = await account();
    const owner = await loggedIn(members[0].email);
    const email = somebody();
    await invite(owner, email);
    await invite(owner, email);
    expect(await portal.mails(email)).toHaveLength(1);
  });

  test('tokens are stored as hashes only', async () => {
    const { members } = await account();
    const email = somebody();
    await invite(await loggedIn(members[0].email), email);
    const token = (await link(email)).split('/').at(-1) ?? '';
    const rows = await portal.database.db.selectFrom('invitations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('the last owner is neither removed nor given another role', async () => {
    const { members } = await account('member');
    const owner = await loggedIn(members[0].email);
    const path = `/settings/members/${members[0].id}`;
    const page = await owner.open(path);
    for (const refused of [
      await page.submit(`${path}/role`, { role: 'member' }),
      await page.submit(`${path}/remove`),
    ]) {
      expect(refused.text).toContain('An account has at least one owner.');
    }
    expect((await owner.open('/settings/members')).text).toContain('Owner');
  });

  test('an owner who is not the last one can leave, and is logged out', async () => {
    const { members } = await account('owner');
    const owner = await loggedIn(members[0].email);
    const path = `/settings/members/${members[0].id}`;
    const gone = await (await owner.open(path)).submit(`${path}/remove`);
    expect(gone.text).toContain('You were removed from the account');
    expect((await owner.open('/settings/profile')).path).toMatch(/^\/login/);
  });

  describe.each(['billing', 'member'] as const)('a %s member', (role) => {
    test('sees who is in the account, and changes nothing there', async () => {
      const { accountId, members } = await account(role);
      const [owner, self] = [members[0], members[1] ?? members[0]];
      const visitor = await loggedIn(self.email);
      const page = await visitor.open('/settings/members');
      expect(page.text).toContain(owner.email);
      expect(page.text).toContain('Only an owner can invite people');
      const profile = await visitor.open('/settings/profile');
      const own = profile.fields('/settings/profile').filter(([name]) => name === '_csrf');
      const before = await events(accountId);
      const posts: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
        [
          '/settings/members',
          [
            ['email', somebody()],
            ['role', 'owner'],
          ],
        ],
        [`/settings/members/${self.id}/role`, [['role', 'owner']]],
        [`/settings/members/${owner.id}/remove`, []],
      ];
      for (const [path, fields] of posts) {
        expect((await visitor.post(path, [...own, ...fields])).status).toBeGreaterThanOrEqual(403);
      }
      expect((await visitor.open(`/settings/members/${owner.id}`)).status).toBe(404);
      expect(await events(accountId)).toEqual(before);
    });

    test(role === 'billing' ? 'changes the company' : 'sees the company, and changes nothing', async () => {
      const { accountId, members } = await account(role);
      const visitor = await loggedIn(members[1]?.email ?? '');
      const profile = await visitor.open('/settings/profile');
      const own = profile.fields('/settings/profile').filter(([name]) => name === '_csrf');
      const answer = await visitor.post('/settings/company', [
        ...own,
        ['name', 'Renamed'],
        ['country', 'DE'],
        ['timeZone', 'Europe/Berlin'],
      ]);
      expect(answer.status).toBe(role === 'billing' ? 200 : 403);
      expect((await events(accountId)).includes('CompanyChanged')).toBe(role === 'billing');
      const company = await visitor.open('/settings/company');
      expect(company.html.includes('value="Renamed"')).toBe(role === 'billing');
    });
  });

  test('ids of another account and ids of nobody are answered alike, and nothing happens', async () => {
    const [mine, theirs] = [await account('member'), await account('member')];
    const owner = await loggedIn(mine.members[0].email);
    await invite(await loggedIn(theirs.members[0].email), somebody());
    const invitation = await portal.database.db
      .selectFrom('invitations')
      .select('id')
      .where('account_id', '=', theirs.accountId)
      .executeTakeFirstOrThrow();
    const page = await owner.open('/settings/members');
    const own = page.fields('/settings/members').filter(([name]) => name.startsWith('_csrf'));
    const before = await events(theirs.accountId);
    const answers = async (memberId: string, invitationId: string) => [
      await owner.open(`/settings/members/${memberId}`),
      await owner.post(`/settings/members/${memberId}/role`, [...own, ['role', 'owner']]),
      await owner.post(`/settings/members/${memberId}/remove`, own),
      await owner.post(`/settings/members/invitations/${invitationId}/withdraw`, own),
    ];
    const foreign = await answers(theirs.members[1]?.id ?? '', invitation.id);
    const unknown = await answers('mbr_nobody', 'inv_none');
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(foreign.map(({ text }) => text)).toEqual(unknown.map(({ text }) => text));
    expect(await events(theirs.accountId)).toEqual(before);
  });
});
