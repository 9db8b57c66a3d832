import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { fairwell } from '../running/command.ts';
import { databaseUrl } from '../testkit/database-url.ts';
import { commitOf, openGate, saying, type Point } from '../testkit/gate.ts';
import { PRODUCTION } from '../testkit/program.ts';
import { asking } from './customer.ts';

const COMMAND = join(import.meta.dirname, '..', '..', 'scripts', 'fairwell.mjs');
const RECORDED = /insert into "?migrations\b/iu;
const INDEX = /create index concurrently/iu;

/** Where the process that migrates is killed. */
const POINTS: Readonly<Record<string, Point>> = {
  'before the commit of the first migrations': { side: 'before', at: commitOf(RECORDED) },
  'after their commit, before it knows': { side: 'after', at: commitOf(RECORDED) },
  'before an index that is built beside writers': { side: 'before', at: saying(INDEX) },
  'after that index, before it is recorded': { side: 'after', at: saying(INDEX) },
};

const made: string[] = [];
let undisturbed: readonly unknown[];

const maintain = (text: string) => asking(inject('postgres').url, (client) => client.query(text));

async function emptyDatabase(): Promise<string> {
  const name = `fairwell_killed_${randomBytes(6).toString('hex')}`;
  await maintain(`create database ${name}`);
  made.push(name);
  return databaseUrl(inject('postgres').url, name);
}

const migrateBy = (url: string) => fairwell(['migrate'], { ...PRODUCTION, DATABASE_URL: url });

/** Every column, every index (and whether it can be used), and every migration that counts as done. */
const schemaOf = (url: string) =>
  asking(url, async (client: pg.Client) => {
    const { rows } = await client.query<{ line: string }>(`
      select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
        from information_schema.columns where table_schema = 'public'
      union all select concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid) from pg_index
        where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
      union all select concat_ws(' ', name, checksum) from migrations
      order by line`);
    return rows.map(({ line }) => line);
  });

beforeAll(async () => {
  const url = await emptyDatabase();
  await migrateBy(url);
  undisturbed = await schemaOf(url);
}, 60_000);

afterAll(async () => {
  for (const name of made) await maintain(`drop database if exists ${name} with (force)`);
});

describe('a migration that is killed is made whole by the next', { timeout: 60_000 }, () => {
  test.each(Object.entries(POINTS))('%s', async (_name, point) => {
    const url = await emptyDatabase();
    const gate = await openGate(url);
    const held = gate.hold(point);
    const settings = { PATH: process.env['PATH'], ...PRODUCTION, DATABASE_URL: gate.url };
    const child = spawn(process.execPath, [COMMAND, 'migrate'], { env: settings, stdio: 'ignore' });
    const ended = once(child, 'close');
    const early = ended.then(() => Promise.reject(new Error('it ended before it came to the point')));
    await Promise.race([held, early]);
    child.kill('SIGKILL');
    await ended;
    await gate.close();
    expect(await migrateBy(url)).toMatchObject({ code: 0, errors: '' });
    expect(await schemaOf(url)).toEqual(undisturbed);
    expect(undisturbed.length).toBeGreaterThan(100);
  });
});
