import { sql, type Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** So many rows need little memory beside the table itself. */
const ROWS_PER_STATEMENT = 100_000;

/**
 * Puts leads into the catalogue of whom only the number matters: those counted from `first` to `last`, each
 * of whom verifies. The database makes them itself, so that a million are there in seconds.
 */
export async function fillPlainLeads(db: Kysely<Tables>, first: number, last: number): Promise<void> {
  for (let from = first; from <= last; from += ROWS_PER_STATEMENT) {
    const to = Math.min(last, from + ROWS_PER_STATEMENT - 1);
    await sql`
      insert into leads (
        id, first_name, last_name, title, seniority, industry, company, company_size, country,
        business_email, personal_email, mobile, verified
      )
      select number, '', '', '', '', '', '', '', '', '', '', '', true
      from generate_series(${from}::integer, ${to}::integer) as number
    `.execute(db);
  }
  // The embedded database never does this by itself, and plans joins on guesses until it is done.
  await sql`analyze leads`.execute(db);
}

/**
 * Keeps leads and deliveries out of the write-ahead log, for a database in memory: nobody recovers it, and a
 * million deliveries would stand there once more.
 */
export async function leaveOutOfLog(db: Kysely<Tables>): Promise<void> {
  await sql`alter table deliveries set unlogged`.execute(db);
  await sql`alter table leads set unlogged`.execute(db);
}
