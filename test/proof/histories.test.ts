import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/cli/scenario/input.ts';
import { runBatch } from './batch.ts';
import { live, Violation } from './live.ts';
import { add, unreached } from './reached.ts';
import { scenarioOf } from './scenario.ts';
import type { Scene } from './scene.ts';
import type { Tally } from './trial.ts';

const scene: Scene = {
  zone: 'America/New_York',
  start: Date.parse('2024-01-31T15:00:00Z'),
  rules: {
    plans: [
      { code: 'starter', months: 1, price: 9_700, credits: 2_000, rollover: 'cap', cap: 2 },
      { code: 'growth', months: 12, price: 297_000, credits: 120_000, rollover: 'all', cap: 0 },
    ],
    fee: 100,
    longestPause: null,
    retryDays: [1, 3, 5, 7],
    pack: { credits: 1_000, price: 1_000 },
  },
  card: 'ok',
  plan: 0,
};

describe('random histories', () => {
  // The whole of it is `npm run proof`. The seeds are fixed, so that nobody's change fails by another's luck.
  it('hold every invariant after each step, and go as the reference says', { timeout: 60_000 }, () => {
    const tally: Tally = new Map();
    for (let seed = 1; seed <= 3; seed += 1) {
      const batch = runBatch(seed);
      expect(batch.failure).toBeNull();
      add(tally, batch.tally);
    }
    expect(unreached(tally)).toEqual([]);
  });

  it('are the same for the same seed', () => {
    const [once, again] = [runBatch(11), runBatch(11)];
    expect(again).toEqual(once);
    expect(once.steps).toBeGreaterThan(1_000);
  });

  it('are told as a scenario that can be run, with what it cannot say beside', () => {
    const at = scene.start + 1_000;
    const done = [
      { at, do: 'changePlan', plan: 'growth' },
      { at, do: 'mood', mood: 'silent' },
      { at, do: 'order', leads: 5 },
    ];
    const { line, unsaid } = scenarioOf(scene, done, at + 1);
    expect(readScenario(line)).toMatchObject({ ok: true, scenario: { id: 'failed', plan: 'starter' } });
    expect(JSON.parse(line)).toMatchObject({ steps: [{ do: 'changePlan' }, { do: 'order', leads: 5 }] });
    expect(unsaid).toEqual(['2024-01-31T15:00:01Z {"do":"mood","mood":"silent"}']);
  });

  it('say what does not hold, and how it came to it', () => {
    const nonsense = [{ move: 'order', leads: -1, perLead: 1, now: false }] as const;
    expect(() => live(scene, nonsense, new Map())).toThrow(Violation);
    expect(() => live(scene, nonsense, new Map())).toThrow(/\nscenario: \{"id":"failed"/u);
  });
});
