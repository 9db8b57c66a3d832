import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Command } from 'commander';
import type { Line } from './lines.ts';
import { tellHere, toldInOrder, type Numbered } from './teller.ts';
import { tellInThread } from './thread.ts';

const EXAMPLE = JSON.stringify({
  id: 's1',
  timeZone: 'America/New_York',
  currency: 'USD',
  start: '2024-01-31T15:00:00Z',
  plans: [{ code: 'starter', interval: 'month', priceMinor: 9_700, credits: 2_000 }],
  plan: 'starter',
  steps: [{ at: '2024-02-10T00:00:00Z', do: 'cancel' }],
  until: '2024-04-01T00:00:00Z',
});

/** `fairwell scenario [FILE]`. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .description('run scripted lives from JSON Lines, and print what happened as JSON Lines')
    .argument('[file]', 'one scenario a line; standard input without it, or with -')
    .addHelpText(
      'after',
      `
A bad scenario gives a line of the type "error", the others run, and the exit code is 1. docs/scenarios.md has every
field and line. For example:
  echo '${EXAMPLE}' | fairwell scenario`,
    )
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      // whoever reads the lines may have seen enough
      process.stdout.on('error', () => process.exit());
      try {
        const isPiped = file === undefined || file === '-';
        const input = isPiped ? process.stdin : (await open(file)).createReadStream();
        const threads = Math.min(MOST_THREADS, availableParallelism());
        const failed = await runScenarios(input, print, printBroken, threads);
        if (failed > 0) process.exitCode = 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        command.error(`error: ${file ?? 'standard input'} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      }
    });
}

/** How many lives are led side by side: enough to share the cost of a round, few enough to be held in memory. */
const COHORT = 250;
/** A thread holds a world in memory. */
const MOST_THREADS = 4;

/** Some editors put it at the beginning of a file. */
const BYTE_ORDER_MARK = /^\uFEFF/u;

/**
 * Runs scenarios, each on an account of its own, and hands over the lines of one after those of the other. What is more
 * than one cohort is led in threads, where there may be several.
 * `broken` is shown whatever ended a life before its time.
 * @returns how many of them were bad, or could not be run to their end
 */
export async function runScenarios(
  input: Readable,
  each: (line: Line) => void,
  broken: (error: string) => void = () => undefined,
  threads = 1,
): Promise<number> {
  let failed = 0;
  const cohorts = inCohorts(input);
  const [first, second] = [await cohorts.next(), await cohorts.next()];
  const open = threads === 1 || second.done === true ? tellHere : tellInThread;
  for await (const told of toldInOrder(chain([first, second], cohorts), threads, open)) {
    failed += told.lines.filter((line) => line['type'] === 'error').length;
    told.lines.forEach(each);
    told.broken.forEach(broken);
  }
  return failed;
}

/** What was taken from a generator, and then the rest of it. */
async function* chain<T>(taken: readonly IteratorResult<T, void>[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  for (const { done, value } of taken) if (done !== true) yield value;
  yield* rest;
}

async function* inCohorts(input: Readable): AsyncGenerator<readonly Numbered[]> {
  let cohort: Numbered[] = [];
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    const text = number === 1 ? line.replace(BYTE_ORDER_MARK, '') : line;
    if (text.trim() === '') continue;
    cohort.push({ text, number });
    if (cohort.length < COHORT) continue;
    yield cohort;
    cohort = [];
  }
  if (cohort.length > 0) yield cohort;
}

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What a life breaks by is for whoever mends it: it stands beside the lines, not among them. */
function printBroken(error: string): void {
  process.stderr.write(`${error}\n`);
}
