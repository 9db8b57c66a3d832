import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { CannotStart } from '../ports/cannot-start.ts';
import type { Tables } from './schema.ts';
import { codeOf } from './transactions.ts';

/** The same place relative to this file in the sources and in what is built from them. */
const FOLDER = new URL('./migrations/', import.meta.url);

/** Nodes that start together take turns by it. */
const LOCK = 4_215_602_971;
const TURN_MS = 200;

/** A migration that begins with it is run statement by statement, as `create index concurrently` demands. */
const OUTSIDE = '-- outside of a transaction';

/**
 * A statement that waits for a table makes everybody behind it wait as well, so it waits for so long
 * and then makes room before it tries again.
 */
const LOCK_TIMEOUT_MS = 2_000;
const MAKE_ROOM_MS = 1_000;
const TRIES = 30;

interface Migration {
  readonly name: string;
  readonly text: string;
}

interface WithMigrations extends Tables {
  migrations: { name: string; checksum: string };
}

type Db = Kysely<WithMigrations>;

/** The migrations that come with the program, in their order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, FOLDER), 'utf8') })));
}

/**
 * Brings a database up to the program. Nodes that come together take turns, so each migration runs once.
 * Those that stand together in transactions run all or not at all. Refuses a database that a newer program
 * made, or whose past is not the one told by these migrations.
 * @returns the names of the migrations that were run
 */
export async function migrate(database: Kysely<Tables>, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const known = migrations ?? (await readMigrations());
  const db = withMigrations(database);
  // the usual start finds nothing to do, and should wait for nobody
  if ((await outstandingOf(db, known)).length === 0) return [];
  return db.connection().execute(async (connection) => {
    await takeTurn(connection);
    try {
      return await runOutstanding(connection, known);
    } finally {
      await giveTurnBack(connection);
    }
  });
}

/** The names of the migrations that a database lacks. Refuses a database as `migrate` does. */
export async function outstandingMigrations(database: Kysely<Tables>): Promise<readonly string[]> {
  const outstanding = await outstandingOf(withMigrations(database), await readMigrations());
  return outstanding.map(({ name }) => name);
}

/** Whether a database answers, and is as this program would make it. */
export async function isCurrent(database: Kysely<Tables>): Promise<boolean> {
  try {
    return (await outstandingMigrations(database)).length === 0;
  } catch {
    return false;
  }
}

function withMigrations(database: Kysely<Tables>): Db {
  return database.withTables<Pick<WithMigrations, 'migrations'>>();
}

/** Asks again and again: who waits inside a statement keeps `create index concurrently` waiting for ever. */
async function takeTurn(connection: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${LOCK}::bigint) as mine`.execute(
      connection,
    );
    if (rows[0]?.mine === true) return;
    await sleep(TURN_MS);
  }
}

async function giveTurnBack(connection: Db): Promise<void> {
  try {
    await sql`select pg_advisory_unlock(${LOCK}::bigint)`.execute(connection);
  } catch {
    // the connection is gone, and the turn with it
  }
}

async function runOutstanding(connection: Db, known: readonly Migration[]): Promise<readonly string[]> {
  await sql`
    create table if not exists migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`.execute(connection);
  const outstanding = await outstandingOf(connection, known);
  for (const run of runsOf(outstanding)) {
    if (run.outside) await runOutside(connection, run.migrations);
    else await runTogether(connection, run.migrations);
  }
  return outstanding.map(({ name }) => name);
}

interface Run {
  readonly outside: boolean;
  readonly migrations: Migration[];
}

/** Neighbours that run in the same way. */
function runsOf(migrations: readonly Migration[]): readonly Run[] {
  const runs: Run[] = [];
  for (const migration of migrations) {
    const outside = migration.text.startsWith(OUTSIDE);
    const last = runs.at(-1);
    if (last?.outside === outside) last.migrations.push(migration);
    else runs.push({ outside, migrations: [migration] });
  }
  return runs;
}

async function runTogether(connection: Db, migrations: readonly Migration[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.transaction().execute(async (tx) => {
        await sql`set local statement_timeout = 0`.execute(tx);
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(tx);
        for (const migration of migrations) {
          await runOne(migration, () => sql.raw(migration.text).execute(tx));
          await remember(tx, migration);
        }
      });
      return;
    } catch (error) {
      if (!waitedInVain(error)) throw error;
      if (attempt === TRIES) {
        throw new CannotStart(
          'The database cannot be brought up to date: others have kept its tables locked all the while; ' +
            'end long transactions and start again.',
        );
      }
      await sleep(MAKE_ROOM_MS);
    }
  }
}

/** A migration that was broken off is run again from its beginning, which it has to bear. */
async function runOutside(connection: Db, migrations: readonly Migration[]): Promise<void> {
  await sql`set statement_timeout = 0`.execute(connection);
  try {
    for (const migration of migrations) {
      for (const statement of migration.text.split(/;\s*$/mu).filter((text) => text.trim() !== '')) {
        await runOne(migration, () => sql.raw(statement).execute(connection));
      }
      await remember(connection, migration);
    }
  } finally {
    await sql`reset statement_timeout`.execute(connection).catch(() => undefined);
  }
}

async function runOne({ name }: Migration, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw new Error(`Migration ${name} failed`, { cause: error });
  }
}

function waitedInVain(error: unknown): boolean {
  return error instanceof Error && codeOf(error.cause) === '55P03';
}

async function remember(db: Db, { name, text }: Migration): Promise<void> {
  await db
    .insertInto('migrations')
    .values({ name, checksum: checksumOf(text) })
    .execute();
}

async function outstandingOf(db: Db, known: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await appliedTo(db);
  refuseAnotherPast(known, applied);
  return known.filter(({ name }) => !applied.some((row) => row.name === name));
}

async function appliedTo(db: Db): Promise<readonly { name: string; checksum: string }[]> {
  try {
    return await db.selectFrom('migrations').select(['name', 'checksum']).execute();
  } catch (error) {
    // nobody has been at this database yet
    if (codeOf(error) === '42P01') return [];
    throw error;
  }
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
