import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { opener, type TestDatabase } from '../testkit/databases.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'scale.md'), 'utf8');
const STATEMENTS = [...TEXT.matchAll(/^```sql\n(.*?)^```$/gmsu)].map((match) => match[1] ?? '').join('');

/** What the page has distributed, by table: the column. */
const distributed = new Map(
  [...STATEMENTS.matchAll(/^select create_distributed_table\('(\w+)', '(\w+)'/gmu)].map(
    ([, table = '', column = '']) => [table, column] as const,
  ),
);
const namedBy = (call: string) =>
  [...STATEMENTS.matchAll(new RegExp(`^select ${call}\\('(\\w+)'\\)`, 'gmu'))].map(([, table = '']) => table);
const referenced = namedBy('create_reference_table');
const local = namedBy('citus_add_local_table_to_metadata');

interface Key {
  readonly name: string;
  readonly place: string;
  readonly columns: readonly string[];
}
interface Reference extends Key {
  readonly target: string;
  readonly targets: readonly string[];
}

const open = opener('postgres');
let database: TestDatabase;
let tables: readonly string[];
let keys: readonly Key[];
let references: readonly Reference[];

beforeAll(async () => {
  database = await open();
  const { db } = database;
  tables = (
    await sql<{ name: string }>`
      select relname as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`.execute(db)
  ).rows.map(({ name }) => name);
  keys = (
    await sql<Key>`
      select i.relname as name, t.relname as place,
        (select json_agg(a.attname) from pg_attribute a where a.attrelid = t.oid and a.attnum = any(x.indkey)) as columns
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      where x.indisunique and t.relnamespace = 'public'::regnamespace`.execute(db)
  ).rows;
  references = (
    await sql<Reference>`
      select c.conname as name, t.relname as place, r.relname as target,
        (select json_agg(a.attname order by n) from unnest(c.conkey) with ordinality k (num, n)
          join pg_attribute a on a.attrelid = t.oid and a.attnum = k.num) as columns,
        (select json_agg(a.attname order by n) from unnest(c.confkey) with ordinality k (num, n)
          join pg_attribute a on a.attrelid = r.oid and a.attnum = k.num) as targets
      from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
      where c.contype = 'f' and t.relnamespace = 'public'::regnamespace`.execute(db)
  ).rows;
});

describe('the page about scale', () => {
  test('says of every table where it goes, once', () => {
    expect([...distributed.keys(), ...referenced, ...local].sort()).toEqual(tables);
  });

  test('distributes every table that has an account, by the account', async () => {
    const { rows } = await sql<{ place: string; type: string; nullable: string }>`
      select table_name as place, data_type as type, is_nullable as nullable from information_schema.columns
      where table_schema = 'public' and column_name = 'account_id'`.execute(database.db);
    // the log-in library calls something else an account; the sandbox is a provider of its own, with its own books
    const others = ['auth_credentials', 'sandbox_charges'];
    const withAccount = rows.filter(({ place }) => !others.includes(place));
    expect([...distributed].filter(([table]) => table !== 'accounts').sort()).toEqual(
      withAccount.map(({ place }) => [place, 'account_id']).sort(),
    );
    expect(distributed.get('accounts')).toBe('id');
    for (const { type, nullable } of withAccount) expect([type, nullable]).toEqual(['text', 'NO']);
    expect(
      STATEMENTS.match(/create_distributed_table\('(?!accounts')\w+', '\w+', colocate_with => 'accounts'\);/gu),
    ).toHaveLength(distributed.size - 1);
  });

  test('names every key that does not hold the account, and no other', () => {
    const without = keys.filter(({ place, columns }) => {
      const column = distributed.get(place);
      return column !== undefined && !columns.includes(column);
    });
    const dropped = [...STATEMENTS.matchAll(/^alter table (\w+) drop constraint (\w+);/gmu)].map(
      ([, place = '', name = '']) => `${place} ${name}`,
    );
    expect(dropped.sort()).toEqual(without.map(({ place, name }) => `${place} ${name}`).sort());
    for (const { place, columns } of without) expect(TEXT).toContain(`| \`${place} (${columns.join(', ')})\``);
  });

  test('keeps every reference within an account, or to what every node has', () => {
    for (const { place, target, columns, targets } of references) {
      const [column, targetColumn] = [distributed.get(place), distributed.get(target)];
      if (column === undefined)
        expect({ place, target, targetColumn }).toEqual({ place, target, targetColumn: undefined });
      else if (targetColumn === undefined) expect(referenced).toContain(target);
      else expect(targets[columns.indexOf(column)]).toBe(targetColumn);
    }
    expect(references.length).toBeGreaterThan(15);
  });

  test('makes the tables that others refer to before those', () => {
    const order = [...STATEMENTS.matchAll(/^select create_\w+_table\('(\w+)'/gmu)].map(([, table = '']) => table);
    const at = (table: string) => order.indexOf(table);
    for (const { place, target } of references) {
      if (at(place) >= 0)
        expect({ place, target, first: at(target) < at(place) }).toEqual({ place, target, first: true });
    }
  });

  test('gives the size of every table that grows with accounts', () => {
    for (const table of distributed.keys()) {
      if (table === 'demo_mails' || table === 'support_requests') continue;
      expect(TEXT).toMatch(new RegExp(`^\\| \`${table}\` +\\| +[\\d,.]+ +\\| +[\\d,.]+ +\\|`, 'mu'));
    }
  });
});
