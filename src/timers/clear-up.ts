import type { Kysely } from 'kysely';
import { clearFinished } from '../store/clear-finished.ts';
import { systemNow } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';

/** How long finished effects and given answers are kept: longer than anybody leaves a form open. */
const KEEP_HOURS = 30 * 24;
const BATCH = 500;
const HOUR_MS = 3_600_000;
/** Whoever works now comes first. */
const REST_MS = 200;

interface ClearUpDeps {
  readonly db: Kysely<Tables>;
  readonly log: { error(fields: object, message: string): void };
  readonly everyMs?: number;
}

interface ClearUp {
  start(): void;
  /** Resolves when the batch that is under way is finished. */
  stop(): Promise<void>;
}

/** Clears what was finished long ago, every hour, a batch at a time. */
export function createClearUp({ db, log, everyMs = HOUR_MS }: ClearUpDeps): ClearUp {
  let stopped = true;
  let timeout: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  /** How long it may rest then. */
  async function clearBatch(): Promise<number> {
    const gone = await clearFinished(db, systemNow().subtract({ hours: KEEP_HOURS }), BATCH);
    return Math.max(gone.effects, gone.answers) < BATCH ? everyMs : REST_MS;
  }

  async function turn(): Promise<void> {
    const rest = await clearBatch().catch((error: unknown) => {
      log.error({ error }, 'what was finished long ago could not be cleared');
      return everyMs;
    });
    later(rest);
  }

  function later(ms: number): void {
    if (stopped) return;
    timeout = setTimeout(() => {
      running = turn();
    }, ms);
    timeout.unref();
  }

  return {
    start: () => {
      stopped = false;
      // a start has enough to do
      later(Math.min(everyMs, 60_000));
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
  };
}
