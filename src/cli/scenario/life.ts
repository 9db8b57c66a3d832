import type { Instant } from '../../domain/time/period.ts';
import type { LifeSince } from '../../queries/life.ts';
import type { Scenario, Step } from './input.ts';
import { BEGINNING, tell, tellEnd, type Line } from './lines.ts';

/** Where a life goes next: to what is due, to a step, or (neither) to its end. */
export interface Move {
  readonly to: Instant;
  readonly step: Step | null;
  readonly last: boolean;
}

/** One scripted life: it says where it goes next, is shown what came of it, and tells that in lines. */
export interface Life {
  readonly scenario: Scenario;
  /** How much of the audit trail was told already. */
  readonly seq: number;
  /** `due` is what time brings next, if anything. What is due at a step's instant comes before the step. */
  next(due: Instant | null): Move;
  /** Lines about what a move led to. `refused` is the code of a refusal that answered the step at once. */
  see(move: Move, since: LifeSince, refused: string | null): readonly Line[];
}

/** A life at its start, before anything of it was looked at. */
export function startLife(scenario: Scenario): Life {
  const { id, until } = scenario;
  const steps = [...opening(scenario), ...scenario.steps];
  let seq = 0;
  let done = 0;
  let standing = BEGINNING;
  return {
    scenario,
    get seq() {
      return seq;
    },
    next: (due) => {
      const step = steps[done] ?? null;
      const to = step?.at ?? until;
      if (due !== null && due.epochNanoseconds <= to.epochNanoseconds) return { to: due, step: null, last: false };
      return { to, step, last: step === null };
    },
    see: ({ to, step, last }, since, refused) => {
      if (step !== null) done += 1;
      seq = since.events.at(-1)?.seq ?? seq;
      const at = to.toString();
      const told = tell(id, standing, { at, step, refused, since });
      ({ standing } = told);
      return last ? [...told.lines, tellEnd(id, at, standing, since)] : told.lines;
    },
  };
}

/** Every life begins with a subscription whose first period is paid, whatever the card does from then on. */
function opening({ start, plan, card }: Scenario): readonly Step[] {
  const subscribe: Step = { at: start, do: 'subscribe', plan };
  return card === 'ok' ? [subscribe] : [subscribe, { at: start, do: 'card', result: card }];
}
