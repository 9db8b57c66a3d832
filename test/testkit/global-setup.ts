import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openMemory } from '../../src/adapters/database/embedded.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Tables } from '../../src/store/schema.ts';
import { databaseUrl } from './database-url.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server, and the migrated database in it that others are copied from. */
    readonly postgres: { readonly url: string; readonly template: string };
    /** A file with the embedded database, migrated. */
    readonly snapshot: string;
  }
}

/** Makes what every database of the run is copied from, and removes it with all copies afterwards. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  buildOnce();
  const folder = mkdtempSync(join(tmpdir(), 'fairwell-test-'));
  const snapshot = join(folder, 'snapshot.tar');
  const [server] = await Promise.all([startPostgres(), takeSnapshot(snapshot)]);
  const run = `fairwell_${randomBytes(4).toString('hex')}`;
  const tearDown = async () => {
    await dropDatabases(server.url, run);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const template = `${run}_template`;
    await makeTemplate(server.url, template);
    project.provide('postgres', { url: server.url, template });
    project.provide('snapshot', snapshot);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

const BUILT = Symbol.for('fairwell.built');

/** Tests that start the program share what was built: nobody may replace it while somebody else starts from it. */
function buildOnce(): void {
  const run = globalThis as { [BUILT]?: true };
  if (run[BUILT] !== undefined) return;
  execFileSync(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', 'build.mjs')]);
  run[BUILT] = true;
}

async function takeSnapshot(file: string): Promise<void> {
  const database = await openMemory<Tables>();
  await migrate(database.db);
  writeFileSync(file, Buffer.from(await (await database.snapshot()).arrayBuffer()));
  await database.close();
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await maintain(url, (client) => client.query(`create database ${template}`));
  const database = await openPostgres<Tables>(databaseUrl(url, template), 1);
  await migrate(database.db);
  await database.close();
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  await maintain(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });
}

async function maintain(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
