import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { toldInOrder, type Numbered, type Teller } from '../../src/cli/scenario/teller.ts';

const cohorts = (count: number): AsyncIterable<readonly Numbered[]> =>
  Readable.from(Array.from({ length: count }, (_, index) => [{ text: `${index + 1}`, number: index + 1 }]));

/** Tellers that take as long as they are told to, in turns of the event loop. */
function tellers(turnsFor: (text: string) => number) {
  const seen = { open: 0, closed: 0, most: 0, busy: 0 };
  const open = (): Teller => {
    seen.open += 1;
    return {
      tell: async ([first]) => {
        const text = first?.text ?? '';
        seen.busy += 1;
        seen.most = Math.max(seen.most, seen.busy);
        for (let turns = turnsFor(text); turns > 0; turns -= 1) await new Promise(setImmediate);
        seen.busy -= 1;
        if (text === '13') throw new Error('unlucky');
        return { lines: [{ id: text }], broken: [] };
      },
      close: () => {
        seen.closed += 1;
        return Promise.resolve();
      },
    };
  };
  return { open, seen };
}

async function idsOf(count: number, most: number, open: () => Teller): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const { lines } of toldInOrder(cohorts(count), most, open)) ids.push(...lines.map(({ id }) => id));
  return ids;
}

describe('tellers', () => {
  test('tell in the order of the cohorts, several at a time and no more than may', async () => {
    const { open, seen } = tellers((text) => (7 * Number(text)) % 5);
    expect(await idsOf(12, 3, open)).toEqual(Array.from({ length: 12 }, (_, index) => `${index + 1}`));
    expect(seen).toEqual({ open: 3, closed: 3, most: 3, busy: 0 });
  });

  test('are opened for what there is to tell, and closed when it is told', async () => {
    const { open, seen } = tellers(() => 1);
    expect(await idsOf(0, 3, open)).toEqual([]);
    expect(await idsOf(1, 3, open)).toEqual(['1']);
    expect(seen).toMatchObject({ open: 1, closed: 1 });
  });

  test('are closed when one of them fails, and whoever reads them hears of it', async () => {
    const { open, seen } = tellers(() => 2);
    await expect(idsOf(20, 4, open)).rejects.toThrow('unlucky');
    expect(seen.closed).toBe(seen.open);
  });
});
