import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { simulateBlock, type Block, type Job, type Task } from './block.ts';
import type { Engine } from './life.ts';

/** How a thread is started: in the built program, from the file beside it. */
export type StartWorker = (task: Task) => Worker;

/** States are thrown away by the thousand: what is young may be much, so that it is not copied before it dies. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 96 };

const startBuilt: StartWorker = (task) =>
  new Worker(fileURLToPath(new URL('simulate-worker.js', import.meta.url)), {
    workerData: task,
    resourceLimits: RESOURCE_LIMITS,
  });

/** One job is worked on and one waits, so that a thread never waits for the next. */
const JOBS_OF_A_THREAD = 2;
/** Blocks that are done may wait for an earlier one; this many for each thread, so that memory has a bound. */
const AHEAD_OF_A_THREAD = 6;

/** The blocks of all jobs in their order, computed in this thread. */
export async function* blocksInline(jobs: readonly Job[], task: Task, engine?: Engine): AsyncGenerator<Block> {
  for (const job of jobs) {
    yield simulateBlock(job, task, engine);
    // the progress is drawn, and a signal is heard
    await setImmediate();
  }
}

/** The blocks of all jobs in their order, computed by threads. */
export async function* blocksInThreads(
  jobs: readonly Job[],
  task: Task,
  threads: number,
  start: StartWorker = startBuilt,
): AsyncGenerator<Block> {
  const done = new Map<number, Block>();
  let next = 0;
  let yielded = 0;
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  const workers = Array.from({ length: threads }, () => ({ worker: start(task), jobs: [] as number[] }));
  const assign = () => {
    for (const each of workers) {
      while (each.jobs.length < JOBS_OF_A_THREAD && next < yielded + threads * AHEAD_OF_A_THREAD) {
        if (next === jobs.length) return;
        each.jobs.push(next);
        each.worker.postMessage(jobs[next]);
        next += 1;
      }
    }
  };
  for (const each of workers) {
    each.worker.on('message', (block: Block) => {
      done.set(each.jobs.shift() ?? -1, block);
      assign();
      wake();
    });
    each.worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
      wake();
    });
  }
  try {
    while (yielded < jobs.length) {
      assign();
      const block = done.get(yielded);
      if (block === undefined) {
        if (failure !== null) throw failure as Error;
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      done.delete(yielded);
      yielded += 1;
      yield block;
    }
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}
