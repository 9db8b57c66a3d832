import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listkit } from '../../../flows/listkit.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import { hiddenFields, type Seen } from '../visitor.ts';
import {
  CANCEL,
  cancel,
  CONFIRM,
  DONE,
  LEAVE,
  page,
  PLAN,
  REASON,
  start,
  SubscriptionPages,
  toConfirm,
} from './visits.ts';

const open = opener('embedded');
let desk: Desk;
let pages: SubscriptionPages;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(300);
  pages = await SubscriptionPages.open(desk);
});

beforeEach(() => {
  pages.flow = listkit;
});

describe('a cancellation', () => {
  test('goes from the button by the reason, the offers and the pause to the confirmation, and is then so', async () => {
    const { company, owner } = await pages.visit();
    await company.order(100);
    const leads = (await company.deliveries()).length;
    expect(await start(owner)).toBe(CANCEL);
    const reasons = await owner.get(CANCEL);
    expect(reasons.html).toContain('<option value="">Choose a reason</option>');
    expect(reasons.html).not.toContain('selected');
    expect(reasons.text).toContain('No longer doing outbound campaigns');
    expect(reasons.text).toContain('Is there something that we should know? (optional)');

    const first = await owner.submit(CANCEL, REASON, { reason: 'no_outbound', note: 'We hire instead.' });
    expect(first.location).toBe(page('outbound'));
    const outbound = await owner.follow(first);
    expect(outbound.text).toContain(`Your order history holds ${leads} leads`);
    expect(outbound.html).toContain('<a class="button secondary wide" href="/orders/export.csv">');
    const second = await owner.submit(page('outbound'), `${page('outbound')}/continue`);
    expect(second.location).toBe(page('pause'));

    const pause = await owner.follow(second);
    expect(pause.text).toContain('Pause for just $1/month');
    expect(pause.text).toContain(`your order history of ${leads} leads`);
    expect(pause.text).toContain('The pause starts 28 February 2026, 10:00 New York time');
    expect(pause.text).toContain('First charge of the pause $1.00 on 28 February 2026, 10:00 New York time');
    const third = await owner.submit(page('pause'), `${page('pause')}/continue`);
    expect(third.location).toBe(CONFIRM);

    const confirm = await owner.follow(third);
    const { available } = await company.credits();
    expect(confirm.html).toContain('<dialog open');
    expect(confirm.text).toContain('Access ends on 28 February 2026, 10:00 New York time.');
    expect(confirm.text).toContain(
      `${available.toLocaleString('en-US')} credits from your plan, unless you use them before`,
    );
    expect(confirm.text).toContain(`Your order history of ${leads} leads`);
    expect(confirm.text).toContain('Your delivered leads, to download as CSV');

    const confirmed = await owner.submit(CONFIRM, CONFIRM);
    expect(confirmed.location).toBe(DONE);
    const done = await owner.follow(confirmed);
    const { subscription } = await company.state();
    expect(subscription?.scheduled?.kind).toBe('cancel');
    expect(done.text).toContain(`Reference ${subscription?.scheduled?.reference}`);
    expect(done.text).toContain('You have access until 28 February 2026, 10:00 New York time');
    expect(done.text).toContain(`${company.members.owner.email}, ${company.members.billing.email}`);
    expect(done.text).not.toContain(company.members.member.email);
    expect(done.text).toContain('Resume Subscription');
    const attempt = await lastAttempt(company.accountId);
    expect(attempt).toMatchObject({ reason: 'no_outbound', note: 'We hire instead.', outcome: 'cancelled' });
  });

  test('needs no reason', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    expect((await owner.submit(CANCEL, REASON)).location).toBe(page('pause'));
    await owner.submit(page('pause'), `${page('pause')}/continue`);
    await owner.submit(CONFIRM, CONFIRM);
    expect((await company.state()).subscription?.scheduled?.kind).toBe('cancel');
  });

  test('keeps a note that came without a reason, and says what is missing', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    const sent = await owner.submit(CANCEL, REASON, { note: 'All was fine.' });
    expect(sent.status).toBe(422);
    expect(sent.text).toContain('Choose the reason that your note belongs to');
    expect(sent.html).toContain('All was fine.</textarea>');
    const unknown = await owner.submit(CANCEL, REASON, { reason: 'boredom' });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('This answer is not one of the list.');
    const long = await owner.submit(CANCEL, REASON, { reason: 'other', note: 'x'.repeat(1_001) });
    expect(long.text).toContain('Write at most 1000 characters.');
    expect((await owner.get(REASON)).location).toBe(CANCEL);
  });

  test.each([
    ['the reason', CANCEL],
    ['an offer', page('pause')],
    ['the confirmation', CONFIRM],
  ])('can be left at %s, and nothing is changed then', async (_name, at) => {
    const { company, owner } = await pages.visit();
    await start(owner);
    if (at !== CANCEL) await owner.submit(CANCEL, REASON);
    if (at === CONFIRM) await owner.submit(page('pause'), `${page('pause')}/continue`);
    const { html } = await owner.get(at);
    expect(html).toContain('Keep my subscription');
    const left = await owner.post(LEAVE, hiddenFields(html, at === CANCEL ? REASON : LEAVE));
    expect(left.location).toBe(PLAN);
    expect((await owner.follow(left)).text).toContain('Nothing was changed. Your subscription goes on as before.');
    expect((await company.state()).attempt).toBeNull();
    expect(await lastAttempt(company.accountId)).toMatchObject({ outcome: 'saved' });
  });

  test('can be gone back through, and then goes another way', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    expect(wayBack(await owner.get(CANCEL))).toBeNull();
    await owner.submit(CANCEL, REASON, { reason: 'no_outbound' });
    expect(wayBack(await owner.get(page('outbound')))).toEqual([CANCEL, 'Back to the reason']);
    await owner.submit(page('outbound'), `${page('outbound')}/continue`);
    expect(wayBack(await owner.get(page('pause')))).toEqual([page('outbound'), 'Back to the page before']);
    await owner.submit(page('pause'), `${page('pause')}/continue`);

    // who closes the last question and begins again is not shut in with it
    expect(await start(owner)).toBe(CONFIRM);
    expect(wayBack(await owner.get(CONFIRM))).toEqual([page('pause'), 'Back to the options']);
    const pause = await owner.get(page('pause'));
    expect(pause.text).toContain('Pause subscription');
    expect(wayBack(pause)).toEqual([page('outbound'), 'Back to the page before']);
    expect(wayBack(await owner.get(page('outbound')))).toEqual([CANCEL, 'Back to the reason']);
    expect((await owner.get(CANCEL)).html).toMatch(/value="no_outbound" selected/u);
    const other = await owner.submit(CANCEL, REASON, { reason: 'switching' });
    expect(other.location).toBe(page('switching'));
    expect(wayBack(await owner.get(page('switching')))).toEqual([CANCEL, 'Back to the reason']);
    await owner.submit(page('switching'), `${page('switching')}/continue`);
    const accepted = await owner.submit(page('pause'), `${page('pause')}/accept`);
    expect(accepted.location).toBe(DONE);
    expect((await company.state()).subscription?.scheduled?.kind).toBe('pause');
  });

  test('has no way back to pages that the flow has no more, and none without a flow', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'no_outbound' });
    await owner.submit(page('outbound'), `${page('outbound')}/continue`);
    pages.flow = { ...listkit, pages: listkit.pages.filter(({ id }) => id !== 'outbound') };
    expect(wayBack(await owner.get(page('pause')))).toEqual([CANCEL, 'Back to the reason']);
    pages.flow = null;
    const confirm = await owner.get(CONFIRM);
    expect(wayBack(confirm)).toBeNull();
    expect(stepOf(confirm)).toBeUndefined();
  });

  test('says on every page which of its steps that is', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    expect(stepOf(await owner.get(CANCEL))).toBe('Reason');
    await owner.submit(CANCEL, REASON);
    expect(stepOf(await owner.get(page('pause')))).toBe('Options');
    await owner.submit(page('pause'), `${page('pause')}/continue`);
    expect(stepOf(await owner.get(CONFIRM))).toBe('Confirmation');
  });

  test.each(listkit.reasons.map(({ id }) => id))(
    '%s: every page has Continue Cancellation, second and alike',
    async (reason) => {
      const { company, owner } = await pages.visit();
      await company.to('2026-04-05T15:00:00Z');
      await start(owner);
      let { location } = await owner.submit(CANCEL, REASON, { reason });
      let seen = 0;
      while (location !== null && location !== CONFIRM) {
        const { html, text } = await owner.get(location);
        seen += 1;
        const choices = [...html.matchAll(/class="(button secondary wide)"[^>]*>([^<]+)</gu)].map(
          ([, , label]) => label,
        );
        expect(choices[1]).toBe('Continue Cancellation');
        expect(choices.length).toBeGreaterThanOrEqual(2);
        expect(text).not.toMatch(/[{}]|undefined/u);
        ({ location } = await owner.submit(location, `${location}/continue`));
      }
      expect(location).toBe(CONFIRM);
      expect(seen).toBeGreaterThanOrEqual(2);
    },
  );

  test('while overdue ends at once, and says so before', async () => {
    const { company, owner } = await pages.visit();
    await company.card('declinesLater');
    await company.to('2026-02-28T15:00:00Z');
    await toConfirm(owner);
    const { text } = await owner.get(CONFIRM);
    expect(text).toContain('End your subscription now?');
    expect(text).toContain('Access ends as soon as you confirm.');
    expect(text).toContain('Nothing more is charged: the open invoice is void');
    const done = await owner.follow(await owner.submit(CONFIRM, CONFIRM));
    expect(done.text).toContain('Your subscription has ended');
    const state = await company.state();
    expect([state.subscription?.status, state.subscription?.endCause]).toEqual(['ended', 'cancelled']);
    expect(state.invoices).toEqual([]);
  });

  test('drops a payment that waits, and says so before', async () => {
    const { company, owner } = await pages.visit();
    await company.submit({ do: 'change_plan', plan: 'growth' });
    await toConfirm(owner);
    expect((await owner.get(CONFIRM)).text).toContain('The payment of $200.00 that is under way');
    await owner.submit(CONFIRM, CONFIRM);
    await desk.settle();
    const state = await company.state();
    expect([state.pending, state.subscription?.plan.code]).toEqual([null, 'starter']);
    expect(state.chargedMinor - state.refundedMinor).toBe(9_700);
  });

  test('takes a scheduled pause with it, and says so before', async () => {
    const { company, owner } = await pages.visit();
    await company.do({ do: 'pause' });
    await toConfirm(owner);
    expect((await owner.get(CONFIRM)).text).toContain('What is taken back with it The pause that is scheduled');
    await owner.submit(CONFIRM, CONFIRM);
    await owner.submit(PLAN, `${PLAN}/keep`);
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('goes straight to the confirmation when the definition is broken', async () => {
    const { company, owner } = await pages.visit();
    pages.flow = null;
    expect(await start(owner)).toBe(CONFIRM);
    expect((await owner.submit(CONFIRM, CONFIRM)).location).toBe(DONE);
    expect((await owner.get(DONE)).text).toContain('Your subscription is cancelled');
    expect((await company.state()).subscription?.scheduled?.kind).toBe('cancel');
  });

  test('comes to the confirmation when the definition breaks on the way', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    pages.flow = null;
    expect((await owner.get(page('smaller-plan'))).location).toBe(CONFIRM);
    expect((await owner.get(CANCEL)).location).toBe(CONFIRM);
    expect((await owner.get(CONFIRM)).status).toBe(200);
    expect((await owner.submit(CONFIRM, CONFIRM)).location).toBe(DONE);
  });

  test('starts again after it was taken back', async () => {
    const { company, owner } = await pages.visit();
    await cancel(owner);
    await owner.submit(PLAN, `${PLAN}/keep`);
    await cancel(owner);
    expect((await company.state()).subscription?.scheduled?.kind).toBe('cancel');
    expect((await company.events()).filter((type) => type === 'CancellationScheduled')).toHaveLength(2);
  });
});

