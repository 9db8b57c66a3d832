import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { verifyEvents } from '../../src/store/events.ts';
import type { Tables } from '../../src/store/schema.ts';
import { databaseUrl } from '../testkit/database-url.ts';
import { makePostgres, type TestDatabase } from '../testkit/databases.ts';
import { Company, Desk } from '../testkit/desk.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import { PRODUCTION } from '../testkit/program.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGED = '/usr/lib/postgresql';
/** What the walk-through calls the restored database. */
const RESTORED = 'fairwell_restored';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'fairwell-backup-'));
const restored = `fairwell_${randomBytes(6).toString('hex')}`;
let mail: MailServer;

/** Where pg_dump, pg_restore and createdb are, in a version that can read the server; null if nowhere. */
async function toolsFor(version: number): Promise<string | null> {
  const packaged = existsSync(PACKAGED) ? readdirSync(PACKAGED).map((name) => join(PACKAGED, name, 'bin')) : [];
  for (const place of [...(process.env['PATH'] ?? '').split(delimiter), ...packaged]) {
    if (!['pg_dump', 'pg_restore', 'createdb'].every((tool) => existsSync(join(place, tool)))) continue;
    const { stdout } = await run(join(place, 'pg_dump'), ['--version']);
    if (Number(/(\d+)/u.exec(stdout)?.[1]) >= version) return place;
  }
  return null;
}

/** The shell commands of the walk-through, in their order. */
function walkThrough(): string {
  const text = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const chapter = /^## Backup and restore$(.*?)^## /msu.exec(text)?.[1] ?? '';
  const blocks = [...chapter.matchAll(/^```sh\n(.*?)^```$/gmsu)].map((match) => match[1] ?? '');
  return blocks.join('').replaceAll(RESTORED, restored).replaceAll('npx fairwell', `node ${ROOT}/scripts/fairwell.mjs`);
}

/** Everything that is in a database, table by table. */
async function contentOf({ db }: TestDatabase): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ content: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\n' order by t::text)), '') as content
      from ${sql.table(name)} as t`.execute(db);
    content[name] = rows[0]?.content ?? '';
  }
  return content;
}

beforeAll(async () => {
  mail = await startMailServer();
});

afterAll(async () => {
  await mail.stop();
  const server = await openPostgres(inject('postgres').url, 1);
  await sql.raw(`drop database if exists ${restored} with (force)`).execute(server.db);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the walk-through of the manual brings everything back, and the program goes on with it', async ({ skip }) => {
  const url = await makePostgres();
  const database = await openPostgres<Tables>(url, 5);
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int / 10000 as version`.execute(database.db);
  const tools = await toolsFor(rows[0]?.version ?? 0);
  if (tools === null) {
    const why = `no pg_dump for PostgreSQL ${rows[0]?.version} is on the PATH or below ${PACKAGED}`;
    console.warn(`The backup is not tested: ${why}.`);
    await database.close();
    return skip(why);
  }
  const desk = new Desk(database);
  await desk.fill(50);
  const [leaving, pausing, staying] = [await desk.company(), await desk.company(), await desk.company()];
  await leaving.do({ do: 'cancel' });
  await pausing.do({ do: 'pause' });
  await staying.order(5);
  await staying.to('2026-04-02T00:00:00Z');

  const { stdout } = await run('sh', ['-euc', walkThrough()], {
    cwd: folder,
    env: {
      ...PRODUCTION,
      PATH: `${tools}${delimiter}${process.env['PATH']}`,
      DATABASE_URL: url,
      RESTORED_URL: databaseUrl(url, restored),
      SMTP_URL: mail.url,
    },
  });
  expect(stdout).toContain('ok   schema:');
  expect(stdout).not.toContain('fail');

  const copy = await openPostgres<Tables>(databaseUrl(url, restored), 5);
  try {
    const content = await contentOf(copy);
    expect(content).toEqual(await contentOf(database));
    expect(content['accounts']).toMatch(/^3 /u);
    for (const { accountId } of [leaving, pausing, staying]) {
      const verdict = await verifyEvents(copy.db, accountId);
      expect(verdict.ok && verdict.count > 0).toBe(true);
    }
    const again = new Desk(copy);
    const on = ({ accountId, clockId, members }: Company) => new Company(again, accountId, clockId, members);
    expect(await on(leaving).do({ do: 'keep' })).toBeNull();
    expect(await on(staying).order(7)).toBeNull();
    await on(pausing).to('2026-03-02T00:00:00Z');
    expect(await on(pausing).status()).toBe('paused');
    const delivered = await on(staying).deliveries();
    expect(new Set(delivered.map(({ leadId }) => leadId)).size).toBe(12);
    for (const company of [leaving, pausing, staying]) expect((await on(company).verify()).ok).toBe(true);
  } finally {
    await Promise.all([copy.close(), database.close()]);
  }
});
