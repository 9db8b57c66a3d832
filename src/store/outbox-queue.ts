import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

/** An effect that somebody has claimed. */
export interface OutboxRow {
  readonly accountId: string;
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** Which try this is, from 1. */
  readonly attempts: number;
}

interface EffectClaim {
  readonly kinds: readonly string[];
  readonly limit: number;
  /** How long the claim holds; after that the effect is anybody's again. */
  readonly leaseMs: number;
  readonly accountId?: string | undefined;
  readonly exceptIds?: readonly number[];
  /** Kinds that rest between tries: what rests, rather than waits after an error, is taken too. */
  readonly restingKinds?: readonly string[];
}

/**
 * Takes effects that are available, longest waiting first. Outbox times are the system's, also for
 * accounts on a test clock, and are read from the database alone, so that processes agree.
 */
export async function claimEffects(db: Kysely<Tables>, claim: EffectClaim): Promise<readonly OutboxRow[]> {
  const { kinds, limit, leaseMs, accountId, exceptIds = [], restingKinds = [] } = claim;
  if (kinds.length === 0) return [];
  const rows = await db
    .with('waiting', (with_) => {
      let waiting = with_
        .selectFrom('outbox')
        .select(['account_id', 'id'])
        .where('done_at', 'is', null)
        .where((eb) => {
          const available = eb('available_at', '<=', sql<Instant>`now()`);
          if (restingKinds.length === 0) return available;
          return eb.or([available, eb.and([eb('kind', 'in', restingKinds), eb('last_error', 'is', null)])]);
        })
        .where('kind', 'in', kinds);
      if (accountId !== undefined) waiting = waiting.where('account_id', '=', accountId);
      if (exceptIds.length > 0) waiting = waiting.where('id', 'not in', exceptIds);
      return waiting.orderBy('available_at').orderBy('id').limit(limit).forUpdate().skipLocked();
    })
    .updateTable('outbox')
    .from('waiting')
    .whereRef('outbox.account_id', '=', 'waiting.account_id')
    .whereRef('outbox.id', '=', 'waiting.id')
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
  row: OutboxRow,
  forget: boolean,
  failure: string | null = null,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ done_at: sql<Instant>`now()`, last_error: failure, ...(forget ? { payload: '{}' } : {}) })
    .where('account_id', '=', row.accountId)
    .where('id', '=', row.id)
    .execute();
}

/** Leaves an effect for another try. */
export async function postponeEffect(
  db: Kysely<Tables>,
  row: OutboxRow,
  inMs: number,
  error: string | null,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ available_at: later(inMs), last_error: error })
    .where('account_id', '=', row.accountId)
    .where('id', '=', row.id)
    .where('done_at', 'is', null)
    .execute();
}

/** Marks many effects done, for good. */
export async function finishEffects(db: Kysely<Tables>, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update outbox set done_at = now(), last_error = null
    from unnest(${rows.map((row) => row.accountId)}::text[], ${rows.map((row) => row.id)}::bigint[]) as it (account_id, id)
    where outbox.account_id = it.account_id and outbox.id = it.id`.execute(db);
}

/** Leaves many effects for another try, which is no error. */
export async function postponeEffects(
  db: Kysely<Tables>,
  rows: readonly { readonly row: OutboxRow; readonly inMs: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const accountIds = rows.map(({ row }) => row.accountId);
  const ids = rows.map(({ row }) => row.id);
  const inMs = rows.map((each) => each.inMs);
  await sql`
    update outbox set available_at = now() + it.in_ms * interval '1 millisecond', last_error = null
    from unnest(${accountIds}::text[], ${ids}::bigint[], ${inMs}::double precision[]) as it (account_id, id, in_ms)
    where outbox.account_id = it.account_id and outbox.id = it.id and done_at is null`.execute(db);
}

/** Marks effects of a kind done that something else has brought about. */
export async function closeEffects(
  db: Kysely<Tables>,
  kind: string,
  effects: readonly { readonly accountId: string; readonly key: string }[],
): Promise<void> {
  if (effects.length === 0) return;
  const accountIds = effects.map((each) => each.accountId);
  const keys = effects.map((each) => each.key);
  await sql`
    update outbox set done_at = now(), last_error = null
    from unnest(${accountIds}::text[], ${keys}::text[]) as it (account_id, key)
    where outbox.account_id = it.account_id and outbox.kind = ${kind} and outbox.key = it.key and done_at is null`.execute(
    db,
  );
}

function later(ms: number): RawBuilder<Instant> {
  return sql<Instant>`now() + ${ms}::double precision * interval '1 millisecond'`;
}
