import { interpret, nextDue } from '../proof/reference/interpret.ts';
import { emptyWorld, type PlanRow, type Request, type World } from '../proof/reference/world.ts';
import type { Scenario, Step } from '../../src/cli/scenario/input.ts';

/** What the second telling of the lifecycle expects of a scenario: its refusals and where it ends. */
export interface Expected {
  readonly refused: readonly string[];
  readonly declined: number;
  readonly end: Readonly<Record<string, unknown>>;
}

const VERBS: Partial<Record<Step['do'], 'cancel' | 'keep' | 'pause' | 'resume'>> = {
  cancel: 'cancel',
  keep: 'keep',
  pause: 'pause',
  resume: 'resume',
};

/** Lives a scenario through by the reference alone, with a provider that answers when it is asked. */
export function expectedOf(scenario: Scenario): Expected {
  const world = emptyWorld(rulesOf(scenario), scenario.timeZone, 0);
  let good = true;
  let declined = 0;
  const refused: string[] = [];
  const start = scenario.start.epochMilliseconds;
  const hear = (now: number): boolean => {
    let commandFailed = false;
    for (let number = 0; number < world.asks.length; number += 1) {
      if (world.asks[number]?.standing !== 'asked') continue;
      if (!good) {
        declined += 1;
        commandFailed ||= world.waiting?.ask === world.asks[number];
      }
      interpret(world, { ask: 'answer', number, says: good ? 'succeeded' : 'declined' }, now);
    }
    return commandFailed;
  };
  const pass = (to: number) => {
    for (let due = nextDue(world); due !== null && due <= to; due = nextDue(world)) {
      interpret(world, { ask: 'tick' }, due);
      hear(due);
    }
  };
  interpret(world, { ask: 'subscribe', plan: scenario.plan }, start);
  hear(start);
  for (const step of scenario.steps) {
    const now = step.at.epochMilliseconds;
    pass(now);
    if (step.do === 'card') good = step.result === 'ok';
    const refusal = interpret(world, requestOf(world, step), now);
    const code = hear(now) ? 'payment_failed' : refusal;
    if (step.do === 'order' && refusal === null) {
      interpret(world, { ask: 'deliver', order: world.running.length - 1, leads: step.leads, last: true }, now);
    }
    if (code !== null) refused.push(`${step.at.toString()} ${step.do} ${code}`);
  }
  pass(scenario.until.epochMilliseconds);
  return { refused, declined, end: endOf(world) };
}

function requestOf(world: World, step: Step): Request {
  switch (step.do) {
    case 'changePlan':
      return { ask: 'change_plan', plan: step.plan };
    case 'subscribe':
      return { ask: 'subscribe', plan: step.plan };
    case 'topUp':
      return { ask: 'top_up', credits: step.credits };
    case 'order':
      return { ask: 'place_order', leads: step.leads, perLead: 1 };
    case 'card':
      return { ask: 'card', card: (world.card ?? 0) + 1 };
    default:
      return { ask: VERBS[step.do] ?? 'tick' };
  }
}

function rulesOf({ plans, pause, retryDays }: Scenario): World['rules'] {
  return {
    plans: plans.map((plan): PlanRow => ({
      code: plan.code,
      months: plan.interval === 'year' ? 12 : 1,
      price: plan.priceMinor,
      credits: plan.credits,
      rollover: plan.rollover,
      cap: plan.rolloverCap ?? 0,
    })),
    fee: pause.feeMinor,
    longestPause: null,
    retryDays,
    pack: { credits: 1_000, price: 1_000 },
  };
}

function endOf({ agreement, heaps, charged, refunded }: World): Expected['end'] {
  if (agreement === null) throw new Error('nothing was started');
  const { status, next, plan, start, end, history } = agreement;
  const waits = (kind: string) => status === 'paused' || (status === 'ended' && kind === 'bought');
  const sum = (frozen: boolean) =>
    heaps.filter((heap) => waits(heap.kind) === frozen).reduce((total, heap) => total + heap.left, 0);
  return {
    status,
    scheduled: next?.kind ?? null,
    ...(next?.kind === 'change_plan' ? { scheduledPlan: next.plan } : {}),
    plan: plan.code,
    periodStart: start,
    periodEnd: end,
    creditsAvailable: sum(false),
    creditsFrozen: sum(true),
    historySize: status === 'ended' ? 0 : history,
    chargedMinor: charged,
    refundedMinor: refunded,
  };
}
