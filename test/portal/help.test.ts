import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createRateLimits } from '../../src/adapters/auth/rate-limits.ts';
import type { SupportLetter } from '../../src/actions/open-support-request.ts';
import { openSupportRequest } from '../../src/actions/open-support-request.ts';
import { helpRoutes } from '../../src/portal/help/routes.tsx';
import { listkit } from '../../flows/listkit.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import { pagesOn, type Pages } from '../testkit/visitor.ts';

const CANCEL = '/help/articles/how-to-cancel-your-subscription';
const VOTE = `${CANCEL}/vote`;
const CONTACT = '/help/contact';

onBothDatabases('the help centre', (open) => {
  let desk: Desk;
  let company: Company;
  let pages: Pages;

  beforeAll(async () => {
    desk = new Desk(await open());
    company = await desk.company();
    pages = await pagesOn(desk, [helpRoutes({ limits: createRateLimits(desk.database.db) })], listkit);
  });

  beforeEach(async () => {
    const { db } = desk.database;
    await db.deleteFrom('article_votes').execute();
    await db.deleteFrom('support_requests').execute();
    await db.deleteFrom('outbox').execute();
    await (db as never as { deleteFrom(table: string): { execute(): Promise<void> } })
      .deleteFrom('rate_limits')
      .execute();
  });

  const requests = () => desk.database.db.selectFrom('support_requests').selectAll().execute();
  const notices = async () => {
    const rows = await desk.database.db.selectFrom('outbox').select(['account_id', 'key', 'payload']).execute();
    return rows.map(({ account_id, payload }) => ({ accountId: account_id, payload }));
  };

  test('shows its collections, articles and search to everybody', async () => {
    for (const visitor of [pages.anyone(), pages.as(company, 'member')]) {
      const home = await visitor.open('/help');
      expect(home.status).toBe(200);
      expect(home.links('How to cancel your ListKit subscription')).toEqual([CANCEL]);
      const billing = await visitor.open('/help/collections/billing');
      expect(billing.text).toContain('When a payment does not go through');
      const article = await visitor.open(CANCEL);
      expect(article.text).toContain('Step 10: Check your cancellation');
      expect(article.text).toContain('No longer doing outbound campaigns');
    }
  });

  test('finds articles, and says when it finds none', async () => {
    const found = await (await pages.anyone().open('/help')).submit('/help/search', { q: 'cancel' });
    expect(found.links('How to cancel your ListKit subscription')).toEqual([CANCEL]);
    expect((await pages.anyone().open('/help/search?q=zebra')).text).toContain('Nothing found for “zebra”');
    expect((await pages.anyone().open('/help/search')).text).toContain('Leads and credits');
    const markup = await pages.anyone().open(`/help/search?q=${encodeURIComponent('<script>alert(1)</script>')}`);
    expect(markup.html).not.toContain('<script>alert');
    expect((await pages.anyone().open(`/help/search?q=${'a'.repeat(201)}`)).status).toBe(422);
  });

  test.each(['/help/articles/nothing', '/help/collections/nothing', '/help/contact/received/req_000000000000'])(
    '%s answers 404',
    async (path) => {
      expect((await pages.anyone().open(path)).status).toBe(404);
    },
  );

  test('counts one word a reader, which can be changed', async () => {
    const visitor = pages.anyone();
    const before = await visitor.open(CANCEL);
    expect(before.text).toContain('Nobody has said so far.');
    const yes = await before.submit(VOTE, {}, 'Yes');
    expect(yes.text).toContain('1 of 1 reader said yes. You said yes.');
    const again = await yes.submit(VOTE, {}, 'Yes');
    expect(again.text).toContain('1 of 1 reader said yes.');
    const no = await again.submit(VOTE, {}, 'No');
    expect(no.text).toContain('0 of 1 reader said yes. You said no.');
    const member = await (await pages.as(company, 'member').open(CANCEL)).submit(VOTE, {}, 'Yes');
    expect(member.text).toContain('1 of 2 readers said yes. You said yes.');
    expect((await pages.anyone().open(CANCEL)).text).toContain('1 of 2 readers said yes.');
    expect((await pages.anyone().open('/help/articles/credits')).text).toContain('Nobody has said so far.');
  });

  test('a reader’s name cannot be made up, and is not read by scripts', async () => {
    const visitor = pages.anyone();
    const page = await visitor.open(CANCEL);
    const body = new URLSearchParams([...page.fields(VOTE).map(([n, v]) => [n, v]), ['helpful', 'yes']]).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await visitor.ask(VOTE, { method: 'POST', headers, body });
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('fairwell_reader='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/^fairwell_reader=visitor_[0-9a-f-]{36}\./);
    const forged = pages.anyone();
    const other = await forged.open(CANCEL);
    const posted = await forged.ask(VOTE, {
      method: 'POST',
      headers: { ...headers },
      body: new URLSearchParams([...other.fields(VOTE).map(([n, v]) => [n, v]), ['helpful', 'perhaps']]).toString(),
    });
    expect(posted.status).toBe(303);
    expect((await forged.open(CANCEL)).text).toContain('1 of 1 reader');
  });

  test('a visitor writes to us: stored, sent twice, acknowledged', async () => {
    const filled = { name: 'Vera', email: 'Vera@Example.test', subject: 'A question', message: 'Line one\nLine two' };
    const received = await (await pages.anyone().open(CONTACT)).submit(CONTACT, filled);
    expect(received.status).toBe(200);
    const [request, ...others] = await requests();
    expect(others).toEqual([]);
    expect(request).toMatchObject({ account_id: 'visitor', name: 'Vera', subject: 'A question', attempt_id: null });
    expect(request?.message).toBe('Line one\nLine two');
    expect(request?.id).toMatch(/^req_[0-9a-f]{12}$/);
    expect(received.text).toContain(request?.id);
    expect(await notices()).toMatchObject([
      { accountId: 'visitor', payload: { notice: { kind: 'support_request', requestId: request?.id, name: 'Vera' } } },
      { accountId: 'visitor', payload: { notice: { kind: 'support_request_received', to: request?.email } } },
    ]);
  });

  test('a member is not asked who they are, and the open attempt is named', async () => {
    await company.submit({ do: 'start_attempt', flow: listkit });
    const { attempt } = await company.state();
    const visitor = pages.as(company, 'billing');
    const form = await visitor.open(`${CONTACT}?subject=Leads%20that%20were%20wrong`);
    const names = form.fields(CONTACT).map(([name]) => name);
    expect(names).not.toContain('email');
    expect(Object.fromEntries(form.fields(CONTACT))['subject']).toBe('Leads that were wrong');
    expect(form.text).toContain(company.members.billing.email);
    const received = await form.submit(CONTACT, { message: 'Order 7 had wrong numbers.' });
    const [request] = await requests();
    expect(request).toMatchObject({
      account_id: company.accountId,
      name: company.members.billing.name,
      email: company.members.billing.email,
      attempt_id: attempt?.id,
    });
    expect(received.text).toContain(request?.id);
    expect(await company.events()).toContain('SupportRequested');
    expect((await company.verify()).ok).toBe(true);
    expect((await pages.anyone().open(received.path)).status).toBe(404);
  });

  test('a double click is one request', async () => {
    for (const visitor of [pages.anyone(), pages.as(company)]) {
      const form = await visitor.open(CONTACT);
      const filled = { name: 'Vera', email: 'vera@example.test', subject: 'Twice', message: 'Once' };
      const known = new Set(form.fields(CONTACT).map(([name]) => name));
      const filling = Object.fromEntries(Object.entries(filled).filter(([name]) => known.has(name)));
      const [first, second] = await Promise.all([form.submit(CONTACT, filling), form.submit(CONTACT, filling)]);
      expect(first.status).toBe(200);
      expect(second.text).toBe(first.text);
    }
    expect(await requests()).toHaveLength(2);
    expect(await notices()).toHaveLength(4);
  });

  test('what is wrong is said beside its field, what was typed is kept, and nothing is sent', async () => {
    const form = await pages.anyone().open(CONTACT);
    const wrong = await form.submit(CONTACT, { name: '', email: 'vera', subject: 'Kept', message: '   ' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Enter an e-mail address');
    expect(Object.fromEntries(wrong.fields(CONTACT))).toMatchObject({ email: 'vera', subject: 'Kept' });
    const long = await form.submit(CONTACT, {
      name: 'V',
      email: 'v@x.test',
      subject: 'Long',
      message: 'x'.repeat(5_001),
    });
    expect(long.status).toBe(422);
    expect(await requests()).toEqual([]);
    expect(await notices()).toEqual([]);
  });

  test('too many requests in an hour are refused, with what was typed', async () => {
    const visitor = pages.anyone();
    const filled = { name: 'Vera', email: 'vera@example.test', subject: 'Again', message: 'Please' };
    for (let count = 0; count < 10; count += 1) {
      expect((await (await visitor.open(CONTACT)).submit(CONTACT, filled)).status).toBe(200);
    }
    const refused = await (await visitor.open(CONTACT)).submit(CONTACT, filled);
    expect(refused.status).toBe(429);
    expect(Object.fromEntries(refused.fields(CONTACT))).toMatchObject({ message: 'Please' });
    expect(await requests()).toHaveLength(10);
  });

  test('a member who was removed meanwhile is heard as a visitor', async () => {
    const letter: SupportLetter = { id: 'req_gone', name: 'Gone', email: 'gone@x.test', subject: 'S', message: 'M' };
    const gone = { ...company.members.member, memberId: 'mbr_gone' };
    await openSupportRequest({ db: desk.database.db, wake: () => undefined }, gone, letter);
    expect(await requests()).toMatchObject([{ account_id: 'visitor', id: 'req_gone' }]);
  });
});
