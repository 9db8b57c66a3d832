import { parentPort } from 'node:worker_threads';
import { tellHere, type Numbered } from './teller.ts';

/** A thread of scripted lives: a cohort comes in, what is told of it goes out. */
const teller = tellHere();

parentPort?.on('message', (cohort: readonly Numbered[]) => {
  void teller.tell(cohort).then((told) => parentPort?.postMessage(told));
});
