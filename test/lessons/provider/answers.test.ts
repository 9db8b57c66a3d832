import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { advanceTestClock } from '../../../src/actions/advance-clock.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk, type Company } from '../../testkit/desk.ts';

const START = '2026-01-31T15:00:00Z';
const FIRST_END = '2026-02-28T15:00:00Z';
const SECOND_END = '2026-03-31T14:00:00Z';

/**
 * Answers that come late, twice and in another order than what they answer. What they say of a subscription is
 * never taken from the provider: it says what became of a charge, and of nothing else.
 */
describe('lessons about a provider’s answers', () => {
  const open = opener('postgres');
  let desk: Desk;
  beforeAll(async () => {
    // Slow enough that nothing is answered before a test lets it be.
    desk = new Desk(await open(), { SANDBOX_LATENCY_MS: '600000' });
  });

  /** Moves the clock while the provider keeps its answers to itself. */
  const toInSilence = async (company: Company, instant: string) => {
    const { engine, database } = desk;
    const settle = () => engine.worker.drain('all').then(() => undefined);
    const deps = { db: database.db, perform: engine.submit, settle };
    await advanceTestClock(deps, company.clockId, Temporal.Instant.from(instant));
    await settle();
  };

  const answers = (company: Company) => desk.engine.sandbox.drain(company.accountId);

  const chargesOf = async (company: Company) => {
    const rows = await desk.database.db
      .selectFrom('charges')
      .select(['id', 'status'])
      .where('account_id', '=', company.accountId)
      .orderBy('id')
      .execute();
    return rows;
  };

  /** The provider's word on a charge, as its listener hands it in. */
  const hear = async (company: Company, chargeId: string, kind: 'succeeded' | 'declined' | 'needs_authentication') => {
    const outcome = kind === 'declined' ? { kind, failure: 'card_declined' } : { kind };
    const { submit } = desk.engine;
    const provider = { kind: 'system', name: 'provider' } as const;
    const { refusal } = await submit(provider, company.accountId, { do: 'record_payment', chargeId, outcome });
    return refusal?.code ?? null;
  };

  const lastCharge = async (company: Company) => (await chargesOf(company)).at(-1)?.id ?? '';

  const kept = async (company: Company) => {
    const { chargedMinor, refundedMinor } = await company.state();
    return chargedMinor - refundedMinor;
  };

  it('L18 an answer is told from its echo by its charge, not by what it says', async () => {
    const acme = await desk.company({ start: START });
    await acme.card('declinesLater');
    await toInSilence(acme, FIRST_END);
    await answers(acme);
    expect(await acme.status()).toBe('past_due');
    const first = await lastCharge(acme);
    expect(await hear(acme, first, 'declined'), 'the echo').toBeNull();
    expect((await acme.state()).subscription?.dunning?.retries).toBe(0);
    for (const [retry, day] of ['03-01', '03-03', '03-05', '03-07'].entries()) {
      await toInSilence(acme, `2026-${day}T15:00:00Z`);
      expect((await acme.state()).subscription?.dunning?.retries, 'the same words, another charge').toBe(retry + 1);
      await answers(acme);
      await hear(acme, await lastCharge(acme), 'declined');
    }
    expect(await acme.status()).toBe('ended');
    expect(await acme.verify()).toMatchObject({ ok: true });
  });

  it('L19 what is scheduled is one thing in one place, whatever the provider says in between', async () => {
    const acme = await desk.company({ start: START });
    await toInSilence(acme, FIRST_END);
    expect((await acme.submit({ do: 'cancel' })).refusal).toBeNull();
    expect((await acme.submit({ do: 'keep' })).refusal).toBeNull();
    await answers(acme);
    const { subscription } = await acme.state();
    expect(subscription?.scheduled).toBeNull();
    const row = await desk.database.db
      .selectFrom('subscriptions')
      .select(['status', 'scheduled'])
      .where('account_id', '=', acme.accountId)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ status: 'active', scheduled: null });
    await toInSilence(acme, SECOND_END);
    await answers(acme);
    expect(await acme.status()).toBe('active');
    expect(await kept(acme)).toBe(3 * 9_700);
  });

  it('L20 a late yes does not bring back what has ended: its money goes back', async () => {
    const acme = await desk.company({ start: START });
    await toInSilence(acme, FIRST_END);
    const renewal = await lastCharge(acme);
    expect((await acme.submit({ do: 'cancel' })).refusal).toBeNull();
    await toInSilence(acme, SECOND_END);
    expect(await acme.status()).toBe('ended');
    await answers(acme);
    expect(await hear(acme, renewal, 'succeeded'), 'and again').toBeNull();
    await desk.settle();
    expect(await acme.status()).toBe('ended');
    expect(await kept(acme)).toBe(9_700);
    const { refunds } = await desk.engine.sandbox.statement(acme.accountId);
    expect(refunds).toEqual([expect.objectContaining({ chargeKey: renewal, amountMinor: 9_700 })]);
    expect(await acme.verify()).toMatchObject({ ok: true });
  });

  it('L21 answers in another order come to the same: the bank’s question after its yes, the yes after the no', async () => {
    const acme = await desk.company({ start: START });
    await toInSilence(acme, FIRST_END);
    const renewal = await lastCharge(acme);
    await hear(acme, renewal, 'succeeded');
    const paid = await acme.state();
    await hear(acme, renewal, 'needs_authentication');
    await hear(acme, renewal, 'declined');
    await answers(acme);
    expect(await acme.state()).toEqual(paid);

    await toInSilence(acme, SECOND_END);
    const next = await lastCharge(acme);
    await hear(acme, next, 'needs_authentication');
    await hear(acme, next, 'declined');
    expect(await acme.status()).toBe('past_due');
    await hear(acme, next, 'succeeded');
    expect(await kept(acme), 'a yes after a no goes back, since a retry is to come').toBe(2 * 9_700);
    await acme.card('succeeds');
    await desk.settle();
    expect(await acme.status()).toBe('active');
    expect(await kept(acme)).toBe(3 * 9_700);
    expect((await acme.credits()).available).toBe(6_000);
  });

  it('L37 a late answer to what an earlier subscription owed leaves the new one alone', async () => {
    const acme = await desk.company({ start: START });
    await toInSilence(acme, FIRST_END);
    const old = await lastCharge(acme);
    await hear(acme, old, 'declined');
    expect((await acme.submit({ do: 'cancel' })).refusal).toBeNull();
    expect(await acme.status()).toBe('ended');
    expect(await acme.do({ do: 'subscribe', plan: 'starter' })).toBeNull();
    const anew = await acme.state();
    expect(anew.subscription?.status).toBe('active');
    await hear(acme, old, 'declined');
    expect(await acme.state()).toEqual(anew);
    await hear(acme, old, 'succeeded');
    await desk.settle();
    expect((await acme.state()).subscription).toEqual(anew.subscription);
    expect(await kept(acme)).toBe(2 * 9_700);
  });

  it('L38 a pending cancellation is seen in the one place that there is, also after an answer came late', async () => {
    const acme = await desk.company({ start: START });
    await toInSilence(acme, FIRST_END);
    expect((await acme.submit({ do: 'cancel' })).refusal).toBeNull();
    await answers(acme);
    const { subscription } = await acme.state();
    expect(subscription).toMatchObject({ status: 'active', scheduled: { kind: 'cancel' } });
    expect(subscription?.period.end.toString()).toBe(SECOND_END);
    expect((await acme.submit({ do: 'change_plan', plan: 'growth' })).refusal?.code).toBe('cancellation_pending');
    await toInSilence(acme, '2026-06-01T00:00:00Z');
    await desk.settle();
    expect(await acme.status()).toBe('ended');
    expect(await kept(acme)).toBe(2 * 9_700);
  });
});
