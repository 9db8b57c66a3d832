import { sql } from 'kysely';
import { recorded } from '../../bench/replay.ts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../src/actions/actor.ts';
import type { Asked } from '../../src/actions/perform.ts';
import { UnknownAccount } from '../../src/actions/perform.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import { losingAnswers } from '../testkit/lost-answers.ts';

const SYSTEM: Actor = { kind: 'system', name: 'test' };

/** When the first period of every company is over. */
const END = '2026-02-28T15:00:00Z';

onBothDatabases('many accounts at once', (open) => {
  let desk: Desk;
  const db = () => desk.database.db;

  beforeAll(async () => {
    desk = new Desk(await open());
  });

  const setClocks = (companies: readonly Company[], now: string) =>
    sql`update clocks set now = ${now}::timestamptz where id = any(${companies.map((each) => each.clockId)}::text[])`.execute(
      db(),
    );

  const tick = (company: Company): Asked => ({
    actor: SYSTEM,
    accountId: company.accountId,
    command: { do: 'tick' },
  });

  /** Companies whose period ends in each of the ways that there are. */
  const differentLives = async (): Promise<Record<string, Company>> => {
    const lives = {
      renewing: await desk.company(),
      ending: await desk.company(),
      pausing: await desk.company(),
      changing: await desk.company(),
      declining: await desk.company(),
      leaving: await desk.company(),
    };
    await lives.ending.do({ do: 'cancel' });
    await lives.pausing.do({ do: 'pause' });
    await lives.changing.do({ do: 'change_plan', plan: 'lite' });
    await lives.declining.card('declinesLater');
    await lives.leaving.do({ do: 'start_attempt', flow: null });
    return lives;
  };

  const told = async (company: Company) => {
    const { subscription, charges, invoices, lots } = await company.state();
    return {
      status: subscription?.status,
      plan: subscription?.plan.code,
      period: [subscription?.period.start.toString(), subscription?.period.end.toString()],
      charges: charges.length,
      invoices: invoices.map((invoice) => [invoice.purpose, invoice.status, invoice.totalMinor]),
      lots: lots.map((lot) => [lot.source, lot.available]),
      events: await company.events(),
      charged: await company.charged(),
      mails: (await company.mails()).map((subject) => subject.replace(/Company \d+/u, 'a company')),
      trail: (await company.verify()).ok,
    };
  };

  it('come to what each would have come to alone', async () => {
    const [together, alone] = [await differentLives(), await differentLives()];
    await setClocks([...Object.values(together), ...Object.values(alone)], END);
    const done = await desk.engine.submitAll(Object.values(together).map(tick));
    expect(done.map(([, outcome]) => 'answer' in outcome && outcome.answer.refusal)).toEqual(done.map(() => null));
    for (const company of Object.values(alone)) {
      await desk.engine.submit(SYSTEM, company.accountId, { do: 'tick' });
    }
    await desk.settle();
    for (const [life, company] of Object.entries(together)) {
      expect({ life, ...(await told(company)) }).toEqual({ life, ...(await told(alone[life] ?? company)) });
    }
  });

  describe('of whom one is broken', () => {
    /** The number of the next invoice is taken, so the database refuses to write it. */
    const breakCommit = (company: Company) =>
      sql`
        insert into invoices (account_id, id, number, purpose, status, lines, total_minor, currency, issued_at)
        select id, 'inv_in_the_way', code || '-' || lpad((invoice_count + 1)::text, 4, '0'), 'plan', 'void', '[]', 0,
          currency, now()
        from accounts where id = ${company.accountId}`.execute(db());

    /** What is stored cannot be understood. */
    const breakState = (company: Company) =>
      sql`update subscriptions set anchor_time_zone = 'Nowhere/At_all' where account_id = ${company.accountId}`.execute(
        db(),
      );

    it.each([
      ['that cannot be written', breakCommit],
      ['that cannot be decided', breakState],
    ])('%s: the others are done, and it is as it was', async (_name, breakIt) => {
      const companies = [];
      for (let number = 0; number < 5; number += 1) companies.push(await desk.company());
      const [first, second, broken] = companies;
      if (first === undefined || second === undefined || broken === undefined) throw new Error('nobody is there');
      await breakIt(broken);
      const events = await broken.events();
      await setClocks(companies, END);
      const done = await desk.engine.submitAll(companies.map(tick));
      expect(done.map(([asked, outcome]) => [asked.accountId, 'answer' in outcome])).toEqual(
        companies.map((company) => [company.accountId, company !== broken]),
      );
      await desk.settle();
      expect(await broken.events()).toEqual(events);
      for (const company of companies.filter((each) => each !== broken)) {
        expect((await company.events()).at(-1)).toBe('CreditsGranted');
        expect(await company.charged()).toHaveLength(2);
      }
      // timers find it again, and go on past it
      expect(await desk.engine.timers.runDue()).toBe(0);
      await db().updateTable('accounts').set({ due_at: null }).where('id', '=', broken.accountId).execute();
    });
  });

  it('answer several commands of one account one after the other, and say whose account is gone', async () => {
    const [company, other] = [await desk.company(), await desk.company()];
    const by = (command: Asked['command'], who = company): Asked => ({
      actor: who.members.owner,
      accountId: who.accountId,
      command,
    });
    const nobody: Asked = { actor: SYSTEM, accountId: 'acct_gone', command: { do: 'tick' } };
    const done = await desk.engine.submitAll([
      by({ do: 'cancel' }),
      by({ do: 'cancel' }, other),
      nobody,
      by({ do: 'keep' }),
      by({ do: 'keep' }),
    ]);
    const codes = done.map(([, outcome]) => ('answer' in outcome ? (outcome.answer.refusal?.code ?? null) : 'error'));
    expect(codes).toEqual([null, null, 'error', null, 'nothing_scheduled']);
    const gone = done[2]?.[1];
    expect(gone !== undefined && 'error' in gone && gone.error).toBeInstanceOf(UnknownAccount);
    expect((await company.state()).subscription?.scheduled).toBeNull();
    expect((await other.state()).subscription?.scheduled?.kind).toBe('cancel');
  });

  it('are answered by key once, also in a batch', async () => {
    const companies = [await desk.company(), await desk.company()];
    const asked = companies.map((company) => ({
      actor: company.members.owner,
      accountId: company.accountId,
      command: { do: 'top_up', credits: 1_000 } as const,
      idempotencyKey: 'the same key',
    }));
    await desk.engine.submitAll(asked);
    await desk.settle();
    const again = await desk.engine.submitAll(asked);
    expect(again.map(([, outcome]) => 'answer' in outcome && outcome.answer.replayed)).toEqual([true, true]);
    await desk.settle();
    for (const company of companies) expect(await company.charged()).toHaveLength(2);
  });

  describe('whose charges are carried out right after their commit', () => {
    const dueCompanies = async () => {
      const companies = [await desk.company(), await desk.company(), await desk.company()];
      await setClocks(companies, END);
      return companies;
    };

    const renewedOnce = async (companies: readonly Company[], renewing = desk) => {
      await renewing.settle();
      for (const company of companies) {
        const events = await company.events();
        expect(events.filter((type) => type === 'SubscriptionRenewed')).toHaveLength(1);
        expect(events.filter((type) => type === 'PaymentSucceeded')).toHaveLength(2);
        expect(await company.charged()).toHaveLength(2);
        expect(await company.verify()).toMatchObject({ ok: true });
      }
    };

    const chargesOf = ({ accountId }: Company) =>
      db()
        .selectFrom('outbox')
        .select(['attempts', 'done_at'])
        .where('account_id', '=', accountId)
        .where('kind', '=', 'charge')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();

    it('are answered without being read again', async () => {
      const companies = await dueCompanies();
      const { worker, timers } = desk.engine;
      worker.start();
      const statements = await recorded(() => timers.runDue());
      await worker.stop();
      for (const company of companies) {
        expect((await company.events()).filter((type) => type === 'PaymentSucceeded')).toHaveLength(2);
        expect(await chargesOf(company)).toMatchObject({ attempts: 1, done_at: expect.anything() as unknown });
      }
      const texts = statements.map(({ text }) => text);
      expect(texts.filter((text) => /join charges on/iu.test(text))).toEqual([]);
      expect(texts.filter((text) => /as clock_now/iu.test(text))).toHaveLength(1);
      await renewedOnce(companies);
    });

    it('are read again where somebody changed one of them meanwhile', async () => {
      const companies = await dueCompanies();
      const { sandbox, worker, timers } = desk.engine;
      const { chargeAll } = sandbox;
      sandbox.chargeAll = async (requests) => {
        sandbox.chargeAll = chargeAll;
        await companies[1]?.submit({ do: 'cancel' });
        return chargeAll(requests);
      };
      worker.start();
      await timers.runDue();
      await worker.stop();
      expect((await companies[1]?.state())?.subscription?.scheduled?.kind).toBe('cancel');
      await renewedOnce(companies);
    });

    it('are left to another process when theirs dies before, once its claim has run out', async () => {
      const companies = await dueCompanies();
      const dying = new Desk(desk.database);
      const died: string[] = [];
      Object.assign(dying.engine.deps, {
        atHand: () => ({
          claim: { kinds: ['charge'], leaseMs: 60_000 },
          carryOut: (rows: readonly { key: string }[]) =>
            Promise.resolve(void died.push(...rows.map(({ key }) => key))),
          giveBack: () => undefined,
        }),
      });
      await dying.engine.timers.runDue();
      expect(died).toHaveLength(companies.length);
      await desk.settle();
      for (const company of companies) expect(await company.charged()).toHaveLength(1);
      await db()
        .updateTable('outbox')
        .set({ available_at: sql`now()` })
        .where('key', 'in', died)
        .execute();
      await renewedOnce(companies);
      for (const company of companies) expect(await chargesOf(company)).toMatchObject({ attempts: 2 });
    });

    it('are given back where the answer to their commit was lost', async () => {
      const companies = await dueCompanies();
      const cutOff = new Desk(desk.database);
      const { deps, worker, timers } = cutOff.engine;
      let lost = false;
      const onceClaimed = async () => {
        const charges = await Promise.all(companies.map(chargesOf));
        const now = !lost && charges.every(({ attempts, done_at }) => attempts === 1 && done_at === null);
        lost ||= now;
        return now;
      };
      Object.assign(deps, { db: losingAnswers(deps.db, onceClaimed) });
      worker.start();
      await timers.runDue();
      await vi.waitFor(
        async () => {
          for (const company of companies) {
            expect(await chargesOf(company)).toMatchObject({ attempts: 2, done_at: expect.anything() as unknown });
          }
        },
        { timeout: 10_000 },
      );
      await worker.stop();
      await renewedOnce(companies, cutOff);
    });
  });

  it('are done once when two processes go through what is due', async () => {
    const companies = [];
    for (let number = 0; number < 8; number += 1) companies.push(await desk.company());
    await setClocks(companies, END);
    const other = new Desk(desk.database);
    const counts = await Promise.all([desk.engine.timers.runDue(), other.engine.timers.runDue()]);
    expect(counts[0] + counts[1]).toBeGreaterThanOrEqual(companies.length);
    await Promise.all([desk.settle(), other.settle()]);
    for (const company of companies) {
      expect((await company.events()).filter((type) => type === 'SubscriptionRenewed')).toHaveLength(1);
      expect(await company.charged()).toHaveLength(2);
      expect(await company.verify()).toMatchObject({ ok: true });
    }
  });
});
