import { CompiledQuery } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { iso } from '../domain/time/iso.ts';

/** Tables that a commit writes beside `accounts`, and how. */
export type WrittenTable = keyof typeof WRITTEN;

/** Rows to be written, by table. */
export type RowsByTable = { readonly [T in WrittenTable]: readonly object[] };

/** An account as it becomes, if it still is at the version that was decided on. */
export interface AccountWrite {
  readonly id: string;
  readonly version: number;
  readonly changes: object;
}

/** `from_now`: an instant so many milliseconds after the database's own time. */
type Column = 'text' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'json' | 'from_now';

type Columns = Readonly<Record<string, Column>>;

interface Written {
  readonly columns: Columns;
  /** What happens to a row that is there already; without it that is an error. */
  readonly whenThere?: { readonly columns: readonly string[]; readonly then: 'replace' | 'keep' };
}

const KEY = ['account_id', 'id'];
const KEYED = { account_id: 'text', id: 'text' } as const;
const REPLACED = { columns: KEY, then: 'replace' } as const;

/** The columns of `accounts` that a decision changes. */
const ACCOUNT: Columns = {
  sequence: 'bigint',
  invoice_count: 'integer',
  credit_note_count: 'integer',
  charged_minor: 'bigint',
  refunded_minor: 'bigint',
  event_count: 'bigint',
  event_hash: 'text',
  subscription_id: 'text',
  pending: 'json',
  due_at: 'timestamptz',
};

/** Which account, at which version, and what becomes of it; the statement counts on the first two. */
const STATE: Columns = { id: 'text', version: 'bigint', ...ACCOUNT };

const WRITTEN = {
  subscriptions: {
    columns: {
      ...KEYED,
      plan_code: 'text',
      plan: 'json',
      status: 'text',
      anchor_at: 'timestamptz',
      anchor_time_zone: 'text',
      anchor_offset: 'integer',
      period_start: 'timestamptz',
      period_end: 'timestamptz',
      scheduled: 'json',
      discount: 'json',
      period_discount_minor: 'bigint',
      dunning: 'json',
      pause_months: 'integer',
      noticed_for: 'timestamptz',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      end_cause: 'text',
      history_size: 'integer',
    },
    whenThere: REPLACED,
  },
  payment_methods: {
    columns: {
      account_id: 'text',
      token: 'text',
      brand: 'text',
      last4: 'text',
      exp_month: 'integer',
      exp_year: 'integer',
    },
    whenThere: { columns: ['account_id'], then: 'replace' },
  },
  invoices: {
    columns: {
      ...KEYED,
      number: 'text',
      subscription_id: 'text',
      purpose: 'text',
      status: 'text',
      lines: 'json',
      total_minor: 'bigint',
      currency: 'text',
      period_start: 'timestamptz',
      period_end: 'timestamptz',
      credits: 'integer',
      issued_at: 'timestamptz',
      paid_at: 'timestamptz',
      closed_at: 'timestamptz',
      charge_id: 'text',
    },
    whenThere: REPLACED,
  },
  charges: {
    columns: {
      ...KEYED,
      invoice_id: 'text',
      purpose: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      token: 'text',
      status: 'text',
      period_start: 'timestamptz',
      period_end: 'timestamptz',
      lines: 'json',
      on_session: 'boolean',
      failure: 'text',
      asked_at: 'timestamptz',
      answered_at: 'timestamptz',
    },
    whenThere: REPLACED,
  },
  credit_lots: {
    columns: {
      ...KEYED,
      source: 'text',
      rollover: 'text',
      rollover_cap: 'integer',
      plan_code: 'text',
      plan_credits: 'integer',
      invoice_id: 'text',
      granted: 'integer',
      available: 'integer',
      reserved: 'integer',
      granted_at: 'timestamptz',
      closed: 'text',
    },
    whenThere: REPLACED,
  },
  orders: {
    columns: {
      ...KEYED,
      subscription_id: 'text',
      filter: 'json',
      fields: 'json',
      requested: 'integer',
      credits_per_lead: 'integer',
      delivered: 'integer',
      rejected: 'integer',
      reservations: 'json',
      credits_spent: 'integer',
      credits_released: 'integer',
      lead_cursor: 'integer',
      status: 'text',
      placed_at: 'timestamptz',
      placed_by: 'text',
      completed_at: 'timestamptz',
    },
    whenThere: REPLACED,
  },
  attempts: {
    columns: {
      ...KEYED,
      flow_code: 'text',
      flow_version: 'integer',
      started_at: 'timestamptz',
      started_by: 'text',
      touched_at: 'timestamptz',
      reason: 'text',
      note: 'text',
      page: 'text',
      path: 'json',
      decisions: 'json',
      outcome: 'text',
      accepted_offer: 'text',
      ended_at: 'timestamptz',
    },
    whenThere: REPLACED,
  },
  credit_entries: {
    columns: { ...KEYED, lot_id: 'text', kind: 'text', credits: 'integer', at: 'timestamptz', order_id: 'text' },
  },
  deliveries: {
    columns: {
      account_id: 'text',
      subscription_id: 'text',
      lead_id: 'integer',
      order_id: 'text',
      delivered_at: 'timestamptz',
    },
  },
  credit_notes: {
    columns: {
      ...KEYED,
      number: 'text',
      invoice_id: 'text',
      charge_id: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      issued_at: 'timestamptz',
      why: 'text',
    },
  },
  events: {
    columns: {
      account_id: 'text',
      seq: 'bigint',
      type: 'text',
      at: 'timestamptz',
      recorded_at: 'timestamptz',
      actor_kind: 'text',
      actor_id: 'text',
      command: 'text',
      data: 'json',
      previous_hash: 'text',
      hash: 'text',
    },
  },
  outbox: {
    columns: {
      account_id: 'text',
      kind: 'text',
      key: 'text',
      payload: 'json',
      attempts: 'integer',
      available_at: 'from_now',
    },
    whenThere: { columns: ['account_id', 'kind', 'key'], then: 'keep' },
  },
  answers: {
    columns: { account_id: 'text', idempotency_key: 'text', command: 'text', refusal: 'json', at: 'timestamptz' },
  },
} as const satisfies Readonly<Record<string, Written>>;

