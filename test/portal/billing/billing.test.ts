import { describe, expect, test } from 'vitest';
import type { Company } from '../../testkit/desk.ts';
import { Visits } from './visits.ts';

const visits = new Visits();

const CARD = '/settings/billing/card';
const TOP_UP = '/settings/billing/top-up';
const typedCard = (number: string) => ({ number, expiry: '12/40', cvc: '123' });

describe('the page of billing', () => {
  test('says what is charged next, on which card, and what there is of credits and invoices', async () => {
    const { owner } = await visits.begin();
    const { status, text } = await owner.get('/settings/billing');
    expect(status).toBe(200);
    expect(text).toContain('$97.00 on 28 February 2026, 10:00 New York time');
    expect(text).toContain('Visa ending in 4242 Expires 12/2040');
    expect(text).toContain('Ready to spend 2,000');
    expect(text).toContain('Starter plan Since 31 January 2026 Stays Carried over, up to 4,000 of this plan 2,000');
    expect(text).toMatch(/-0001 Starter plan 31 January 2026 Paid \$97\.00/u);
  });

  test('says of every lot what the renewal will do to it', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2026-04-01T12:00:00Z');
    const { text } = await owner.get('/settings/billing');
    expect(text).toContain('On 30 April 2026');
    expect(text).toContain('Starter plan Since 31 January 2026 Expires');
    expect(text).toContain('Starter plan Since 31 March 2026 Stays');
  });

  test('says that nothing comes any more after a cancellation, and what is lost', async () => {
    const { company, owner } = await visits.begin();
    await company.do({ do: 'top_up', credits: 1_000 });
    await company.do({ do: 'cancel' });
    const { text } = await owner.get('/settings/billing');
    expect(text).toContain('Nothing Your subscription ends on 28 February 2026, 10:00 New York time');
    expect(text).toContain('Lost when the subscription ends');
    expect(text).toContain('Waits for a new subscription');
    await company.to('2026-03-01T12:00:00Z');
    const ended = await owner.get('/settings/billing');
    expect(ended.text).toContain('Your subscription has ended; nothing more is charged.');
    expect(ended.text).toContain('Frozen 1,000');
    expect(ended.text).not.toContain('Buy credits');
  });

  test('warns of a card that expires before the next charge', async () => {
    const { company, owner } = await visits.begin();
    const card = { token: 'card_x', brand: 'visa', last4: '0001', expMonth: 1, expYear: 2026 };
    await company.do({ do: 'replace_card', card });
    expect((await owner.get('/settings/billing')).text).toContain('Expires 01/2026, before the next charge.');
  });

  test('has invoices and credit notes in pages, newest first; a page beyond the last is the last', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2027-03-01T12:00:00Z');
    const first = await owner.get('/settings/billing');
    expect(first.text).toContain('Page 1 of 2');
    expect(first.text).toMatch(/-0014/u);
    expect(first.text).not.toMatch(/-0001 /u);
    for (const page of ['2', '99']) {
      const second = await owner.get(`/settings/billing?page=${page}`);
      expect(second.text).toContain('Page 2 of 2');
      expect(second.text).toMatch(/-0001 /u);
    }
    expect((await owner.get('/settings/billing?page=abc')).text).toContain('Page 1 of 2');
    expect((await owner.get('/settings/billing?page=-1')).text).toContain('Page 1 of 2');
  });

  test('asks the database three times', async () => {
    const { owner } = await visits.begin();
    for (const path of ['/settings/billing', '/settings/billing/credits', TOP_UP, CARD, '/settings/activity']) {
      const statements = await countStatements(() => owner.get(path));
      expect(statements, path).toBeLessThanOrEqual(3);
    }
  });
});

async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const executor = visits.desk.database.db.getExecutor();
  const original = executor.executeQuery.bind(executor);
  let count = 0;
  executor.executeQuery = ((...query: Parameters<typeof original>) => {
    count += 1;
    return original(...query);
  }) as typeof executor.executeQuery;
  try {
    await work();
  } finally {
    executor.executeQuery = original;
  }
  expect(count).toBeGreaterThan(0);
  return count;
}

describe('who may see it', () => {
  test('owner and billing; a member is told whom to ask', async () => {
    const { company, owner, billing, member } = await visits.begin();
    const [invoice] = await invoiceIds(company);
    const paths = [
      '',
      '/card',
      '/credits',
      '/top-up',
      '/top-up/payment',
      `/invoices/${invoice}`,
      `/invoices/${invoice}.pdf`,
    ];
    for (const path of paths) {
      const seen = await member.get(`/settings/billing${path}`);
      expect(seen.status, path).toBe(403);
      expect(seen.text).toContain('Olivia Owner or Ben Billing');
      expect(seen.text).not.toContain('4242');
    }
    expect((await owner.get('/settings/billing')).status).toBe(200);
    expect((await billing.get('/settings/billing')).status).toBe(200);
  });

  test('a member changes nothing', async () => {
    const { company, member } = await visits.begin();
    const { html } = await member.get('/settings/activity');
    const _csrf = /name="_csrf" value="([^"]+)"/u.exec(html)?.[1] ?? '';
    expect((await member.post(CARD, { _csrf, ...typedCard('5555555555554444') })).status).toBe(403);
    expect((await member.post(TOP_UP, { _csrf, credits: '1000' })).status).toBe(403);
    await visits.desk.settle();
    expect((await company.state()).paymentMethod?.last4).toBe('4242');
    expect((await company.credits()).available).toBe(2_000);
  });

  test('nobody sees the documents of another account', async () => {
    const mine = await visits.begin();
    const theirs = await visits.begin();
    const [invoice = ''] = await invoiceIds(theirs.company);
    expect((await theirs.owner.get(`/settings/billing/invoices/${invoice}`)).status).toBe(200);
    const answers = [];
    for (const id of [invoice, 'inv_unknown', '%00', '..%2f']) {
      for (const file of [id, `${id}.pdf`]) {
        const seen = await mine.owner.get(`/settings/billing/invoices/${file}`);
        expect(seen.text).not.toContain('Starter');
        if (id !== '%00') answers.push([seen.status, seen.text]);
      }
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
  });
});

async function invoiceIds(company: Company): Promise<readonly string[]> {
  const rows = await visits.desk.database.db
    .selectFrom('invoices')
    .select('id')
    .where('account_id', '=', company.accountId)
    .orderBy('number')
    .execute();
  return rows.map((row) => row.id);
}

test('the ledger has every movement, newest first', async () => {
  const { company, owner } = await visits.begin();
  await company.order(100);
  const { text, html } = await owner.get('/settings/billing/credits');
  expect(text).toContain('Ready to spend 1,900');
  expect(text).toContain('Granted Starter plan · 31 January 2026, 10:00 +2,000');
  expect(text).toContain('Held for an order Starter plan · 31 January 2026, 10:00 · See the order −100');
  expect(text.indexOf('Held for an order')).toBeLessThan(text.indexOf('Granted Starter plan'));
  expect(html).toMatch(/href="\/orders\/ord_\w+"/u);
});
