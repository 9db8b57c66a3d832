import type { LifeSince } from '../../queries/life.ts';
import type { Scenario } from './input.ts';
import { startLife, type Life, type Move } from './life.ts';
import type { Line } from './lines.ts';
import type { Resident, World } from './world.ts';

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
 */
export async function runLives(world: World, scenarios: readonly Scenario[]): Promise<readonly (readonly Line[])[]> {
  const all: Leading[] = [];
  for (const scenario of scenarios) {
    const resident = await world.settleIn(scenario);
    all.push({ life: startLife(scenario), resident, lines: [], dueAt: null, over: false });
  }
  for (;;) {
    const going = all.filter((each) => !each.over);
    if (going.length === 0) return all.map((each) => each.lines);
    await move(world, going, (each) => each.life.next(each.dueAt));
  }
}

async function move(
  world: World,
  going: readonly Leading[],
  next: (each: Leading) => ReturnType<Life['next']>,
): Promise<void> {
  const moves = going.map(next);
  const arrivals = await world.travel(going.map(({ resident }, index) => ({ resident, ...at(moves, index) })));
  const looks = await world.look(going.map(({ resident, life }) => ({ resident, seq: life.seq })));
  going.forEach((each, index) => {
    const since = at(looks, index);
    const moved = at(moves, index);
    const arrival = at(arrivals, index);
    if ('error' in arrival || isStuck(each, moved, since)) {
      each.over = true;
      each.lines.push(tellError(each.life.scenario.id, 'error' in arrival ? arrival.error : 'nothing moves any more'));
      return;
    }
    each.lines.push(...each.life.see(moved, since, arrival.refused));
    each.dueAt = since.dueAt;
    each.over = moved.last;
  });
}

/** Whether time was to bring something about and has not, so that it never would. */
function isStuck({ dueAt }: Leading, { step, last }: Move, since: LifeSince): boolean {
  return step === null && !last && dueAt !== null && since.dueAt !== null && dueAt.equals(since.dueAt);
}

function tellError(id: string, error: unknown): Line {
  return { id, type: 'error', message: error instanceof Error ? error.message : String(error) };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
