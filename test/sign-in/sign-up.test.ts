import { beforeAll, expect, test } from 'vitest';
import { signUp } from '../../src/actions/sign-up.ts';
import { PASSWORD_LENGTH } from '../../src/ports/auth.ts';
import { systemNow } from '../../src/store/clock.ts';
import { verifyEvents } from '../../src/store/events.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import type { Page, Visitor } from '../testkit/visitor.ts';
import { deskPortal } from './desk-portal.ts';
import type { DeskPortal } from './desk-portal.ts';
import { makeAccount, PASSWORD } from './signing-in.ts';

let people = 0;

onBothDatabases('sign up', (open) => {
  let portal: DeskPortal;
  beforeAll(async () => {
    portal = await deskPortal(await open());
  });

  function form(changes: Record<string, string> = {}): Record<string, string> & { email: string } {
    people += 1;
    return {
      company: `Company ${people}`,
      name: 'Ada Lovelace',
      email: `ada-${people}@signup.test`,
      password: PASSWORD,
      country: 'GB',
      timeZone: '',
      plan: 'starter',
      number: '4242 4242 4242 4242',
      expiry: '12/39',
      cvc: '123',
      ...changes,
    };
  }

  async function send(visitor: Visitor, fields: Record<string, string>): Promise<Page> {
    return (await visitor.open('/signup')).submit('/signup', fields);
  }

  async function accountOf(email: string) {
    return portal.database.db
      .selectFrom('members')
      .innerJoin('accounts', 'accounts.id', 'members.account_id')
      .selectAll('accounts')
      .select(['members.role', 'members.id as member_id'])
      .where('members.email', '=', email)
      .executeTakeFirst();
  }

  test('makes an account, logs its owner in, charges the plan and welcomes by mail when it is paid', async () => {
    const fields = form();
    const visitor = portal.visitor();
    const answer = await visitor.open('/signup?plan=growth');
    expect(answer.fields('/signup')).toContainEqual(['plan', 'growth']);
    await answer.submit('/signup', fields);
    const account = await accountOf(fields.email);
    expect(account).toMatchObject({
      name: fields['company'],
      country: 'GB',
      time_zone: 'Europe/London',
      role: 'owner',
    });
    expect(account?.code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(account?.pending).toMatchObject({ kind: 'subscribe', plan: 'starter' });
    await portal.desk.settle();
    const events = await portal.database.db
      .selectFrom('events')
      .select(['type', 'actor_kind', 'actor_id', 'command'])
      .where('account_id', '=', account?.id ?? '')
      .orderBy('seq')
      .execute();
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['AccountCreated', 'MemberJoined']);
    expect(types).toContain('SubscriptionStarted');
    expect(events[0]).toMatchObject({ actor_kind: 'member', actor_id: account?.member_id, command: 'sign_up' });
    expect(await verifyEvents(portal.database.db, account?.id ?? '')).toMatchObject({ ok: true });
    const subjects = await portal.database.db
      .selectFrom('demo_mails')
      .select('subject')
      .where('account_id', '=', account?.id ?? '')
      .execute();
    expect(subjects.map(({ subject }) => subject).join()).toMatch(/welcome/i);
    expect((await visitor.open('/settings/profile')).text).toContain(fields.email);
  });

  test('who has left the page learns by mail that the first payment failed, and what to do', async () => {
    const fields = form({ number: '4000 0000 0000 0341' });
    await send(portal.visitor(), fields);
    await portal.desk.settle();
    const account = await accountOf(fields.email);
    const mails = await portal.database.db
      .selectFrom('demo_mails')
      .select(['recipients', 'subject', 'text_body'])
      .where('account_id', '=', account?.id ?? '')
      .execute();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.recipients).toEqual([fields.email.toLowerCase()]);
    expect(mails[0]?.subject).toMatch(/payment of \$97\.00 did not go through/);
    expect(mails[0]?.text_body).toContain('Nothing was charged, and nothing has changed.');
    expect(mails[0]?.text_body).toContain('/settings/billing/card');
  });

  test('a time zone that was chosen is kept', async () => {
    const fields = form({ country: 'US', timeZone: 'America/Los_Angeles' });
    await send(portal.visitor(), fields);
    expect(await accountOf(fields.email)).toMatchObject({ time_zone: 'America/Los_Angeles' });
  });

  test.each([
    ['number', '4000 0000 0000 0002', 'Your bank declined the card.'],
    ['number', '4242 4242 4242 4241', 'typing mistake'],
    ['number', 'four', 'Enter the number on the front of the card'],
    ['expiry', '01/20', 'The card has expired.'],
    ['expiry', '13/30', 'Enter month and year'],
    ['cvc', '12', 'Enter the three or four digits.'],
    ['email', 'ada', 'Enter an e-mail address'],
    ['password', 'x'.repeat(PASSWORD_LENGTH.min - 1), 'at least 10 characters'],
    ['password', 'x'.repeat(PASSWORD_LENGTH.max + 1), 'at most 128 characters'],
    ['company', '  ', 'Fill this in.'],
    ['country', 'XX', 'Choose one of the list.'],
    ['timeZone', '+01:00', 'Choose a time zone of the list.'],
    ['plan', 'free', 'Choose a plan.'],
  ])(
    '%s "%s": a sentence beside the field, what was typed is kept, secrets are not, nothing is made',
    async (field, value, sentence) => {
      const fields = form({ [field]: value });
      const page = await send(portal.visitor(), fields);
      expect(page.status).toBe(422);
      expect(page.html).toMatch(new RegExp(`id="field-${field}-error"[^]{0,400}${sentence.replaceAll('.', '\\.')}`));
      expect(page.html).toContain('value="Ada Lovelace"');
      expect(page.html).not.toContain(PASSWORD);
      expect(page.html).not.toContain('4242 4242 4242 4242"');
      expect(await accountOf(fields.email)).toBeUndefined();
      const users = await portal.database.db
        .selectFrom('auth_users')
        .select('id')
        .where('email', '=', fields.email.toLowerCase())
        .execute();
      expect(users).toEqual([]);
    },
  );

  test('a known e-mail is not given away, its owner is told by mail once a day, and stays as it was', async () => {
    const { members } = await makeAccount(portal.database, portal.auth);
    const { email } = members[0];
    const before = await accountOf(email);
    for (let index = 0; index < 2; index += 1) {
      const page = await send(
        portal.visitor(),
        form({ email: email.toUpperCase(), password: 'a password of another' }),
      );
      expect(page.status).toBe(422);
      expect(page.text).toContain('We could not make an account with this e-mail.');
    }
    expect((await portal.mails(email)).map(({ kind }) => kind)).toEqual(['already_registered']);
    expect(await accountOf(email)).toEqual(before);
  });

  test('sent twice at once, it makes one account and lets both in', async () => {
    const fields = form();
    const visitors = [portal.visitor('192.0.2.1'), portal.visitor('192.0.2.1')];
    await Promise.all(visitors.map((visitor) => send(visitor, fields)));
    const rows = await portal.database.db
      .selectFrom('accounts')
      .select('id')
      .where('name', '=', fields['company'] ?? '')
      .execute();
    expect(rows).toHaveLength(1);
    for (const visitor of visitors) expect((await visitor.open('/settings/profile')).text).toContain(fields.email);
    expect(await portal.mails(fields.email)).toEqual([]);
  });

  test('thirty an hour from one address are enough', async () => {
    const tried = { limit: 'signUpAddress', key: '192.0.2.30' } as const;
    for (let index = 0; index < 30; index += 1) await portal.limits.count([tried]);
    const fields = form();
    expect((await send(portal.visitor('192.0.2.30'), fields)).status).toBe(429);
    expect(await accountOf(fields.email)).toBeUndefined();
  });

  test('ten cards an hour that are turned away, from one address, are enough', async () => {
    const declined = { number: '4000 0000 0000 0002' };
    const from = '192.0.2.31';
    for (let tries = 0; tries < 3; tries += 1) {
      const fields = form();
      await send(portal.visitor(from), fields);
      expect(await accountOf(fields.email)).toBeDefined();
    }
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await send(portal.visitor(from), form(declined))).status).toBe(422);
    }
    expect((await send(portal.visitor(from), form(declined))).status).toBe(429);
  });

  test('a process that dies in the middle leaves nothing that blocks the e-mail', async () => {
    const fields = form();
    const { db } = portal.database;
    const before = await db.selectFrom('auth_users').select('id').execute();
    const dying = signUp(
      {
        db: db.withPlugin({
          transformQuery: ({ node }) => {
            if (node.kind === 'InsertQueryNode' && JSON.stringify(node.into).includes('"members"'))
              throw new Error('died');
            return node;
          },
          transformResult: ({ result }) => Promise.resolve(result),
        }),
        wake: () => undefined,
        auth: portal.auth,
        payments: portal.desk.engine.sandbox,
        mintId: (prefix) => `${prefix}_dying${people}`,
        clockFor: () => Promise.resolve({ clockId: null, now: systemNow() }),
        perform: portal.desk.engine.submit,
      },
      {
        company: 'Dying',
        name: 'Ada',
        email: fields.email,
        password: PASSWORD,
        plan: 'starter',
        card: { number: '4242424242424242', expMonth: 12, expYear: 2039, cvc: '123' },
        country: 'GB',
        timeZone: 'Europe/London',
        currency: 'USD',
      },
    );
    await expect(dying).rejects.toThrow('died');
    expect(await db.selectFrom('auth_users').select('id').execute()).toEqual(before);
    await send(portal.visitor(), fields);
    expect(await accountOf(fields.email)).toBeDefined();
  });
});
