import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spreadOf } from './measure.ts';
import { told, type Row } from './table.ts';

const FAIRWELL = join(import.meta.dirname, '..', 'scripts', 'fairwell.mjs');
const GOAL = 200_000;

/** Subscriber-months a second, as `fairwell simulate` itself tells: the starts of its threads are part of the time. */
export async function simulation(accounts: number, rounds: number): Promise<Row> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const given = ['simulate', '--accounts', String(accounts), '--years', '3', '--seed', String(round + 1)];
    const { stderr } = await promisify(execFile)(process.execPath, [FAIRWELL, ...given]);
    const rate = /^(\d+) subscriber-months a second/mu.exec(stderr)?.[1];
    if (rate === undefined) throw new Error(`the simulation told no rate: ${stderr}`);
    rates.push(Number(rate));
  }
  const rate = spreadOf(rates);
  return {
    row: `simulation of ${accounts.toLocaleString('en-US')} accounts over 3 years, start included`,
    measured: told(rate, 'subscriber-months/s'),
    limit: '-',
    ratio: '-',
    goal: GOAL.toLocaleString('en-US'),
    met: rate.median >= GOAL,
  };
}
