import type { Scope, Worker } from './worker.ts';

/** A payment provider that can be made to answer now. */
interface Answerer {
  /** 0 when nothing was owed and nothing was on its way. */
  drain(accountId?: string): Promise<number>;
}

/**
 * Runs effects, and has the sandbox answer, until all is quiet: what a moved test clock set off has then
 * happened, with everything that followed from it. What failed and waits for its next try is left waiting.
 */
export function createSettle(worker: Pick<Worker, 'drain'>, answerer: Answerer): (scope: Scope) => Promise<void> {
  return async (scope) => {
    const accountId = scope === 'all' ? undefined : scope.accountId;
    for (;;) {
      const ran = await worker.drain(scope);
      const answered = await answerer.drain(accountId);
      if (ran + answered === 0) return;
    }
  };
}
