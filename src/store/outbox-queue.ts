import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Known } from './load.ts';
import type { Db } from './rows.ts';
import type { Tables } from './schema.ts';
import { isRefused } from './transactions.ts';

/** An effect that somebody has claimed; account, kind and key say which. */
export interface OutboxRow {
  readonly accountId: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** Which try this is, from 1. */
  readonly attempts: number;
  /** The account as it was left by the commit that claimed the effect itself. */
  readonly left?: Known;
}

type Name = Pick<OutboxRow, 'accountId' | 'kind' | 'key'>;

interface EffectClaim {
  readonly kinds: readonly string[];
  readonly limit: number;
  /** How long the claim holds; after that the effect is anybody's again. */
  readonly leaseMs: number;
  readonly accountId?: string | undefined;
  readonly except?: readonly Name[];
  /** Kinds that rest between tries: what rests, rather than waits after an error, is taken too. */
  readonly restingKinds?: readonly string[];
}

/** The connection broke while effects were being claimed: whether they are, nobody knows. */
export class ClaimLost extends Error {
  /** @param until when the claim would end, as no other does */
  constructor(
    readonly rows: readonly OutboxRow[],
    readonly until: Instant,
    cause: unknown,
  ) {
    super('whether effects were claimed is not known', { cause });
  }
}

/**
 * Runs a transaction that claims effects. They are claimed once we know which, so what breaks before that claims
 * nothing; throws `ClaimLost` where they may be claimed although nobody said so.
 */
export async function claiming<T extends { readonly claimed: readonly OutboxRow[] }>(
  db: Kysely<Tables>,
  leaseMs: number,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  let made: { readonly rows: readonly OutboxRow[]; readonly until: Instant } | undefined;
  try {
    return await db.transaction().execute(async (tx) => {
      const done = await work(tx);
      if (done.claimed.length > 0) made = { rows: done.claimed, until: await endOf(tx, leaseMs) };
      return done;
    });
  } catch (error) {
    throw made === undefined || isRefused(error) ? error : new ClaimLost(made.rows, made.until, error);
  }
}

/** When a claim ends that is made in this transaction, all of which is at one time. */
async function endOf(tx: Db, leaseMs: number): Promise<Instant> {
  const { until } = await tx.selectNoFrom(later(leaseMs).as('until')).executeTakeFirstOrThrow();
  return until;
}

/**
 * Takes effects that are available, longest waiting first. Outbox times are the system's, also for
 * accounts on a test clock, and are read from the database alone, so that processes agree.
 * Throws `ClaimLost` as `claiming` does.
 */
export async function claimEffects(db: Kysely<Tables>, claim: EffectClaim): Promise<readonly OutboxRow[]> {
  if (claim.kinds.length === 0) return [];
  const { claimed } = await claiming(db, claim.leaseMs, async (tx) => ({ claimed: await claimIn(tx, claim) }));
  return claimed;
}

/** Gives back effects whose claim was lost; what somebody else claimed since is left alone. */
export async function freeEffects(db: Kysely<Tables>, { rows, until }: ClaimLost): Promise<void> {
  await sql`
    update outbox set available_at = now() from ${named(rows)}
    where ${SAME} and available_at = ${until} and ${IS_OPEN}`.execute(db);
}

async function claimIn(db: Db, claim: EffectClaim): Promise<readonly OutboxRow[]> {
  const { kinds, limit, leaseMs, accountId, except = [], restingKinds = [] } = claim;
  const rows = await db
    .with('waiting', (with_) => {
      let waiting = with_
        .selectFrom('outbox')
        .select(['account_id', 'kind', 'key'])
        .where('done_at', 'is', null)
        .where((eb) => {
          const available = eb('available_at', '<=', sql<Instant>`now()`);
          if (restingKinds.length === 0) return available;
          return eb.or([available, eb.and([eb('kind', 'in', restingKinds), eb('last_error', 'is', null)])]);
        })
        .where('kind', 'in', kinds);
      if (accountId !== undefined) waiting = waiting.where('account_id', '=', accountId);
      if (except.length > 0) {
        waiting = waiting.where(sql<boolean>`not exists (select from ${named(except)} where ${SAME})`);
      }
      return waiting.orderBy('available_at').orderBy('id').limit(limit).forUpdate().skipLocked();
    })
    .updateTable('outbox')
    .from('waiting')
    .whereRef('outbox.account_id', '=', 'waiting.account_id')
    .whereRef('outbox.kind', '=', 'waiting.kind')
    .whereRef('outbox.key', '=', 'waiting.key')
    .set((eb) => ({ available_at: later(leaseMs), attempts: eb('outbox.attempts', '+', 1) }))
    .returning([
      'outbox.account_id as accountId',
      'outbox.id',
      'outbox.kind',
      'outbox.key',
      'outbox.payload',
      'outbox.attempts',
    ])
    .execute();
  return rows.sort((a, b) => a.id - b.id);
}

/**
 * Marks an effect done, for good; its payload goes when it held a secret that nobody needs any more. What was given
 * up keeps why: a row that is done and has an error is one that failed.
 */
export async function finishEffect(
  db: Kysely<Tables>,
  { accountId, kind, key }: Name,
  forget: boolean,
  failure: string | null = null,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ done_at: sql<Instant>`now()`, last_error: failure, ...(forget ? { payload: '{}' } : {}) })
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .execute();
}

/** Leaves an effect for another try. */
export async function postponeEffect(
  db: Kysely<Tables>,
  { accountId, kind, key }: Name,
  inMs: number,
  error: string | null,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ available_at: later(inMs), last_error: error })
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('done_at', 'is', null)
    .execute();
}

/** Marks many effects done, for good, unless they are. */
export async function finishEffects(db: Kysely<Tables>, rows: readonly Name[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update outbox set done_at = now(), last_error = null from ${named(rows)} where ${SAME} and ${IS_OPEN}`.execute(db);
}

/** Leaves many effects for another try, which is no error. */
export async function postponeEffects(
  db: Kysely<Tables>,
  rows: readonly { readonly row: Name; readonly inMs: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const effects = named(
    rows.map(({ row }) => row),
    rows.map(({ inMs }) => inMs),
  );
  await sql`
    update outbox set available_at = now() + it.in_ms * interval '1 millisecond', last_error = null
    from ${effects} where ${SAME} and ${IS_OPEN}`.execute(db);
}

/** Effects as something to select from, and how long each is to wait. */
function named(effects: readonly Name[], inMs: readonly number[] = []): RawBuilder<unknown> {
  return sql`unnest(${effects.map((each) => each.accountId)}::text[], ${effects.map((each) => each.kind)}::text[],
    ${effects.map((each) => each.key)}::text[], ${inMs}::double precision[]) as it (account_id, kind, key, in_ms)`;
}

const SAME = sql`outbox.account_id = it.account_id and outbox.kind = it.kind and outbox.key = it.key`;

/** Not `is null`: the index of what waits would be taken then, in which each of many is looked for among all of its kind. */
const IS_OPEN = sql`num_nulls(done_at) = 1`;

function later(ms: number): RawBuilder<Instant> {
  return sql<Instant>`now() + ${ms}::double precision * interval '1 millisecond'`;
}
