import type { Actor } from '../actions/actor.ts';
import type { Done, Take } from '../actions/perform-all.ts';
import { systemNow } from '../store/clock.ts';
import { takeDue, takeDueOnClocks, type DueAccount } from '../store/due.ts';

const TIMER: Actor = { kind: 'system', name: 'timer' };
const BATCH = 500;
/** While one batch is decided, another is written, and one more waits for neither. */
const LANES = 3;
const REST_MS = 60_000;

interface TimerDeps {
  readonly performTaken: (take: Take) => Promise<readonly Done[]>;
  readonly log: { error(fields: object, message: string): void };
  readonly everyMs: number;
}

interface Timers {
  start(): void;
  /** Resolves when what is under way is finished. */
  stop(): Promise<void>;
  /** Submits a tick for every account for which something is due; returns how many were. */
  runDue(): Promise<number>;
}

/** Where accounts are found; one source after the other is gone through from its beginning to its end. */
type Source = (
  tx: Parameters<Take>[0],
  search: Parameters<typeof takeDueOnClocks>[1],
) => Promise<readonly DueAccount[]>;

const SOURCES: readonly Source[] = [(tx, search) => takeDue(tx, systemNow(), search), takeDueOnClocks];

/**
 * Goes through a source once, several batches at a time when there is more than one; how many accounts were done.
 */
async function goThrough(
  source: Source,
  performTaken: TimerDeps['performTaken'],
  { goesOn, resting, note }: { goesOn: () => boolean; resting: () => string[]; note: (done: Done) => boolean },
): Promise<number> {
  let after: DueAccount | null = null;
  let all = 0;
  const lanes: Promise<{ readonly error: unknown } | null>[] = [];
  const take: Take = async (tx) => {
    const due = await source(tx, { after, exceptIds: resting(), limit: BATCH });
    after = due.at(-1) ?? after;
    // there is more: another lane takes it while this one decides and writes
    if (due.length === BATCH && lanes.length < LANES) lanes.push(lane());
    return due.map(({ id }) => ({ actor: TIMER, accountId: id, command: { do: 'tick' } }));
  };
  const batch = async (): Promise<number> => {
    const done = goesOn() ? await performTaken(take) : [];
    all += done.filter(note).length;
    return done.length;
  };
  // all lanes have to be over before anybody hears of one that failed
  const lane = async () => {
    try {
      while ((await batch()) === BATCH);
      return null;
    } catch (error) {
      return { error };
    }
  };
  lanes.push(lane());
  let failed: { readonly error: unknown } | null = null;
  for (let index = 0; index < lanes.length; index += 1) failed = (await lanes[index]) ?? failed;
  if (failed !== null) throw failed.error;
  return all;
}

/** Finds what is due and submits commands for it. It decides nothing: the domain knows what has become due. */
export function createTimers(deps: TimerDeps): Timers {
  // An account that fails must not keep the others from their turn.
  const resting = new Map<string, number>();
  let stopped = true;
  let ending = false;
  let timeout: NodeJS.Timeout | undefined;
  let running: Promise<number> = Promise.resolve(0);

  function noteFailure([{ accountId }, outcome]: Done): boolean {
    if ('answer' in outcome) return true;
    resting.set(accountId, performance.now() + REST_MS);
    deps.log.error({ error: outcome.error, accountId }, 'what is due could not be carried out');
    return false;
  }

  async function runDue(): Promise<number> {
    for (const [accountId, until] of resting) {
      if (until <= performance.now()) resting.delete(accountId);
    }
    let done = 0;
    const watch = { goesOn: () => !ending, resting: () => [...resting.keys()], note: noteFailure };
    for (const source of SOURCES) done += await goThrough(source, deps.performTaken, watch);
    return done;
  }

  function later(ms: number): void {
    if (stopped) return;
    timeout = setTimeout(() => {
      running = runDue().catch((error: unknown) => {
        deps.log.error({ error }, 'what is due could not be found');
        return 0;
      });
      void running.then(() => later(deps.everyMs));
    }, ms);
  }

  return {
    start() {
      stopped = false;
      ending = false;
      later(0);
    },
    async stop() {
      stopped = true;
      ending = true;
      clearTimeout(timeout);
      await running;
      ending = false;
    },
    runDue,
  };
}
