import { LIMITS } from '../../../src/ports/rate-limits.ts';
import { describe, expect, test, vi } from 'vitest';
import type { cards } from '../../testkit/desk.ts';
import type { Visitor } from '../visitor.ts';
import { Visits } from './visits.ts';

const visits = new Visits();

const CARD = '/settings/billing/card';
const TOP_UP = '/settings/billing/top-up';

const typedCard = (number: string) => ({ number, expiry: '12/40', cvc: '123' });

async function buy(who: Visitor, credits: number) {
  return who.submit(`${TOP_UP}?credits=${credits}`, TOP_UP);
}

describe('replacing the card', () => {
  test('is counted, whether or not the bank likes the cards, and stops for a while', async () => {
    const { company, owner, billing } = await visits.begin();
    const cards = ['4000000000000002', '5555555555554444'];
    for (let tries = 0; tries < LIMITS.card.tries; tries += 1) {
      const sent = await (tries < 5 ? owner : billing).submit(CARD, CARD, typedCard(cards[tries % 2] ?? ''));
      expect(sent.status).toBe(tries % 2 === 0 ? 422 : 303);
    }
    const refused = await owner.submit(CARD, CARD, typedCard('4242424242424242'));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.text).toMatch(/Too many tries To keep accounts safe we count tries.* Nothing was changed/u);
    expect((await company.state()).paymentMethod?.last4).toBe('4444');
    const another = await visits.begin();
    expect((await another.owner.submit(CARD, CARD, typedCard('5555555555554444'))).status).toBe(303);
  });

  test('puts the new one in', async () => {
    const { company, billing } = await visits.begin();
    const answer = await billing.submit(CARD, CARD, typedCard('5555 5555 5555 4444'));
    expect(answer.location).toBe('/settings/billing');
    const page = await billing.follow(answer);
    expect(page.text).toContain('From now on we charge Mastercard ending in 4444.');
    expect((await company.state()).paymentMethod).toMatchObject({ last4: '4444', expMonth: 12, expYear: 2040 });
  });

  test.each([
    ['a declined card', typedCard('4000000000000002'), 'Your bank declined the card. Your card was not changed.'],
    ['a number with a typing mistake', typedCard('4242424242424241'), 'The card number is not complete'],
    ['letters', typedCard('my card'), 'Enter the number on the front of the card'],
    ['a month that is none', { ...typedCard('4242424242424242'), expiry: '13/40' }, 'Enter month and year'],
    ['an expired card', { ...typedCard('4242424242424242'), expiry: '01/20' }, 'The card has expired.'],
    ['a short code', { ...typedCard('4242424242424242'), cvc: '1' }, 'Enter the three or four digits.'],
    ['nothing', { number: '', expiry: '', cvc: '' }, 'Fill this in.'],
  ])('says what is wrong with %s, changes nothing and shows nothing of it', async (_what, fields, sentence) => {
    const { company, owner } = await visits.begin();
    const answer = await owner.submit(CARD, CARD, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(answer.html).not.toMatch(/value="[^"]*(4000|4242|my card|13\/40|01\/20)/u);
    expect(answer.html).toContain('aria-invalid="true"');
    expect((await company.state()).paymentMethod?.expYear).toBe(2040);
    expect(await company.events()).not.toContain('CardReplaced');
  });

  test('sent twice is replaced once', async () => {
    const { company, owner } = await visits.begin();
    const { html } = await owner.get(CARD);
    const hidden = Object.fromEntries(
      [...html.matchAll(/name="(_csrf|_key)" value="([^"]+)"/gu)].slice(-2).map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    for (let times = 0; times < 2; times += 1) {
      const answer = await owner.post(CARD, { ...hidden, ...typedCard('5555555555554444') });
      expect(answer.status).toBe(303);
    }
    expect((await company.events()).filter((type) => type === 'CardReplaced')).toHaveLength(1);
  });

  test('charges an overdue invoice at once, and the page waits for the answer', async () => {
    const { company, owner } = await visits.begin();
    await company.card('insufficientFunds');
    await company.to('2026-03-02T12:00:00Z');
    const overdue = await owner.get('/settings/billing');
    expect(overdue.text).toMatch(/Invoice \w+-0002 over \$97\.00 is unpaid/u);
    expect(overdue.text).toContain('Your bank said that there is not enough money on the card.');
    expect(overdue.text).toContain('We try again on 3 March 2026, 10:00 New York time.');
    expect(overdue.text).toContain('If it is not paid by 7 March 2026, 10:00 New York time, your subscription ends.');
    expect((await owner.get(CARD)).text).toContain('The new card is charged with it at once.');

    const waiting = await owner.follow(await owner.submit(CARD, CARD, typedCard('4242424242424242')));
    expect(waiting.text).toContain('We are asking it for the overdue $97.00 now.');
    expect(waiting.text).toContain('Waiting for the payment provider');
    expect(waiting.html).toContain('data-refresh-seconds');

    await visits.desk.settle();
    const paid = await owner.get('/settings/billing');
    expect(paid.text).not.toContain('unpaid');
    expect(paid.html).not.toContain('payment-state');
    expect(await company.status()).toBe('active');
  });

  test('sends to the bank where the new card asks for it', async () => {
    const { company, owner } = await visits.begin();
    await company.card('insufficientFunds');
    await company.to('2026-03-02T12:00:00Z');
    await owner.submit(CARD, CARD, typedCard('4000002500003155'));
    await visits.desk.settle();
    const page = await owner.get('/settings/billing');
    expect(page.text).toContain('$97.00 is charged only after you confirmed it with your bank.');
    expect(page.html).toContain('data-refresh-seconds="5"');
    const link = /\/sandbox\/authenticate\/[\w-]+/u.exec(page.html)?.[0] ?? '';
    expect((await owner.submit(link, link, { said: 'approve' })).location).toBe('/settings/billing');
    await visits.desk.settle();
    expect(await company.status()).toBe('active');
  });

  test('says so when the provider cannot be reached', async () => {
    const { company, owner } = await visits.begin();
    const attach = vi.spyOn(visits.desk.engine.sandbox, 'attach').mockRejectedValue(new Error('no network'));
    const answer = await owner.submit(CARD, CARD, typedCard('5555555555554444'));
    attach.mockRestore();
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('The payment provider cannot be reached. Your card was not changed');
    expect(answer.html).not.toContain('5555555555554444');
    expect((await company.state()).paymentMethod?.last4).toBe('4242');
  });

  test('tells of the last retry that the subscription ends with it', async () => {
    const { company, owner } = await visits.begin();
    await company.card('declinesLater');
    await company.to('2026-03-06T12:00:00Z');
    expect((await owner.get('/settings/billing')).text).toContain(
      'We try again on 7 March 2026, 10:00 New York time. If that try fails too, your subscription ends.',
    );
  });
});

