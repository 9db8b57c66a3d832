import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { Handler } from '../src/effects/handler.ts';
import { createWorker, type WorkerOptions } from '../src/effects/worker.ts';
import type { Tables } from '../src/store/schema.ts';
import { Desk } from '../test/testkit/desk.ts';
import { accountId, copyAccounts, makeDue, makePattern } from './accounts.ts';
import { inTurns, spreadOf, timed } from './measure.ts';
import { unhurried, type Place } from './place.ts';
import { renewInOneStatement } from './renewals-limit.ts';
import { figure, told, type Row } from './table.ts';

/** What a renewal leaves; both ways have to leave the same. */
const LEFT = ['invoices', 'charges', 'credit_lots', 'credit_entries', 'events', 'outbox', 'sandbox_charges'] as const;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Size {
  readonly due: number;
  readonly rounds: number;
}

/** Renewals of many due subscriptions: from the timer's look to the last recorded answer; mails stay in the outbox. */
export async function renewals(place: Place, sizes: readonly Size[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const costs: number[] = [];
  // what is measured is a program that has run for a while
  if (sizes[0] !== undefined) await measure(place, { due: sizes[0].due, rounds: 2 });
  for (const size of sizes) {
    const { engine, limit } = await measure(place, size);
    const [ours, theirs] = [spreadOf(engine), spreadOf(limit)];
    costs.push(ours.median);
    const ratio = spreadOf(engine.map((each, round) => (limit[round] ?? Number.NaN) / each));
    rows.push({
      row: `renewal, ${size.due.toLocaleString('en-US')} due`,
      measured: told(ours, 'µs each'),
      limit: `one SQL statement: ${told(theirs, 'µs each')}`,
      ratio: figure(ratio.median),
      goal: '0.5',
      met: ratio.median >= 0.5,
    });
  }
  const flat = Math.max(...costs) / Math.min(...costs) - 1;
  rows.push({
    row: 'renewal, cost of one from the smallest to the largest run',
    measured: `differs by ${figure(flat * 100)} %`,
    limit: '-',
    ratio: '-',
    goal: '20 %',
    met: flat <= 0.2,
  });
  return rows;
}

/** Microseconds for one renewal, of each round. */
async function measure(place: Place, { due, rounds }: Size) {
  const { database, close } = await place.open();
  const { db } = database;
  try {
    const pattern = await makePattern(database);
    const desk = new Desk(database);
    let next = 1;
    const block = async (renew: (from: number) => Promise<void>): Promise<number> => {
      const from = next;
      next += due;
      await unhurried(db, async (connection) => {
        await copyAccounts(connection, pattern, from, due);
        await makeDue(connection, from, due);
      });
      await sql`checkpoint`.execute(db);
      const ms = await timed(() => renew(from));
      await unhurried(db, (connection) => verify(connection, from, due));
      return (ms * 1_000) / due;
    };
    return await inTurns(rounds, {
      engine: () => block(() => renewByEngine(desk)),
      limit: () => block((from) => unhurried(db, (connection) => renewInOneStatement(connection, from, due))),
    });
  } finally {
    await close();
  }
}

async function renewByEngine({ engine, database: { db } }: Desk): Promise<void> {
  const { sandbox, timers, deps, charges } = engine;
  const charge: Handler = async (row) => (await charges([row]))[0] ?? 'done';
  const worker = createWorker({
    db,
    // mails are what customers wait for least, and belong to whoever sends them
    handlers: { charge } as unknown as WorkerOptions['handlers'],
    together: { charge: charges },
    log: quiet,
  });
  const { wake, atHand } = deps;
  Object.assign(deps, { wake: worker.wake, atHand: worker.atHand });
  worker.start();
  sandbox.start();
  try {
    while ((await timers.runDue()) > 0);
    while (await isAwaited(db)) await sleep(10);
  } finally {
    Object.assign(deps, { wake, atHand });
    await Promise.all([worker.stop(), sandbox.stop()]);
  }
}

async function isAwaited(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select 1 from outbox where kind = 'charge' and done_at is null limit 1`.execute(db);
  return rows.length > 0;
}

/** What was measured happened: every account is in its next period, and left the same rows. */
async function verify(db: Kysely<Tables>, from: number, count: number): Promise<void> {
  const [first, last] = [accountId(from), accountId(from + count - 1)];
  const { rows } = await sql<{ renewed: number }>`
    select count(*) as renewed from accounts join subscriptions on account_id = accounts.id
    where accounts.id between ${first} and ${last} and due_at = period_end and period_end > now()`.execute(db);
  if (rows[0]?.renewed !== count) throw new Error(`${rows[0]?.renewed ?? 0} of ${count} subscriptions were renewed`);
  const expected = {
    invoices: 1,
    charges: 1,
    credit_lots: 2,
    credit_entries: 1,
    events: 4,
    outbox: 2,
    sandbox_charges: 1,
  };
  for (const table of LEFT) {
    const found = await sql<{ rows: number }>`
      select count(*) as rows from ${sql.table(table)} where account_id between ${first} and ${last}`.execute(db);
    const each = (found.rows[0]?.rows ?? 0) / count;
    if (each !== expected[table]) throw new Error(`a renewal left ${each} rows in ${table}, not ${expected[table]}`);
  }
}
