import { hash } from 'node:crypto';
import type { Insertable, Kysely, Transaction } from 'kysely';
import type { CommandActor } from '../domain/subscription/commands.ts';
import type { DomainEvent } from '../domain/subscription/events.ts';
import { iso } from '../domain/time/iso.ts';
import type { Instant } from '../domain/time/period.ts';
import { jsonText } from './json-text.ts';
import type { Tables } from './schema.ts';

/** One row of the audit trail as it enters the hash. */
interface Link {
  readonly previousHash: string;
  readonly accountId: string;
  readonly seq: number;
  readonly at: string;
  readonly recordedAt: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly command: string;
  readonly type: string;
  /** As JSON with its keys in order. */
  readonly data: string;
}

/** What a check of an account's audit trail found; `seq` is the first row that does not fit. */
export type Verdict =
  | { readonly ok: true; readonly count: number }
  | { readonly ok: false; readonly seq: number; readonly why: 'gap' | 'broken_link' | 'changed' | 'cut_off' };

const PAGE = 1_000;

/** Who brought events about, by which command, and when they were written down. */
interface Cause {
  readonly actor: CommandActor;
  readonly command: string;
  readonly recordedAt: Instant;
}

/** Where an audit trail ends: how many events it has, and the hash of the last one. */
export interface TrailEnd {
  readonly count: number;
  readonly hash: string;
}

/** The rows by which events go on from the end of an account's audit trail, each with the hash of the row before it. */
export function chain(
  accountId: string,
  { count, hash: last }: TrailEnd,
  events: readonly DomainEvent[],
  { actor, command, recordedAt }: Cause,
): { readonly rows: readonly Insertable<Tables['events']>[]; readonly end: TrailEnd } {
  let end: TrailEnd = { count, hash: last };
  const recorded = stored(recordedAt);
  const rows = events.map((event) => {
    const seq = end.count + 1;
    const data = jsonText(event.data);
    const at = stored(event.at);
    const link = linkHash({
      previousHash: end.hash,
      accountId,
      seq,
      at: iso(at),
      recordedAt: iso(recorded),
      actorKind: actor.kind,
      actorId: actor.id,
      command,
      type: event.type,
      data,
    });
    const row = {
      account_id: accountId,
      seq,
      type: event.type,
      at,
      recorded_at: recorded,
      actor_kind: actor.kind,
      actor_id: actor.id,
      command,
      data,
      previous_hash: end.hash,
      hash: link,
    };
    end = { count: seq, hash: link };
    return row;
  });
  return { rows, end };
}

/**
 * Appends events to an account's audit trail. The caller holds the lock on the account's row. The version
 * moves on, so that nobody writes what was decided without the change that these events tell of.
 */
export async function recordEvents(
  tx: Transaction<Tables>,
  accountId: string,
  actor: CommandActor,
  command: string,
  events: readonly DomainEvent[],
  recordedAt: Instant,
): Promise<void> {
  if (events.length === 0) return;
  const account = await tx
    .selectFrom('accounts')
    .select(['event_count as count', 'event_hash as hash'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const { rows, end } = chain(accountId, account, events, { actor, command, recordedAt });
  await tx.insertInto('events').values(rows).execute();
  await tx
    .updateTable('accounts')
    .set((eb) => ({ version: eb('version', '+', 1), event_count: end.count, event_hash: end.hash }))
    .where('id', '=', accountId)
    .execute();
}

/** Computes an account's chain of hashes again, and compares it with what is stored. */
export async function verifyEvents(db: Kysely<Tables>, accountId: string): Promise<Verdict> {
  const account = await db
    .selectFrom('accounts')
    .select(['event_count', 'event_hash'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  let seq = 0;
  let hash = '';
  for (;;) {
    const rows = await db
      .selectFrom('events')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('seq', '>', seq)
      .where('seq', '<=', account.event_count)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      seq += 1;
      if (row.seq !== seq) return { ok: false, seq, why: 'gap' };
      if (row.previous_hash !== hash) return { ok: false, seq, why: 'broken_link' };
      hash = linkHash({
        previousHash: row.previous_hash,
        accountId,
        seq,
        at: row.at.toString(),
        recordedAt: row.recorded_at.toString(),
        actorKind: row.actor_kind,
        actorId: row.actor_id,
        command: row.command,
        type: row.type,
        data: jsonText(row.data),
      });
      if (row.hash !== hash) return { ok: false, seq, why: 'changed' };
    }
    if (rows.length < PAGE) break;
  }
  if (seq !== account.event_count || hash !== account.event_hash) {
    return { ok: false, seq: seq + 1, why: 'cut_off' };
  }
  return { ok: true, count: seq };
}

function linkHash({ data, ...link }: Link): string {
  const facts = JSON.stringify([
    link.previousHash,
    link.accountId,
    link.seq,
    link.at,
    link.recordedAt,
    link.actorKind,
    link.actorId,
    link.command,
    link.type,
  ]);
  return hash('sha256', `${facts.slice(0, -1)},${data}]`);
}

const NS_OF_MICROSECOND = 1_000n;

/** The instant as the database keeps it: to the microsecond. */
function stored(instant: Instant): Instant {
  if (instant.epochNanoseconds % NS_OF_MICROSECOND === 0n) return instant;
  return instant.round({ smallestUnit: 'microsecond', roundingMode: 'floor' });
}
