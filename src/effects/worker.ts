import type { Kysely } from 'kysely';
import type { Effect } from '../domain/subscription/effects.ts';
import { claimEffects, type OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import { createBell } from './bell.ts';
import type { EffectsLog, Handler } from './handler.ts';
import { inOneLine, runEffect, type Outcome } from './run.ts';

export type EffectKind = Effect['kind'];

export interface WorkerOptions {
  readonly db: Kysely<Tables>;
  readonly handlers: Readonly<Record<EffectKind, Handler>>;
  /** What `drain` uses instead, for effects that otherwise take their time so that people can watch. */
  readonly atOnce?: Readonly<Partial<Record<EffectKind, Handler>>>;
  readonly log: EffectsLog;
  /** How many effects of one kind run at once. */
  readonly concurrency?: number;
  /** How long one effect may take; then it counts as failed. */
  readonly timeoutMs?: number;
  /** How long a claim holds; longer than an effect may take. */
  readonly leaseMs?: number;
  /** How often the outbox is looked at when nobody wakes the worker. */
  readonly pollMs?: number;
  /** How long `stop` waits for what is in flight. */
  readonly stopMs?: number;
}

/** What of the outbox is meant: one account's effects, or everybody's. */
export type Scope = { readonly accountId: string } | 'all';

export interface Worker {
  start(): void;
  /** Takes up nothing new, and waits for what is in flight. */
  stop(): Promise<void>;
  /** Says that the outbox has something; called after a commit. */
  readonly wake: () => void;
  /** Runs what is available until nothing is left that can be done now; how many effects ran meanwhile. */
  drain(scope: Scope): Promise<number>;
}

const DEFAULTS = { concurrency: 4, timeoutMs: 30_000, leaseMs: 60_000, pollMs: 1_000, stopMs: 4_000 };

/**
 * Runs the outbox, every effect at least once. Each kind has a lane of its own, so that a mail server
 * that is down keeps no charge waiting. A claim that nobody finishes, because its process was killed,
 * runs out, and the effect is run again.
 */
export function createWorker(options: WorkerOptions): Worker {
  const settings = { ...DEFAULTS, ...options };
  const { db, handlers, leaseMs, log, atOnce } = settings;
  const kinds = Object.keys(handlers) as EffectKind[];
  const bell = createBell(settings.pollMs);
  const inFlight = new Map<Promise<Outcome>, OutboxRow>();
  let lanes: Promise<unknown> | null = null;

  const launch = (row: OutboxRow, instead: WorkerOptions['atOnce'] = {}): Promise<Outcome> => {
    const kind = row.kind as EffectKind;
    const run = runEffect(row, instead[kind] ?? handlers[kind], settings).finally(() => {
      inFlight.delete(run);
      bell.ring();
    });
    inFlight.set(run, row);
    return run;
  };

  const lane = async (kind: EffectKind) => {
    while (lanes !== null) {
      const rung = bell.rung();
      const busy = [...inFlight.values()].filter((row) => row.kind === kind).length;
      const rows = await claimOrWarn(kind, settings.concurrency - busy);
      for (const row of rows) void launch(row);
      if (rows.length === 0) await bell.next(rung);
    }
  };

  const claimOrWarn = async (kind: EffectKind, limit: number): Promise<readonly OutboxRow[]> => {
    if (limit <= 0) return [];
    try {
      return await claimEffects(db, { kinds: [kind], limit, leaseMs });
    } catch (error) {
      log.warn({ kind, error: inOneLine(error) }, 'the outbox could not be read');
      return [];
    }
  };

  const finished = async (running: Promise<unknown> | null) => {
    await running;
    await Promise.all(inFlight.keys());
  };

  return {
    wake: bell.ring,
    start: () => {
      lanes ??= Promise.resolve().then(() => Promise.all(kinds.map(lane)));
    },
    stop: async () => {
      const running = lanes;
      lanes = null;
      bell.ring();
      await Promise.race([finished(running), pause(settings.stopMs)]);
      if (inFlight.size > 0) log.warn({ effects: inFlight.size }, 'effects in flight are left for the next start');
    },
    drain: (scope) => drain(settings, inFlight, (row) => launch(row, atOnce), scope),
  };
}

async function drain(
  { db, handlers, atOnce = {}, leaseMs }: WorkerOptions & typeof DEFAULTS,
  inFlight: ReadonlyMap<Promise<Outcome>, OutboxRow>,
  launch: (row: OutboxRow) => Promise<Outcome>,
  scope: Scope,
): Promise<number> {
  const accountId = scope === 'all' ? undefined : scope.accountId;
  const [kinds, restingKinds] = [Object.keys(handlers), Object.keys(atOnce)];
  const setAside: number[] = [];
  let ran = 0;
  for (;;) {
    const exceptIds = [...setAside, ...[...inFlight.values()].map((row) => row.id)];
    const [row] = await claimEffects(db, { kinds, limit: 1, leaseMs, accountId, exceptIds, restingKinds });
    if (row !== undefined) {
      ran += 1;
      // what has to wait for its next try is left, however long this takes
      if ((await launch(row)) === 'later') setAside.push(row.id);
      continue;
    }
    const others = [...inFlight].filter(([, each]) => accountId === undefined || each.accountId === accountId);
    if (others.length === 0) return ran;
    await Promise.all(others.map(([run]) => run));
    ran += others.length;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
