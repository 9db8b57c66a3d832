import type { Kysely } from 'kysely';
import type { Command } from '../domain/subscription/commands.ts';
import type { Answer } from '../actions/perform.ts';
import type { Actor } from '../actions/actor.ts';
import { dueAccounts } from '../queries/due.ts';
import { systemNow } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';

const TIMER: Actor = { kind: 'system', name: 'timer' };
const BATCH = 100;
const REST_MS = 60_000;

interface TimerDeps {
  readonly db: Kysely<Tables>;
  readonly perform: (actor: Actor, accountId: string, command: Command) => Promise<Answer>;
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

/** Finds what is due and submits commands for it. It decides nothing: the domain knows what has become due. */
export function createTimers(deps: TimerDeps): Timers {
  // An account that fails must not keep the others from their turn.
  const resting = new Map<string, number>();
  let stopped = true;
  let timeout: NodeJS.Timeout | undefined;
  let running: Promise<number> = Promise.resolve(0);

  async function runDue(): Promise<number> {
    const found = await dueAccounts(deps.db, systemNow(), BATCH + resting.size);
    let done = 0;
    for (const accountId of found) {
      if ((resting.get(accountId) ?? 0) > performance.now()) continue;
      try {
        await deps.perform(TIMER, accountId, { do: 'tick' });
        resting.delete(accountId);
        done += 1;
      } catch (error) {
        resting.set(accountId, performance.now() + REST_MS);
        deps.log.error({ error, accountId }, 'what is due could not be carried out');
      }
    }
    return done;
  }

  function later(ms: number): void {
    if (stopped) return;
    timeout = setTimeout(() => {
      running = runDue().catch((error: unknown) => {
        deps.log.error({ error }, 'what is due could not be found');
        return 0;
      });
      // A full batch means that there may be more.
      void running.then((done) => later(done >= BATCH ? 0 : deps.everyMs));
    }, ms);
  }

  return {
    start() {
      stopped = false;
      later(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
    runDue,
  };
}
