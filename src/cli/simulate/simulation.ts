import { createHash } from 'node:crypto';
import type { Block, Job, Task, Violation } from './block.ts';
import type { Engine } from './life.ts';
import { BEGINNING } from './model.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import { blocksInline, blocksInThreads, type StartWorker } from './threads.ts';

/** What is asked of a simulation. */
export interface SimulationOptions {
  readonly accounts: number;
  readonly years: number;
  readonly seed: string;
  readonly threads: number;
  /** Whether every invariant is verified after every event. */
  readonly isChecked: boolean;
}

/** What takes part in it from outside, and may be left out. */
export interface Seams {
  /** Takes the events as JSON Lines, in order; the simulation waits for it. */
  readonly write?: (lines: Uint8Array) => Promise<void>;
  readonly progress?: (accounts: number) => void;
  readonly startWorker?: StartWorker;
  /** The domain, in the thread of the caller only. */
  readonly engine?: Engine;
}

/** What came of it. */
export interface Simulated {
  readonly tally: Tally;
  /** The SHA-256 of all events as JSON Lines: of the whole history. */
  readonly digest: string;
  /** The first thing that must never be, or null. */
  readonly violation: Violation | null;
}

/** Accounts of a block: as many as live for some two hundred years together. */
const BLOCK_YEARS = 192;

/** Simulates a customer base. The outcome depends on nothing but the accounts, the years and the seed. */
export async function simulate(options: SimulationOptions, seams: Seams = {}): Promise<Simulated> {
  const tally = emptyTally();
  const hash = createHash('sha256');
  let violation: Violation | null = null;
  let accounts = 0;
  for await (const block of blocksOf(options, seams)) {
    hash.update(block.lines);
    addTally(tally, block.tally);
    await seams.write?.(block.lines);
    accounts = Math.min(options.accounts, accounts + accountsOfBlock(options));
    seams.progress?.(accounts);
    ({ violation } = block);
    if (violation !== null) break;
  }
  return { tally, digest: hash.digest('hex'), violation };
}

/** The task that threads share. */
export function taskOf({ years, seed, isChecked }: SimulationOptions): Task {
  const from = new Date(BEGINNING);
  return { seed, isChecked, until: Date.UTC(from.getUTCFullYear() + years, from.getUTCMonth(), from.getUTCDate()) };
}

function blocksOf(options: SimulationOptions, seams: Seams): AsyncGenerator<Block> {
  const jobs = jobsOf(options);
  const task = taskOf(options);
  return options.threads === 1
    ? blocksInline(jobs, task, seams.engine)
    : blocksInThreads(jobs, task, options.threads, seams.startWorker);
}

function jobsOf(options: SimulationOptions): readonly Job[] {
  const size = accountsOfBlock(options);
  return Array.from({ length: Math.ceil(options.accounts / size) }, (_, index) => {
    const first = index * size;
    return { first, count: Math.min(size, options.accounts - first) };
  });
}

function accountsOfBlock({ years }: SimulationOptions): number {
  return Math.max(1, Math.floor(BLOCK_YEARS / years));
}
