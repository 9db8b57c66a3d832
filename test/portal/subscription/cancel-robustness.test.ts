import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listkit } from '../../../flows/listkit.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import { hiddenFields, type Visitor } from '../visitor.ts';
import {
  CANCEL,
  cancel,
  CHANGE,
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
  pages = await SubscriptionPages.open(desk);
});

beforeEach(() => {
  pages.flow = listkit;
});

/** The form of a page as it was shown, to be sent later. */
async function formOf(who: Visitor, path: string, action: string): Promise<Record<string, string>> {
  return hiddenFields((await who.get(path)).html, action);
}

const cancellations = (events: readonly string[]) => events.filter((type) => type === 'CancellationScheduled').length;

describe('one attempt for an account', () => {
  test('is continued by a second tab and by a second member', async () => {
    const { company, owner, ownerElsewhere, billing } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    expect(await start(ownerElsewhere)).toBe(page('smaller-plan'));
    expect(await start(billing)).toBe(page('smaller-plan'));
    await billing.submit(page('smaller-plan'), `${page('smaller-plan')}/continue`);
    expect(await start(owner)).toBe(page('pause'));
    expect((await company.events()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
  });

  test('is started once by a double click', async () => {
    const { company, owner } = await pages.visit();
    const form = await formOf(owner, PLAN, CANCEL);
    const answers = await Promise.all([owner.post(CANCEL, form), owner.post(CANCEL, form)]);
    expect(answers.map(({ location }) => location)).toEqual([CANCEL, CANCEL]);
    expect((await company.events()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
  });

  test('is cancelled once by a double click on Confirm', async () => {
    const { company, owner } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    const answers = await Promise.all([owner.post(CONFIRM, form), owner.post(CONFIRM, form)]);
    expect(answers.map(({ location }) => location)).toEqual([DONE, DONE]);
    await desk.settle();
    expect(cancellations(await company.events())).toBe(1);
    expect((await company.mails()).filter((subject) => subject.includes('is cancelled'))).toHaveLength(1);
  });

  test('gives its bonus once for a double click', async () => {
    const { company, owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'lead_quality' });
    const at = page('lead-quality');
    const form = { ...(await formOf(owner, at, `${at}/accept`)), offer: 'bonus-quality' };
    const answers = await Promise.all([owner.post(`${at}/accept`, form), owner.post(`${at}/accept`, form)]);
    expect(answers.map(({ location }) => location)).toEqual([DONE, DONE]);
    expect(await company.credits()).toMatchObject({ available: 2_500 });
  });

  test('goes on once when Continue is sent twice', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    const at = page('smaller-plan');
    const form = await formOf(owner, at, `${at}/continue`);
    expect((await owner.post(`${at}/continue`, form)).location).toBe(page('pause'));
    expect((await owner.post(`${at}/continue`, form)).location).toBe(page('pause'));
  });
});

describe('the back button', () => {
  test('shows the pages that were passed, with the answer that was given, and lets them be answered again', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive', note: 'Half would do.' });
    await owner.submit(page('smaller-plan'), `${page('smaller-plan')}/continue`);
    expect((await owner.get(page('smaller-plan'))).status).toBe(200);
    const reason = await owner.get(CANCEL);
    expect(reason.html).toMatch(/<option value="too_expensive" selected=""/u);
    expect(reason.html).toContain('Half would do.</textarea>');
    const again = await owner.submit(CANCEL, REASON, { reason: 'missing_feature' });
    expect(again.location).toBe(page('missing-feature'));
    expect((await owner.get(page('smaller-plan'))).location).toBe(page('missing-feature'));
  });

  test.each([
    ['a page that is still ahead', page('pause')],
    ['a page of another reason', page('walk-through')],
    ['a page that is nowhere', page('nowhere')],
    ['the confirmation', CONFIRM],
  ])('or an address leads from %s to where the attempt stands', async (_name, path) => {
    const { owner } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    expect((await owner.get(path)).location).toBe(page('smaller-plan'));
  });

  test('after the end shows what is true: where the subscription stands', async () => {
    const { owner } = await pages.visit();
    await toConfirm(owner);
    await owner.submit(CONFIRM, LEAVE);
    for (const path of [CANCEL, page('pause'), CONFIRM]) {
      const seen = await owner.get(path);
      expect(seen.location).toBe(PLAN);
      expect((await owner.follow(seen)).text).toContain('No cancellation is open');
    }
    expect((await owner.get(DONE)).location).toBe(PLAN);
  });

  test('after the cancellation shows the cancellation', async () => {
    const { company, owner } = await pages.visit();
    await cancel(owner);
    for (const path of [CANCEL, page('pause'), CONFIRM]) expect((await owner.get(path)).location).toBe(DONE);
    const token = await formOf(owner, DONE, `${PLAN}/keep`);
    expect((await owner.post(CANCEL, { _csrf: token['_csrf'] ?? '' })).location).toBe(DONE);
    expect(cancellations(await company.events())).toBe(1);
  });
});

describe('a stale tab', () => {
  test('of a page that is not on the way any more goes to where the attempt stands', async () => {
    const { owner, ownerElsewhere } = await pages.visit();
    await start(owner);
    await owner.submit(CANCEL, REASON, { reason: 'too_expensive' });
    const at = page('smaller-plan');
    const form = await formOf(owner, at, `${at}/continue`);
    await ownerElsewhere.submit(CANCEL, REASON, { reason: 'missing_feature' });
    const sent = await owner.post(`${at}/continue`, form);
    expect(sent.location).toBe(page('missing-feature'));
    expect((await owner.follow(sent)).text).toContain('This cancellation went on in another tab');
  });

  test('of an attempt that was left goes to where the subscription stands', async () => {
    const { company, owner, billing } = await pages.visit();
    await start(owner);
    const form = await formOf(owner, CANCEL, REASON);
    await billing.submit(CANCEL, REASON);
    await billing.submit(page('pause'), LEAVE);
    const sent = await owner.post(REASON, { ...form, reason: 'other' });
    expect(sent.location).toBe(PLAN);
    expect((await owner.follow(sent)).text).toContain('This cancellation was closed, by you or by another member.');
    expect((await company.state()).attempt).toBeNull();
  });

  test('of an older attempt neither confirms nor leaves the new one', async () => {
    const { company, owner, billing } = await pages.visit();
    await toConfirm(owner);
    const confirm = await formOf(owner, CONFIRM, CONFIRM);
    const leave = await formOf(owner, CONFIRM, LEAVE);
    await billing.submit(CONFIRM, LEAVE);
    await start(billing);
    expect((await owner.post(CONFIRM, confirm)).location).toBe(CANCEL);
    expect((await owner.post(LEAVE, leave)).location).toBe(CANCEL);
    expect((await company.state()).attempt).not.toBeNull();
    expect(cancellations(await company.events())).toBe(0);
  });

  test('of an attempt that nobody touched for a day finds it closed', async () => {
    const { company, owner } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await company.to('2026-02-02T15:00:00Z');
    expect((await owner.get(CONFIRM)).location).toBe(PLAN);
    const sent = await owner.post(CONFIRM, form);
    expect(sent.location).toBe(PLAN);
    expect((await owner.follow(sent)).text).toContain('This cancellation was closed');
    expect(cancellations(await company.events())).toBe(0);
  });
});

describe('a confirm after the state has changed', () => {
  test('because somebody else has confirmed is the same answer', async () => {
    const { company, owner, billing } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await billing.submit(CONFIRM, CONFIRM);
    expect((await owner.post(CONFIRM, form)).location).toBe(DONE);
    expect(cancellations(await company.events())).toBe(1);
  });

  test('because somebody else has paused shows the confirmation as it is now', async () => {
    const { company, owner } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await company.do({ do: 'pause' }, 'billing');
    const sent = await owner.post(CONFIRM, form);
    expect(sent.location).toBe(CONFIRM);
    const shown = await owner.follow(sent);
    expect(shown.text).toContain('Nothing was changed yet: your subscription stands differently');
    expect(shown.text).toContain('The pause that is scheduled');
    expect((await company.state()).subscription?.scheduled?.kind).toBe('pause');
  });

  test('because the period renewed names the new end first', async () => {
    const { company, owner } = await pages.visit();
    await company.to('2026-02-28T14:00:00Z');
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await company.to('2026-02-28T16:00:00Z');
    const sent = await owner.post(CONFIRM, form);
    expect(sent.location).toBe(CONFIRM);
    expect((await owner.follow(sent)).text).toContain('Access ends on 31 March 2026, 10:00 New York time.');
    expect(cancellations(await company.events())).toBe(0);
  });

  test('because the renewal was declined says first that it would end now', async () => {
    const { company, owner } = await pages.visit();
    await company.card('declinesLater');
    await company.to('2026-02-28T14:00:00Z');
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await company.to('2026-02-28T16:00:00Z');
    const sent = await owner.post(CONFIRM, form);
    expect((await owner.follow(sent)).text).toContain('End your subscription now?');
    expect(await company.status()).toBe('past_due');
  });

  test('because it has ended says so', async () => {
    const { company, owner } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await company.do({ do: 'cancel' }, 'billing');
    await company.to('2026-03-02T15:00:00Z');
    const sent = await owner.post(CONFIRM, form);
    expect(sent.location).toBe(PLAN);
    expect((await owner.follow(sent)).text).toContain('Your subscription ended on 28 February 2026');
  });

  test('because the cancellation was taken back changes nothing', async () => {
    const { company, owner, billing } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    await owner.post(CONFIRM, form);
    await billing.submit(PLAN, `${PLAN}/keep`);
    const again = await owner.post(CONFIRM, form);
    expect(again.location).toBe(DONE);
    expect((await owner.follow(again)).location).toBe(PLAN);
    expect((await company.state()).subscription?.scheduled).toBeNull();
  });
});

describe('who may not', () => {
  const forbidden = [CHANGE, `${PLAN}/pause`, `${PLAN}/resume`, CANCEL, page('pause'), CONFIRM, DONE];

  test.each(forbidden)('a member is told whom to ask: %s', async (path) => {
    const { member } = await pages.visit();
    const { status, text } = await member.get(path);
    expect(status).toBe(403);
    expect(text).toContain('Ask Olivia Owner or Ben Billing.');
  });

  test.each([
    CHANGE,
    `${PLAN}/subscribe`,
    `${PLAN}/pause`,
    `${PLAN}/resume`,
    `${PLAN}/keep`,
    `${PLAN}/undo-discount`,
    `${PLAN}/drop-payment`,
    CANCEL,
    REASON,
    `${page('pause')}/continue`,
    `${page('pause')}/accept`,
    CONFIRM,
    LEAVE,
  ])('a member changes nothing with a form of their own: %s', async (path) => {
    const { company, owner, member } = await pages.visit();
    await toConfirm(owner);
    const form = await formOf(owner, CONFIRM, CONFIRM);
    const own = /name="_csrf" value="([^"]+)"/u.exec((await member.get(PLAN)).html)?.[1] ?? '';
    const before = await company.state();
    const sent = await member.post(path, { ...form, _csrf: own, plan: 'growth', charge: '20000', offer: 'pause' });
    expect(sent.status).toBe(403);
    expect(await company.state()).toEqual(before);
  });

  test('a billing member may', async () => {
    const { company, billing } = await pages.visit();
    await cancel(billing);
    expect((await company.state()).subscription?.scheduled?.kind).toBe('cancel');
  });

  test('another company touches nothing with an attempt that is not its own', async () => {
    const { company, owner } = await pages.visit();
    const other = await pages.visit();
    await toConfirm(owner);
    await toConfirm(other.owner);
    const theirs = (await company.state()).attempt?.id ?? '';
    const form = await formOf(other.owner, CONFIRM, CONFIRM);
    const sent = await other.owner.post(CONFIRM, { ...form, attempt: theirs });
    expect(sent.location).toBe(CONFIRM);
    for (const each of [company, other.company]) {
      expect((await each.state()).subscription?.scheduled).toBeNull();
      expect((await each.state()).attempt).not.toBeNull();
    }
  });

  test('a form without its token is turned away', async () => {
    const { company, owner } = await pages.visit();
    expect((await owner.post(CANCEL, {})).status).toBe(403);
    expect((await company.state()).attempt).toBeNull();
  });

  test.each([REASON, LEAVE, CONFIRM, `${page('pause')}/accept`, `${page('pause')}/continue`])(
    'a form without its attempt cannot be read: %s',
    async (path) => {
      const { owner } = await pages.visit();
      await start(owner);
      const form = await formOf(owner, CANCEL, REASON);
      expect((await owner.post(path, { _csrf: form['_csrf'] ?? '' })).status).toBe(400);
    },
  );
});

describe('pages on the way', () => {
  test('ask the database twice at most, besides the log-in', async () => {
    const { owner } = await pages.visit();
    await start(owner);
    const paths = [CANCEL, page('pause'), CONFIRM];
    await owner.submit(CANCEL, REASON);
    await owner.submit(page('pause'), `${page('pause')}/continue`);
    for (const path of paths) {
      pages.statements = 0;
      expect((await owner.get(path)).status).toBe(200);
      expect(pages.statements).toBe(1);
    }
    await owner.submit(CONFIRM, CONFIRM);
    pages.statements = 0;
    expect((await owner.get(DONE)).status).toBe(200);
    expect(pages.statements).toBe(2);
  });
});
