import { beforeAll, describe, expect, test } from 'vitest';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import { cancel, CHANGE, PLAN, SubscriptionPages } from './visits.ts';

const open = opener('embedded');
let desk: Desk;
let pages: SubscriptionPages;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(300);
  pages = await SubscriptionPages.open(desk);
});

describe('the page of the subscription', () => {
  test('says where it stands and what can be done', async () => {
    const { company, owner } = await pages.visit();
    await company.order(100);
    const { status, text, html } = await owner.get(PLAN);
    expect(status).toBe(200);
    expect(text).toContain('Your plan Active Plan Starter $97.00 a month');
    expect(text).toContain('Next charge $97.00 28 February 2026, 10:00 New York time');
    expect(text).toContain('Paid period 31 January 2026, 10:00 to 28 February 2026, 10:00 New York time');
    expect(text).toContain('Then it renews.');
    expect(text).toContain('At each renewal you keep up to 4,000 credits of your plan; more than that expires.');
    expect(text).toContain('Card Visa ending in 4242');
    const leads = (await company.deliveries()).length;
    expect(text).toContain(`${leads} leads. None of them is delivered to you a second time.`);
    expect(html.indexOf('Change plan')).toBeLessThan(html.indexOf('Cancel my subscription'));
    expect(html).toContain('<button type="submit" class="button secondary">Cancel my subscription</button>');
  });

  test('tells credits by where they come from', async () => {
    const { company, owner } = await pages.visit();
    await company.do({ do: 'top_up', credits: 1_000 });
    expect((await owner.get(PLAN)).text).toContain('Plan 2,000 Bought 1,000 Total 3,000');
  });

  test('is red when it is cancelled, with the date, "Resume Subscription" and "Contact support"', async () => {
    const { company, owner } = await pages.visit();
    await cancel(owner);
    const { text, html } = await owner.get(PLAN);
    expect(html).toContain('<div class="notification ends"');
    expect(text).toContain(
      'Your subscription is cancelled You have access until 28 February 2026, 10:00 New York time.',
    );
    const reference = (await company.state()).subscription?.scheduled?.reference;
    expect(text).toContain(`Reference ${reference}`);
    expect(html).toContain('href="/help/contact"');
    expect(text).toContain('Next charge None Nothing more is charged.');
    expect(text).not.toContain('Change plan');
    const resumed = await owner.submit(PLAN, `${PLAN}/keep`);
    expect(resumed.location).toBe(PLAN);
    const after = await owner.follow(resumed);
    expect(after.text).toContain(
      'Your subscription goes on as before. The next charge is $97.00 on 28 February 2026, 10:00 New York time.',
    );
    expect(after.html).not.toContain('notification ends');
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('says when nothing was scheduled to take back', async () => {
    const { owner } = await pages.visit();
    await cancel(owner);
    const { html } = await owner.get(PLAN);
    const token = /name="_csrf" value="([^"]+)"/u.exec(html)?.[1] ?? '';
    const first = await owner.post(`${PLAN}/keep`, { _csrf: token, _key: 'one-and-the-same' });
    expect((await owner.follow(first)).text).toContain('goes on as before');
    const again = await owner.post(`${PLAN}/keep`, { _csrf: token, _key: 'one-and-the-same' });
    expect((await owner.follow(again)).text).toContain('goes on as before');
    const another = await owner.post(`${PLAN}/keep`, { _csrf: token, _key: 'quite-another-one' });
    expect((await owner.follow(another)).text).toContain('Nothing was scheduled');
  });

  test('says what is overdue, when it is tried again, when it ends, and how to pay', async () => {
    const { company, owner } = await pages.visit();
    await company.card('declinesLater');
    await company.to('2026-02-28T15:00:00Z');
    const { text, html } = await owner.get(PLAN);
    expect(text).toContain('A payment is overdue $97.00 for invoice');
    expect(text).toContain('We try again on 1 March 2026, 10:00 New York time. A new card is charged at once.');
    expect(text).toContain('your subscription ends on 7 March 2026, 10:00 New York time.');
    expect(text).toContain('Unpaid period 28 February 2026');
    expect(html).toContain('href="/settings/billing/card"');
    expect(html).not.toContain(CHANGE);
    expect(text).toContain('Cancel my subscription');
  });

  test('offers the plans once it has ended', async () => {
    const { company, owner } = await pages.visit();
    await company.do({ do: 'top_up', credits: 1_000 });
    await cancel(owner);
    await company.to('2026-03-01T00:00:00Z');
    const { text } = await owner.get(PLAN);
    expect(text).toContain('Your subscription ended on 28 February 2026, 10:00 New York time');
    expect(text).toContain('The 1,000 credits that you bought can be spent again then.');
    expect(text).toContain('Start with Lite');
    expect(text).not.toContain('Cancel my subscription');
  });

  test('shows every state to a member, who is told whom to ask and has no button', async () => {
    const { company, owner, member } = await pages.visit();
    const calm = await member.get(PLAN);
    expect(calm.text).toContain('Ask Olivia Owner or Ben Billing.');
    expect(buttonsOf(calm.html)).toEqual([]);
    await cancel(owner);
    const cancelled = await member.get(PLAN);
    expect(cancelled.text).toContain('Your subscription is cancelled');
    expect(buttonsOf(cancelled.html)).toEqual([]);
    await company.to('2026-03-01T00:00:00Z');
    expect(buttonsOf((await member.get(PLAN)).html)).toEqual([]);
  });

  test('says what becomes of unused credits as things stand', async () => {
    const { company, owner } = await pages.visit();
    const rollOver = 'At each renewal you keep up to 4,000 credits';
    expect((await owner.get(PLAN)).text).toContain(rollOver);
    await company.do({ do: 'pause' });
    const pausing = (await owner.get(PLAN)).text;
    expect(pausing).toContain('Unused credits freeze when the pause starts');
    await company.to('2026-03-01T00:00:00Z');
    const paused = (await owner.get(PLAN)).text;
    expect(paused).toContain('None is granted and none expires while paused.');
    await company.do({ do: 'cancel' });
    const leaving = (await owner.get(PLAN)).text;
    expect(leaving).toContain('Unused credits of the plan are lost when the subscription ends.');
    for (const text of [pausing, paused, leaving]) expect(text).not.toContain(rollOver);
  });

  test('counts a customer from the first day, also in a second subscription', async () => {
    const { company, owner } = await pages.visit();
    const since = /Customer since 31 January 2026/u;
    expect((await owner.get(PLAN)).text).toMatch(since);
    await company.do({ do: 'cancel' });
    await company.to('2026-05-10T00:00:00Z');
    await company.do({ do: 'subscribe', plan: 'growth' });
    await desk.settle();
    const { text } = await owner.get(PLAN);
    expect(text).toContain('Plan Growth');
    expect(text).toMatch(since);
  });

  test('asks the database twice at most, besides the log-in', async () => {
    const { owner, member } = await pages.visit();
    for (const [who, path] of [
      [owner, PLAN],
      [member, PLAN],
      [owner, CHANGE],
      [owner, `${CHANGE}?plan=growth`],
      [owner, `${PLAN}/pause`],
    ] as const) {
      pages.statements = 0;
      expect((await who.get(path)).status).toBe(200);
      expect(pages.statements).toBeLessThanOrEqual(2);
    }
  });
});

/** What can be pressed in the page itself. */
function buttonsOf(html: string): readonly string[] {
  const content = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return [...content.matchAll(/class="button[^"]*"[^>]*>([^<]*)</gu)].map(([, label = '']) => label);
}
