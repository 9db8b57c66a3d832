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

/** Marks an effect done that something else has brought about. */
export async function closeEffect(db: Kysely<Tables>, accountId: string, kind: string, key: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ done_at: sql<Instant>`now()`, last_error: null })
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('done_at', 'is', null)
    .execute();
}

function later(ms: number): RawBuilder<Instant> {
  return sql<Instant>`now() + ${ms}::double precision * interval '1 millisecond'`;
}
