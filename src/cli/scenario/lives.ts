import type { Scenario } from './input.ts';
import type { Line } from './lines.ts';
import { runLives, tellBroken, type Broken } from './run.ts';
import type { World } from './world.ts';

/** Scripted lives, in worlds that are opened when they are needed. */
export interface LivesInWorlds {
  /** What each of them tells, from its start to its end. */
  tell(scenarios: readonly Scenario[]): Promise<readonly (readonly Line[])[]>;
  close(): Promise<void>;
}

/**
 * Leads lives that are told of together in one world. Where that breaks for all of them they are led again in
 * halves, until it is known which of them breaks it.
 */
export function livesInWorlds(open: () => Promise<World>, broken: Broken): LivesInWorlds {
  let world: World | null = null;
  const leave = async () => {
    const left = world;
    world = null;
    // a world that broke may not be able to close either
    await left?.close().catch(broken);
  };
  const tell: LivesInWorlds['tell'] = async (scenarios) => {
    const [first] = scenarios;
    if (first === undefined) return [];
    world ??= await open();
    try {
      const told = await runLives(world, scenarios, broken);
      if (world.isFull) await leave();
      return told;
    } catch (error) {
      await leave();
      if (scenarios.length === 1) return [[tellBroken(first.id, error, broken)]];
      const half = Math.ceil(scenarios.length / 2);
      return [...(await tell(scenarios.slice(0, half))), ...(await tell(scenarios.slice(half)))];
    }
  };
  return { tell, close: leave };
}
