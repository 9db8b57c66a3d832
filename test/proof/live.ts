import type { Move } from './moves.ts';
import { scenarioOf, type Done } from './scenario.ts';
import type { Scene } from './scene.ts';
import { Trial, type Tally } from './trial.ts';

/** A history that did not hold, with a line that tells it. */
export class Violation extends Error {
  constructor(cause: unknown, scene: Scene, done: readonly Done[], until: number) {
    const { line, unsaid } = scenarioOf(scene, done, until);
    const why = cause instanceof Error ? cause.message : String(cause);
    const beside = unsaid.length === 0 ? '' : `\nand, which a scenario cannot say:\n  ${unsaid.join('\n  ')}`;
    super(`${why}\nscenario: ${line}${beside}`, { cause });
  }
}

/** A history that was lived. */
export interface Lived {
  readonly trial: Trial;
  readonly done: readonly Done[];
  /** Why each of what was done did not happen, or null. */
  readonly refused: readonly (string | null)[];
}

/** Lives a history through; throws a `Violation` at the first thing that does not hold. */
export function live(scene: Scene, moves: readonly Move[], tally: Tally): Lived {
  const done: Done[] = [];
  const refused: (string | null)[] = [];
  let now = scene.start;
  try {
    const trial = new Trial(scene, tally);
    for (const move of moves) {
      const target = targetOf(trial, move);
      done.push({ at: trial.now, ...told(trial, move, target) });
      now = target ?? now;
      trial.refused = null;
      take(trial, move, target);
      refused.push(trial.refused);
    }
    return { trial, done, refused };
  } catch (error) {
    throw new Violation(error, scene, done, now);
  }
}

/** Where a move in time leads to; null where there is no such boundary ahead, or it is not about time. */
function targetOf(trial: Trial, move: Move): number | null {
  if (move.move === 'wait') return trial.now + move.ms;
  if (move.move !== 'boundary') return null;
  const ahead = trial.boundaries();
  const boundary = ahead[move.which % Math.max(1, ahead.length)];
  return boundary === undefined ? null : Math.max(trial.now, boundary + move.off);
}

function take(trial: Trial, move: Move, target: number | null): void {
  switch (move.move) {
    case 'ask':
      return trial.ask(move.verb);
    case 'plan':
      return trial.plan(move.verb, move.plan);
    case 'top up':
      return trial.topUp(move.credits);
    case 'order':
      return trial.order(move.leads, move.perLead, move.now);
    case 'deliver':
      return trial.deliver(move.order, move.share, move.last);
    case 'card':
      return trial.card(move.result);
    case 'mood':
      trial.mood = move.mood;
      return;
    case 'answer':
      return trial.answer(chargeOf(trial, move), move.says);
    case 'drop':
      return trial.drop();
    case 'go on':
      return goOn(trial, move.plan);
    case 'leave':
      return trial.leave(move.offer);
    case 'undo':
      return trial.undo();
    case 'wait':
    case 'boundary':
      return target === null ? undefined : trial.to(target, move.late);
  }
}

type Told = { readonly do: string; readonly [detail: string]: unknown };

const isOver = ({ state }: Trial) => (state.subscription?.status ?? 'ended') === 'ended';
const isOverdue = ({ state }: Trial) => (state.subscription?.dunning ?? null) !== null;
const needsCard = (trial: Trial) => isOverdue(trial) || (isOver(trial) && !trial.hasGoodCard);

function goOn(trial: Trial, plan: number): void {
  if (needsCard(trial)) trial.card('ok');
  else if (isOver(trial)) trial.plan('subscribe', plan);
}

function goingOn(trial: Trial, plan: number): Told {
  if (needsCard(trial)) return { do: 'card', result: 'ok' };
  return isOver(trial) ? { do: 'subscribe', plan: trial.planAt(plan) } : { do: 'time' };
}

/** One of those that the provider has not answered, or any that was ever asked for, or none. */
function chargeOf({ charges }: Trial, { charge, awaited }: Extract<Move, { move: 'answer' }>): number {
  const open = [...charges.keys()].filter((number) => {
    return charges[number]?.status === 'asked' || charges[number]?.status === 'needs_authentication';
  });
  return (awaited ? open[charge % Math.max(1, open.length)] : undefined) ?? charge % (charges.length + 1);
}

/** A move in the words of a scenario's step, as far as it has such words. */
function told(trial: Trial, move: Move, target: number | null): Told {
  switch (move.move) {
    case 'ask':
      return { do: move.verb };
    case 'plan':
      return { do: move.verb === 'subscribe' ? 'subscribe' : 'changePlan', plan: trial.planAt(move.plan) };
    case 'top up':
      return { do: 'topUp', credits: move.credits };
    case 'order':
      return move.now && move.perLead === 1 ? { do: 'order', leads: move.leads } : { ...move, do: 'order in parts' };
    case 'card':
      return { do: 'card', result: move.result };
    case 'go on':
      return goingOn(trial, move.plan);
    case 'wait':
    case 'boundary':
      return { do: 'time', to: target, late: move.late };
    default:
      return { ...move, do: move.move };
  }
}
