import type pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** What differs from one run to the next: system time, how often something was tried, and what is drawn by lot. */
const PASSING = [
  ...['token', 'idempotency_key', 'available_at', 'attempts', 'last_error', 'leased_until', 'answer_at', 'failures'],
  ...['times_asked', 'times_delivered', 'answer_number', 'attached_at', 'refunded_at'],
];

/** In tables that follow the system's clock and not the account's. */
const SYSTEM_TIME: Readonly<Record<string, readonly string[]>> = {
  outbox: ['id', 'created_at', 'done_at'],
  sandbox_charges: ['asked_at'],
};

/** All that the desk and the provider have in their books, as text, in an order of its own. */
export type Books = Readonly<Record<string, readonly string[]>>;

/** Reads the books; two runs of one story on copies of one database have the same, to the last hash of the trail. */
export async function readBooks(client: pg.Client): Promise<Books> {
  const { rows: tables } = await client.query<{ name: string }>(`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public'
      and (column_name = 'account_id' or table_name in ('accounts', 'clocks', 'sandbox_refunds'))
      and table_name not like 'auth%' and table_name not like 'bench%'
    order by name`);
  const books: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(
      `select (to_jsonb(it) - $1::text[])::text as row from ${name} as it`,
      [[...PASSING, ...(SYSTEM_TIME[name] ?? [])]],
    );
    books[name] = rows.map(({ row }) => row).sort();
  }
  return books;
}

/** What only one of two has in its books, by table; nothing when both have the same. */
export function apart(ours: Books, theirs: Books): Readonly<Record<string, readonly string[]>> {
  const found = Object.keys({ ...ours, ...theirs }).map((table) => {
    const [here, there] = [ours[table] ?? [], theirs[table] ?? []];
    const [known, expected] = [new Set(here), new Set(there)];
    const more = here.filter((row) => !expected.has(row)).map((row) => `not expected: ${row}`);
    const missing = there.filter((row) => !known.has(row)).map((row) => `missing: ${row}`);
    const often = here.length === there.length ? [] : [`${here.length} rows instead of ${there.length}`];
    return [table, [...often, ...more, ...missing]] as const;
  });
  return Object.fromEntries(found.filter(([, rows]) => rows.length > 0));
}

const WAITING = `
  select kind || ' ' || key || ' ' || coalesce(last_error, '') as what from outbox where done_at is null
  union all select 'order ' || id from orders where status = 'running'
  union all select 'charge ' || id from charges where status = 'asked'
  union all select 'answer ' || key from sandbox_charges where owed > 0
  union all select 'account ' || accounts.id from accounts left join clocks on clocks.id = clock_id
    where due_at <= coalesce(clocks.now, now())`;

/** Waits until nothing is under way any more. */
export async function settled(client: pg.Client, withinMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const { rows } = await client.query<{ what: string }>(WAITING);
    if (rows.length === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`still under way: ${rows.map(({ what }) => what).join(', ')}`);
    await sleep(20);
  }
}

/** What a dead process had claimed becomes anybody's, as after a minute. */
export async function lapse(client: pg.Client): Promise<void> {
  await client.query('update outbox set available_at = now() where done_at is null');
  await client.query('update sandbox_charges set leased_until = now(), answer_at = now() where owed > 0');
}

/** That no money moved twice: as many charges as keys, refunds within them, and the desk's sums are the provider's. */
export async function moneyApart(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ desk: string; provider: string; notes: string; refunds: string }>(`
    select (select coalesce(sum(charged_minor), 0) from accounts) as desk,
      (select coalesce(sum(amount_minor), 0) from sandbox_charges where outcome = 'succeeded') as provider,
      (select coalesce(sum(refunded_minor), 0) from accounts) as notes,
      (select coalesce(sum(amount_minor), 0) from sandbox_refunds) as refunds`);
  const sums = rows[0];
  if (sums?.desk === sums?.provider && sums?.notes === sums?.refunds) return null;
  return JSON.stringify(sums);
}
