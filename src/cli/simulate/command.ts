import { open, type FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { reportOf } from './report.ts';
import { scenarioLineOf } from './scenario-line.ts';
import { simulate, taskOf, type Simulated, type SimulationOptions } from './simulation.ts';
import { subscriberMonths } from './tally.ts';

interface Options {
  readonly accounts: number;
  readonly years: number;
  readonly seed: string;
  readonly check: boolean;
  readonly threads: number;
  readonly out?: string;
}

const MOST_ACCOUNTS = 100_000_000;
const MOST_YEARS = 100;
const MOST_THREADS = 256;

/** `fairwell simulate`. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a customer base through the pure domain on a virtual clock; the same seed gives the same digest')
    .option('--accounts <number>', 'how many accounts', wholeNumber(MOST_ACCOUNTS), 1_000)
    .option('--years <number>', 'how many years', wholeNumber(MOST_YEARS), 3)
    .option('--seed <text>', 'what all chance follows from', '1')
    .option('--check', 'verify every invariant after every event, and stop at the first violation', false)
    .option('--out <file>', 'write the events to a file, as JSON Lines')
    .option('--threads <number>', 'how many threads', wholeNumber(MOST_THREADS), availableParallelism())
    .action(run);
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/u.test(text) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

async function run({ check, out, ...asked }: Options, command: Command): Promise<void> {
  const options: SimulationOptions = { ...asked, isChecked: check };
  let file: FileHandle | null = null;
  const progress = progressOf(options.accounts);
  try {
    file = out === undefined ? null : await open(out, 'w');
    const startedAt = performance.now();
    const simulated = await simulate(options, {
      progress: progress.update,
      write: async (lines) => file?.appendFile(lines),
    });
    progress.stop();
    tell(simulated, options, (performance.now() - startedAt) / 1_000);
  } catch (error) {
    progress.stop();
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (out === undefined || syscall === undefined) throw error;
    command.error(`error: ${out} cannot be written (${code})`);
  } finally {
    await file?.close();
  }
}

/** A bar for whoever watches; nothing for a file or another program. */
function progressOf(accounts: number): { update: (done: number) => void; stop: () => void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    { format: '{bar} {percentage} % of {total} accounts, {eta_formatted} to go', clearOnComplete: true },
    Presets.rect,
  );
  bar.start(accounts, 0);
  return {
    update: (done) => {
      bar.update(done);
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** What belongs to the seed goes to standard output, what belongs to this run to standard error. */
function tell({ tally, digest, violation }: Simulated, options: SimulationOptions, seconds: number): void {
  if (violation !== null) {
    process.stderr.write(`${violation.message} (account ${violation.account})\n`);
    process.stdout.write(`${scenarioLineOf(violation, taskOf(options))}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${reportOf(tally, options)}digest ${digest}\n`);
  if (options.isChecked) process.stderr.write('Every invariant held after every event.\n');
  const rate = Math.round(subscriberMonths(tally) / seconds);
  process.stderr.write(`${rate} subscriber-months a second: ${seconds.toFixed(1)} s, threads ${options.threads}\n`);
}
