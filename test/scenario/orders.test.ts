import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';

const MANY = 120_000;
const TOO_MANY = 5_000_001;

/** A life of January with one plan of so many credits, in which orders are placed. */
function ordering(id: string, credits: number, ...steps: readonly object[]): string {
  const plan = { code: 'p', interval: 'month', priceMinor: 100, credits };
  const span = { start: '2024-01-01T00:00:00Z', until: '2024-02-10T00:00:00Z' };
  return JSON.stringify({ id, timeZone: 'UTC', currency: 'USD', ...span, plans: [plan], plan: 'p', steps });
}

const on = (day: string, what: string, details: object = {}) => ({ at: `${day}T00:00:00Z`, do: what, ...details });
const order = (day: string, leads: number) => on(day, 'order', { leads });

describe('orders in scripted lives', { timeout: 120_000 }, () => {
  let lines: readonly Line[];

  beforeAll(async () => {
    const told: Line[] = [];
    const lives = [
      ordering('poor', 100, order('2024-01-05', Number.MAX_SAFE_INTEGER), order('2024-01-06', 100)),
      ordering('paused', 100, on('2024-01-05', 'pause'), order('2024-02-05', 1_000_000_000)),
      ordering('ended', 100, on('2024-01-05', 'cancel'), order('2024-02-05', 1_000_000_000)),
      ordering('rich', MANY, order('2024-01-05', 20), order('2024-01-06', MANY - 20), order('2024-02-05', 30)),
      ordering('too rich', TOO_MANY, order('2024-01-05', TOO_MANY)),
      // enough to begin another world, which has an empty catalogue
      ...Array.from({ length: 250 }, (_, index) => ordering(`next ${index}`, 100, order('2024-01-05', 7))),
    ];
    await runScenarios(Readable.from([lives.join('\n')]), (line) => told.push(line));
    lines = told;
  }, 120_000);

  const of = (id: string, type: string) => lines.filter((line) => line.id === id && line.type === type);

  test('no leads are made for one that is refused, however large it is', () => {
    expect(of('poor', 'refused')).toMatchObject([{ at: '2024-01-05T00:00:00Z', code: 'insufficient_credits' }]);
    expect(of('poor', 'delivered')).toMatchObject([{ leads: 100, historySize: 100 }]);
    expect(of('paused', 'refused')).toMatchObject([{ code: 'paused' }]);
    expect(of('ended', 'refused')).toMatchObject([{ code: 'already_ended' }]);
  });

  test('a large one is delivered whole, and told in one line', () => {
    expect(of('rich', 'delivered')).toMatchObject([
      { leads: 20, historySize: 20 },
      { leads: MANY - 20, historySize: MANY },
      { leads: 30, historySize: MANY + 30 },
    ]);
    expect(of('rich', 'end')).toMatchObject([{ creditsAvailable: MANY - 30, historySize: MANY + 30 }]);
  });

  test('one that memory cannot hold ends its life in an error, and no other', () => {
    expect(lines.filter(({ type }) => type === 'error')).toEqual([
      {
        id: 'too rich',
        type: 'error',
        message: expect.stringMatching(/^the life broke off: leads: 5000001 would be delivered/u) as string,
      },
    ]);
    expect(of('next 249', 'delivered')).toMatchObject([{ leads: 7, historySize: 7 }]);
    expect(lines.filter(({ type }) => type === 'end')).toHaveLength(254);
  });
});
