import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import { readScenario } from '../../src/cli/scenario/input.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';

const plan = { code: 'p', interval: 'month', priceMinor: 100, credits: 1 };
const good = {
  id: 'x',
  timeZone: 'UTC',
  currency: 'USD',
  start: '2024-01-01T00:00:00Z',
  plans: [plan],
  plan: 'p',
  until: '2024-02-01T00:00:00Z',
};
const at = '2024-01-02T00:00:00Z';
const DOS = 'must be one of cancel, keep, pause, resume, changePlan, subscribe, order, topUp, card';

function messageOf(changes: object): string | null {
  const read = readScenario(JSON.stringify({ ...good, ...changes }));
  return read.ok ? null : read.message;
}

describe('a line of input', () => {
  test('may carry notes anywhere', () => {
    const changes = {
      note: 'of a customer',
      plans: [{ ...plan, name: 'Starter' }],
      pause: { why: 'holidays' },
      steps: [{ at, do: 'cancel', reason: 'too dear' }],
    };
    expect(readScenario(JSON.stringify({ ...good, ...changes }))).toMatchObject({
      ok: true,
      scenario: { plans: [plan], pause: { feeMinor: 100 }, steps: [{ do: 'cancel' }] },
    });
  });

  test.each([
    [{ plans: [{ ...plan, credits: undefined }] }, 'plans[0].credits: is missing'],
    [{ plans: [{ ...plan, credits: '5' }] }, 'plans[0].credits: must be a whole number'],
    [{ plans: [{ ...plan, interval: 'week' }] }, 'plans[0].interval: must be one of month, year'],
    [{ plans: {} }, 'plans: must be a list'],
    [{ plans: [{ ...plan, code: '' }] }, 'plans[0].code: must not be empty; plan: is not one of plans'],
    [{ retryDays: ['1'] }, 'retryDays[0]: must be a whole number'],
    [{ steps: [null] }, 'steps[0]: must be an object'],
    [{ steps: [{ at }] }, `steps[0].do: is missing, and ${DOS}`],
    [{ steps: [{ at, do: 'dance' }] }, `steps[0].do: ${DOS}`],
    [{ steps: [{ at: 5, do: 'keep' }] }, 'steps[0].at: must be an instant such as 2024-01-31T15:00:00Z'],
    [{ steps: [{ at, do: 'order', leads: 1.5 }] }, 'steps[0].leads: must be a whole number from 1'],
    [{ steps: [{ at, do: 'order' }] }, 'steps[0].leads: is missing'],
    [{ steps: [{ at, do: 'order', leads: -1.5 }] }, 'steps[0].leads: must be 1 or more'],
    [{ steps: [{ at, do: 'order', leads: 2 ** 53 }] }, 'steps[0].leads: must be 9007199254740991 or less'],
    [{ steps: [{ at, do: 'topUp', credits: 1e9 + 1 }] }, 'steps[0].credits: must be 1000000000 or less'],
    [{ plans: [{ ...plan, priceMinor: 1e12 + 1 }] }, 'plans[0].priceMinor: must be 1000000000000 or less'],
    [
      { steps: [{ do: 'card', result: 'late' }] },
      'steps[0].at: is missing; steps[0].result: must be one of ok, decline',
    ],
  ])('%j is told once for each field, in words', (changes, message) => {
    expect(messageOf(changes)).toBe(message);
  });

  test('that is wrong is told with its id as it was given, or with the number of the line', () => {
    expect(readScenario(JSON.stringify({ ...good, id: 5 }), 7)).toEqual({
      ok: false,
      id: 5,
      message: 'id: must be text',
    });
    const nobody = [
      ['{"id":', 'line 7 is not JSON, and a scenario is one line: Unexpected end of JSON input'],
      ['42', 'line 7: must be an object'],
      [JSON.stringify({ ...good, id: undefined }), 'line 7: id: is missing'],
      [JSON.stringify({ ...good, id: null }), 'line 7: id: must be text'],
    ] as const;
    for (const [text, message] of nobody) expect(readScenario(text, 7)).toEqual({ ok: false, id: null, message });
  });

  test('is counted with the empty ones, and may come after a byte order mark', async () => {
    const lines: Line[] = [];
    const text = `\uFEFF${JSON.stringify({ ...good, id: 7 })}\r\n\n\uFEFF{}\nno json\n`;
    expect(await runScenarios(Readable.from([text]), (line) => lines.push(line))).toBe(3);
    expect(lines).toEqual([
      { id: 7, type: 'error', message: 'id: must be text' },
      { id: null, type: 'error', message: expect.stringMatching(/^line 3 is not JSON/u) as string },
      { id: null, type: 'error', message: expect.stringMatching(/^line 4 is not JSON/u) as string },
    ]);
  });
});
