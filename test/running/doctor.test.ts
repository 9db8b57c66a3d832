import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/adapters/database/open.ts';
import { checkClock, checkConfiguration, checkDue, checkOutbox } from '../../src/cli/doctor-checks.ts';
import { loadConfig } from '../../src/config.ts';
import type { Tables } from '../../src/store/schema.ts';
import { makePostgres } from '../testkit/databases.ts';
import { freePort } from '../testkit/free-port.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import { PRODUCTION } from '../testkit/program.ts';
import { fairwell } from './command.ts';

let mail: MailServer;
let url: string;
let database: Database<Tables>;
const folder = mkdtempSync(join(tmpdir(), 'fairwell-doctor-'));

const settings = () => ({ ...PRODUCTION, DATABASE_URL: url, SMTP_URL: mail.url });
const statesOf = (output: string) =>
  Object.fromEntries(
    output
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(5, line.indexOf(':')), line.slice(0, 5).trimEnd()]),
  );

beforeAll(async () => {
  mail = await startMailServer();
  url = await makePostgres();
  database = await openDatabase<Tables>({ url });
});

afterAll(async () => {
  await database.close();
  await mail.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('fairwell doctor', { timeout: 120_000 }, () => {
  test('finds nothing wrong where nothing is', async () => {
    const { code, output } = await fairwell(['doctor'], settings());
    expect(statesOf(output)).toEqual({
      configuration: 'ok',
      database: 'ok',
      clock: 'ok',
      schema: 'ok',
      'due backlog': 'ok',
      outbox: 'ok',
      mail: 'ok',
    });
    for (const line of output.trimEnd().split('\n')) expect(line).toMatch(/^(ok {2}|warn|fail) [a-z ]+: .*\.$/u);
    expect(code).toBe(0);
  });

  test('says which setting is wrong', async () => {
    const { code, output } = await fairwell(['doctor'], { ...settings(), PORT: 'https' });
    expect(output).toBe(
      'fail configuration: The settings are not right: PORT must be a whole number from 1 to 65535.\n',
    );
    expect(code).toBe(1);
  });

  test('says that the database and the mail server do not answer, and no password', async () => {
    const gone = `postgres://somebody:hidden@127.0.0.1:${await freePort()}/desk`;
    const { code, output } = await fairwell(['doctor'], {
      ...settings(),
      DATABASE_URL: gone,
      SMTP_URL: `smtp://somebody:hidden@127.0.0.1:${await freePort()}`,
    });
    expect(statesOf(output)).toEqual({
      configuration: 'ok',
      database: 'fail',
      clock: 'skip',
      schema: 'skip',
      'due backlog': 'skip',
      outbox: 'skip',
      mail: 'fail',
    });
    expect(output).not.toContain('hidden');
    expect(code).toBe(1);
  });

  test('sees what is due and what waits', async () => {
    const { db } = database;
    await sql`
      insert into accounts (id, code, name, country, time_zone, currency, created_at, due_at)
      values ('acct_due', 'due', 'Due', 'US', 'UTC', 'USD', now(), now() - interval '10 minutes')`.execute(db);
    await sql`
      insert into outbox (account_id, kind, key, payload, created_at, last_error)
      values ('acct_due', 'mail', 'one', '{}', now() - interval '3 hours', 'refused')`.execute(db);
    const { code, output } = await fairwell(['doctor'], settings());
    expect(output).toContain(
      'warn due backlog: something is due for 1 accounts, the longest for 10 min.\n' +
        'fail outbox: 1 mail wait, the oldest for 3 h; 1 failed when last tried.\n',
    );
    expect(code).toBe(1);
  });

  test('sees a database that is behind the program, or ahead of it', async () => {
    const { db } = database;
    await sql`delete from migrations where name = '0004-outbox-by-kind.sql'`.execute(db);
    const behind = await fairwell(['doctor'], settings());
    expect(behind.output).toContain('warn schema: 0004-outbox-by-kind.sql not applied yet');
    await sql`insert into migrations (name, checksum) values ('9999-later.sql', '')`.execute(db);
    const ahead = await fairwell(['doctor'], settings());
    expect(ahead.output).toContain('fail schema: The database is newer than this program');
    expect([behind.code, ahead.code]).toEqual([0, 1]);
  });

  test('looks at the embedded database, and makes none', async () => {
    const dataDir = join(folder, 'none');
    const { code, output } = await fairwell(['doctor'], {
      FAIRWELL_DATA_DIR: dataDir,
      FAIRWELL_SECRET: PRODUCTION.FAIRWELL_SECRET,
    });
    expect(statesOf(output)).toEqual({ configuration: 'ok', database: 'warn', mail: 'ok' });
    expect(code).toBe(0);
    await fairwell(['migrate'], { FAIRWELL_DATA_DIR: dataDir });
    const made = await fairwell(['doctor'], { FAIRWELL_DATA_DIR: dataDir });
    expect(statesOf(made.output)).toMatchObject({ database: 'ok', schema: 'ok', 'due backlog': 'ok', outbox: 'ok' });
  });
});

describe('what the doctor thinks of what it finds', () => {
  const config = (environment: Record<string, string>) => loadConfig({ ...PRODUCTION, ...environment });

  test.each([
    ['everything', { DATABASE_URL: 'postgres://localhost/desk' }, 'ok'],
    ['production without PostgreSQL', {}, 'warn'],
    ['TLS without a proxy', { DATABASE_URL: 'postgres://localhost/desk', BASE_URL: 'https://desk.example' }, 'warn'],
  ])('settings: %s', (_, environment, state) => {
    expect(checkConfiguration(config(environment)).state).toBe(state);
  });

  test.each([
    [0, 'ok'],
    [-900, 'ok'],
    [1_500, 'warn'],
    [-1_500, 'warn'],
    [-31_000, 'fail'],
  ])('clocks %i ms apart', (aheadMs, state) => {
    expect(checkClock({ version: '15', ms: 1, aheadMs }).state).toBe(state);
  });

  const outbox = (oldestSeconds: number, failed: number) => [{ kind: 'mail', count: 2, oldestSeconds, failed }];
  test.each([
    [10, 0, 'ok'],
    [10, 1, 'warn'],
    [400, 0, 'warn'],
    [4_000, 0, 'fail'],
  ])('%i s late with %i failures', (oldestSeconds, failed, state) => {
    expect(checkOutbox({ due: { count: 0, oldestSeconds: 0 }, outbox: outbox(oldestSeconds, failed) }).state).toBe(
      state,
    );
    const due = checkDue({ due: { count: 1, oldestSeconds }, outbox: [] }).state;
    expect(due).toBe(failed > 0 ? 'ok' : state);
  });
});
