import { fork, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { runBatch } from '../test/proof/batch.ts';
import { add, figures, unreached } from '../test/proof/reached.ts';
import type { Tally } from '../test/proof/trial.ts';

/** What a process that lives histories is told, and says. */
interface Order {
  readonly seed: number;
}
interface Report {
  readonly histories: number;
  readonly steps: number;
  readonly tally: readonly (readonly [string, number])[];
  readonly failure: string | null;
}

const ANSWERS = fileURLToPath(import.meta.url);
const IS_WORKER = 'proof-worker';
/** Seconds between two lines of progress. */
const EVERY = 10;
/** From so many steps on, a run that did not come everywhere has failed. */
const EVERYWHERE = 500_000;

interface Options {
  readonly steps: number;
  readonly seed: number;
  readonly path?: string;
  readonly workers: number;
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || text.trim() === '') throw new InvalidArgumentError('must be a whole number');
  return number;
}

function options(): Options {
  return new Command('proof')
    .description('live random histories by the engine and by the reference, and check every invariant after each step')
    .option('--steps <n>', 'how many steps at least', whole, 1_000_000)
    .option('--seed <n>', 'the seed of the first batch of histories', whole, randomInt(2 ** 31))
    .option('--path <path>', 'live only the history at this path of the seed')
    .option('--workers <n>', 'processes', whole, 2)
    .parse()
    .opts();
}

function serve(): void {
  process.on('message', ({ seed }: Order) => {
    const { tally, ...rest } = runBatch(seed);
    const report: Report = { ...rest, tally: [...tally] };
    process.send?.(report);
  });
}

/** One history again, as a failure named it. */
function again({ seed, path }: Options): void {
  const { failure } = runBatch(seed, path);
  console.log(failure ?? 'it holds');
  process.exitCode = failure === null ? 0 : 1;
}

async function prove({ steps, seed, workers }: Options): Promise<void> {
  const startedAt = performance.now();
  const sum = { histories: 0, steps: 0, failure: null as string | null };
  const tally: Tally = new Map();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const said = () => `${sum.steps} steps, ${sum.histories} histories, ${Math.round(seconds())} s`;
  console.log(`seed ${seed}, ${steps} steps, ${workers} processes`);
  const progress = setInterval(() => console.log(said()), EVERY * 1_000);
  let next = seed;
  const isOver = () => sum.steps >= steps || sum.failure !== null;
  const take = (report: Report) => {
    sum.histories += report.histories;
    sum.steps += report.steps;
    sum.failure ??= report.failure;
    add(tally, report.tally);
  };
  await Promise.all(
    Array.from({ length: workers }, () => {
      return work(() => (isOver() ? null : { seed: (next += 1) - 1 }), take);
    }),
  ).finally(() => clearInterval(progress));
  const missing = sum.steps >= EVERYWHERE ? unreached(tally) : [];
  console.log(figures(tally));
  if (missing.length > 0) console.log(`Nobody asked for: ${missing.join(', ')}`);
  console.log(`${said()}, ${Math.round(sum.steps / seconds())} steps a second, seed ${seed}`);
  console.log(sum.failure === null ? 'every step holds' : `A history does not hold: ${sum.failure}`);
  process.exitCode = sum.failure === null && missing.length === 0 ? 0 : 1;
}

/** Lets one process do order after order until there is none. */
function work(nextOrder: () => Order | null, take: (report: Report) => void): Promise<void> {
  const worker: ChildProcess = fork(ANSWERS, [IS_WORKER]);
  return new Promise((resolve, reject) => {
    const go = () => {
      const order = nextOrder();
      if (order === null) worker.disconnect();
      else worker.send(order);
    };
    worker.on('message', (report: Report) => {
      take(report);
      go();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))));
    go();
  });
}

if (process.argv[2] === IS_WORKER) serve();
else {
  const asked = options();
  if (asked.path === undefined) await prove(asked);
  else again(asked);
}
