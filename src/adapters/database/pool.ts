import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool } from 'kysely';
import pg from 'pg';
import { isRefused } from '../../store/transactions.ts';
import { toParameter } from './values.ts';

/** A database that is open. */
export interface Database<Tables> {
  readonly kind: 'postgres' | 'embedded';
  readonly db: Kysely<Tables>;
  /** Waits for queries in flight, then lets go of everything. May be called twice. */
  close(): Promise<void>;
}

/** Kysely on a pool of connections whose values are converted both ways; `letGo` runs after the pool's end. */
export function databaseOn<Tables>(
  kind: Database<Tables>['kind'],
  pool: pg.Pool,
  letGo?: () => Promise<void>,
): Database<Tables> {
  // The embedded database has one session for clients that follow each other, and names would be taken.
  const nameOf = kind === 'postgres' ? createNames() : () => undefined;
  // A connection that breaks fails its query and is replaced; unheard, its error would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: converting(pool, nameOf) }) });
  let closed: Promise<void> | undefined;
  const close = async () => {
    await db.destroy();
    if (!pool.ending) await pool.end();
    await letGo?.();
  };
  return { kind, db, close: () => (closed ??= close()) };
}

type Client = Awaited<ReturnType<PostgresPool['connect']>>;

function converting(pool: pg.Pool, nameOf: (text: string) => string | undefined): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      // Where every client speaks to one and the same session, what one of them left open would
      // become the next one's transaction. A fresh connection says nothing of its state yet.
      if (client.getTransactionStatus() !== 'I') await client.query('rollback');
      let broken = false;
      const query = async (text: string, parameters: readonly unknown[]) => {
        const values = parameters.map(toParameter);
        const name = values.length === 0 ? undefined : nameOf(text);
        try {
          return await client.query(name === undefined ? { text, values } : { name, text, values });
        } catch (error) {
          const outdated = isOutdatedPlan(error);
          broken ||= outdated || endsConnection(error);
          if (outdated && client.getTransactionStatus() === 'I') return client.query({ text, values });
          throw error;
        }
      };
      const release = () => {
        client.release(broken);
      };
      return { query, release } as unknown as Client;
    },
    end: () => pool.end(),
  };
}

/** Statements that came this often are prepared, each once for a connection. */
const OFTEN = 5;
const MOST_NAMES = 300;
/** Texts that are counted; those of lists of any length would otherwise be remembered without end. */
const MOST_COUNTED = 2_000;

/** Names for the statements that come again and again, so that the database parses and plans them once. */
function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  const counted = new Map<string, number>();
  return (text) => {
    const name = names.get(text);
    if (name !== undefined || names.size === MOST_NAMES) return name;
    const times = (counted.get(text) ?? 0) + 1;
    if (times >= OFTEN) {
      counted.delete(text);
      names.set(text, `fairwell_${names.size + 1}`);
    } else {
      if (counted.size === MOST_COUNTED) counted.clear();
      counted.set(text, times);
    }
    return names.get(text);
  };
}

/** Whether a table was changed, by a newer version that starts, since a statement was prepared on this connection. */
function isOutdatedPlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery';
}

/** Whether what went wrong was the connection and not the query: nobody should be given it again. */
function endsConnection(error: unknown): boolean {
  return !isRefused(error);
}