describe('an offer', () => {
  test('of a pause is scheduled, told of, and can be undone', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON);
    const accepted = await owner.submit(page('pause'), `${page('pause')}/accept`);
    expect(accepted.location).toBe(DONE);
    const done = await owner.follow(accepted);
    expect(done.text).toContain('Your pause is scheduled');
    expect(done.text).toContain('The pause starts 28 February 2026, 10:00 New York time');
    expect(done.text).toContain('Charged now Nothing Next charge $1.00 on 28 February 2026, 10:00 New York time');
    expect(done.text).toContain('You can take it back until 28 February 2026, 10:00 New York time.');
    await owner.submit(DONE, `${PLAN}/keep`);
    expect((await company.state()).subscription?.scheduled).toBeNull();
    expect((await owner.get(DONE)).location).toBe(PLAN);
  });

  test('of a discount names the reduced charge, and can be undone while no invoice has used it', async () => {
    const { company, owner } = await pages.visit();
    await company.to('2026-03-05T15:00:00Z');
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    const shown = await owner.get(page('price'));
    expect(shown.text).toContain(
      'For 3 months from 31 March 2026, 10:00 New York time you pay $67.90 a month instead of $97.00 a month.',
    );
    expect(shown.text).toContain(
      'Next charge $67.90 on 31 March 2026, 10:00 New York time Without it, it would be $97.00.',
    );
    const done = await owner.follow(await owner.submit(page('price'), `${page('price')}/accept`));
    expect(done.text).toContain('Your discount is in place');
    expect(done.text).toContain('Discount 30% off for 3 months');
    const plan = await owner.get(PLAN);
    expect(plan.text).toContain('Discount 30% off, 3 months left No invoice has used it yet, so you can take it back.');
    expect(plan.text).toContain('Next charge $67.90');
    const undone = await owner.follow(await owner.submit(PLAN, `${PLAN}/undo-discount`));
    expect(undone.text).toContain('The discount is taken back.');
    expect((await company.state()).subscription?.discount).toBeNull();
  });

  test('of a discount cannot be undone once an invoice has used it', async () => {
    const { company, owner } = await pages.visit();
    await company.to('2026-03-05T15:00:00Z');
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    await owner.submit(page('price'), `${page('price')}/accept`);
    await company.to('2026-04-01T15:00:00Z');
    const plan = await owner.get(PLAN);
    expect(plan.text).toContain('30% off, 2 months left');
    expect(plan.text).not.toContain('Undo');
    const token = /name="_csrf" value="([^"]+)"/u.exec(plan.html)?.[1] ?? '';
    const undone = await owner.post(`${PLAN}/undo-discount`, { _csrf: token });
    expect((await owner.follow(undone)).text).toContain('There is nothing left to take back');
  });

  test('of a smaller plan is scheduled and can be undone', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'budget' });
    const shown = await owner.get(page('smaller-plan'));
    expect(shown.text).toContain('Lite costs $47.00 a month and brings 500 credits a month.');
    const done = await owner.follow(await owner.submit(page('smaller-plan'), `${page('smaller-plan')}/accept`));
    expect(done.text).toContain('Your plan change is scheduled');
    expect(done.text).toContain('Lite starts 28 February 2026, 10:00 New York time');
    await owner.submit(DONE, `${PLAN}/keep`);
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });

  test('of bonus credits is there at once, and says that there is nothing to take back', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'lead_quality' });
    const accepted = await owner.submit(page('lead-quality'), `${page('lead-quality')}/accept`, {
      offer: 'bonus-quality',
    });
    const done = await owner.follow(accepted);
    expect(done.text).toContain('Added now 500 credits You have 2,500 credits');
    expect(done.text).toContain('there is nothing to take back');
    expect(done.text).not.toContain('Undo');
    expect(await company.credits()).toMatchObject({ available: 2_500 });
  });

  test('of a person to talk to leads to the contact form, and the cancellation stays open', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'missing_feature' });
    const at = page('missing-feature');
    const { location } = await owner.submit(at, `${at}/accept`);
    expect(location).toBe('/help/contact?subject=A+feature+that+I+need');
    expect((await company.state()).attempt?.outcome).toBeNull();
    expect((await owner.get(at)).status).toBe(200);
  });

  test('that was not shown is refused, and nothing is changed', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON);
    const sent = await owner.submit(page('pause'), `${page('pause')}/accept`, { offer: 'bonus-quality' });
    expect(sent.location).toBe(page('pause'));
    expect((await owner.follow(sent)).text).toContain('This offer is not available any more. Nothing was changed.');
    expect(await company.credits()).toMatchObject({ available: 2_000 });
  });
});

async function lastAttempt(accountId: string) {
  return desk.database.db
    .selectFrom('attempts')
    .select(['reason', 'note', 'outcome'])
    .where('account_id', '=', accountId)
    .orderBy('started_at', 'desc')
    .executeTakeFirst();
}

/** Where the link goes that leads back, and what it says. */
function wayBack({ html }: Seen): readonly (string | undefined)[] | null {
  const found = /<p class="way-back"><a href="([^"]*)">([^<]*)<\/a>/u.exec(html);
  return found === null ? null : found.slice(1);
}

function stepOf({ html }: Seen): string | undefined {
  return /aria-current="step"><span>([^<]*)</u.exec(html)?.[1];
}
