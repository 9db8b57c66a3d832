import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { isCurrent, migrate, readMigrations } from '../../src/store/migrate.ts';
import { databaseUrl } from '../testkit/database-url.ts';
import { opener } from '../testkit/databases.ts';
import { PRODUCTION } from '../testkit/program.ts';
import { fairwell } from './command.ts';
import { breachesOf, tablesMadeBy } from './migration-rules.ts';

const OUTSIDE = '-- outside of a transaction\n';
const open = opener('postgres');
const made: string[] = [];

async function maintain(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres').url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** A database with nothing in it. */
async function emptyDatabase(): Promise<string> {
  const name = `fairwell_empty_${randomBytes(6).toString('hex')}`;
  await maintain(`create database ${name}`);
  made.push(name);
  return databaseUrl(inject('postgres').url, name);
}

afterAll(async () => {
  for (const name of made) await maintain(`drop database if exists ${name} with (force)`);
});

describe('fairwell migrate', { timeout: 120_000 }, () => {
  test('four processes that come together apply each migration once', async () => {
    const settings = { ...PRODUCTION, DATABASE_URL: await emptyDatabase() };
    // so that none of the four has to
    await fairwell(['--help'], {});
    const runs = await Promise.all([1, 2, 3, 4].map(() => fairwell(['migrate'], settings)));
    expect(runs.map(({ code, errors }) => ({ code, errors }))).toEqual(runs.map(() => ({ code: 0, errors: '' })));
    const applied = runs.flatMap(({ output }) => output.split('\n').filter((line) => line.startsWith('applied ')));
    expect(applied).toEqual((await readMigrations()).map(({ name }) => `applied ${name}`));
    const again = await fairwell(['migrate'], settings);
    expect(again).toMatchObject({ code: 0, output: 'The database is up to date already.\n' });
  });

  test('says why it cannot, and ends with 1', async () => {
    const { db } = await open();
    await sql`insert into migrations (name, checksum) values ('9999-later.sql', '')`.execute(db);
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
    const url = databaseUrl(inject('postgres').url, rows[0]?.name ?? '');
    const { code, output, errors } = await fairwell(['migrate'], { ...PRODUCTION, DATABASE_URL: url });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toBe(
      'The database is newer than this program: 9999-later.sql was applied to it; start a newer version.\n',
    );
  });
});

describe('a migration of tables in use', { timeout: 60_000 }, () => {
  const after = async (...texts: readonly string[]) => [
    ...(await readMigrations()),
    ...texts.map((text, index) => ({ name: `90${index + 10}-test.sql`, text })),
  ];

  test('makes room for those who write while it waits for a long transaction, and comes through after it', async () => {
    const { db } = await open();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const long = db.transaction().execute(async (tx) => {
      await sql`insert into clocks (id, now) values ('long', now())`.execute(tx);
      await held;
    });
    await sleep(200);
    const migrating = migrate(db, await after('alter table clocks add column note text'));
    let slowest = 0;
    for (let index = 0; index < 25; index += 1) {
      const before = performance.now();
      await sql`insert into clocks (id, now) values (${`short ${index}`}, now())`.execute(db);
      slowest = Math.max(slowest, performance.now() - before);
      await sleep(150);
    }
    letGo();
    await long;
    expect(await migrating).toEqual(['9010-test.sql']);
    expect(slowest).toBeLessThan(3_000);
  });

  test('builds an index while rows are written, also after it was broken off', async () => {
    const { db } = await open();
    const text = `${OUTSIDE}drop index concurrently if exists clocks_now;\ncreate index concurrently clocks_now on clocks (now);\n`;
    let writing = true;
    const writer = (async () => {
      let written = 0;
      for (; writing; written += 1) {
        await sql`insert into clocks (id, now) values (${`writer ${written}`}, now())`.execute(db);
      }
      return written;
    })();
    await sql.raw('create index clocks_now on clocks (now)').execute(db);
    // several nodes, none of which may keep the build waiting for itself
    const next = await after(text);
    const runs = await Promise.all([1, 2, 3].map(() => migrate(db, next)));
    writing = false;
    expect(await writer).toBeGreaterThan(0);
    expect(runs.flat()).toEqual(['9010-test.sql']);
    const { rows } = await sql<{ valid: boolean }>`
      select indisvalid as valid from pg_index where indexrelid = 'clocks_now'::regclass`.execute(db);
    expect(rows).toEqual([{ valid: true }]);
  });

  test('is what makes a database ready', async () => {
    const { db } = await open();
    expect(await isCurrent(db)).toBe(true);
    await sql`delete from migrations where name = '0004-outbox-by-kind.sql'`.execute(db);
    expect(await isCurrent(db)).toBe(false);
    expect(await migrate(db)).toEqual(['0004-outbox-by-kind.sql']);
    expect(await isCurrent(db)).toBe(true);
  });
});

describe('the rules for migrations', () => {
  test('are kept by every one that there is', async () => {
    const existing = new Set<string>();
    for (const { name, text } of await readMigrations()) {
      expect({ name, breaches: breachesOf(text, existing) }).toEqual({ name, breaches: [] });
      for (const table of tablesMadeBy(text)) existing.add(table);
    }
    expect(existing.size).toBeGreaterThan(20);
  });

  const existing = new Set(['outbox']);

  test.each([
    'create index outbox_key on outbox (key);',
    'create unique index outbox_key on outbox (key);',
    'drop index outbox_waiting;',
    'alter table outbox alter column kind type varchar(10);',
    'alter table outbox alter column kind set not null;',
    'alter table outbox add constraint short check (length(key) < 100);',
    'alter table outbox add constraint one unique (key);',
    'alter table outbox add column clock_id text references clocks (id);',
    'alter table outbox add column token uuid default gen_random_uuid();',
    'alter table outbox add column note text not null;',
    "update outbox set kind = 'mail';",
    'delete from outbox;',
    'lock table outbox;',
    'create index concurrently outbox_key on outbox (key);',
    `${OUTSIDE}create index concurrently outbox_key on outbox (key);`,
    `${OUTSIDE}alter table outbox add column note text;`,
  ])('forbid: %s', (text) => {
    expect(breachesOf(text, existing)).not.toEqual([]);
  });

  test.each([
    'create table notes (id text primary key);\ncreate index notes_id on notes (id);',
    'alter table outbox add column note text;',
    "alter table outbox add column note text not null default '';",
    'alter table outbox add constraint short check (length(key) < 100) not valid;',
    'alter table outbox validate constraint short;',
    'alter table outbox add constraint one unique using index outbox_one;',
    `${OUTSIDE}drop index concurrently if exists outbox_key;\ncreate index concurrently outbox_key on outbox (key);`,
  ])('allow: %s', (text) => {
    expect(breachesOf(text, existing)).toEqual([]);
  });
});
