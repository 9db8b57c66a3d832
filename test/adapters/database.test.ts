import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTurn } from '../../src/adapters/database/turns.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import type { TestDatabase } from '../testkit/databases.ts';

onBothDatabases('an open database', (open, kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });

  it('gives an instant for a timestamptz, and takes one', async () => {
    const at = Temporal.Instant.from('2026-03-31T19:00:00.123Z');
    const { rows } = await sql<{ at: Temporal.Instant }>`select ${at}::timestamptz as at`.execute(database.db);
    expect(rows[0]?.at.toString()).toBe('2026-03-31T19:00:00.123Z');
  });

  it('takes a list of instants', async () => {
    const at = [Temporal.Instant.from('2026-03-31T19:00:00Z')];
    const { rows } = await sql<{ n: number }>`select cardinality(${at}::timestamptz[]) as n`.execute(database.db);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it.each([
    ['texts of every kind', ['plain', '', 'null', 'NULL', '"quoted"', 'back\\slash', '\\n', '{a,b}', 'zwölf €', null]],
    ['control characters', ['new\nline', '\ttab', 'a \\ and\r\n', '\u0001', '\u2028', '"']],
    ['nothing', []],
  ])('takes a list of %s as it is', async (_what, list) => {
    const { rows } = await sql<{ list: unknown }>`select to_json(${list}::text[]) as list`.execute(database.db);
    expect(rows[0]?.list).toEqual(list);
  });

  it('takes lists of numbers, of booleans, and of lists', async () => {
    const [numbers, booleans, lists] = [
      [1.5, -2, null, Number.NaN],
      [true, null, false],
      [
        ['a"', 'b'],
        ['c', '\\'],
      ],
    ];
    const { rows } = await sql`
      select ${numbers}::double precision[]::text as numbers, to_json(${booleans}::boolean[]) as booleans,
        to_json(${lists}::text[]) as lists`.execute(database.db);
    expect(rows).toEqual([{ numbers: '{1.5,-2,NULL,NaN}', booleans, lists }]);
  });

  it('gives numbers for counts and sums, and values for json', async () => {
    const { rows } = await sql`
      select count(*) as n, sum(x) as total, '{"a":[1]}'::json as value from (values (2::bigint), (3)) as t (x)
    `.execute(database.db);
    expect(rows).toEqual([{ n: 2, total: 5, value: { a: [1] } }]);
  });

  it('refuses a number that cannot be held exactly', async () => {
    await expect(sql`select 9007199254740993::bigint as n`.execute(database.db)).rejects.toThrow('9007199254740993');
  });

  it('keeps nothing of a transaction that failed', async () => {
    const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
    const failing = database.db.transaction().execute(async (tx) => {
      await tx.insertInto('clocks').values({ id: 'failed', now }).execute();
      await sql`select 1 / 0`.execute(tx);
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await database.db.selectFrom('clocks').selectAll().execute()).toEqual([]);
  });

  it('hands nothing of a transaction that was left open to the next user of the connection', async () => {
    const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
    await database.db.connection().execute(async (connection) => {
      await sql`begin`.execute(connection);
      await connection.insertInto('clocks').values({ id: 'left', now }).execute();
    });
    expect(await database.db.selectFrom('clocks').selectAll().execute()).toEqual([]);
  });

  it('lets several do something in turn, and each use it meanwhile', async () => {
    const log: string[] = [];
    const work = async () => {
      log.push('begins');
      await sql`select 1`.execute(database.db);
      await new Promise((resolve) => setTimeout(resolve, 20));
      log.push('ends');
    };
    const takers = kind === 'postgres' ? 3 : 1;
    await Promise.all(Array.from({ length: takers }, () => inTurn(database, work)));
    expect(log).toEqual(Array.from({ length: takers }, () => ['begins', 'ends']).flat());
  });

  it('closes once, however often it is asked to', async () => {
    const other = await open();
    await Promise.all([other.close(), other.close()]);
    await expect(sql`select 1`.execute(other.db)).rejects.toThrow();
  });
});

onBothDatabases('migrations', (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });

  it('have nothing to do the second time', async () => {
    expect(await migrate(database.db)).toEqual([]);
  });

  it('run once when several nodes start together', async () => {
    const next = [...(await readMigrations()), { name: '9001-next.sql', text: 'create table next_one (id text)' }];
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.db, next)));
    expect(runs.flat()).toEqual(['9001-next.sql']);
  });

  it('refuse a database that a newer program made', async () => {
    await expect(migrate(database.db)).rejects.toThrow(
      'The database is newer than this program: 9001-next.sql was applied to it; start a newer version.',
    );
  });

  it('refuse a database whose past was another', async () => {
    const rewritten = [
      ...(await readMigrations()),
      { name: '9001-next.sql', text: 'create table another_one (id text)' },
    ];
    await expect(migrate(database.db, rewritten)).rejects.toThrow('another text of 9001-next.sql');
  });

  it('change nothing when one of them fails', async () => {
    const fresh = await open();
    const broken = [
      ...(await readMigrations()),
      { name: '9001-good.sql', text: 'create table good_one (id text)' },
      { name: '9002-bad.sql', text: 'create nonsense' },
    ];
    await expect(migrate(fresh.db, broken)).rejects.toThrow('Migration 9002-bad.sql failed');
    await expect(sql`select * from good_one`.execute(fresh.db)).rejects.toThrow('does not exist');
  });
});

describe('migration files', () => {
  it('have a number of their own each', async () => {
    const numbers = (await readMigrations()).map(({ name }) => name.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect(number).toMatch(/^\d{4}$/u);
  });
});
