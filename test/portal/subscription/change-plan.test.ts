import { beforeAll, describe, expect, test } from 'vitest';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import { cancel, CHANGE, PLAN, SubscriptionPages } from './visits.ts';

const open = opener('embedded');
let desk: Desk;
let pages: SubscriptionPages;

const START = `${PLAN}/subscribe`;

beforeAll(async () => {
  desk = new Desk(await open());
  pages = await SubscriptionPages.open(desk);
});

describe('changing the plan', () => {
  test('shows every plan with what choosing it does now', async () => {
    const { owner } = await pages.visit();
    const { text } = await owner.get(CHANGE);
    expect(text).toContain('Starter Your plan');
    expect(text).toContain(
      'Growth Price $297.00 a month Credits 10,000 a month Charged now $200.00 8,000 credits are added now. Next charge $297.00 28 February 2026, 10:00 New York time Choose Growth',
    );
    expect(text).toContain(
      'Lite Price $47.00 a month Credits 500 a month Charged now Nothing It starts with the next period. Next charge $47.00 28 February 2026, 10:00 New York time Choose Lite',
    );
    expect(text).toContain('Charged now $2,873.00 120,000 credits are added now.');
  });

  test('up: names the exact charge, waits for the provider, and is then so', async () => {
    const { company, owner } = await pages.visit();
    await company.to('2026-02-14T15:00:00Z');
    const shown = await owner.get(`${CHANGE}?plan=growth`);
    expect(shown.text).toContain('Charged now $100.00 To Visa ending in 4242');
    expect(shown.text).toContain('Credits added now 4,000 credits You then have 6,000 credits.');
    const sent = await owner.submit(`${CHANGE}?plan=growth`, CHANGE);
    expect(sent.location).toMatch(/^\/settings\/subscription\?payment=chg_/u);
    const waiting = await owner.follow(sent);
    expect(waiting.text).toContain('Waiting for the payment provider We asked for $100.00.');
    expect(waiting.html).toContain('data-refresh-seconds');
    expect(waiting.text).toContain('Plan Starter');
    await desk.settle();
    const after = await owner.follow(sent);
    expect(after.text).toContain('We received $100.00.');
    expect(after.html).not.toContain('data-refresh-seconds');
    expect(after.text).toContain('Plan Growth');
    expect((await company.charged()).at(-1)).toBe(10_000);
  });

  test('up, sent twice, is charged once', async () => {
    const { company, owner } = await pages.visit();
    const { html } = await owner.get(`${CHANGE}?plan=growth`);
    const [token, key] = ['_csrf', '_key'].map(
      (name) => new RegExp(`name="${name}" value="([^"]+)"`, 'u').exec(html)?.[1] ?? '',
    );
    const form = { _csrf: token ?? '', _key: key ?? '', plan: 'growth', charge: '20000' };
    const answers = [await owner.post(CHANGE, form), await owner.post(CHANGE, form)];
    expect(answers.map(({ location }) => location?.split('=')[0])).toEqual([`${PLAN}?payment`, `${PLAN}?payment`]);
    await desk.settle();
    expect(await company.charged()).toEqual([9_700, 20_000]);
    expect((await owner.post(CHANGE, form)).location).toBe(PLAN);
    await desk.settle();
    expect(await company.charged()).toEqual([9_700, 20_000]);
  });

  test('for another price than the page named, nothing happens and the page is shown again', async () => {
    const { company, owner } = await pages.visit();
    const sent = await owner.submit(`${CHANGE}?plan=growth`, CHANGE, { charge: '1' });
    expect(sent.location).toBe(`${CHANGE}?plan=growth`);
    expect((await owner.follow(sent)).text).toContain('Nothing was changed. Meanwhile the charge is $200.00');
    expect((await company.state()).pending).toBeNull();
  });

  test('down: nothing now, from the next period on, and can be taken back', async () => {
    const { company, owner } = await pages.visit();
    const shown = await owner.get(`${CHANGE}?plan=lite`);
    expect(shown.text).toContain('Charged now Nothing');
    expect(shown.text).toContain(
      'Starts 28 February 2026, 10:00 New York time Until then you stay on Starter, and you can take the change back.',
    );
    const after = await owner.follow(await owner.submit(`${CHANGE}?plan=lite`, CHANGE));
    expect(after.text).toContain('Your plan changes to Lite on 28 February 2026, 10:00 New York time');
    expect((await owner.get(CHANGE)).text).toContain('Stay on Starter');
    await owner.submit(PLAN, `${PLAN}/keep`);
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('down: says which credits expire with it, and when, or that all stay', async () => {
    const { company, owner } = await pages.visit();
    const few = await owner.get(`${CHANGE}?plan=lite`);
    expect(few.text).toContain(
      'Your present credits 2,000 credits stay None of them expires when the change starts. Next charge',
    );
    await company.to('2026-04-10T15:00:00Z');
    const many = await owner.get(`${CHANGE}?plan=lite`);
    expect(many.text).toContain(
      'Credits that expire 2,000 credits On 30 April 2026, 10:00 New York time, as far as you do not spend them before. Then 4,000 credits are left.',
    );
    await owner.submit(`${CHANGE}?plan=lite`, CHANGE);
    await company.to('2026-05-01T15:00:00Z');
    expect((await company.credits()).available).toBe(4_000 + 500);
    expect((await owner.get(`${CHANGE}?plan=growth`)).text).not.toContain('Credits that expire');
  });

  test('says that the card was declined, and that nothing was changed', async () => {
    const { company, owner } = await pages.visit();
    await company.card('declinesLater');
    const sent = await owner.submit(`${CHANGE}?plan=growth`, CHANGE);
    await desk.settle();
    const after = await owner.follow(sent);
    expect(after.text).toContain('Your card was declined; nothing was changed We asked for $200.00 on');
    expect(after.text).toContain('Plan Starter');
    await company.to('2026-02-02T15:00:00Z');
    expect((await owner.get(PLAN)).text).not.toContain('declined');
  });

  test('leads to the bank when it wants a confirmation', async () => {
    const { company, owner } = await pages.visit();
    await company.card('needsAuthentication');
    const sent = await owner.submit(`${CHANGE}?plan=growth`, CHANGE);
    await desk.settle();
    const { text, html } = await owner.follow(sent);
    expect(text).toContain('Your bank asks you to confirm the payment $200.00 is charged only after you confirmed it.');
    expect(html).toMatch(/href="[^"]*\/sandbox\/authenticate\/chg_/u);
    expect(text).not.toContain('Change plan');
    expect(text).toContain('Cancel my subscription');
    const dropped = await owner.submit(PLAN, `${PLAN}/drop-payment`);
    expect((await owner.follow(dropped)).text).toContain('The payment is cancelled.');
    const { pending, subscription } = await company.state();
    expect([pending, subscription?.status, subscription?.plan.code]).toEqual([null, 'active', 'starter']);
  });

  test.each([
    ['a plan that is not sold', 'gold', 'This plan is not sold.'],
    ['the plan that they have', 'starter', 'This is the plan that you have.'],
  ])('refuses %s in a sentence', async (_name, plan, sentence) => {
    const { company, owner } = await pages.visit();
    const shown = await owner.get(`${CHANGE}?plan=${plan}`);
    expect(shown.location).toBe(PLAN);
    expect((await owner.follow(shown)).text).toContain(sentence);
    const sent = await owner.submit(`${CHANGE}?plan=growth`, CHANGE, { plan, charge: '0' });
    expect((await owner.follow(sent)).text).toContain(sentence);
    expect((await company.state()).subscription?.plan.code).toBe('starter');
  });

  test('is refused while it is cancelled', async () => {
    const { owner } = await pages.visit();
    await cancel(owner);
    const shown = await owner.get(CHANGE);
    expect(shown.location).toBe(PLAN);
    expect((await owner.follow(shown)).text).toContain('Your subscription is scheduled to end. Resume it first');
  });

  test('answers a form that no page sends with 400', async () => {
    const { owner } = await pages.visit();
    expect((await owner.submit(`${CHANGE}?plan=growth`, CHANGE, { charge: 'free' })).status).toBe(400);
    expect((await owner.get(`${CHANGE}?plan=a&plan=b`)).status).toBe(400);
  });
});

describe('starting again', () => {
  test('names the charge, starts when it is paid, and thaws what was bought', async () => {
    const { company, owner } = await pages.visit();
    await company.do({ do: 'top_up', credits: 1_000 });
    await cancel(owner);
    await company.to('2026-03-01T15:00:00Z');
    const shown = await owner.get(`${START}?plan=lite`);
    expect(shown.text).toContain('Charged now $47.00');
    expect(shown.text).toContain('Credits added now 500 credits You then have 1,500 credits.');
    expect(shown.text).toContain('New period From now to 1 April 2026, 10:00 New York time');
    const sent = await owner.submit(`${START}?plan=lite`, START);
    const waiting = await owner.follow(sent);
    expect(waiting.text).toContain('Your subscription starts when it is paid.');
    expect(waiting.text).toContain('Cancel this payment');
    expect(waiting.text).not.toContain('Start with');
    await desk.settle();
    expect((await owner.follow(sent)).text).toContain('Your plan Active Plan Lite');
    expect(await company.credits()).toMatchObject({ available: 1_500 });
  });

  test('can be called off while the payment waits, and costs nothing then', async () => {
    const { company, owner } = await pages.visit();
    await cancel(owner);
    await company.to('2026-03-01T15:00:00Z');
    const sent = await owner.submit(`${START}?plan=lite`, START);
    expect((await owner.follow(sent)).text).toContain('Cancel this payment');
    const dropped = await owner.submit(PLAN, `${PLAN}/drop-payment`);
    expect((await owner.follow(dropped)).text).toContain('The payment is cancelled.');
    await desk.settle();
    const state = await company.state();
    expect([state.pending, state.subscription?.status]).toEqual([null, 'ended']);
    expect(state.chargedMinor - state.refundedMinor).toBe(9_700);
  });

  test('cannot be called off once it is paid, and nothing is cancelled by trying', async () => {
    const { company, owner } = await pages.visit();
    await cancel(owner);
    await company.to('2026-03-01T15:00:00Z');
    await owner.submit(`${START}?plan=lite`, START);
    const { html } = await owner.get(PLAN);
    const fields = Object.fromEntries(
      ['_csrf', 'payment'].map((name) => [
        name,
        new RegExp(`name="${name}" value="([^"]+)"`, 'u').exec(html)?.[1] ?? '',
      ]),
    );
    await desk.settle();
    const dropped = await owner.post(`${PLAN}/drop-payment`, fields);
    expect((await owner.follow(dropped)).text).toContain('The payment was answered already');
    const { subscription } = await company.state();
    expect([subscription?.status, subscription?.scheduled]).toEqual(['active', null]);
  });

  test('is refused while there is a subscription', async () => {
    const { owner } = await pages.visit();
    const shown = await owner.get(`${START}?plan=lite`);
    expect((await owner.follow(shown)).text).toContain('You have a subscription already.');
    expect((await owner.get(START)).location).toBe(PLAN);
  });
});
