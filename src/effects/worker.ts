import type { Kysely } from 'kysely';
import type { Room } from '../actions/perform.ts';
import type { Effect } from '../domain/subscription/effects.ts';
import { claimEffects, ClaimLost, freeEffects, type OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import { createBell } from './bell.ts';
import type { BatchHandler, EffectsLog, Handler } from './handler.ts';
import { inOneLine, runEffect, runEffects, type Outcome } from './run.ts';

export type EffectKind = Effect['kind'];

export interface WorkerOptions {
  readonly db: Kysely<Tables>;
  readonly handlers: Readonly<Record<EffectKind, Handler>>;
  /** What `drain` uses instead, for effects that otherwise take their time so that people can watch. */
  readonly atOnce?: Readonly<Partial<Record<EffectKind, Handler>>>;
  /** For kinds of which many are run together. */
  readonly together?: Readonly<Partial<Record<EffectKind, BatchHandler>>>;
  readonly log: EffectsLog;
  /** How many effects of one kind run at once. */
  readonly concurrency?: number;
  /** How many effects are run together, of a kind of which many are. */
  readonly batch?: number;
  /** How long one effect may take; then it counts as failed. */
  readonly timeoutMs?: number;
  /** How long a claim holds; longer than an effect may take. */
  readonly leaseMs?: number;
  /** How often the outbox is looked at when nobody wakes the worker. */
  readonly pollMs?: number;
  /** How long whoever hands effects over waits until they are carried out. */
  readonly patienceMs?: number;
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
  /** Room for effects that are carried out right after their commit; null when there is none, or nothing is run by itself. */
  readonly atHand: () => Room | null;
  /** Runs what is available until nothing is left that can be done now; how many effects ran meanwhile. */
  drain(scope: Scope): Promise<number>;
}

const DEFAULTS = {
  concurrency: 4,
  batch: 500,
  timeoutMs: 30_000,
  leaseMs: 60_000,
  pollMs: 1_000,
  patienceMs: 1_000,
  stopMs: 4_000,
};

/** Batches of one kind that are under way at once, and as many that were handed over. */
const BATCHES = 3;

/** What is being run, and which rows that is about; nobody knows yet of what was handed over. */
type InFlight = Map<Promise<readonly Outcome[]>, readonly OutboxRow[]>;

/** What has been begun: claims that are not answered yet, those whose answer was lost, and what is being run. */
interface Begun {
  readonly claims: Set<Promise<unknown>>;
  readonly lost: ClaimLost[];
  readonly inFlight: InFlight;
}

/**
 * Runs the outbox, every effect at least once. Each kind has a lane of its own, so that a mail server
 * that is down keeps no charge waiting. A claim that nobody finishes, because its process was killed,
 * runs out, and the effect is run again.
 */
export function createWorker(options: WorkerOptions): Worker {
  const settings = { ...DEFAULTS, ...options };
  const { handlers, log, together = {} } = settings;
  const kinds = Object.keys(handlers) as EffectKind[];
  const bell = createBell(settings.pollMs);
  const begun: Begun = { claims: new Set(), lost: [], inFlight: new Map() };
  const { claims, inFlight } = begun;
  const claim = claimer(settings, begun);
  let lanes: Promise<unknown> | null = null;

  const track = (rows: readonly OutboxRow[], work: Promise<readonly Outcome[]>): Promise<readonly Outcome[]> => {
    const run = work.finally(() => {
      inFlight.delete(run);
      bell.ring();
    });
    inFlight.set(run, rows);
    return run;
  };

  const launch = (kind: EffectKind, rows: readonly OutboxRow[]) => {
    const groups = together[kind] === undefined ? rows.map((row) => [row]) : [rows];
    for (const group of groups) void track(group, runGroup(group, settings));
  };

  const takeUp = async (kind: EffectKind, limit: number): Promise<boolean> => {
    const taking = claim(kind, limit).then((rows) => {
      if (rows.length > 0) launch(kind, rows);
      return rows.length > 0;
    });
    claims.add(taking);
    const took = await taking;
    claims.delete(taking);
    return took;
  };

  const lane = async (kind: EffectKind) => {
    while (lanes !== null) {
      const rung = bell.rung();
      const busy = [...inFlight.values()].filter(([row]) => row?.kind === kind).length;
      const free = together[kind] === undefined ? settings.concurrency - busy : busy < BATCHES ? settings.batch : 0;
      if (free <= 0 || !(await takeUp(kind, free))) await bell.next(rung);
    }
  };

  const finished = async (running: Promise<unknown> | null) => {
    await running;
    await Promise.all(inFlight.keys());
  };

  return {
    wake: bell.ring,
    atHand: () => (lanes === null ? null : roomFor(settings, begun, track)),
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
    drain: (scope) => drain(settings, begun, (rows) => track(rows, runInOrder(rows, settings)), scope),
  };
}

/** Claims for a lane. What was lost is given back first, so that nothing waits until its claim has run out. */
function claimer({ db, log, leaseMs }: WorkerOptions & typeof DEFAULTS, { lost }: Begun) {
  return async (kind: EffectKind, limit: number): Promise<readonly OutboxRow[]> => {
    const found = lost.splice(0);
    try {
      for (let next = found[0]; next !== undefined; next = found[0]) {
        await freeEffects(db, next);
        found.shift();
      }
      return await claimEffects(db, { kinds: [kind], limit, leaseMs });
    } catch (error) {
      lost.push(...found, ...(error instanceof ClaimLost ? [error] : []));
      log.warn({ kind, error: inOneLine(error) }, 'the outbox could not be read');
      return [];
    }
  };
}

/** Room for one more batch, unless as many are under way as may be; it counts from the time at which it was asked for. */
function roomFor(
  settings: WorkerOptions & typeof DEFAULTS,
  { inFlight, lost }: Begun,
  track: (rows: readonly OutboxRow[], work: Promise<readonly Outcome[]>) => Promise<readonly Outcome[]>,
): Room | null {
  const { together = {}, leaseMs, patienceMs } = settings;
  const handedOver = [...inFlight.values()].filter((rows) => rows.length === 0).length;
  if (handedOver >= BATCHES) return null;
  let begin: (rows: readonly OutboxRow[]) => void = () => undefined;
  const claimed = new Promise<readonly OutboxRow[]>((resolve) => (begin = resolve));
  const run = track(
    [],
    claimed.then((rows) => runInOrder(rows, settings)),
  );
  return {
    claim: { kinds: Object.keys(together), leaseMs },
    carryOut: async (rows) => {
      begin(rows);
      await Promise.race([run, pause(patienceMs)]);
    },
    giveBack: (claim) => void lost.push(claim),
  };
}

/** Runs effects of one kind, together where that kind is. */
function runGroup(
  rows: readonly OutboxRow[],
  settings: WorkerOptions & typeof DEFAULTS,
  instead: WorkerOptions['atOnce'] = {},
): Promise<readonly Outcome[]> {
  const kind = rows[0]?.kind as EffectKind;
  const alone = instead[kind] ?? settings.handlers[kind];
  const together = settings.together?.[kind];
  if (together !== undefined && rows.length > 1) return runEffects(rows, { together, alone }, settings);
  return Promise.all(rows.map((row) => runEffect(row, alone, settings)));
}

/** Runs effects of any kind for a drain, one after the other; what came of each. */
async function runInOrder(
  rows: readonly OutboxRow[],
  settings: WorkerOptions & typeof DEFAULTS,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<OutboxRow, Outcome>();
  for (const group of inGroups(rows, settings.together ?? {})) {
    const these = await runGroup(group, settings, settings.atOnce);
    group.forEach((row, index) => outcomes.set(row, these[index] ?? 'later'));
  }
  return rows.map((row) => outcomes.get(row) ?? 'later');
}

async function drain(
  { db, handlers, atOnce = {}, batch, leaseMs }: WorkerOptions & typeof DEFAULTS,
  { claims, inFlight }: Begun,
  launch: (rows: readonly OutboxRow[]) => Promise<readonly Outcome[]>,
  scope: Scope,
): Promise<number> {
  const accountId = scope === 'all' ? undefined : scope.accountId;
  const runs = () =>
    [...inFlight]
      .filter(([, [row]]) => accountId === undefined || row === undefined || row.accountId === accountId)
      .map(([run]) => run);
  const [kinds, restingKinds] = [Object.keys(handlers), Object.keys(atOnce)];
  const setAside: OutboxRow[] = [];
  let ran = 0;
  for (;;) {
    // what is over while we ask may have kept something from us, and so have claims that went through unanswered
    const before = [...claims, ...runs()];
    const except = [...setAside, ...[...inFlight.values()].flat()];
    const rows = await claimEffects(db, { kinds, limit: batch, leaseMs, accountId, except, restingKinds });
    if (rows.length > 0) {
      const outcomes = await launch(rows);
      // what has to wait for its next try is left, however long this takes
      setAside.push(...rows.filter((_, index) => outcomes[index] === 'later'));
      ran += rows.length;
      continue;
    }
    const others = runs();
    const begun = [...before, ...claims, ...others];
    if (begun.length === 0) return ran;
    await Promise.all(begun);
    ran += others.length;
  }
}

/** One by one in their order, but those of a kind of which many are run together as one group. */
function inGroups(
  rows: readonly OutboxRow[],
  together: NonNullable<WorkerOptions['together']>,
): readonly (readonly OutboxRow[])[] {
  const groups = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const name = row.kind in together ? row.kind : `${row.accountId} ${row.kind} ${row.key}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
