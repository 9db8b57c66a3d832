import { inspect } from 'node:util';
import { readScenario } from './input.ts';
import type { Line } from './lines.ts';
import { livesInWorlds } from './lives.ts';
import { openWorld } from './world.ts';

/** A line of input, and which one it is, from 1. */
export interface Numbered {
  readonly text: string;
  readonly number: number;
}

/** Lines of output in the order of the input, and whatever ended lives before their time, to be read by a person. */
export interface Told {
  readonly lines: readonly Line[];
  readonly broken: readonly string[];
}

/** Leads the lives of lines of input, and tells them. */
export interface Teller {
  tell(cohort: readonly Numbered[]): Promise<Told>;
  close(): Promise<void>;
}

/** A teller in this thread, with a world that is opened when it is needed. */
export function tellHere(): Teller {
  let broken: string[] = [];
  const lives = livesInWorlds(openWorld, (error) => broken.push(inspect(error)));
  return {
    tell: async (cohort) => {
      broken = [];
      const reads = cohort.map(({ text, number }) => readScenario(text, number));
      const told = [...(await lives.tell(reads.flatMap((read) => (read.ok ? [read.scenario] : []))))];
      const lines = reads.flatMap((read): readonly Line[] => {
        if (read.ok) return told.shift() ?? [];
        return [{ id: read.id, type: 'error', message: read.message }];
      });
      return { lines, broken };
    },
    close: () => lives.close(),
  };
}

/** What tellers tell of cohorts, in the order of the cohorts; they are opened as there is something for them to tell. */
export async function* toldInOrder(
  cohorts: AsyncIterable<readonly Numbered[]>,
  most: number,
  open: () => Teller,
): AsyncGenerator<Told> {
  const tellers: Teller[] = [];
  const under: { readonly teller: Teller; readonly told: Promise<Told> }[] = [];
  try {
    for await (const cohort of cohorts) {
      const first = under.length < most ? undefined : under.shift();
      if (first !== undefined) yield await first.told;
      const teller = first?.teller ?? open();
      if (first === undefined) tellers.push(teller);
      const told = teller.tell(cohort);
      // it is heard of when its turn comes
      told.catch(() => undefined);
      under.push({ teller, told });
    }
    for (const { told } of under) yield await told;
  } finally {
    await Promise.all(tellers.map((teller) => teller.close()));
  }
}
