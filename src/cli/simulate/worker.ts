import { parentPort, workerData } from 'node:worker_threads';
import { simulateBlock, type Job, type Task } from './block.ts';

/** A thread of the simulation: a job comes in, its block goes out. */
const task = workerData as Task;

parentPort?.on('message', (job: Job) => {
  const block = simulateBlock(job, task);
  parentPort?.postMessage(block, [block.lines.buffer]);
});
