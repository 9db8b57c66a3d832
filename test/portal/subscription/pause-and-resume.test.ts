import { beforeAll, describe, expect, test } from 'vitest';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import { cancel, PLAN, SubscriptionPages, type Visit } from './visits.ts';

const open = opener('embedded');
let desk: Desk;
let pages: SubscriptionPages;

const PAUSE = `${PLAN}/pause`;
const RESUME = `${PLAN}/resume`;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(300);
  pages = await SubscriptionPages.open(desk);
});

async function paused(): Promise<Visit> {
  const visit = await pages.visit();
  await visit.company.do({ do: 'pause' });
  await visit.company.to('2026-03-05T15:00:00Z');
  return visit;
}

describe('pausing from the page of the subscription', () => {
  test('says what it keeps and what is charged when, and then does it', async () => {
    const { company, owner } = await pages.visit();
    await company.order(50);
    const leads = (await company.deliveries()).length;
    const { available } = await company.credits();
    const { text } = await owner.get(PAUSE);
    expect(text).toContain('Pause for just $1/month');
    expect(text).toContain(`Credits ${available.toLocaleString('en-US')} Frozen as they are`);
    expect(text).toContain(`Leads in your order history ${leads}`);
    expect(text).toContain('The pause starts 28 February 2026, 10:00 New York time');
    expect(text).toContain('First charge of the pause $1.00 on 28 February 2026, 10:00 New York time');
    const after = await owner.follow(await owner.submit(PAUSE, PAUSE));
    expect(after.text).toContain('Your pause is scheduled. Nothing was charged.');
    expect(after.text).toContain('Your subscription pauses on 28 February 2026, 10:00 New York time');
    expect(after.text).toContain('Next charge $1.00');
    expect((await owner.get(PAUSE)).location).toBe(PLAN);
  });

  test('is shown again when the start has become another one', async () => {
    const { company, owner } = await pages.visit();
    const sent = await owner.submit(PAUSE, PAUSE, { at: '2026-01-01T00:00:00Z' });
    expect(sent.location).toBe(PAUSE);
    expect((await owner.follow(sent)).text).toContain('Meanwhile a pause would start on 28 February 2026');
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('is refused in a sentence while it is cancelled', async () => {
    const { owner } = await pages.visit();
    await cancel(owner);
    expect((await owner.follow(await owner.get(PAUSE))).text).toContain('Your subscription is scheduled to end.');
  });
});

describe('a pause that is scheduled', () => {
  test('holds the plan: the page says so, and what to do', async () => {
    const { company, owner, member } = await pages.visit();
    const sentence =
      'The plan cannot be changed while a pause is scheduled. To change it, take the pause back first with “Resume Subscription”.';
    expect((await owner.get(PLAN)).text).not.toContain(sentence);
    await company.do({ do: 'pause' });
    const { text, html } = await owner.get(PLAN);
    expect(text).toContain(sentence);
    expect(html).not.toContain(`href="${PLAN}/change-plan"`);
    expect((await member.get(PLAN)).text).not.toContain(sentence);
    await owner.submit(PLAN, `${PLAN}/keep`);
    expect((await owner.get(PLAN)).html).toContain(`href="${PLAN}/change-plan"`);
  });
});

describe('coming back from a pause', () => {
  test('names the exact charge, the new period and the next charge, and asks to accept', async () => {
    const { company, owner } = await paused();
    const standing = await owner.get(PLAN);
    expect(standing.text).toContain('Your subscription is paused');
    expect(standing.text).toContain('The next pause month costs $1.00, on 31 March 2026, 10:00 New York time.');
    expect(standing.text).toContain('From Frozen Plan 2,000');
    const shown = await owner.get(RESUME);
    expect(shown.text).toContain('Charged now $97.00 To Visa ending in 4242');
    expect(shown.text).toContain('New period From now to 5 April 2026, 10:00 New York time');
    expect(shown.text).toContain('Next charge $97.00 5 April 2026, 10:00 New York time');
    expect(shown.text).toContain(
      'Credits then 4,000 credits 2,000 credits that were kept, and 2,000 credits of the new period.',
    );
    const sent = await owner.submit(RESUME, RESUME);
    const waiting = await owner.follow(sent);
    expect(waiting.text).toContain('Your subscription is active again when it is paid.');
    // nothing is offered that would be refused while the payment waits
    expect(waiting.html).not.toContain(`href="${RESUME}"`);
    await desk.settle();
    expect((await owner.follow(sent)).text).toContain('Your plan Active');
    expect(await company.charged()).toEqual([9_700, 100, 9_700]);
    expect(await company.credits()).toMatchObject({ available: 4_000, frozen: 0 });
  });

  test('stays paused when the card is declined, and says so', async () => {
    const { company, owner } = await paused();
    await company.card('insufficientFunds');
    const sent = await owner.submit(RESUME, RESUME);
    await desk.settle();
    const { text } = await owner.follow(sent);
    expect(text).toContain('Your card was declined; nothing was changed');
    expect(text).toContain('Your bank said that there is not enough money on the card.');
    expect(text).toContain('Your subscription is paused');
  });

  test('is refused in a sentence when nothing is paused', async () => {
    const { owner } = await pages.visit();
    expect((await owner.follow(await owner.get(RESUME))).text).toContain('Your subscription is not paused');
  });

  test('takes a cancellation back with it, while "Resume Subscription" leaves it paused', async () => {
    const { company, owner } = await paused();
    await cancel(owner);
    const { text } = await owner.get(PLAN);
    expect(text).toContain('It stays paused until 31 March 2026, 10:00 New York time, and ends then.');
    expect(text).toContain('Come back now for $97.00');
    expect((await owner.get(RESUME)).text).toContain('Cancellation It is taken back with this.');
    await owner.submit(PLAN, `${PLAN}/keep`);
    const { subscription } = await company.state();
    expect([subscription?.status, subscription?.scheduled]).toEqual(['paused', null]);
  });
});