describe('a payment that the bank asks about', () => {
  async function asked(card: keyof typeof cards = 'needsAuthentication') {
    const seen = await visits.begin();
    await seen.company.card(card);
    await buy(seen.owner, 1_000);
    await visits.desk.settle();
    const page = await seen.owner.get('/settings/billing');
    const link = /\/sandbox\/authenticate\/[\w-]+/u.exec(page.html)?.[0] ?? '';
    return { ...seen, page, link };
  }

  test('is confirmed on the page of the bank', async () => {
    const { company, owner, page, link } = await asked();
    expect(page.text).toContain('Confirm with your bank');
    const bank = await owner.get(link);
    expect(bank.text).toContain('Do you approve a payment of $10.00 to ListKit?');
    expect(bank.html.match(/class="button secondary wide"/gu)).toHaveLength(2);
    await owner.submit(link, link, { said: 'approve' });
    await visits.desk.settle();
    expect((await company.credits()).available).toBe(3_000);
    const late = await owner.get(link);
    expect(late.location).toBe('/settings/billing');
    expect((await owner.follow(late)).text).toContain('This payment has been answered already.');
  });

  test('is declined there', async () => {
    const { company, owner, link } = await asked();
    await owner.submit(link, link, { said: 'decline' });
    await visits.desk.settle();
    expect((await company.credits()).available).toBe(2_000);
    expect((await owner.get(`${TOP_UP}/payment`)).text).toContain('The payment was not approved.');
  });

  test('is nobody else’s, and is gone when it has expired', async () => {
    const { company, owner, member, link } = await asked();
    const stranger = await visits.begin();
    expect((await stranger.owner.get(link)).status).toBe(404);
    expect((await stranger.owner.get('/sandbox/authenticate/chg_unknown')).status).toBe(404);
    expect((await member.get(link)).status).toBe(403);
    expect((await owner.submit(link, link, { said: 'perhaps' })).status).toBe(400);
    await company.to('2026-02-02T12:00:00Z');
    expect((await owner.get(link)).status).toBe(404);
  });
});

