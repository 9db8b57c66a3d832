import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Teller, Told } from './teller.ts';

/** A teller in a thread of its own: in the built program, from the file beside it. */
export function tellInThread(): Teller {
  const worker = new Worker(fileURLToPath(new URL('scenario-worker.js', import.meta.url)));
  return {
    tell: async (cohort) => {
      const answer = once(worker, 'message');
      worker.postMessage(cohort);
      const [told] = (await answer) as [Told];
      return told;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