/**
 * One statement that writes all of it, or nothing when one of the accounts is not at its version any more; it
 * answers with the ids of the accounts that it wrote. Each column is one parameter, the list of its values, which
 * the database reads in half the time that it takes for JSON. So the text depends only on which tables have rows,
 * and is planned once for each of these.
 */
export function commitStatement(
  accounts: readonly AccountWrite[],
  rows: RowsByTable,
): CompiledQuery<{ readonly id: string }> {
  const written = TABLES.filter((table) => rows[table].length > 0);
  const known = texts.get(written.join());
  const text = known ?? textFor(written);
  if (known === undefined) texts.set(written.join(), text);
  const states = accounts.map(({ id, version, changes }) => ({ id, version, ...changes }));
  return CompiledQuery.raw(text, [
    accounts.length,
    ...byColumn(STATE, states),
    ...written.flatMap((table) => byColumn(WRITTEN[table].columns, rows[table])),
  ]);
}

const TABLES = Object.keys(WRITTEN) as WrittenTable[];

/** Texts that were made before, by the tables that they write. */
const texts = new Map<string, string>();

function byColumn(columns: Columns, rows: readonly object[]): readonly (readonly unknown[])[] {
  return Object.keys(columns).map((column) => rows.map((row) => written((row as Record<string, unknown>)[column])));
}

function written(value: unknown): unknown {
  return value instanceof Temporal.Instant ? iso(value) : value;
}

/** Its first parameter is how many accounts there are. */
function textFor(tables: readonly WrittenTable[]): string {
  const take = parameters(2);
  const update = updateAccounts(take(STATE));
  const inserts = tables.map((table) => insert(table, WRITTEN[table], take(WRITTEN[table].columns)));
  return `with ${[update, ...inserts].join(', ')} select id from guard`;
}

/** Gives out parameters from a number on: rows of these columns, as something to select from. */
function parameters(next: number): (columns: Columns) => string {
  return (columns) => {
    const lists = Object.values(columns).map((type) => `$${next++}::${SENT[type] ?? type}[]`);
    return `unnest(${lists.join(', ')}) as it (${names(Object.keys(columns))})`;
  };
}

/**
 * The accounts are locked first, in the order of their ids, so that nothing is written when one of them is not at
 * its version, and so that no two statements wait for each other in a ring. Finding them by the list of ids alone uses
 * their key, however many the planner believes them to be.
 */
function updateAccounts(rows: string): string {
  const set = Object.entries(ACCOUNT).map(([column, type]) => `${column} = ${read(column, type)}`);
  const same = 'accounts.id = it.id and accounts.version = it.version and accounts.id = any($2::text[])';
  return `held as (
    select accounts.id from accounts, unnest($2::text[], $3::bigint[]) as it (id, version)
    where ${same} order by accounts.id for update of accounts),
  guard as (
    update accounts set version = accounts.version + 1, ${set.join(', ')} from ${rows}
    where ${same} and (select count(*) from held) = $1::bigint
    returning accounts.id)`;
}

function insert(table: string, how: Written, rows: string): string {
  const columns = Object.entries(how.columns);
  return `into_${table} as (
    insert into ${table} (${names(Object.keys(how.columns))})
    select ${columns.map(([column, type]) => read(column, type)).join(', ')} from ${rows}
    where (select count(*) from guard) = $1::bigint
    ${whenThere(how)})`;
}

function whenThere({ columns, whenThere: how }: Written): string {
  if (how === undefined) return '';
  const conflict = `on conflict (${names(how.columns)}) do`;
  if (how.then === 'keep') return `${conflict} nothing`;
  const replaced = Object.keys(columns).filter((column) => !how.columns.includes(column));
  return `${conflict} update set ${replaced.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`;
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

/** As what a column comes, where that is not as what it is kept. */
const SENT: Readonly<Partial<Record<Column, string>>> = { json: 'text', from_now: 'double precision' };

function read(column: string, type: Column): string {
  if (type === 'from_now') return `now() + it."${column}" * interval '1 millisecond'`;
  return type === 'json' ? `it."${column}"::json` : `it."${column}"`;
}
