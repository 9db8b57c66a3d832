import pg from 'pg';
import { CannotStart } from '../../ports/cannot-start.ts';
import { databaseOn } from './pool.ts';
import type { Database } from './pool.ts';
import { valueTypes } from './values.ts';

const OLDEST_VERSION = 15;

/** Opens a PostgreSQL database; refuses one that does not answer or is too old. */
export async function openPostgres<Tables>(url: string, connections: number): Promise<Database<Tables>> {
  const pool = new pg.Pool({
    connectionString: url,
    types: valueTypes,
    max: connections,
    application_name: 'fairwell',
    connectionTimeoutMillis: 15_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    // the pool waits for the promise, which its types do not tell
    onConnect: (client) => client.query(`set time zone 'UTC'`) as unknown as void,
  });
  const database = databaseOn<Tables>('postgres', pool);
  try {
    await greet(pool, url);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function greet(pool: pg.Pool, url: string): Promise<void> {
  let version: number;
  try {
    const { rows } = await pool.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    version = rows[0]?.version ?? 0;
  } catch (error) {
    const what = error instanceof pg.DatabaseError ? 'does not let us in' : 'does not answer';
    throw new CannotStart(`The database ${withoutPassword(url)} ${what}: ${sentenceOf(error)}.`);
  }
  if (version < OLDEST_VERSION) {
    throw new CannotStart(
      `The database ${withoutPassword(url)} is PostgreSQL ${version}, but ${OLDEST_VERSION} or later is needed.`,
    );
  }
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  parsed.search = '';
  return parsed.toString();
}

function sentenceOf(error: unknown): string {
  // several addresses were tried, and each has its own error
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return message.replace(/\s+/gu, ' ').replace(/\.$/u, '');
}
