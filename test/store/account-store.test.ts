import { beforeAll, expect, it } from 'vitest';
import { recorded } from '../../bench/replay.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { createAccountStore, type AccountStore } from '../../src/store/account-store.ts';
import { commit, VersionConflict, type Commit } from '../../src/store/commit.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';

const actor = { kind: 'system', id: 'test' } as const;

onBothDatabases('the accounts of one moment', (open) => {
  let desk: Desk;
  let accounts: AccountStore;

  beforeAll(async () => {
    desk = new Desk(await open());
    accounts = createAccountStore(desk.database.db, () => desk.policy);
  });

  const companies = (count: number) => Promise.all(Array.from({ length: count }, () => desk.company()));

  const decided = async ({ accountId }: Company, command: Command = { do: 'cancel' }): Promise<Commit> => {
    const before = await accounts.load({ accountId });
    if (before === null) throw new Error('the account is gone');
    return { before, decision: decide(before.state, command, before.now, actor.id), actor, command: command.do };
  };

  const scheduled = async (company: Company) => (await company.state()).subscription?.scheduled?.kind ?? null;

  it('are loaded and committed with one statement each', async () => {
    const three = await companies(3);
    let commits: readonly Commit[] = [];
    const loads = await recorded(async () => (commits = await Promise.all(three.map((one) => decided(one)))));
    expect(loads).toHaveLength(1);
    const writes = await recorded(() => Promise.all(commits.map((each) => accounts.commit(each))));
    expect(writes).toHaveLength(1);
    expect(await Promise.all(three.map(scheduled))).toEqual(['cancel', 'cancel', 'cancel']);
  });

  it('come as they were asked for, the same one twice and one that does not exist', async () => {
    const [company] = await companies(1);
    const accountId = company?.accountId ?? '';
    const wanted = [{ accountId, idempotencyKey: 'never used' }, { accountId: 'acct_none' }, { accountId }];
    const loaded = await Promise.all(wanted.map((each) => accounts.load(each)));
    expect(loaded.map((each) => each?.state.account.id)).toEqual([accountId, undefined, accountId]);
  });

  it('are written although another one of them was changed meanwhile, and that one is not', async () => {
    const [one, changed, other] = await companies(3);
    if (one === undefined || changed === undefined || other === undefined) throw new Error('three were asked for');
    const commits = await Promise.all([one, changed, other].map((company) => decided(company)));
    await changed.do({ do: 'pause' });
    const written = await Promise.allSettled(commits.map((each) => accounts.commit(each)));
    expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(written[1]?.status === 'rejected' && written[1].reason).toBeInstanceOf(VersionConflict);
    expect(await Promise.all([one, changed, other].map(scheduled))).toEqual(['cancel', 'pause', 'cancel']);
  });

  it('are written or not all together, in one statement', async () => {
    const two = await companies(2);
    const [first, second] = await Promise.all(two.map((company) => decided(company)));
    if (first === undefined || second === undefined) throw new Error('two were asked for');
    const stale = { ...second, before: { ...second.before, version: second.before.version - 1 } };
    await expect(commit(desk.database.db, [first, stale])).rejects.toThrow(VersionConflict);
    expect(await Promise.all(two.map(scheduled))).toEqual([null, null]);
    const again = await Promise.all(two.map(({ accountId }) => accounts.load({ accountId })));
    expect(again.map((each) => each?.version)).toEqual([first.before.version, second.before.version]);
  });

  it('of which one is there twice: one of the two commits is written, with all of it', async () => {
    const [company, other] = await companies(2);
    if (company === undefined || other === undefined) throw new Error('two were asked for');
    const commits = await Promise.all([decided(company), decided(company, { do: 'pause' }), decided(other)]);
    const written = await Promise.allSettled(commits.map((each) => accounts.commit(each)));
    expect(written.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await scheduled(other)).toBe('cancel');
    const kept = commits[written[0]?.status === 'fulfilled' ? 0 : 1];
    expect((await company.state()).subscription?.scheduled).toEqual(kept?.decision.next.subscription?.scheduled);
  });

  it('are written although one of them cannot even be sent, and loaded although one cannot be asked for', async () => {
    const [company] = await companies(1);
    if (company === undefined) throw new Error('one was asked for');
    const good = await decided(company);
    const events = good.decision.events.map((event) => ({ ...event, data: { amountMinor: 1n } }));
    const other = await decided(await desk.company());
    const bad = { ...other, decision: { ...other.decision, events } } as unknown as Commit;
    const written = await Promise.allSettled([accounts.commit(good), accounts.commit(bad)]);
    expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await scheduled(company)).toBe('cancel');
    const { accountId } = company;
    const wanted = [{ accountId }, { accountId, idempotencyKey: 'no\0key' }];
    const loaded = await Promise.allSettled(wanted.map((each) => accounts.load(each)));
    expect(loaded.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('are not tried again when the connection breaks, since they may have been written', async () => {
    const two = await companies(2);
    const commits = await Promise.all(two.map((company) => decided(company)));
    const broken = new Error('Connection terminated unexpectedly');
    const away = createAccountStore(
      { executeQuery: () => Promise.reject(broken) } as unknown as typeof desk.database.db,
      () => desk.policy,
    );
    const written = await Promise.allSettled(commits.map((each) => away.commit(each)));
    expect(written).toEqual([
      { status: 'rejected', reason: broken },
      { status: 'rejected', reason: broken },
    ]);
    expect(await Promise.all(two.map(scheduled))).toEqual([null, null]);
  });
});
