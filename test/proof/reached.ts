import { PLACES, VERBS } from './reference/table.ts';
import type { Tally } from './trial.ts';

const words = (key: string) => key.split(' | ');

/** How often each was reached: places and requests, refusals, events, offers. */
export function figures(tally: Tally): string {
  const rows = [...tally].map(([key, count]) => ({ words: words(key), count }));
  const of = (kind: string) => rows.filter(({ words: [first] }) => first === kind);
  return [
    'What was asked, by where the account stood (accepted / refused):',
    ...PLACES.map((place) => `  ${place.padEnd(14)} ${VERBS.map((verb) => cell(tally, place, verb)).join('  ')}`),
    list('What was refused', of('refused')),
    list('What happened', of('happened')),
    list('What was offered', of('offer')),
  ].join('\n');
}

function cell(tally: Tally, place: string, verb: string): string {
  const prefix = `asked | ${place} | ${verb} | `;
  let [done, refused] = [0, 0];
  for (const [key, count] of tally) {
    if (!key.startsWith(prefix)) continue;
    if (key === `${prefix}done`) done += count;
    else refused += count;
  }
  return `${verb} ${done}/${refused}`;
}

function list(title: string, rows: readonly { words: string[]; count: number }[]): string {
  const sorted = [...rows].sort((a, b) => b.count - a.count);
  return `${title}:\n  ${sorted.map((row) => `${row.words.slice(1).join(' ')} ${row.count}`).join(', ')}`;
}

/** Places and requests that no history came to. */
export function unreached(tally: Tally): string[] {
  return PLACES.flatMap((place) => VERBS.map((verb) => ({ place, verb })))
    .filter(({ place, verb }) => ![...tally.keys()].some((key) => key.startsWith(`asked | ${place} | ${verb} | `)))
    .map(({ place, verb }) => `${verb} while ${place}`);
}

/** Adds what another run reached. */
export function add(to: Tally, from: Iterable<readonly [string, number]>): void {
  for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count);
}
