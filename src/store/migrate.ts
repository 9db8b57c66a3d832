import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { CannotStart } from '../ports/cannot-start.ts';
import type { Tables } from './schema.ts';

/** The same place relative to this file in the sources and in what is built from them. */
const FOLDER = new URL('./migrations/', import.meta.url);

/** Nodes that start together take turns by it. */
const LOCK = 4_215_602_971;

interface Migration {
  readonly name: string;
  readonly text: string;
}

interface WithMigrations extends Tables {
  migrations: { name: string; checksum: string };
}

/** The migrations that come with the program, in their order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, FOLDER), 'utf8') })));
}

/**
 * Brings a database up to the program, all of the way or not at all. Refuses one that a newer program
 * made, or whose past is not the one told by these migrations.
 * @returns the names of the migrations that were run
 */
export async function migrate(database: Kysely<Tables>, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const known = migrations ?? (await readMigrations());
  return database
    .withTables<Pick<WithMigrations, 'migrations'>>()
    .transaction()
    .execute((tx) => runOutstanding(tx, known));
}

async function runOutstanding(
  tx: Transaction<WithMigrations>,
  known: readonly Migration[],
): Promise<readonly string[]> {
  // a large table may take its time, and so may the node that is ahead of this one
  await sql`set local statement_timeout = 0`.execute(tx);
  await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx);
  await sql`
    create table if not exists migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`.execute(tx);
  const applied = await tx.selectFrom('migrations').select(['name', 'checksum']).execute();
  refuseAnotherPast(known, applied);
  const outstanding = known.filter(({ name }) => !applied.some((row) => row.name === name));
  for (const { name, text } of outstanding) {
    try {
      await sql.raw(text).execute(tx);
    } catch (error) {
      throw new Error(`Migration ${name} failed`, { cause: error });
    }
    await tx
      .insertInto('migrations')
      .values({ name, checksum: checksumOf(text) })
      .execute();
  }
  return outstanding.map(({ name }) => name);
}

function refuseAnotherPast(known: readonly Migration[], applied: readonly { name: string; checksum: string }[]): void {
  for (const { name, checksum } of applied) {
    const migration = known.find((one) => one.name === name);
    if (migration === undefined) {
      throw new CannotStart(
        `The database is newer than this program: ${name} was applied to it; start a newer version.`,
      );
    }
    if (checksumOf(migration.text) !== checksum) {
      throw new CannotStart(`The database was made with another text of ${name}; start the version that made it.`);
    }
  }
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
