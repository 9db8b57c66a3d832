import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { changeAccount } from '../../../src/actions/change-account.ts';
import { eventWords } from '../../../src/portal/activity/event-words.ts';
import { eventSentences } from '../../../src/ui/messages/activity.ts';
import { listkit } from '../../../flows/listkit.ts';
import { policy } from '../../testkit/life.ts';
import { Visits } from '../billing/visits.ts';
import type { Visitor } from '../visitor.ts';

const visits = new Visits();
const ACTIVITY = '/settings/activity';

describe('the audit trail', () => {
  test('says what happened, when and who did it, by day, newest first', async () => {
    const { company, owner } = await visits.begin();
    await company.order(100);
    await company.to('2026-02-10T12:00:00Z');
    await company.do({ do: 'cancel' }, 'billing');
    const { text } = await owner.get(ACTIVITY);
    expect(text).toMatch(
      /10 February 2026 When What happened 07:00 Ben Billing The subscription was cancelled and ends on 28 February 2026, 10:00 New York time \(reference \w+\)\./u,
    );
    expect(text).toContain(
      '10:00 Olivia Owner 100 leads were ordered, with 100 credits held for the delivery. See the order',
    );
    expect(text).toContain('10:00 Payment provider The subscription to Starter started');
    expect(text).toContain('$97.00 for the plan was paid. 2,000 credits came with the plan. See the invoice');
    expect(text).toContain('Times are in New York time.');
    expect(text.indexOf('was cancelled')).toBeLessThan(text.indexOf('were ordered'));
  });

  test('names pages of a cancellation by their titles, and a discount by its figures', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2026-03-10T12:00:00Z');
    await company.do({ do: 'start_attempt', flow: listkit });
    const state = await company.state();
    const attemptId = state.attempt?.id ?? '';
    await company.do({ do: 'answer_reason', flow: listkit, attemptId, reason: 'too_expensive', note: null });
    await company.do({ do: 'accept_offer', flow: listkit, attemptId, page: 'price', offerId: 'discount-monthly' });
    const { text } = await owner.get(ACTIVITY);
    expect(text).toContain('A discount was given: 30% off for 3 months.');
  });

  test('gives to the schedule what time brought about, whoever came next', async () => {
    const { company, owner } = await visits.begin();
    const { clockId } = company;
    // nobody ticks: the next command finds the renewal due
    await visits.desk.database.db
      .updateTable('clocks')
      .set({ now: sql`timestamptz '2026-03-02T12:00:00Z'` })
      .where('id', '=', clockId)
      .execute();
    await company.do({ do: 'cancel' });
    const { text } = await owner.get(ACTIVITY);
    expect(text).toContain('10:00 Schedule The subscription to Starter renewed, until 31 March 2026');
    expect(text).toContain('07:00 Olivia Owner The subscription was cancelled');
  });

  test('is for every member, with links that they may follow', async () => {
    const { owner, member } = await visits.begin();
    const [theirs, ours] = [await member.get(ACTIVITY), await owner.get(ACTIVITY)];
    expect(theirs.status).toBe(200);
    expect(theirs.text).toContain('$97.00 for the plan was paid.');
    expect(theirs.html).not.toContain('/settings/billing/invoices/');
    expect(ours.html).toContain('/settings/billing/invoices/');
  });

  test('remembers the name of somebody who has left', async () => {
    const { company, owner } = await visits.begin();
    await company.do({ do: 'top_up', credits: 1_000 }, 'billing');
    const account = { db: visits.desk.database.db, wake: () => undefined };
    const { memberId } = company.members.billing;
    await changeAccount(account, company.members.owner, { do: 'remove_member', memberId });
    const { text } = await owner.get(ACTIVITY);
    expect(text).toContain('Ben Billing was removed.');
    expect(text).toContain('Ben Billing $10.00 for credits was asked of the payment provider.');
  });

  test('has pages; one beyond the last is the last', async () => {
    const { company, owner } = await visits.begin();
    await company.to('2027-01-01T12:00:00Z');
    expect((await owner.get(ACTIVITY)).text).toContain('Page 1 of 2');
    for (const page of ['2', '77']) {
      const last = await owner.get(`${ACTIVITY}?page=${page}`);
      expect(last.text).toContain('Page 2 of 2');
      expect(last.text).toContain('was opened.');
    }
  });

  test('holds nothing of another account', async () => {
    const [mine, theirs] = [await visits.begin(), await visits.begin()];
    await theirs.company.do({ do: 'top_up', credits: 77_000 });
    expect((await mine.owner.get(ACTIVITY)).text).not.toContain('77,000');
    expect((await theirs.owner.get(ACTIVITY)).text).toContain('77,000');
  });
});

