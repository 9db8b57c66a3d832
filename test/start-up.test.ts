import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Tables } from '../src/store/schema.ts';
import { makePostgres } from './testkit/databases.ts';
import { freePort } from './testkit/free-port.ts';
import { PRODUCTION, Program } from './testkit/program.ts';

const ROOT = join(import.meta.dirname, '..');
const LOCKING = new URL('../src/adapters/database/folder-lock.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'fairwell-start-'));
const running: Program[] = [];
let folders = 0;

function start(environment: Readonly<Record<string, string>>): Program {
  const program = new Program({ ...PRODUCTION, ...environment });
  running.push(program);
  return program;
}

const newFolder = () => join(folder, `nested/${(folders += 1)}`);

/** A folder in which the program has run before, which is sooner open. */
function usedFolder(): string {
  const dataDir = newFolder();
  cpSync(join(folder, 'used'), dataDir, { recursive: true });
  return dataDir;
}

/** Expects the program to refuse to start, and gives the one sentence that it says. */
async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
  const { code, errors } = await start(environment).ended;
  expect(code).toBe(1);
  expect(errors.trimEnd()).not.toContain('\n');
  expect(errors).not.toMatch(/^\s+at /mu);
  return errors.trimEnd();
}

const answers = async (port: number) => (await fetch(`http://127.0.0.1:${port}/healthz`)).status;

beforeAll(async () => {
  const database = await openDatabase<Tables>({ dataDir: join(folder, 'used') });
  await migrate(database.db);
  await database.close();
});

afterEach(async () => {
  const programs = running.splice(0);
  for (const program of programs) program.kill('SIGKILL');
  await Promise.all(programs.map((program) => program.ended));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the program', { timeout: 120_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('starts, answers, and ends cleanly within 5 s on %s', async (signal) => {
    const dataDir = signal === 'SIGINT' ? newFolder() : usedFolder();
    const port = await freePort();
    const program = start({ PORT: String(port), FAIRWELL_DATA_DIR: dataDir });
    expect(await program.ready()).toContain(PRODUCTION.BASE_URL);
    expect(await answers(port)).toBe(200);
    const before = performance.now();
    program.kill(signal);
    expect((await program.ended).code).toBe(0);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('started twice on one folder, the second says so and leaves the first alone', async () => {
    const dataDir = usedFolder();
    const port = await freePort();
    await start({ PORT: String(port), FAIRWELL_DATA_DIR: dataDir }).ready();
    const sentence = await refusal({ PORT: String(await freePort()), FAIRWELL_DATA_DIR: dataDir });
    expect(sentence).toMatch(/is in use by another Fairwell \(process \d+\)/u);
    expect(await answers(port)).toBe(200);
  });

  it('killed, it starts again on what it had kept, and of several starts one gets the folder', async () => {
    const dataDir = usedFolder();
    const killed = start({ PORT: String(await freePort()), FAIRWELL_DATA_DIR: dataDir });
    await killed.ready();
    killed.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(join(dataDir, 'lock'))).toBe(true);
    await keepClock(dataDir);

    const lock = await leaveLock(dataDir);
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const programs = ports.map((port) => start({ PORT: String(port), FAIRWELL_DATA_DIR: dataDir }));
    const starts = await Promise.allSettled(programs.map((program) => program.ready()));
    const won = programs.filter((_, index) => starts[index]?.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).not.toBe(lock);

    won[0]?.kill('SIGTERM');
    await won[0]?.ended;
    expect(await keptClocks(dataDir)).toEqual(['kept']);
  });

  it('runs on PostgreSQL, also as two nodes that start together', async () => {
    const url = await makePostgres();
    const ports = [await freePort(), await freePort()];
    await Promise.all(ports.map((port) => start({ PORT: String(port), DATABASE_URL: url }).ready()));
    expect(await Promise.all(ports.map(answers))).toEqual([200, 200]);
  });
});

describe('a start that cannot be', { timeout: 120_000 }, () => {
  it('a port that is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    const sentence = await refusal({ PORT: String(port), FAIRWELL_DATA_DIR: usedFolder() });
    other.close();
    expect(sentence).toBe(`Port ${port} is taken; set PORT to another one.`);
  });

  it('a folder that cannot be written to', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ FAIRWELL_DATA_DIR: join(file, 'data') })).toMatch(
      /^The data folder .* cannot be written to/u,
    );
  });

  it.runIf(existsSync('/proc/self'))('a folder that can never be made, at once', async () => {
    const before = performance.now();
    const database = { PORT: String(await freePort()), FAIRWELL_DATA_DIR: '/proc/nope/data' };
    expect(await refusal(database)).toBe('The data folder /proc/nope/data cannot be written to (ENOENT).');
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('a database that does not answer', async () => {
    const url = `postgres://somebody:hidden@127.0.0.1:${await freePort()}/desk`;
    const sentence = await refusal({ DATABASE_URL: url });
    expect(sentence).toMatch(/^The database postgres:\/\/somebody@127.0.0.1:\d+\/desk does not answer: /u);
    expect(sentence).not.toContain('hidden');
  });

  it('a database that is not there', async () => {
    const url = new URL(inject('postgres').url);
    url.pathname = '/nowhere';
    expect(await refusal({ DATABASE_URL: url.toString() })).toContain('database "nowhere" does not exist');
  });

  it('a database address that is none', async () => {
    expect(await refusal({ DATABASE_URL: 'mysql://localhost/desk' })).toContain('DATABASE_URL must be an address');
  });

  it('a database that a newer program made', async () => {
    const url = await makePostgres();
    const database = await openDatabase<Tables>({ url });
    await sql`insert into migrations (name, checksum) values ('9999-later.sql', '')`.execute(database.db);
    await database.close();
    expect(await refusal({ DATABASE_URL: url })).toContain('The database is newer than this program: 9999-later.sql');
  });

  it('a port that is none', async () => {
    expect(await refusal({ PORT: 'https' })).toBe(
      'The settings are not right: PORT must be a whole number from 1 to 65535.',
    );
  });

  it('production without what production needs', async () => {
    const sentence = await refusal({ FAIRWELL_SECRET: '', SMTP_URL: '' });
    expect(sentence).toMatch(/^In production these must be set: FAIRWELL_SECRET.*; SMTP_URL/u);
  });
});

async function keepClock(dataDir: string): Promise<void> {
  const database = await openDatabase<Tables>({ dataDir });
  await sql`insert into clocks (id, now) values ('kept', '2026-01-01')`.execute(database.db);
  await database.close();
}

async function keptClocks(dataDir: string): Promise<readonly string[]> {
  const database = await openDatabase<Tables>({ dataDir });
  const clocks = await database.db.selectFrom('clocks').select('id').execute();
  await database.close();
  return clocks.map(({ id }) => id);
}

/** Leaves the lock of a process that is gone. */
async function leaveLock(dataDir: string): Promise<string> {
  const code = `import { lockFolder } from ${JSON.stringify(LOCKING)}; lockFolder(process.argv[1]); process.kill(process.pid, 'SIGKILL')`;
  spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code, dataDir], { cwd: ROOT });
  return readFile(join(dataDir, 'lock'), 'utf8');
}
