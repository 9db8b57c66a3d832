import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { commands } from './commands.ts';
import { orders } from './orders.ts';
import { pages } from './pages.ts';
import { openPlace, type Place } from './place.ts';
import { renewals } from './renewals.ts';
import { simulation } from './simulation.ts';
import { starting } from './starting.ts';
import { tableOf, type Row } from './table.ts';

type Effort = 'quick' | 'usual' | 'full';

const MILLION = 1_000_000;

const RENEWALS = {
  quick: [{ due: 2_000, rounds: 2 }],
  usual: [
    { due: 10_000, rounds: 7 },
    { due: 50_000, rounds: 1 },
  ],
  full: [
    { due: 10_000, rounds: 7 },
    { due: 100_000, rounds: 3 },
    { due: MILLION, rounds: 1 },
  ],
} as const;

const ORDERS = {
  quick: { accounts: 100, leadsEach: 1_000, rounds: 2 },
  usual: { accounts: 1_000, leadsEach: 1_000, rounds: 5 },
  full: { accounts: 10_000, leadsEach: 1_000, rounds: 7 },
} as const;

const ROWS: Readonly<Record<string, (place: Place, effort: Effort) => Promise<readonly Row[]>>> = {
  commands: (place, effort) =>
    commands(place, effort === 'quick' ? { clients: 10, times: 5, rounds: 2 } : { clients: 10, times: 20, rounds: 5 }),
  renewals: (place, effort) => renewals(place, RENEWALS[effort]),
  orders: async (place, effort) => [await orders(place, ORDERS[effort])],
  pages: (place, effort) => pages(place, effort === 'quick' ? { times: 10, rounds: 2 } : { times: 40, rounds: 5 }),
  simulation: async (_place, effort) => [
    await simulation(effort === 'quick' ? 2_000 : 100_000, effort === 'quick' ? 1 : 3),
  ],
  start: (place, effort) => starting(place, effort === 'quick' ? 1 : 3),
};

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, rows: { type: 'string' } },
});
const effort: Effort = values.full === true ? 'full' : values.quick === true ? 'quick' : 'usual';
const chosen = values.rows?.split(',') ?? Object.keys(ROWS);
const unknown = chosen.filter((name) => !(name in ROWS));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}.`);
  process.exit(1);
}

const startedAt = performance.now();
const rows: Row[] = [];
const place = await openPlace();
try {
  for (const name of chosen) {
    process.stderr.write(`- Measuring ${name}\n`);
    rows.push(...((await ROWS[name]?.(place, effort)) ?? []));
  }
} finally {
  await place.stop();
}
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
console.log(tableOf(rows));
console.log(
  `\nNode.js ${process.versions.node}, ${availableParallelism()} processors, ${new Date().toISOString().slice(0, 10)}, ` +
    `${effort}, ${minutes} minutes. A figure is the median; in brackets the middle half of the rounds.`,
);
