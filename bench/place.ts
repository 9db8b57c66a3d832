import { randomBytes } from 'node:crypto';
import { totalmem } from 'node:os';
import pg from 'pg';
import { sql, type Kysely } from 'kysely';
import { openPostgres } from '../src/adapters/database/postgres.ts';
import type { Database } from '../src/adapters/database/open.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Tables } from '../src/store/schema.ts';
import { databaseUrl } from '../test/testkit/database-url.ts';
import { startOwnPostgres } from '../test/testkit/postgres-server.ts';

/**
 * Nothing that a customer would lose by is switched off. A quarter of the memory for buffers is what PostgreSQL's
 * manual begins with; the rest lets a checkpoint wait for the end of a round.
 */
const durable = () => [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'max_connections=100',
  `shared_buffers=${Math.max(1, Math.floor(memoryGb() / 4))}GB`,
  'max_wal_size=32GB',
  'checkpoint_timeout=15min',
  'jit=off',
];

/** What this machine has, or what we may use of it. */
function memoryGb(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity) / 2 ** 30;
}

/** Where a benchmark runs: a server of its own, in which it makes databases. */
export interface Place {
  /** A new database, migrated and empty. */
  open(connections?: number): Promise<Opened>;
  /** A new database that nobody has been at, not even the migrations. */
  openEmpty(): Promise<Copied>;
  /** A copy of a database as it is now; whoever is connected to it is cut off and connects anew. */
  copy(of: { readonly url: string }): Promise<Copied>;
  stop(): Promise<void>;
}

export interface Copied {
  readonly url: string;
  drop(): Promise<void>;
}

export interface Opened {
  readonly url: string;
  readonly database: Database<Tables>;
  /** Lets go of the database and removes it. */
  readonly close: () => Promise<void>;
}

/** Starts a durable PostgreSQL server. */
export async function openPlace(): Promise<Place> {
  const server = await startOwnPostgres(durable());
  return {
    open: async (connections = 10) => {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await maintain(server.url, `create database ${name}`);
      const url = databaseUrl(server.url, name);
      const database = await openPostgres<Tables>(url, connections);
      await migrate(database.db);
      return {
        url,
        database,
        close: async () => {
          await database.close();
          await maintain(server.url, `drop database ${name} with (force)`);
        },
      };
    },
    openEmpty: async () => {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await maintain(server.url, `create database ${name}`);
      return {
        url: databaseUrl(server.url, name),
        drop: () => maintain(server.url, `drop database ${name} with (force)`),
      };
    },
    copy: async (of) => {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      const source = new URL(of.url).pathname.slice(1);
      await maintain(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${source}'`);
      await maintain(server.url, `create database ${name} template ${source}`);
      return {
        url: databaseUrl(server.url, name),
        drop: () => maintain(server.url, `drop database ${name} with (force)`),
      };
    },
    stop: () => server.stop(),
  };
}

async function maintain(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** On a connection whose statements may take as long as they need: a million rows take longer than any page may. */
export async function unhurried<Result>(
  db: Kysely<Tables>,
  work: (db: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      return await work(connection);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}
