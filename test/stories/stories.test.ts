import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk } from '../testkit/desk.ts';

const START = '2026-01-31T15:00:00Z';
/** The end of the first period: 28 February, 10:00 in New York. */
const FIRST_END = '2026-02-28T15:00:00Z';

onBothDatabases('stories on a moving clock', (open) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = new Desk(await open());
    await desk.fill(3_000);
  });

  it('cancel and stay to the end', async () => {
    const acme = await desk.company({ start: START });
    expect(await acme.order(200)).toBeNull();
    expect(await acme.do({ do: 'top_up', credits: 1_000 })).toBeNull();
    await acme.to('2026-02-10T00:00:00Z');
    expect(await acme.do({ do: 'cancel' })).toBeNull();
    expect((await acme.state()).subscription?.scheduled?.kind).toBe('cancel');

    await acme.to('2026-02-28T14:59:59Z');
    expect(await acme.status(), 'access until the last second').toBe('active');
    expect(await acme.order(100), 'the tools work until then').toBeNull();
    expect(await acme.mails()).toContainEqual(expect.stringMatching(/ends/i));

    await acme.to(FIRST_END);
    const { subscription } = await acme.state();
    expect(subscription?.status).toBe('ended');
    expect(subscription?.endedAt?.toString()).toBe(FIRST_END);
    expect(await acme.credits()).toEqual({ available: 0, frozen: 1_000, reserved: 0 });
    expect(await acme.order(1)).toBe('already_ended');

    await acme.to('2027-06-01T00:00:00Z');
    expect(await acme.charged(), 'nothing was charged after the stop').toEqual([9_700, 1_000]);
    expect(await acme.status()).toBe('ended');
    expect(await acme.verify()).toMatchObject({ ok: true });
  });

  it('cancel and resume', async () => {
    const acme = await desk.company({ start: START });
    await acme.to('2026-02-10T00:00:00Z');
    await acme.do({ do: 'cancel' });
    await acme.to('2026-02-20T00:00:00Z');
    expect(await acme.do({ do: 'keep' }, 'billing')).toBeNull();
    await acme.to(FIRST_END);
    const { subscription } = await acme.state();
    expect(subscription?.status).toBe('active');
    expect(subscription?.period.start.toString()).toBe(FIRST_END);
    expect(subscription?.period.end.toString(), 'the anchor is the 31st, not the 28th').toBe('2026-03-31T14:00:00Z');
    expect(await acme.charged()).toEqual([9_700, 9_700]);
    expect((await acme.credits()).available).toBe(4_000);
  });

  it('pause, two pause charges, come back, order again and get no duplicate', async () => {
    const acme = await desk.company({ start: START });
    expect(await acme.order(600)).toBeNull();
    const before = await acme.deliveries();
    expect(before).toHaveLength(600);
    await acme.do({ do: 'pause' });
    await acme.to('2026-03-05T00:00:00Z');
    expect(await acme.status()).toBe('paused');
    expect(await acme.order(10), 'the tools are locked').toBe('paused');
    expect(await acme.credits()).toEqual({ available: 0, frozen: 1_400, reserved: 0 });

    await acme.to('2026-04-05T00:00:00Z');
    expect((await acme.charged()).filter((amount) => amount === 100)).toHaveLength(2);
    expect(await acme.credits(), 'nothing expires in a pause').toEqual({ available: 0, frozen: 1_400, reserved: 0 });

    expect(await acme.do({ do: 'resume' })).toBeNull();
    const { subscription } = await acme.state();
    expect(subscription?.status).toBe('active');
    expect(subscription?.period.start.toString()).toBe('2026-04-05T00:00:00Z');
    expect(subscription?.historySize).toBe(600);
    expect((await acme.credits()).available).toBe(3_400);
    expect([...(await acme.charged())].sort((a, b) => a - b)).toEqual([100, 100, 9_700, 9_700]);

    expect(await acme.order(600)).toBeNull();
    const after = await acme.deliveries();
    expect(after).toHaveLength(1_200);
    expect(new Set(after.map((delivery) => delivery.leadId)).size, 'no lead twice').toBe(1_200);
    expect((await acme.mails()).length).toBeGreaterThan(6);
    expect(await acme.verify()).toMatchObject({ ok: true });
  });

  it('card fails and recovers', async () => {
    const acme = await desk.company({ start: START });
    await acme.card('declinesLater');
    await acme.to('2026-03-02T00:00:00Z');
    expect(await acme.status()).toBe('past_due');
    expect(await acme.order(10), 'orders go on while credits last').toBeNull();
    expect(await acme.do({ do: 'pause' })).toBe('payment_overdue');
    expect(await acme.do({ do: 'top_up', credits: 1_000 })).toBe('payment_overdue');
    await acme.to('2026-03-04T00:00:00Z');
    expect(await acme.card('succeeds'), 'a new card is tried at once').toBeNull();
    const { subscription } = await acme.state();
    expect(subscription?.status).toBe('active');
    expect(subscription?.period.start.toString(), 'the same period').toBe(FIRST_END);
    expect((await acme.credits()).available).toBe(2_000 - 10 + 2_000);
    expect(await acme.charged()).toEqual([9_700, 9_700]);
    expect((await acme.mails()).filter((subject) => /payment|card/i.test(subject)).length).toBeGreaterThanOrEqual(3);
  });

  it('card fails and ends', async () => {
    const acme = await desk.company({ start: START });
    await acme.card('insufficientFunds');
    await acme.to('2026-03-07T14:59:59Z');
    expect(await acme.status()).toBe('past_due');
    await acme.to('2026-03-07T15:00:00Z');
    const { subscription } = await acme.state();
    expect(subscription?.status, 'ended with the last retry, seven days after the due instant').toBe('ended');
    expect(subscription?.endCause).toBe('payment_failed');
    await acme.to('2026-09-01T00:00:00Z');
    const { charges } = await desk.engine.sandbox.statement(acme.accountId);
    expect(charges.filter((charge) => charge.outcome.kind === 'declined')).toHaveLength(5);
    expect(await acme.charged()).toEqual([9_700]);
  });

  it('a new subscription after the end has an empty history and the bought credits', async () => {
    const acme = await desk.company({ start: START });
    await acme.order(300);
    await acme.do({ do: 'top_up', credits: 1_000 });
    await acme.do({ do: 'cancel' });
    await acme.to('2026-05-01T00:00:00Z');
    expect(await acme.do({ do: 'subscribe', plan: 'starter' })).toBeNull();
    const { subscription } = await acme.state();
    expect(subscription?.status).toBe('active');
    expect(subscription?.historySize).toBe(0);
    expect(await acme.credits()).toEqual({ available: 3_000, frozen: 0, reserved: 0 });
    await acme.order(300);
    const all = await acme.deliveries();
    expect(new Set(all.map((delivery) => delivery.subscriptionId)).size).toBe(2);
    expect(new Set(all.map((delivery) => delivery.leadId)).size, 'a new history starts anew').toBe(300);
  });

  it('owner and member at once', async () => {
    const acme = await desk.company({ start: START });
    const answers = await Promise.all([
      acme.submit({ do: 'cancel' }, 'owner'),
      acme.submit({ do: 'cancel' }, 'billing'),
      acme.submit({ do: 'cancel' }, 'member'),
      acme.submit({ do: 'pause' }, 'billing'),
    ]);
    await desk.settle();
    expect(answers[2].refusal?.code).toBe('not_allowed');
    const scheduled = (await acme.state()).subscription?.scheduled?.kind;
    expect(scheduled, 'cancellation beats pause, whichever came first').toBe('cancel');
    const types = await acme.events();
    expect(types.filter((type) => type === 'CancellationScheduled')).toHaveLength(1);
  });

  it('one key is one command, from two tabs and twice the click', async () => {
    const acme = await desk.company({ start: START });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => acme.submit({ do: 'top_up', credits: 1_000 }, 'owner', 'the-same-key')),
    );
    await desk.settle();
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.refusal?.code ?? null)).size).toBe(1);
    expect((await acme.charged()).filter((amount) => amount === 1_000)).toHaveLength(1);
    expect((await acme.credits()).available).toBe(3_000);
  });

  it('two orders at the same instant share no lead', async () => {
    const acme = await desk.company({ start: START });
    const order = {
      do: 'place_order' as const,
      filter: { title: '', seniorities: [], industries: [], companySizes: [], countries: [] },
      fields: ['business_email' as const],
      leads: 400,
    };
    await Promise.all([acme.submit(order), acme.submit(order, 'member')]);
    await desk.settle();
    const all = await acme.deliveries();
    expect(all).toHaveLength(800);
    expect(new Set(all.map((delivery) => delivery.leadId)).size).toBe(800);
    expect(await acme.credits()).toEqual({ available: 1_200, frozen: 0, reserved: 0 });
  });

  it('money that arrives after the customer has left goes back with a credit note', async () => {
    const acme = await desk.company({ start: START });
    const up = await acme.submit({ do: 'change_plan', plan: 'growth' });
    expect(up.refusal).toBeNull();
    expect(up.state.pending?.kind).toBe('change_plan');
    const pause = await acme.submit({ do: 'pause' });
    expect(pause.refusal?.code).toBe('payment_in_progress');
    await desk.engine.worker.drain('all');
    expect((await acme.submit({ do: 'cancel' })).refusal, 'leaving always works').toBeNull();
    await desk.settle();
    const state = await acme.state();
    expect(state.subscription?.plan.code).toBe('starter');
    expect(state.chargedMinor - state.refundedMinor).toBe(9_700);
    const { refunds } = await desk.engine.sandbox.statement(acme.accountId);
    expect(refunds).toHaveLength(1);
    const note = await desk.database.db
      .selectFrom('credit_notes')
      .selectAll()
      .where('account_id', '=', acme.accountId)
      .executeTakeFirstOrThrow();
    expect(note.amount_minor).toBe(refunds[0]?.amountMinor);
  });
});
