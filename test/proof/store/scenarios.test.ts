import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runScenarios } from '../../../src/cli/scenario/command.ts';
import { live, type Lived } from '../live.ts';
import { history, type Move } from '../moves.ts';
import { credits } from '../reference/credits.ts';
import { scenarioOf } from '../scenario.ts';
import { instantAt, type Scene } from '../scene.ts';

const HISTORIES = 60;
const DAY = 86_400_000;
const SAYABLE: ReadonlySet<Move['move']> = new Set([
  'ask',
  'plan',
  'top up',
  'order',
  'card',
  'go on',
  'wait',
  'boundary',
]);

type Line = Readonly<Record<string, unknown>>;

/** Histories that a scenario can say whole: the provider answers at once, and every order is delivered. */
const sayable = history(60).map(([scene, moves]): readonly [Scene, readonly Move[]] => [
  {
    ...scene,
    card: scene.card ?? 'ok',
    rules: { ...scene.rules, longestPause: null, pack: { credits: 1_000, price: 1_000 } },
  },
  moves
    .filter(({ move }) => SAYABLE.has(move))
    .map((move) => (move.move === 'order' ? { ...move, perLead: 1, now: true } : move)),
]);

/** What the reference says of the end of a life. */
function endOf({ trial: { world } }: Lived): Line {
  const { agreement } = world;
  if (agreement === null) throw new Error('nobody subscribed');
  const held = credits(world);
  return {
    type: 'end',
    status: agreement.status,
    scheduled: agreement.next?.kind ?? null,
    plan: agreement.plan.code,
    periodStart: instantAt(agreement.start).toString(),
    periodEnd: instantAt(agreement.end).toString(),
    creditsAvailable: held.available,
    creditsFrozen: held.frozen,
    historySize: agreement.history,
    chargedMinor: world.charged,
    refundedMinor: world.refunded,
  };
}

function refusalsOf({ done, refused }: Lived): Line[] {
  return done.flatMap((step, index) => {
    const code = refused[index];
    return code == null ? [] : [{ at: instantAt(step.at).toString(), do: step.do, code }];
  });
}

it('random lives end, and are refused, on a database as the reference says', { timeout: 120_000 }, async () => {
  const lives = fc.sample(sayable, { numRuns: HISTORIES, seed: 20 }).map(([scene, moves], index) => {
    const lived = live(scene, moves, new Map());
    lived.trial.to(lived.trial.now + DAY, false);
    const { line, unsaid } = scenarioOf(scene, lived.done, lived.trial.now);
    expect(unsaid).toEqual([]);
    return { id: `s${index}`, lived, line: JSON.stringify({ ...(JSON.parse(line) as Line), id: `s${index}` }) };
  });
  const told = new Map<unknown, Line[]>(lives.map(({ id }) => [id, []]));
  const failed = await runScenarios(Readable.from(lives.map(({ line }) => `${line}\n`)), (line) => {
    told.get(line.id)?.push(line);
  });
  for (const { id, lived, line } of lives) {
    const lines = told.get(id) ?? [];
    expect(lines.at(-1), line).toMatchObject(endOf(lived));
    const refused = lines
      .filter(({ type }) => type === 'refused')
      .map(({ at, code, do: what }) => ({ at, do: what, code }));
    expect(refused, line).toEqual(refusalsOf(lived));
    const charged = lines
      .filter(({ type }) => type === 'charged')
      .reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0);
    expect(charged, line).toBe(lived.trial.world.charged);
  }
  expect(failed).toBe(0);
});
