import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { view } from '../../src/actions/perform.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import { commit, VersionConflict } from '../../src/store/commit.ts';
import { loadState } from '../../src/store/load.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';

onBothDatabases('the store', (open) => {
  let desk: Desk;
  let acme: Company;
  const db = () => desk.database.db;
  const policy = () => desk.policy;

  beforeAll(async () => {
    desk = new Desk(await open());
    await desk.fill(1_000);
    acme = await desk.company();
  });

  it('loads what was committed: nothing is lost or changed on the way', async () => {
    const company = await desk.company();
    await company.order(50);
    await company.do({ do: 'change_plan', plan: 'lite' });
    const loaded = await loadState(db(), { accountId: company.accountId }, policy);
    if (loaded === null) throw new Error('the account is gone');
    const decision = decide(loaded.state, { do: 'top_up', credits: 1_000 }, loaded.now, 'test');
    await db()
      .transaction()
      .execute((tx) =>
        commit(tx, [{ before: loaded, decision, actor: { kind: 'system', id: 'test' }, command: 'top_up' }]),
      );
    const again = await loadState(db(), { accountId: company.accountId }, policy);
    expect(again?.state).toEqual(decision.next);
    expect(again?.version).toBe(loaded.version + 1);
    await desk.settle();
  });

  it('refuses a decision on a version that has passed, and writes nothing of it', async () => {
    const company = await desk.company();
    const loaded = await loadState(db(), { accountId: company.accountId }, policy);
    if (loaded === null) throw new Error('the account is gone');
    await company.do({ do: 'cancel' });
    const events = await company.events();
    const decision = decide(loaded.state, { do: 'pause' }, loaded.now, 'test');
    const stale = db()
      .transaction()
      .execute((tx) =>
        commit(tx, [{ before: loaded, decision, actor: { kind: 'system', id: 'test' }, command: 'pause' }]),
      );
    await expect(stale).rejects.toThrow(VersionConflict);
    expect(await company.events()).toEqual(events);
    expect((await company.state()).subscription?.scheduled?.kind).toBe('cancel');
  });

  it('keeps credits from going below zero by itself', async () => {
    const broken = sql`update credit_lots set available = -1 where account_id = ${acme.accountId}`.execute(db());
    await expect(broken).rejects.toThrow(/check|constraint/i);
  });

  it('grants the credits of an invoice once by itself (L29)', async () => {
    const again = sql`
      insert into credit_lots (account_id, id, source, invoice_id, granted, available, reserved, granted_at)
      select account_id, 'lot_again', source, invoice_id, granted, granted, 0, granted_at
      from credit_lots where account_id = ${acme.accountId} and invoice_id is not null limit 1`.execute(db());
    await expect(again).rejects.toThrow(/unique|duplicate/i);
  });

  it('keeps a lead from entering one order history twice by itself', async () => {
    const company = await desk.company();
    await company.order(1);
    const again = sql`
      insert into deliveries (account_id, subscription_id, lead_id, order_id, delivered_at)
      select account_id, subscription_id, lead_id, 'ord_other', delivered_at
      from deliveries where account_id = ${company.accountId}`.execute(db());
    await expect(again).rejects.toThrow(/unique|duplicate/i);
  });

  it('numbers invoices without gaps, however many commands are refused or come at once', async () => {
    const company = await desk.company({ card: 'declinesLater' });
    await company.do({ do: 'subscribe', plan: 'starter' });
    await company.card('succeeds');
    await company.do({ do: 'subscribe', plan: 'starter' });
    await Promise.all([1, 2, 3].map(() => company.submit({ do: 'top_up', credits: 1_000 })));
    await desk.settle();
    await company.do({ do: 'top_up', credits: 2_000 });
    const rows = await db()
      .selectFrom('invoices')
      .select('number')
      .where('account_id', '=', company.accountId)
      .orderBy('number')
      .execute();
    expect(rows.map((row) => Number(row.number.split('-')[1]))).toEqual([1, 2, 3]);
  });

  it('answers a key once, a refusal too, and for each account on its own', async () => {
    const company = await desk.company();
    const refused = await company.submit({ do: 'resume' }, 'owner', 'key');
    expect(refused.refusal?.code).toBe('not_paused');
    const replayed = await company.submit({ do: 'cancel' }, 'owner', 'key');
    expect(replayed).toMatchObject({ replayed: true, refusal: { code: 'not_paused' } });
    const other = await desk.company();
    expect((await other.submit({ do: 'cancel' }, 'owner', 'key')).refusal).toBeNull();
  });

  it('one hundred commands at once take effect once each, one after the other', async () => {
    const company = await desk.company();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => company.submit({ do: index % 2 === 0 ? 'cancel' : 'keep' })),
    );
    await desk.settle();
    const types = await company.events();
    const cancelled = types.filter((type) => type === 'CancellationScheduled').length;
    const withdrawn = types.filter((type) => type === 'CancellationWithdrawn').length;
    expect(cancelled - withdrawn).toBe((await company.state()).subscription?.scheduled === null ? 0 : 1);
    expect(answers.filter((answer) => answer.refusal !== null && answer.refusal.code !== 'nothing_scheduled')).toEqual(
      [],
    );
    expect(await company.verify()).toMatchObject({ ok: true });
  });

  it('sees through a changed or missing row of the audit trail', async () => {
    const company = await desk.company();
    await company.do({ do: 'cancel' });
    expect(await company.verify()).toMatchObject({ ok: true });
    await sql`update events set data = '{"forged": true}' where account_id = ${company.accountId} and seq = 2`.execute(
      db(),
    );
    expect(await company.verify()).toMatchObject({ ok: false, seq: 2 });
  });

  it('shows what is due without writing it', async () => {
    const company = await desk.company();
    await company.do({ do: 'cancel' });
    const events = await company.events();
    await sql`update clocks set now = '2026-06-01T00:00:00Z' where id = ${company.clockId}`.execute(db());
    const { state } = await view(desk.engine.deps, company.accountId);
    expect(state.subscription?.status).toBe('ended');
    expect(await company.events()).toEqual(events);
  });

  it('finds due accounts by the one index, and their ticks do what was due', async () => {
    const company = await desk.company();
    await sql`update clocks set now = '2026-03-01T00:00:00Z' where id = ${company.clockId}`.execute(db());
    for (let done = 1; done > 0;) {
      done = await desk.engine.timers.runDue();
      await desk.settle();
    }
    const row = await db()
      .selectFrom('subscriptions')
      .select('period_start')
      .where('account_id', '=', company.accountId)
      .executeTakeFirstOrThrow();
    expect(row.period_start.toString()).toBe('2026-02-28T15:00:00Z');
  });
});