describe('the check of the trail', () => {
  const verify = async (who: Visitor) => who.follow(await who.submit(ACTIVITY, `${ACTIVITY}/verify`));

  test('counts the entries that fit', async () => {
    const { company, member } = await visits.begin();
    const count = (await company.events()).length;
    expect((await verify(member)).text).toContain(`Verified: ${count} entries, none changed, none missing.`);
  });

  test('names the first entry that was changed', async () => {
    const { company, owner } = await visits.begin();
    await visits.desk.database.db
      .updateTable('events')
      .set({ data: '{"amountMinor":1}' })
      .where('account_id', '=', company.accountId)
      .where('seq', '=', 3)
      .execute();
    expect((await verify(owner)).text).toContain('Entry 3 was changed after it was written. Please tell support');
  });

  test('needs the form of the page', async () => {
    const { owner } = await visits.begin();
    expect((await owner.post(`${ACTIVITY}/verify`, {})).status).toBe(403);
    expect((await owner.get(`${ACTIVITY}/verify`)).status).toBe(404);
  });
});

describe('a sentence', () => {
  const reading = { timeZone: 'UTC', currency: 'USD', brand: 'ListKit', policy, flow: listkit };
  const say = (type: keyof typeof eventSentences, data: Record<string, unknown>) =>
    eventSentences[type](eventWords(data, reading));

  test.each(Object.keys(eventSentences) as (keyof typeof eventSentences)[])(
    '%s is there, also without data',
    (type) => {
      expect(say(type, {})).toMatch(/^[A-Z0-9$ ].*\.$/u);
    },
  );

  test.each([
    ['AttemptAnswered', { reason: listkit.reasons[0]?.id }, `The reason that was given: ${listkit.reasons[0]?.label}.`],
    [
      'PaymentDeclined',
      { amountMinor: 9_700, purpose: 'plan', failure: 'insufficient_funds' },
      '$97.00 for the plan was declined. Your bank said that there is not enough money on the card.',
    ],
    [
      'CompanyChanged',
      { from: { name: 'A', country: 'US', timeZone: 'UTC' }, to: { name: 'B', country: 'US', timeZone: 'UTC' } },
      'The company was changed: name from A to B.',
    ],
    [
      'PauseWithdrawn',
      { reference: 'X1', why: 'payment_overdue' },
      'The pause X1 was called off, because a payment is overdue.',
    ],
    ['PlanChanged', { from: 'starter', to: 'gone' }, 'The plan changed from Starter to gone.'],
    [
      'MemberRoleChanged',
      { name: 'Ann', from: 'member', to: 'owner' },
      'Ann is an owner now, and was a member before.',
    ],
    [
      'AttemptMovedOn',
      { from: 'reason', to: 'price' },
      'The cancellation went on from the question for the reason to the page “A lower price for a while”.',
    ],
    [
      'AttemptMovedOn',
      { from: 'credits-left', to: 'pause' },
      'The cancellation went on from the page “You have credits” to the page “Pause for just $1/month”.',
    ],
    [
      'AttemptMovedOn',
      { from: 'an-old-page', to: 'confirm' },
      'The cancellation went on from a page that is gone to the confirmation.',
    ],
    [
      'DiscountStarted',
      { offer: 'x', percent: 30, amountMinor: null, periods: 3, interval: 'month' },
      'A discount was given: 30% off for 3 months.',
    ],
    [
      'DiscountStarted',
      { offer: 'x', percent: null, amountMinor: 4_000, periods: 1, interval: 'year' },
      'A discount was given: $40.00 off for 1 year.',
    ],
    ['DiscountStarted', { offer: 'x', periods: 2 }, 'A discount on the next 2 periods was given.'],
    ['DiscountUndone', { offer: 'x', percent: 30, amountMinor: null }, 'The discount of 30% was taken back.'],
    ['PasswordChanged', { name: 'Ann', how: 'changed' }, 'The password of Ann was changed.'],
    ['PasswordChanged', { name: 'Ann', how: 'reset' }, 'A new password for Ann was set by a mailed link.'],
    ['CreditsSpent', { credits: 1 }, '1 credit was spent on delivered leads.'],
  ] as const)('%s says it in figures', (type, data, sentence) => {
    expect(say(type, data)).toBe(sentence);
  });
});
