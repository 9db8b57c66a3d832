import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fairwell } from '../running/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairwell-scenario-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const good = {
  id: 'good',
  timeZone: 'UTC',
  currency: 'USD',
  start: '2024-01-01T00:00:00Z',
  plans: [{ code: 'p', interval: 'month', priceMinor: 100, credits: 1 }],
  plan: 'p',
  until: '2024-01-02T00:00:00Z',
};

describe('the command fairwell scenario', { timeout: 120_000 }, () => {
  test('prints JSON Lines of a file and nothing else, and ends with 1 when one of them was bad', async () => {
    const file = join(folder, 'lives.jsonl');
    writeFileSync(file, `${JSON.stringify(good)}\n\n{"id":"bad"}\n`);
    const { code, output } = await fairwell(['scenario', file], {});
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; type: string });
    expect(lines.map(({ id, type }) => `${id} ${type}`)).toEqual([
      'good charged',
      'good changed',
      'good credits',
      'good end',
      'bad error',
    ]);
    expect(code).toBe(1);
  });

  test('reads standard input without a file, and with -', async () => {
    for (const options of [['scenario'], ['scenario', '-']]) {
      const { code, output } = await fairwell(options, {}, '{"id":"piped"}\n');
      expect(output).toMatch(/^\{"id":"piped","type":"error",/u);
      expect(code).toBe(1);
    }
  });

  test('tells many lives in the order of the file, whichever of them are over first', async () => {
    const file = join(folder, 'many.jsonl');
    const lives = Array.from({ length: 520 }, (_, index) =>
      // what comes first takes longest, and a bad one is told in its place
      JSON.stringify({ ...good, id: `life ${index}`, ...(index < 250 ? { until: '2024-12-31T00:00:00Z' } : {}) }),
    );
    lives[300] = '{"id":"bad"}';
    writeFileSync(file, lives.join('\n'));
    const { code, output } = await fairwell(['scenario', file], {});
    const told = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; type: string });
    const ends = told.filter(({ type }) => type === 'end' || type === 'error').map(({ id }) => id);
    expect(ends).toEqual(lives.map((_, index) => (index === 300 ? 'bad' : `life ${index}`)));
    expect(told.filter(({ id, type }) => id === 'life 0' && type === 'charged')).toHaveLength(12);
    expect(code).toBe(1);
  });

  test('says in one sentence that a file cannot be read', async () => {
    const { code, output, errors } = await fairwell(['scenario', join(folder, 'missing.jsonl')], {});
    expect(output).toBe('');
    expect(errors).toMatch(/^error: .*missing\.jsonl cannot be read \(ENOENT\)$/mu);
    expect(code).toBe(1);
  });
});
