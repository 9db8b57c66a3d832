import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Command } from 'commander';
import { readScenario } from './input.ts';
import type { Line } from './lines.ts';
import { runScenario } from './run.ts';
import { openWorld, type World } from './world.ts';

/** `fairwell scenario [FILE]`. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .description('run scripted lives from JSON Lines, and print what happened as JSON Lines')
    .argument('[file]', 'one scenario a line; standard input without it')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      // whoever reads the lines may have seen enough
      process.stdout.on('error', () => process.exit());
      try {
        const input = file === undefined ? process.stdin : (await open(file)).createReadStream();
        const failed = await runScenarios(input, print);
        if (failed > 0) process.exitCode = 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        command.error(`error: ${file ?? 'standard input'} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      }
    });
}

/**
 * Runs one scenario after the other, each on an account of its own, and hands over its lines.
 * @returns how many of them were bad, or could not be run to their end
 */
export async function runScenarios(input: Readable, each: (line: Line) => void): Promise<number> {
  const world = await openWorld();
  let failed = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      const error = await runText(world, text, each);
      if (error === null) continue;
      failed += 1;
      each(error);
    }
  } finally {
    await world.close();
  }
  return failed;
}

async function runText(world: World, text: string, each: (line: Line) => void): Promise<Line | null> {
  const read = readScenario(text);
  if (!read.ok) return { id: read.id, type: 'error', message: read.message };
  try {
    for await (const line of runScenario(world, read.scenario)) each(line);
    return null;
  } catch (error) {
    return { id: read.scenario.id, type: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
