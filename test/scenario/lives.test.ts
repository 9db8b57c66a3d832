import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import { readScenario } from '../../src/cli/scenario/input.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';
import { expectedOf } from './expected.ts';

const LIVES = 60;
const ZONES = ['UTC', 'America/New_York', 'Pacific/Niue', 'Pacific/Kiritimati', 'Australia/Lord_Howe'];

const plan = fc.record({
  interval: fc.constantFrom('month', 'month', 'year'),
  priceMinor: fc.constantFrom(0, 4_700, 9_700, 29_700, 97_000),
  credits: fc.constantFrom(0, 10, 2_000),
  rollover: fc.constantFrom('all', 'none', 'cap'),
  rolloverCap: fc.nat(2),
});

const code = fc.constantFrom('a', 'b', 'c');
const doing = fc.oneof(
  fc.constantFrom('cancel', 'keep', 'pause', 'resume').map((verb) => ({ do: verb })),
  fc.record({ do: fc.constantFrom('changePlan', 'subscribe'), plan: fc.oneof(code, fc.constant('unknown')) }),
  fc.record({ do: fc.constant('order'), leads: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant('topUp'), credits: fc.constantFrom(1, 333, 1_000) }),
  fc.record({ do: fc.constant('card'), result: fc.constantFrom('ok', 'decline') }),
);

const HOUR = 3_600_000;
const START = Date.parse('2024-01-31T15:00:00Z');

/** A year of an account; gaps are hours, and often exactly such that steps fall on a boundary. */
const scenarios = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  plans: fc.tuple(plan, plan, plan),
  plan: code,
  feeMinor: fc.constantFrom(0, 100),
  steps: fc.array(fc.tuple(fc.constantFrom(0, 1, 24, 24 * 7, 24 * 29, 24 * 31), doing), { maxLength: 16 }),
});

function lineOf(life: fc.RandomType | Record<string, unknown>, index: number): string {
  const { steps, plans, feeMinor, ...rest } = life as {
    steps: readonly (readonly [number, Record<string, unknown>])[];
    plans: readonly Record<string, unknown>[];
    feeMinor: number;
  };
  let at = START;
  return JSON.stringify({
    ...rest,
    id: `life ${index}`,
    currency: 'USD',
    start: new Date(START).toISOString(),
    pause: { feeMinor },
    plans: plans.map((each, nth) => ({ ...each, code: 'abc'[nth] })),
    steps: steps.map(([hours, step]) => ({ at: new Date((at += hours * HOUR)).toISOString(), ...step })),
    until: new Date(at + 400 * 24 * HOUR).toISOString(),
  });
}

test('random lives end as the second telling of the lifecycle says, with the same refusals', async () => {
  const texts = fc.sample(scenarios, { numRuns: LIVES, seed: 20_240_131 }).map(lineOf);
  const lines: Line[] = [];
  const failed = await runScenarios(Readable.from([texts.join('\n')]), (line) => lines.push(line));
  expect(failed).toBe(0);
  for (const text of texts) {
    const read = readScenario(text);
    if (!read.ok) throw new Error(read.message);
    const { id } = read.scenario;
    const told = lines.filter((line) => line['id'] === id);
    const expected = expectedOf(read.scenario);
    const refused = told
      .filter(({ type }) => type === 'refused')
      .map((line) => [line['at'], line['do'], line['code']].join(' '));
    expect(refused, text).toEqual(expected.refused);
    expect(told.filter(({ type }) => type === 'declined').length, text).toBe(expected.declined);
    const { id: _, at, type, periodStart, periodEnd, ...end } = told.at(-1) ?? {};
    const periods = { periodStart: Date.parse(String(periodStart)), periodEnd: Date.parse(String(periodEnd)) };
    expect({ ...end, ...periods }, text).toEqual(expected.end);
    expect([type, at]).toEqual(['end', read.scenario.until.toString()]);
  }
}, 120_000);
