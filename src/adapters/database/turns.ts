import { sql } from 'kysely';
import type { Database } from './open.ts';

const LOCK = 3_907_114_652;

/** Runs `work` while no other process runs it on the same database. */
export async function inTurn<Tables>({ kind, db }: Database<Tables>, work: () => Promise<void>): Promise<void> {
  // the embedded database has one process, and one connection that the work itself needs
  if (kind === 'embedded') return work();
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK}::bigint)`.execute(connection);
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${LOCK}::bigint)`.execute(connection);
    }
  });
}
