import { beforeAll, describe, expect, it } from 'vitest';
import { csvFile } from '../../src/adapters/csv/csv-file.ts';
import { leadRoutes } from '../../src/portal/leads/routes.tsx';
import { orderRoutes } from '../../src/portal/orders/routes.tsx';
import { anyLead, Desk } from '../testkit/desk.ts';
import { opener } from '../testkit/databases.ts';
import { pagesOn, type Pages } from '../testkit/visitor.ts';

const open = opener('embedded');
let desk: Desk;
let pages: Pages;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(2_000);
  pages = await pagesOn(desk, [leadRoutes, orderRoutes(csvFile)]);
});

describe('lead search', () => {
  it('shows how many match, how many are new, the credits and the price', async () => {
    const company = await desk.company();
    const page = await pages.as(company).open('/');
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/Matching leads 2,000 New to you 2,000/);
    expect(page.text).toMatch(/Credits left [\d,]+/);
    expect(page.text).toContain('Price per lead 1 credit');
    expect(page.buttons('/orders')).toContain('Order 100 leads for 100 credits');
  });

  it('keeps the filters that were sent, and the fields that are bought', async () => {
    const company = await desk.company();
    const first = await pages.as(company).open('/?field=mobile');
    const page = await first.submit('/', {
      title: 'sales',
      industry: ['Software', 'Energy'],
      country: 'United States',
    });
    expect(page.fields('/')).toEqual([
      ['title', 'sales'],
      ['industry', 'Energy'],
      ['industry', 'Software'],
      ['country', 'United States'],
      ['field', 'mobile'],
    ]);
    expect(page.text).toContain('Price per lead 6 credits');
  });

  it('says beside a filter what is wrong with it, and searches nothing', async () => {
    const company = await desk.company();
    const page = await pages.as(company).open(`/?industry=Alchemy&title=${'x'.repeat(101)}`);
    expect(page.status).toBe(422);
    expect(page.text).toContain('Choose one of the list.');
    expect(page.text).toContain('Write at most 100 characters.');
    expect(page.text).toContain('Nothing was searched');
    expect(page.fields('/')).toContainEqual(['title', 'x'.repeat(101)]);
  });

  it('says when nothing matches', async () => {
    const company = await desk.company();
    const page = await pages.as(company).open('/?title=astronaut');
    expect(page.status).toBe(200);
    expect(page.text).toContain('No lead matches these filters');
    expect(page.buttons('/orders')).toEqual([]);
  });

  it('writes what was typed as text', async () => {
    const company = await desk.company();
    const page = await pages.as(company).open(`/?title=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(page.html).not.toContain('<script>alert');
  });
});

describe('an order', () => {
  it('is placed for the total that the page says, and leads to its own page', async () => {
    const company = await desk.company();
    const before = (await company.credits()).available;
    const first = await pages.as(company).open('/?industry=Software');
    const priced = await first.submit('/orders', { leads: '50', field: ['email_verification'] }, 'Update the total');
    expect(priced.text).toContain('Total 100 credits');
    expect((await company.credits()).available).toBe(before);
    const placed = await priced.submit('/orders', {}, 'Order 50 leads for 100 credits');
    expect(placed.path).toMatch(/^\/orders\/ord_/);
    expect(placed.text).toContain('Ordered: 50 leads for at most 100 credits.');
    expect(placed.text).toContain('Running');
    expect(placed.html).toContain('data-refresh-seconds="1"');
    expect(await company.credits()).toMatchObject({ available: before - 100, reserved: 100 });
    await desk.settle();
    const done = await pages.as(company).open(placed.path);
    expect(done.text).toContain('50 of 50 leads');
    expect(done.text).toContain('Complete');
    expect(done.html).not.toContain('data-refresh-seconds');
    expect(done.text).toMatch(/Search Software/);
  });

  it('is not placed for a total that nobody has read', async () => {
    const company = await desk.company();
    const before = (await company.credits()).available;
    const page = await pages.as(company).open('/');
    const answer = await page.submit('/orders', { leads: '70' }, 'Order 100 leads for 100 credits');
    expect(answer.text).toContain('Nothing is ordered yet. 70 leads with this choice cost 70 credits');
    expect(answer.buttons('/orders')).toContain('Order 70 leads for 70 credits');
    expect((await company.credits()).available).toBe(before);
  });

  it('beyond the credits is refused beside the field, and nothing changes', async () => {
    const company = await desk.company();
    const before = await company.credits();
    const page = await pages.as(company).open('/?field=mobile');
    const priced = await page.submit('/orders', { leads: '1900' }, 'Update the total');
    expect(priced.text).toContain('1,900 leads cost 11,400 credits, and you have');
    expect(priced.buttons('/orders')).toEqual(['Update the total']);
    const ordered = await page.submit('/orders', { leads: '1900', quoted: '11400' }, 'Order 100 leads for 600 credits');
    expect(ordered.status).toBe(422);
    expect(ordered.text).toContain('1,900 leads cost 11,400 credits, and you have');
    expect(ordered.fields('/orders')).toContainEqual(['leads', '1900']);
    expect(await company.credits()).toEqual(before);
  });

  it.each(['0', '-5', '2.5', 'many', '', '99999999999'])('of %j leads says what is wrong with it', async (leads) => {
    const company = await desk.company();
    const page = await pages.as(company).open('/?industry=Software');
    const answer = await page.submit('/orders', { leads }, 'Update the total');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Check what is marked');
    expect(answer.html).toContain('field-leads-error');
    expect(answer.fields('/orders')).toContainEqual(['leads', leads]);
    expect(answer.fields('/orders')).toContainEqual(['industry', 'Software']);
  });

  it('is one order when the form is sent twice', async () => {
    const company = await desk.company();
    const visitor = pages.as(company);
    const page = await visitor.open('/');
    const before = (await company.credits()).available;
    await page.submit('/orders', {}, 'Order 100 leads for 100 credits');
    const again = await page.submit('/orders', {}, 'Order 100 leads for 100 credits');
    expect(again.path).toBe('/orders');
    expect(again.text).toContain('placed already');
    expect((await company.credits()).available).toBe(before - 100);
  });

  it('can be placed by every member', async () => {
    const company = await desk.company();
    const page = await pages.as(company, 'member').open('/');
    const placed = await page.submit('/orders', {}, 'Order 100 leads for 100 credits');
    expect(placed.text).toContain('by Mia Member');
  });
});

describe('orders', () => {
  it('are empty at first, and say what to do', async () => {
    const page = await pages.as(await desk.company()).open('/orders');
    expect(page.text).toContain('No orders yet');
    expect(page.links('Search leads')).toEqual(['/']);
  });

  it('are listed with what they delivered, and come as files', async () => {
    const company = await desk.company();
    const fields = ['business_email', 'mobile'] as const;
    await company.do({ do: 'place_order', filter: anyLead, fields, leads: 120 });
    await company.order(10);
    const visitor = pages.as(company);
    const list = await visitor.open('/orders');
    expect(list.text).toContain('120 of 120');
    const [, older = ''] = [...list.html.matchAll(/\/orders\/(ord_\w+)/g)].map(([, id]) => id);
    const detail = await visitor.open(`/orders/${older}`);
    expect(detail.text).toContain('Page 1 of 5');
    expect((await visitor.open(`/orders/${older}?page=5`)).text).toContain('Page 5 of 5');
    const file = await visitor.ask(`/orders/${older}/leads.csv`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${older}.csv"`);
    const lines = (await file.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(121);
    expect(lines[0]).toBe(
      'First name,Last name,Title,Seniority,Company,Industry,Company size,Country,Business e-mail,Mobile number,Order,Delivered at (UTC)',
    );
    const everything = (await (await visitor.ask('/orders/export.csv')).text()).trimEnd().split('\r\n');
    expect(everything).toHaveLength(131);
    expect(everything[0]).toContain('Personal e-mail');
  });

  it('of another account answer like ones that do not exist', async () => {
    const [mine, other] = [await desk.company(), await desk.company()];
    await other.order(5);
    const [id = ''] = (
      await desk.database.db.selectFrom('orders').select('id').where('account_id', '=', other.accountId).execute()
    ).map((row) => row.id);
    const visitor = pages.as(mine);
    for (const path of [
      `/orders/${id}`,
      `/orders/${id}/leads.csv`,
      '/orders/ord_nothing',
      '/orders/ord_nothing/leads.csv',
    ]) {
      const page = await visitor.open(path);
      expect(page.status).toBe(404);
      expect(page.text).toContain('There is nothing at this address');
    }
    expect((await (await visitor.ask('/orders/export.csv')).text()).trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('need a log-in', async () => {
    for (const path of ['/', '/orders', '/orders/x', '/orders/export.csv', '/orders/x/leads.csv']) {
      const response = await pages.anyone().ask(path);
      expect(response.headers.get('location')).toMatch(/^\/login\?next=/);
    }
  });

  it.each(['x', '0', '-1', '1.5', '99999999'])('show a page for ?page=%s, as all lists do', async (number) => {
    const visitor = pages.as(await desk.company());
    expect((await visitor.ask(`/orders?page=${number}`)).status).toBe(200);
  });

  it('turn a page that is asked for twice away', async () => {
    expect((await pages.as(await desk.company()).ask('/orders?page=1&page=2')).status).toBe(400);
  });
});

describe('the state above the pages', () => {
  it('offers to resume while a cancellation is scheduled', async () => {
    const company = await desk.company();
    await company.do({ do: 'cancel' });
    const page = await pages.as(company).open('/');
    expect(page.text).toMatch(/Your subscription ends on 28 February 2026, 10:00 New York time/);
    expect(page.buttons('/settings/subscription/keep')).toEqual(['Resume Subscription']);
    expect(page.links('Contact support')).toContain('/help/contact');
    const seen = await pages.as(company, 'member').open('/');
    expect(seen.buttons('/settings/subscription/keep')).toEqual([]);
    expect(seen.text).toContain('Ask Olivia Owner or Ben Billing.');
  });

  it('offers to resume while a pause is scheduled, and locks the tool when it has begun', async () => {
    const company = await desk.company();
    await company.order(30);
    await company.do({ do: 'pause' });
    const before = await pages.as(company).open('/');
    expect(before.text).toContain('Your subscription pauses on 28 February 2026');
    expect(before.buttons('/settings/subscription/keep')).toEqual(['Resume Subscription']);
    const form = before.fields('/orders');
    await company.to('2026-03-02T12:00:00Z');
    const page = await pages.as(company).open('/');
    expect(page.text).toContain('Lead search is locked while your subscription is paused');
    expect(page.text).toContain('30 leads');
    expect(page.text).toContain('Resuming it charges $97.00 at once');
    expect(page.links('Resume subscription')).toEqual(['/settings/subscription/resume']);
    expect(page.html).not.toContain('action="/orders"');
    const member = await pages.as(company, 'member').open('/');
    expect(member.links('Resume subscription')).toEqual([]);
    expect(member.text).toContain('Ask Olivia Owner or Ben Billing.');
    const orders = await pages.as(company).open('/orders');
    expect(orders.text).toContain('Your subscription is paused');
    const visitor = pages.as(company);
    const csrf = (await visitor.open('/')).html.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? '';
    const stale = await visitor.post('/orders', [...form.filter(([name]) => name !== '_csrf'), ['_csrf', csrf]]);
    expect(stale.text).toContain('Your subscription is paused. Resume it first.');
    expect(await company.credits()).toMatchObject({ reserved: 0 });
  });

  it('tells taking back a cancellation from ending the pause, where both can be done', async () => {
    const company = await desk.company();
    await company.do({ do: 'pause' });
    await company.to('2026-03-02T12:00:00Z');
    await company.do({ do: 'cancel' });
    const page = await pages.as(company).open('/');
    expect(page.buttons('/settings/subscription/keep')).toEqual(['Resume Subscription']);
    expect(page.links('Come back now for $97.00')).toEqual(['/settings/subscription/resume']);
    expect(page.text).not.toContain('Resume subscription');
  });

  it('says that a payment is overdue, and the tool stays open', async () => {
    const company = await desk.company();
    await company.card('declinesLater');
    await company.to('2026-03-01T15:00:00Z');
    const page = await pages.as(company).open('/');
    expect(page.text).toContain('A payment is overdue');
    expect(page.links('Replace the card')).toEqual(['/settings/billing/card']);
    expect(page.text).toContain('Order these leads');
  });

  it('offers to start again after the end, and keeps what was bought', async () => {
    const company = await desk.company();
    await company.order(30);
    await company.do({ do: 'cancel' });
    await company.to('2026-03-02T12:00:00Z');
    const page = await pages.as(company).open('/');
    expect(page.text).toContain('Your subscription ended on 28 February 2026');
    expect(page.links('Start again')).toEqual(['/settings/subscription/subscribe']);
    expect(page.html).not.toContain('action="/orders"');
    const everything = await (await pages.as(company).ask('/orders/export.csv')).text();
    expect(everything.trimEnd().split('\r\n')).toHaveLength(31);
  });

  it('says that a payment is waited for', async () => {
    const company = await desk.company();
    await company.submit({ do: 'top_up', credits: 1_000 });
    const page = await pages.as(company).open('/orders');
    expect(page.text).toContain('Waiting for the payment provider');
    await desk.settle();
    expect((await pages.as(company).open('/orders')).text).not.toContain('Waiting for');
  });
});