describe('buying credits', () => {
  test('shows the exact price first, then waits, then gives the receipt', async () => {
    const { company, billing } = await visits.begin();
    const choice = await billing.get(TOP_UP);
    expect(choice.text).toContain('5,000 credits $50.00');
    const review = await billing.get(`${TOP_UP}?pack=other&credits=7%2C000`);
    expect(review.text).toContain('Credits 7,000 Price $70.00 Charged to Visa ending in 4242');
    expect(review.text).toContain('Pay $70.00');

    const waiting = await billing.follow(await buy(billing, 7_000));
    expect(waiting.text).toContain('We asked for $70.00.');
    expect(waiting.html).toContain('data-refresh-seconds');
    expect((await billing.get(TOP_UP)).location).toBe(`${TOP_UP}/payment`);
    expect((await billing.get('/settings/billing')).text).toContain('We asked for $70.00 for more credits.');

    await visits.desk.settle();
    const receipt = await billing.get(`${TOP_UP}/payment`);
    expect(receipt.text).toContain('7,000 credits are yours');
    expect(receipt.html).not.toContain('data-refresh-seconds');
    const invoice = /\/settings\/billing\/invoices\/inv_\w+/u.exec(receipt.html)?.[0] ?? '';
    expect((await billing.get(invoice)).text).toContain('7,000 credits, which never expire $70.00');
    expect((await company.credits()).available).toBe(9_000);
  });

  test('sent twice is bought once', async () => {
    const { company, owner } = await visits.begin();
    const { html } = await owner.get(`${TOP_UP}?credits=1000`);
    const fields = Object.fromEntries(
      [...html.matchAll(/name="(_csrf|_key|credits)" value="([^"]+)"/gu)]
        .slice(-3)
        .map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    for (let times = 0; times < 3; times += 1) {
      expect((await owner.post(TOP_UP, fields)).location).toBe(`${TOP_UP}/payment`);
      await visits.desk.settle();
    }
    expect((await company.credits()).available).toBe(3_000);
  });

  test.each(['999', '0', '-1000', '1000.5', '1e3x', '101000', 'many'])('does not take %s credits', async (credits) => {
    const { company, owner } = await visits.begin();
    const answer = await owner.get(`${TOP_UP}?pack=other&credits=${credits}`);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Enter a multiple of 1,000, up to 100,000.');
    expect(answer.html).toContain(`value="${credits}"`);
    expect((await owner.submit(`${TOP_UP}?credits=1000`, TOP_UP, { credits })).location).toBe(TOP_UP);
    expect((await company.state()).pending).toBeNull();
  });

  test('says why it was declined, there and on the page of billing, for a week', async () => {
    const { company, owner } = await visits.begin();
    await company.card('declinesLater');
    await buy(owner, 1_000);
    await visits.desk.settle();
    expect((await owner.get(`${TOP_UP}/payment`)).text).toContain('Your bank declined the card. Nothing was charged');
    expect((await owner.get('/settings/billing')).text).toContain('1,000 credits for $10.00 were not bought');
    await company.to('2026-02-09T12:00:00Z');
    expect((await owner.get('/settings/billing')).text).not.toContain('were not bought');
  });

  test('is not offered where it would be refused', async () => {
    const { company, owner } = await visits.begin();
    await company.do({ do: 'pause' });
    await company.to('2026-03-01T12:00:00Z');
    const page = await owner.get(TOP_UP);
    expect(page.text).toContain('You cannot buy credits now Your subscription is paused. Resume it first.');
    expect(page.html).not.toContain('name="pack"');
  });

  test('a cancellation that comes before the answer drops it, and money that arrives goes back', async () => {
    const { company, owner } = await visits.begin();
    await buy(owner, 1_000);
    const [charge] = (await company.state()).charges;
    if (charge === undefined) throw new Error('nothing was asked of the provider');
    const { id: idempotencyKey, token, amountMinor, currency, onSession } = charge;
    const { accountId } = company;
    await visits.desk.engine.sandbox.charge({ idempotencyKey, accountId, token, amountMinor, currency, onSession });
    await company.submit({ do: 'cancel' });
    expect((await owner.get(`${TOP_UP}/payment`)).text).toContain('This purchase was dropped');
    await visits.desk.settle();
    expect((await owner.get(`${TOP_UP}/payment`)).text).toContain(
      '$10.00 arrived after the purchase had been dropped.',
    );
    const { text } = await owner.get('/settings/billing');
    expect(text).toMatch(/-CN-0001 Refund: 1,000 credits 31 January 2026 Refunded -\$10\.00/u);
  });
});
