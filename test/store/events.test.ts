import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Effect } from '../../src/domain/subscription/effects.ts';
import type { DomainEvent } from '../../src/domain/subscription/events.ts';
import { recordEvents, verifyEvents } from '../../src/store/events.ts';
import { addEffects } from '../../src/store/outbox.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import type { TestDatabase } from '../testkit/databases.ts';

const NOW = Temporal.Instant.from('2026-03-31T19:00:00.123456Z');
const event = (data: DomainEvent['data']): DomainEvent => ({ type: 'CompanyChanged', at: NOW, data });

let made = 0;

onBothDatabases('the audit trail', (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });

  async function makeAccount(): Promise<string> {
    const id = `acct_${(made += 1)}`;
    const row = { id, code: id, name: id, country: 'US', time_zone: 'UTC', currency: 'USD', created_at: NOW };
    await database.db.insertInto('accounts').values(row).execute();
    return id;
  }

  async function record(accountId: string, ...events: readonly DomainEvent[]): Promise<void> {
    await database.db.transaction().execute(async (tx) => {
      await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
      await recordEvents(tx, accountId, { kind: 'member', id: 'mbr_1' }, 'change_company', events, NOW);
    });
  }

  async function recorded(): Promise<string> {
    const accountId = await makeAccount();
    await record(accountId, event({ name: 'One', nested: { b: 1, a: [1, null, 'ü"\\\n'] } }), event({}));
    await record(accountId);
    await record(accountId, event({ amountMinor: 9_700 }));
    return accountId;
  }

  test('an untouched chain is in order, also an empty one', async () => {
    expect(await verifyEvents(database.db, await recorded())).toEqual({ ok: true, count: 3 });
    expect(await verifyEvents(database.db, await makeAccount())).toEqual({ ok: true, count: 0 });
  });

  test('a chain longer than one reading is in order', async () => {
    const accountId = await makeAccount();
    for (let index = 0; index < 3; index += 1) {
      await record(accountId, ...Array.from({ length: 700 }, (_, number) => event({ number })));
    }
    expect(await verifyEvents(database.db, accountId)).toEqual({ ok: true, count: 2_100 });
    await database.db.deleteFrom('events').where('account_id', '=', accountId).where('seq', '=', 1_500).execute();
    expect(await verifyEvents(database.db, accountId)).toEqual({ ok: false, seq: 1_500, why: 'gap' });
  });

  test('each row carries the hash of the row before it', async () => {
    const accountId = await recorded();
    const rows = await database.db
      .selectFrom('events')
      .select(['seq', 'previous_hash', 'hash'])
      .where('account_id', '=', accountId)
      .orderBy('seq')
      .execute();
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(rows.map(({ previous_hash }) => previous_hash)).toEqual(['', rows[0]?.hash, rows[1]?.hash]);
  });

  test('the same trail of another account has other hashes', async () => {
    const hashes = await Promise.all(
      [await recorded(), await recorded()].map((accountId) =>
        database.db.selectFrom('accounts').select('event_hash').where('id', '=', accountId).executeTakeFirst(),
      ),
    );
    expect(hashes[0]).not.toEqual(hashes[1]);
  });

  describe('tampering is found', () => {
    const changes = {
      type: sql`update events set type = 'MemberRemoved'`,
      at: sql`update events set at = at + interval '1 microsecond'`,
      recorded_at: sql`update events set recorded_at = recorded_at - interval '1 hour'`,
      actor_kind: sql`update events set actor_kind = 'system'`,
      actor_id: sql`update events set actor_id = 'mbr_2'`,
      command: sql`update events set command = 'cancel'`,
      data: sql`update events set data = '{"name":"Two"}'`,
      'data, by a key that objects have anyway': sql`update events set data = '{"__proto__":{"name":"Two"}}'`,
      hash: sql`update events set hash = previous_hash`,
    };
    test.each(Object.entries(changes))('in %s', async (_, change) => {
      const accountId = await recorded();
      await sql`${change} where account_id = ${accountId} and seq = 2`.execute(database.db);
      expect(await verifyEvents(database.db, accountId)).toEqual({ ok: false, seq: 2, why: 'changed' });
    });

    test('in a row that is written anew with a hash that fits', async () => {
      const [accountId, other] = [await recorded(), await recorded()];
      await database.db.deleteFrom('events').where('account_id', '=', accountId).where('seq', '=', 3).execute();
      await sql`
        insert into events select ${accountId}, seq, type, at, recorded_at, actor_kind, actor_id, command, data,
          previous_hash, hash from events where account_id = ${other} and seq = 3`.execute(database.db);
      expect(await verifyEvents(database.db, accountId)).toEqual({ ok: false, seq: 3, why: 'broken_link' });
    });

    test('in rows that are missing, in the middle or at the end', async () => {
      const middle = await recorded();
      await database.db.deleteFrom('events').where('account_id', '=', middle).where('seq', '=', 2).execute();
      expect(await verifyEvents(database.db, middle)).toEqual({ ok: false, seq: 2, why: 'gap' });
      const end = await recorded();
      await database.db.deleteFrom('events').where('account_id', '=', end).where('seq', '=', 3).execute();
      expect(await verifyEvents(database.db, end)).toEqual({ ok: false, seq: 3, why: 'cut_off' });
    });

    test('but the order of keys says nothing', async () => {
      const accountId = await recorded();
      await sql`
        update events set data = '{"nested":{"a":[1,null,"ü\\"\\\\\\n"],"b":1},"name":"One"}'
        where account_id = ${accountId} and seq = 1`.execute(database.db);
      expect(await verifyEvents(database.db, accountId)).toEqual({ ok: true, count: 3 });
    });
  });

  test('two commands at once make one chain', async () => {
    const accountId = await makeAccount();
    await Promise.all(
      Array.from({ length: 8 }, (_, number) => record(accountId, event({ number }), event({ number }))),
    );
    expect(await verifyEvents(database.db, accountId)).toEqual({ ok: true, count: 16 });
  });
});

onBothDatabases('the outbox', (open) => {
  test('an effect is added once by its kind and key, and in its order', async () => {
    const { db } = await open();
    const deliver = (key: string): Effect => ({ kind: 'deliver', key, orderId: key });
    const mail: Effect = { kind: 'mail', key: 'one', notice: { kind: 'already_registered', to: 'a@b.test' } };
    await db.transaction().execute(async (tx) => {
      await addEffects(tx, 'acct_1', []);
      await addEffects(tx, 'acct_1', [deliver('one'), mail, deliver('two')]);
      await addEffects(tx, 'acct_1', [deliver('two'), deliver('three')]);
      await addEffects(tx, 'acct_2', [deliver('two')]);
    });
    const rows = await db.selectFrom('outbox').select(['account_id', 'kind', 'key', 'payload']).orderBy('id').execute();
    expect(rows.map(({ account_id, kind, key }) => [account_id, kind, key].join(' '))).toEqual([
      'acct_1 deliver one',
      'acct_1 mail one',
      'acct_1 deliver two',
      'acct_1 deliver three',
      'acct_2 deliver two',
    ]);
    expect(rows[1]?.payload).toEqual(mail);
  });
});
