import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { readScenario, type Scenario } from '../../src/cli/scenario/input.ts';
import { livesInWorlds } from '../../src/cli/scenario/lives.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';
import type { Resident, World } from '../../src/cli/scenario/world.ts';
import type { LifeSince } from '../../src/queries/life.ts';

const line = (id: string, code = 'p') =>
  JSON.stringify({
    id,
    timeZone: 'UTC',
    currency: 'USD',
    start: '2024-01-01T00:00:00Z',
    plans: [{ code, interval: 'month', priceMinor: 100, credits: 1 }],
    plan: code,
    until: '2024-01-02T00:00:00Z',
  });

function scenario(id: string): Scenario {
  const read = readScenario(line(id));
  if (!read.ok) throw new Error(read.message);
  return read.scenario;
}

const START = Temporal.Instant.from('2024-01-01T00:00:00Z');

const SEEN: LifeSince = {
  events: [],
  subscription: {
    id: 's',
    plan: { code: 'p', name: 'p', interval: 'month', priceMinor: 100, credits: 1, rollover: 'all', rolloverCap: 0 },
    status: 'active',
    anchor: { at: START, timeZone: 'UTC' },
    offset: 0,
    period: { start: START, end: Temporal.Instant.from('2024-02-01T00:00:00Z') },
    scheduled: null,
    discount: null,
    periodDiscountMinor: 0,
    dunning: null,
    pauseMonths: 0,
    noticedFor: null,
    startedAt: START,
    endedAt: null,
    endCause: null,
    historySize: 0,
  },
  chargedMinor: 100,
  refundedMinor: 0,
  dueAt: null,
};

const broken = new Error('out of order\nat some place');

/** A world in which nothing happens, but for those who break what they take part in. */
function worldOf(breaks: Readonly<Partial<Record<'settleIn' | 'travel' | 'arrival' | 'look' | 'see', string>>>): World {
  const is = (resident: Resident, where: keyof typeof breaks) => resident.accountId === breaks[where];
  const seeBroken = { ...SEEN, subscription: null };
  return {
    settleIn: async ({ id }) => {
      if (id === breaks.settleIn) throw broken;
      return Promise.resolve({ accountId: id, clockId: id, owner: { kind: 'system', name: 'test' } });
    },
    travel: async (journeys) => {
      if (journeys.some(({ resident }) => is(resident, 'travel'))) throw broken;
      return Promise.resolve(
        journeys.map(({ resident }) => (is(resident, 'arrival') ? { error: broken } : { refused: null })),
      );
    },
    look: async (looks) => {
      if (looks.some(({ resident }) => is(resident, 'look'))) throw broken;
      return Promise.resolve(looks.map(({ resident }) => (is(resident, 'see') ? seeBroken : SEEN)));
    },
    isFull: false,
    close: () => Promise.reject(new Error('closed badly')),
  };
}

const IDS = ['a', 'b', 'c', 'd', 'e'];

describe('a life that breaks', () => {
  test.each(['settleIn', 'travel', 'arrival', 'look', 'see'] as const)(
    'in %s is told in one line of its own, and the others to their ends',
    async (where) => {
      let worlds = 0;
      const errors: unknown[] = [];
      const lives = livesInWorlds(
        () => {
          worlds += 1;
          return Promise.resolve(worldOf({ [where]: 'c' }));
        },
        (error) => errors.push(error),
      );
      const told = await lives.tell(IDS.map(scenario));
      const last = (lines: readonly Line[]) => `${String(lines.at(-1)?.id)} ${String(lines.at(-1)?.type)}`;
      expect(told.map(last)).toEqual(['a end', 'b end', 'c error', 'd end', 'e end']);
      const message = where === 'see' ? 'a scenario without a subscription' : 'out of order';
      expect(told[2]?.at(-1)).toEqual({ id: 'c', type: 'error', message: `the life broke off: ${message}` });
      expect(errors.map(String)).toContain(where === 'see' ? `Error: ${message}` : String(broken));
      // what breaks the world for all is looked for in others
      expect(worlds > 1).toBe(where === 'travel' || where === 'look');
      await lives.close();
    },
  );

  test.each([
    ['code', line('x', '\ud800')],
    ['id', line('\udfff')],
  ])('by half a character is not begun: %s has to be well-formed', (field, text) => {
    const read = readScenario(text);
    expect(read).toMatchObject({ ok: false });
    expect('message' in read && read.message).toMatch(new RegExp(`${field}: must be well-formed Unicode`, 'u'));
  });
});
