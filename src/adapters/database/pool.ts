import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool } from 'kysely';
import pg from 'pg';
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
  // A connection that breaks fails its query and is replaced; unheard, its error would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: converting(pool) }) });
  let closed: Promise<void> | undefined;
  const close = async () => {
    await db.destroy();
    if (!pool.ending) await pool.end();
    await letGo?.();
  };
  return { kind, db, close: () => (closed ??= close()) };
}

type Client = Awaited<ReturnType<PostgresPool['connect']>>;

function converting(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      // Where every client speaks to one and the same session, what one of them left open would
      // become the next one's transaction. A fresh connection says nothing of its state yet.
      if (client.getTransactionStatus() !== 'I') await client.query('rollback');
      let broken = false;
      const query = async (text: string, parameters: readonly unknown[]) => {
        try {
          return await client.query(text, parameters.map(toParameter));
        } catch (error) {
          broken ||= endsConnection(error);
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

/** Whether what went wrong was the connection and not the query: nobody should be given it again. */
function endsConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.severity !== 'ERROR';
}
