import type { LifeSince } from '../../queries/life.ts';
import type { Scenario } from './input.ts';
import { startLife, type Life, type Move } from './life.ts';
import type { Line } from './lines.ts';
import type { Arrival, Resident, World } from './world.ts';

/** Is shown whatever ended a life before its time. */
export type Broken = (error: unknown) => void;

/** A life that is being led, and what it has told so far. */
interface Leading {
  readonly life: Life;
  readonly resident: Resident;
  readonly lines: Line[];
  dueAt: Parameters<Life['next']>[0];
  over: boolean;
}

/**
 * Leads scripted lives from start to end, side by side: each has a clock of its own, so that all can take
 * their next move at once, which costs little more than the move of one. What each tells is in order of time.
 * A life that breaks ends with an error, and the others go on. Throws what cannot be told of one of them.
 */
export async function runLives(
  world: World,
  scenarios: readonly Scenario[],
  broken: Broken,
): Promise<readonly (readonly Line[])[]> {
  const told = scenarios.map((): Line[] => []);
  const all: Leading[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const lines = at(told, index);
    try {
      const resident = await world.settleIn(scenario);
      all.push({ life: startLife(scenario), resident, lines, dueAt: null, over: false });
    } catch (error) {
      lines.push(tellBroken(scenario.id, error, broken));
    }
  }
  for (;;) {
    const going = all.filter((each) => !each.over);
    if (going.length === 0) return told;
    await move(world, going, broken);
  }
}

async function move(world: World, going: readonly Leading[], broken: Broken): Promise<void> {
  const moves = going.map(({ life, dueAt }) => life.next(dueAt));
  const arrivals = await world.travel(going.map(({ resident }, index) => ({ resident, ...at(moves, index) })));
  const looks = await world.look(going.map(({ resident, life }) => ({ resident, seq: life.seq })));
  going.forEach((each, index) => {
    try {
      arrive(each, at(moves, index), at(arrivals, index), at(looks, index));
    } catch (error) {
      each.over = true;
      each.lines.push(tellBroken(each.life.scenario.id, error, broken));
    }
  });
}

function arrive(each: Leading, moved: Move, arrival: Arrival, since: LifeSince): void {
  if ('error' in arrival) throw arrival.error;
  if (isStuck(each, moved, since)) throw new Error('nothing moves any more');
  each.lines.push(...each.life.see(moved, since, arrival.refused));
  each.dueAt = since.dueAt;
  each.over = moved.last;
}

/** Whether time was to bring something about and has not, so that it never would. */
function isStuck({ dueAt }: Leading, { step, last }: Move, since: LifeSince): boolean {
  return step === null && !last && dueAt !== null && since.dueAt !== null && dueAt.equals(since.dueAt);
}

/** The last line of a life that broke: why, in a line. */
export function tellBroken(id: string, error: unknown, broken: Broken): Line {
  broken(error);
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return { id, type: 'error', message: `the life broke off: ${message}` };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
