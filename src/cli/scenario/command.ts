import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { Command } from 'commander';
import { readScenario, type Read } from './input.ts';
import type { Line } from './lines.ts';
import { livesInWorlds, type LivesInWorlds } from './lives.ts';
import type { Broken } from './run.ts';
import { openWorld } from './world.ts';

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
        const failed = await runScenarios(input, print, printBroken);
        if (failed > 0) process.exitCode = 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        command.error(`error: ${file ?? 'standard input'} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      }
    });
}

/** How many lives are led side by side: enough to share the cost of a round, few enough to be held in memory. */
const COHORT = 250;

/** Some editors put it at the beginning of a file. */
const BYTE_ORDER_MARK = /^\uFEFF/u;

/**
 * Runs scenarios, each on an account of its own, and hands over the lines of one after those of the other.
 * `broken` is shown whatever ended a life before its time.
 * @returns how many of them were bad, or could not be run to their end
 */
export async function runScenarios(
  input: Readable,
  each: (line: Line) => void,
  broken: Broken = () => undefined,
): Promise<number> {
  const lives = livesInWorlds(openWorld, broken);
  let failed = 0;
  let cohort: Read[] = [];
  const run = async () => {
    const told = await tellAll(lives, cohort);
    cohort = [];
    failed += told.filter((line) => line['type'] === 'error').length;
    told.forEach(each);
  };
  try {
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number += 1;
      const text = number === 1 ? line.replace(BYTE_ORDER_MARK, '') : line;
      if (text.trim() === '') continue;
      cohort.push(readScenario(text, number));
      if (cohort.length === COHORT) await run();
    }
    await run();
  } finally {
    await lives.close();
  }
  return failed;
}

async function tellAll(lives: LivesInWorlds, cohort: readonly Read[]): Promise<readonly Line[]> {
  const scenarios = cohort.flatMap((read) => (read.ok ? [read.scenario] : []));
  const told = [...(await lives.tell(scenarios))];
  return cohort.flatMap((read) => {
    if (read.ok) return told.shift() ?? [];
    return [{ id: read.id, type: 'error', message: read.message }];
  });
}

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What a life breaks by is for whoever mends it: it stands beside the lines, not among them. */
function printBroken(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`);
}
