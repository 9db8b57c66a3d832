import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import type { Page, Visitor } from '../testkit/visitor.ts';
import { csrfOf } from './program.ts';
import { wholePortal, type WholePortal } from './whole-portal.ts';

const PLAN = '/settings/subscription';
const CANCEL = `${PLAN}/cancel`;
const MANY = 100;
const SOME = 40;

onBothDatabases('many requests at once', (open) => {
  let desk: Desk;
  let pages: WholePortal;
  let company: Company;
  let owner: Visitor;
  let billing: Visitor;

  beforeAll(async () => {
    desk = new Desk(await open());
    await desk.fill(400);
    pages = await wholePortal(desk);
  });

  beforeEach(async () => {
    company = await desk.company();
    owner = await pages.logIn(company, 'owner');
    billing = await pages.logIn(company, 'billing');
  });

  afterEach(async () => {
    await desk.settle();
    await expectSoundBooks();
  });

  /** Whatever happened: the trail is whole, credits are conserved, and our books say what the provider's say. */
  async function expectSoundBooks() {
    expect((await company.verify()).ok).toBe(true);
    const { db } = desk.database;
    const entries = await db
      .selectFrom('credit_entries')
      .select(['kind', 'credits'])
      .where('account_id', '=', company.accountId)
      .execute();
    const sum = (...kinds: string[]) =>
      entries.filter(({ kind }) => kinds.includes(kind)).reduce((all, { credits }) => all + credits, 0);
    const { available, frozen, reserved } = await company.credits();
    expect(available + frozen + reserved).toBe(sum('granted', 'bought') - sum('spent', 'expired', 'forfeited'));
    const { charges, refunds } = await desk.engine.sandbox.statement(company.accountId);
    const state = await company.state();
    const taken = charges.filter(({ outcome }) => outcome.kind === 'succeeded');
    expect(state.chargedMinor).toBe(taken.reduce((all, { amountMinor }) => all + amountMinor, 0));
    expect(state.refundedMinor).toBe(refunds.reduce((all, { amountMinor }) => all + amountMinor, 0));
    expect(state.pending).toBeNull();
  }

  const happened = async (type: string) => (await company.events()).filter((one) => one === type).length;

  /** Posts the same form many times at once, by two people in turn; each time as a form of its own, unless it has a key. */
  async function all(path: string, fields: Record<string, string>, many = SOME): Promise<readonly Response[]> {
    const people = [owner, billing] as const;
    const tokens = await Promise.all(people.map(csrfOf));
    const form = randomUUID();
    const post = (index: number): Promise<Response> =>
      (index % 2 === 0 ? owner : billing).ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          _csrf: tokens[index % 2] ?? '',
          _key: `${form}-${index}`,
          ...fields,
        }).toString(),
      });
    return Promise.all(Array.from({ length: many }, (_, index) => post(index)));
  }

  const statuses = (answers: readonly Response[]) => [...new Set(answers.map(({ status }) => status))].sort();
  const places = (answers: readonly Response[]) => [
    ...new Set(answers.map(({ headers }) => headers.get('location')?.split('?')[0])),
  ];

  async function toConfirm(): Promise<Page> {
    await (await owner.open(PLAN)).submit(CANCEL);
    await (await owner.open(CANCEL)).submit(`${CANCEL}/reason`);
    return (await owner.open(`${CANCEL}/pages/pause`)).submit(`${CANCEL}/pages/pause/continue`);
  }

  test('cancel once, and take it back once', async () => {
    const page = await toConfirm();
    const { attempt = '', shown = '' } = Object.fromEntries(page.fields(`${CANCEL}/confirm`));
    const confirmed = await all(`${CANCEL}/confirm`, { attempt, shown }, MANY);
    expect(statuses(confirmed)).toEqual([303]);
    expect(places(confirmed)).toEqual([`${CANCEL}/done`]);
    expect(await happened('CancellationScheduled')).toBe(1);
    expect(await happened('AttemptEnded')).toBe(1);
    const kept = await all(`${PLAN}/keep`, {});
    expect(statuses(kept)).toEqual([303]);
    expect(await happened('CancellationWithdrawn')).toBe(1);
    await desk.settle();
    const mails = await company.mails();
    expect(mails.filter((subject) => subject.includes('cancelled'))).toHaveLength(1);
  });

  test('begin one attempt', async () => {
    expect(places(await all(CANCEL, {}))).toEqual([CANCEL]);
    expect(await happened('AttemptStarted')).toBe(1);
  });

  test('take up an offer once', async () => {
    await (await owner.open(PLAN)).submit(CANCEL);
    await (await owner.open(CANCEL)).submit(`${CANCEL}/reason`, { reason: 'lead_quality' });
    const attempt = (await company.state()).attempt?.id ?? '';
    const answers = await all(`${CANCEL}/pages/lead-quality/accept`, { attempt, offer: 'bonus-quality' });
    expect(statuses(answers)).toEqual([303]);
    expect(await happened('OfferAccepted')).toBe(1);
    expect((await company.credits()).available).toBe(2_500);
  });

  test('come back from a pause once, and pay once', async () => {
    await company.do({ do: 'pause' });
    await company.to('2026-03-01T15:00:00Z');
    const answers = await all(`${PLAN}/resume`, { charge: '9700' }, MANY);
    expect(statuses(answers)).toEqual([303]);
    expect(places(answers)).toEqual([PLAN]);
    await desk.settle();
    expect(await company.status()).toBe('active');
    expect(await company.charged()).toEqual([9_700, 100, 9_700]);
  });

  test('buy credits once while a payment waits', async () => {
    await all('/settings/billing/top-up', { credits: '1000' });
    await desk.settle();
    expect(await company.charged()).toEqual([9_700, 1_000]);
    expect((await company.credits()).available).toBe(3_000);
  });

  test('order as often as the credits last, and no lead twice', async () => {
    const answers = await all('/orders', { leads: '60' });
    expect(statuses(answers)).toEqual([303, 422]);
    expect(await happened('OrderPlaced')).toBe(Math.floor(2_000 / 60));
    await desk.settle();
    const leads = (await company.deliveries()).map(({ leadId }) => leadId);
    expect(leads.length).toBeGreaterThan(300);
    expect(new Set(leads).size).toBe(leads.length);
    expect((await company.credits()).available).toBe(2_000 - leads.length);
  });

  test('order once with one key', async () => {
    expect(statuses(await all('/orders', { leads: '10', _key: 'one-form-sent-often' }))).toEqual([303]);
    expect(await happened('OrderPlaced')).toBe(1);
  });

  test('upgrade and cancel: who leaves has left, and no money stays that bought nothing', async () => {
    const page = (await owner.open(`${PLAN}/change-plan?plan=growth`)).fields(`${PLAN}/change-plan`);
    const { charge = '' } = Object.fromEntries(page);
    const { attempt = '', shown = '' } = Object.fromEntries((await toConfirm()).fields(`${CANCEL}/confirm`));
    await Promise.all([
      all(`${PLAN}/change-plan`, { plan: 'growth', charge }),
      all(`${CANCEL}/confirm`, { attempt, shown }),
      desk.settle(),
    ]);
    await desk.settle();
    // where the confirmation had to say something else by then, it asks again
    const asked = await owner.open(`${CANCEL}/confirm`);
    if (asked.path === `${CANCEL}/confirm`) await asked.submit(`${CANCEL}/confirm`);
    await desk.settle();
    const { subscription, chargedMinor, refundedMinor } = await company.state();
    expect(subscription?.scheduled?.kind).toBe('cancel');
    const stayed = chargedMinor - refundedMinor;
    expect(stayed).toBe(subscription?.plan.code === 'growth' ? 9_700 + Number(charge) : 9_700);
  });

  test('of two owners who remove each other one stays', async () => {
    const { db } = desk.database;
    const { owner: first, billing: second } = company.members;
    await db.updateTable('members').set({ role: 'owner' }).where('id', '=', second.memberId).execute();
    const tokens = await Promise.all([owner, billing].map(csrfOf));
    const remove = (visitor: Visitor, memberId: string, _csrf = '') =>
      visitor.ask(`/settings/members/${memberId}/remove`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ _csrf }).toString(),
      });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? remove(owner, second.memberId, tokens[0]) : remove(billing, first.memberId, tokens[1]),
      ),
    );
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    const left = await db
      .selectFrom('members')
      .select('id')
      .where('account_id', '=', company.accountId)
      .where('role', '=', 'owner')
      .execute();
    expect(left).toHaveLength(1);
  });

  test('invite one person once', async () => {
    await all('/settings/members', { email: 'invited@at-once.test', role: 'member' }, 20);
    const open_ = await desk.database.db
      .selectFrom('invitations')
      .select('id')
      .where('account_id', '=', company.accountId)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .execute();
    expect(open_).toHaveLength(1);
  });

  test('none of it was an error', () => {
    expect(pages.errors).toEqual([]);
  });
});
