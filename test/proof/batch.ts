import fc from 'fast-check';
import { live } from './live.ts';
import { history } from './moves.ts';
import type { Tally } from './trial.ts';

/** The longest history of a batch, in moves. */
const LONGEST = 120;
const HISTORIES = 100;

/** What a batch of histories did, or the first that did not hold, shrunk. */
export interface Batch {
  readonly histories: number;
  readonly steps: number;
  readonly tally: Tally;
  readonly failure: string | null;
}

/** Lives a batch of random histories; the same seed gives the same ones. */
export function runBatch(seed: number, path?: string): Batch {
  const tally: Tally = new Map();
  let steps = 0;
  let histories = 0;
  const property = fc.property(history(LONGEST), ([scene, moves]) => {
    histories += 1;
    steps += moves.length;
    live(scene, moves, tally);
  });
  const outcome = fc.check(property, { seed, numRuns: HISTORIES, ...(path === undefined ? {} : { path }) });
  return { histories, steps, tally, failure: outcome.failed ? sentenceOf(outcome) : null };
}

function sentenceOf({
  errorInstance,
  seed,
  counterexamplePath,
  numShrinks,
}: Pick<fc.RunDetails<unknown>, 'errorInstance' | 'seed' | 'counterexamplePath' | 'numShrinks'>): string {
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${why}\nshrunk ${numShrinks} times; again: npm run proof -- --seed ${seed} --path ${counterexamplePath ?? ''}`;
}
