// What a year of customers leaves in the database, for docs/scale.md: node --import tsx scripts/measure-year.ts [ACCOUNTS]
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { openPostgres } from '../src/adapters/database/postgres.ts';
import { listkit } from '../flows/listkit.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Tables } from '../src/store/schema.ts';
import { Desk, type Company } from '../test/testkit/desk.ts';
import { startPostgres } from '../test/testkit/postgres-server.ts';

const START = '2026-01-31T15:00:00Z';
const MONTHS = 12;
const LEADS_A_MONTH = 200;
/** Enough for the order history of a year, and so many that the catalogue's own size is not counted. */
const CATALOGUE = 4_000;

/** One of these a month: a renewal, an order, its leads; in the year a top-up, a new card and a change of mind. */
async function liveAYear(company: Company): Promise<void> {
  const start = Temporal.Instant.from(START).toZonedDateTimeISO('America/New_York');
  for (let month = 0; month < MONTHS; month += 1) {
    await company.order(LEADS_A_MONTH);
    if (month === 3) await company.do({ do: 'top_up', credits: 1_000 });
    if (month === 5) await company.card('succeeds');
    if (month === 7) await changeMind(company);
    await company.to(start.add({ months: month, days: 27 }).toInstant().toString());
  }
}

async function changeMind(company: Company): Promise<void> {
  await company.do({ do: 'start_attempt', flow: listkit });
  const { attempt } = await company.state();
  if (attempt === null) throw new Error('no attempt began');
  const reason = listkit.reasons[0]?.id ?? '';
  await company.do({ do: 'answer_reason', flow: listkit, attemptId: attempt.id, reason, note: null });
  await company.do({ do: 'leave_attempt', attemptId: attempt.id });
}

const accounts = Number(process.argv[2] ?? 100);
const server = await startPostgres();
const database = await openPostgres<Tables>(server.url, 5);
try {
  const { db } = database;
  await migrate(db);
  const desk = new Desk(database);
  await desk.fill(CATALOGUE);
  for (let index = 0; index < accounts; index += 1) await liveAYear(await desk.company());
  await sql`vacuum full`.execute(db);
  await sql`analyze`.execute(db);
  const { rows } = await sql<{ name: string; rows: number; bytes: number }>`
    select relname as name, reltuples::float / ${accounts}::float as rows,
      pg_total_relation_size(oid) / ${accounts}::float as bytes
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by bytes desc`.execute(db);
  for (const { name, rows: count, bytes } of rows) {
    console.log(`${name.padEnd(20)} ${count.toFixed(1).padStart(9)} rows ${(bytes / 1_000).toFixed(1).padStart(9)} kB`);
  }
} finally {
  await database.close();
  await server.stop();
}
