import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { finishEffect, finishEffects, postponeEffect, postponeEffects, type OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import { isRefused } from '../store/transactions.ts';
import type { BatchHandler, EffectsLog, Handler } from './handler.ts';

/** `again`: the effect is available once more, now. */
export type Outcome = 'done' | 'again' | 'later';

interface RunOptions {
  readonly db: Kysely<Tables>;
  readonly log: EffectsLog;
  readonly timeoutMs: number;
}

const FIRST_MS = 1_000;
const MOST_MS = 5 * 60_000;
const MOST_CHARACTERS = 300;
const WRITE_AGAIN_MS = [50, 100, 200, 400, 800, 1_600];

/** How long to wait after a try that failed: a second, doubling up to five minutes. */
export function backOffMs(attempts: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20));
}

/**
 * Runs one claimed effect outside of any transaction and writes down what came of it. Never rejects: where
 * even that cannot be written, the claim runs out, and the effect is run again.
 */
export async function runEffect(row: OutboxRow, handler: Handler, options: RunOptions): Promise<Outcome> {
  const { db, log, timeoutMs } = options;
  try {
    const result = await within(timeoutMs, handler(row));
    if (typeof result === 'object' && 'gaveUp' in result) {
      const { accountId, kind, key, attempts } = row;
      const error = inOneLine(result.gaveUp);
      await finishEffect(db, row, result.forget, error);
      log.error({ accountId, kind, key, attempts, error }, 'an effect failed for good and is not tried again');
      return 'done';
    }
    if (typeof result === 'object') {
      await postponeEffect(db, row, result.retryInMs, null);
      return result.retryInMs <= 0 ? 'again' : 'later';
    }
    await finishEffect(db, row, result === 'forget');
    return 'done';
  } catch (error) {
    const said = inOneLine(error);
    const { accountId, kind, key, attempts } = row;
    log.warn({ accountId, kind, key, attempts, error: said }, 'an effect failed and is tried again');
    await written(() => postponeEffect(db, row, backOffMs(attempts), said)).catch((broken: unknown) => {
      log.error({ accountId, kind, key, error: inOneLine(broken) }, 'the outbox could not be written');
    });
    return 'later';
  }
}

/** Writes again, for some seconds, while connections break: whoever cuts one often cuts all that are open. */
async function written(write: () => Promise<void>): Promise<void> {
  for (const pauseMs of WRITE_AGAIN_MS) {
    try {
      await write();
      return;
    } catch (error) {
      if (isRefused(error)) throw error;
      await sleep(pauseMs);
    }
  }
  await write();
}

/** Runs many claimed effects of one kind together, or each by itself when that fails; what came of each. */
export async function runEffects(
  rows: readonly OutboxRow[],
  { together, alone }: { readonly together: BatchHandler; readonly alone: Handler },
  options: RunOptions,
): Promise<readonly Outcome[]> {
  try {
    const results = await within(options.timeoutMs, together(rows));
    const again = rows.flatMap((row, index) => {
      const result = results[index];
      return typeof result === 'object' ? [{ row, inMs: result.retryInMs }] : [];
    });
    await finishEffects(
      options.db,
      rows.filter((_, index) => results[index] === 'done'),
    );
    await postponeEffects(options.db, again);
    const later = new Map(again.map(({ row, inMs }) => [row, inMs <= 0 ? 'again' : 'later'] as const));
    return rows.map((row) => later.get(row) ?? 'done');
  } catch (error) {
    options.log.warn({ effects: rows.length, error: inOneLine(error) }, 'effects failed together; each is run alone');
    return Promise.all(rows.map((row) => runEffect(row, alone, options)));
  }
}

/** An error as it may be kept and logged: short, on one line, and without the credentials of an address. */
export function inOneLine(error: unknown): string {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const text = code === undefined || message.includes(code) ? message : `${code}: ${message}`;
  return text
    .replace(/\/\/[^/@\s]*@/gu, '//')
    .replace(/\s+/gu, ' ')
    .slice(0, MOST_CHARACTERS);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