describe('the live schema', () => {
  /** Tables that are nobody's account, and why. */
  const NOT_OF_AN_ACCOUNT: Record<string, string> = {
    accounts: 'the account itself',
    article_votes: 'what visitors think of a help article',
    auth_credentials: 'the sign-in library’s, by person',
    auth_sessions: 'the sign-in library’s, by person',
    auth_users: 'the sign-in library’s, by person',
    auth_verifications: 'the sign-in library’s, by person',
    clocks: 'test clocks, shared by accounts',
    leads: 'the catalogue, the same for everybody',
    migrations: 'the schema’s own history',
    rate_limits: 'counted tries, by hashed key',
    sandbox_cards: 'the sandbox provider’s books',
    sandbox_charges: 'the sandbox provider’s books',
    sandbox_refunds: 'the sandbox provider’s books',
  };

  onBothDatabases('every business table', (open) => {
    it('has the account in its key', async () => {
      const { db } = await open();
      const { rows } = await sql<{ table_name: string; columns: readonly string[] | null }>`
        select tables.table_name::text, (
          select json_agg(attribute.attname::text)
          from pg_index
          join pg_attribute attribute
            on attribute.attrelid = pg_index.indrelid and attribute.attnum = any (pg_index.indkey)
          where pg_index.indisprimary and pg_index.indrelid = tables.table_name::regclass
        ) as columns
        from information_schema.tables as tables
        where tables.table_schema = 'public' and tables.table_type = 'BASE TABLE'
        order by 1`.execute(db);
      expect(rows.length).toBeGreaterThan(20);
      const without = rows.filter((row) => row.columns?.includes('account_id') !== true).map((row) => row.table_name);
      expect(without.sort()).toEqual(Object.keys(NOT_OF_AN_ACCOUNT).sort());
    });
  });
});
