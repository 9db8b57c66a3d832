import { DAY } from './arithmetic.ts';
import { release, sweep } from './credits.ts';
import { ask, forget, isOpen, pay } from './money.ts';
import { answersAreIn, endNow, ENOUGH, STEPS } from './steps.ts';
import { asked, atPeriodEnd, type Place, type Step, type Verb } from './table.ts';
import type { Ask, Bill, Request, World } from './world.ts';

/** The row in which an account stands. */
export function placeOf({ agreement }: World): Place {
  if (agreement === null) return 'none';
  const { status, next, overdue } = agreement;
  if (status === 'ended' || status === 'past_due') return status;
  if (status === 'paused') {
    if (next !== null) return 'paused+cancel';
    return overdue === null ? 'paused' : 'paused+unpaid';
  }
  if (next === null) return 'active';
  return next.kind === 'change_plan' ? 'active+change' : `active+${next.kind}`;
}

/** Answers what is asked at an instant: first what is due, then the request; the code of a refusal, or null. */
export function interpret(world: World, request: Request, now: number): string | null {
  passTime(world, now);
  const refusal = answer(world, request, now);
  passTime(world, now);
  sweep(world);
  return refusal;
}

function answer(world: World, request: Request, now: number): string | null {
  switch (request.ask) {
    case 'tick':
      return null;
    case 'drop':
      if (world.waiting === null) return 'nothing_to_undo';
      forget(world);
      return null;
    case 'card':
      newCard(world, request.card);
      return null;
    case 'deliver':
      return deliver(world, request);
    case 'answer':
      return hear(world, request, now);
    default:
      return byTable(world, request.ask, request, now);
  }
}

function byTable(world: World, verb: Verb, request: Request, now: number): string | null {
  const { waiting } = world;
  if (verb === 'cancel' && waiting !== null) {
    forget(world);
    if (waiting.kind === 'subscribe') return null;
  }
  const steps = asked(placeOf(world), verb);
  const refusal = steps[0]?.refuses ?? null;
  if (refusal !== null) return refusal;
  if (waiting !== null && verb !== 'cancel' && verb !== 'place_order') return 'payment_in_progress';
  return take(world, steps, request, now);
}

function take(world: World, steps: readonly Step[], request: Request, at: number): string | null {
  for (const { verb } of steps) {
    const step = STEPS[verb];
    if (step === undefined) throw new Error(`nobody knows how to ${verb}`);
    const said = step(world, request, at);
    if (said === ENOUGH) return null;
    if (said !== null) return said;
  }
  return null;
}

interface Due {
  readonly at: number;
  readonly happens: () => void;
}

/** Everything that is due at or before now, the earliest first and each as of its own instant. */
function passTime(world: World, now: number): void {
  for (let due = earliest(world); due !== null && due.at <= now; due = earliest(world)) due.happens();
}

/** When something is due next, or null. */
export function nextDue(world: World): number | null {
  return earliest(world)?.at ?? null;
}

function earliest(world: World): Due | null {
  const dues = [...bankTimes(world), ...retries(world), ...periodEnds(world)];
  return dues.reduce<Due | null>((first, due) => (first === null || due.at < first.at ? due : first), null);
}

function bankTimes(world: World): Due[] {
  return world.asks
    .filter(({ standing }) => standing === 'bank')
    .map((each) => {
      const at = each.bankSince + DAY;
      return { at, happens: () => (world.waiting?.ask === each ? forget(world) : decline(world, each)) };
    });
}

function retries(world: World): Due[] {
  const overdue = world.agreement?.overdue ?? null;
  if (overdue === null || world.asks.some((each) => each.bill === overdue.bill && isOpen(each))) return [];
  const days = world.rules.retryDays[overdue.tried];
  if (days === undefined) return [];
  const happens = () => {
    overdue.tried += 1;
    askFor(world, overdue.bill);
  };
  return [{ at: overdue.since + days * DAY, happens }];
}

function periodEnds(world: World): Due[] {
  const { agreement } = world;
  const steps = atPeriodEnd(placeOf(world));
  if (agreement === null || steps === null) return [];
  if (steps[0]?.verb === 'answers are in' && !answersAreIn(world)) return [];
  const at = agreement.end;
  return [{ at, happens: () => void take(world, steps, { ask: 'tick' }, at) }];
}

function askFor(world: World, open: Bill): void {
  ask(world, open, open);
}

function newCard(world: World, card: number): void {
  world.card = card;
  const open = world.agreement?.overdue?.bill;
  if (open === undefined) return;
  const last = world.asks.find((each) => each.bill === open && isOpen(each));
  if (last?.standing === 'asked') return;
  if (last !== undefined) last.standing = 'dropped';
  askFor(world, open);
}

function deliver(world: World, request: Extract<Request, { ask: 'deliver' }>): string | null {
  const order = world.running[request.order];
  if (order === undefined || world.agreement === null) return 'unknown_order';
  let spent = request.leads * order.perLead;
  for (const hold of order.holds) {
    const some = Math.min(hold.credits, spent);
    hold.credits -= some;
    hold.heap.held -= some;
    spent -= some;
  }
  order.wanted -= request.leads;
  world.agreement.history += request.leads;
  if (order.wanted === 0 || request.last) release(world, order);
  return null;
}

function hear(world: World, { number, says }: Extract<Request, { ask: 'answer' }>, now: number): string | null {
  const about = world.asks[number];
  if (about === undefined) return 'unknown_charge';
  if (isOpen(about)) {
    if (says === 'succeeded') arrive(world, about, now);
    else if (says === 'declined') decline(world, about);
    else if (about.standing === 'asked') Object.assign(about, { standing: 'bank', bankSince: now });
  } else if (says === 'succeeded' && (about.standing === 'dropped' || about.standing === 'declined')) {
    about.standing = 'refunded';
    world.charged += about.amount;
    world.refunded += about.amount;
  } else if (says === 'declined' && about.standing === 'dropped') {
    about.standing = 'declined';
  }
  return null;
}

function arrive(world: World, about: Ask, now: number): void {
  about.standing = 'paid';
  world.charged += about.amount;
  const { waiting, agreement } = world;
  if (waiting?.ask === about) {
    world.waiting = null;
    waiting.carryOut(now);
    return;
  }
  if (about.bill === null || agreement === null) throw new Error('money for nothing');
  if (agreement.overdue?.bill === about.bill) {
    agreement.overdue = null;
    if (agreement.status === 'past_due') agreement.status = 'active';
  }
  pay(world, about.bill, now);
}

function decline(world: World, about: Ask): void {
  about.standing = 'declined';
  const { agreement, card, rules, waiting } = world;
  if (waiting?.ask === about) {
    world.waiting = null;
    return;
  }
  if (about.bill === null || agreement === null) throw new Error('a no to nothing');
  if (agreement.next?.kind === 'cancel') {
    endNow(world);
    return;
  }
  agreement.next = null;
  agreement.overdue ??= { bill: about.bill, since: about.bill.at, tried: 0 };
  if (agreement.status === 'active') agreement.status = 'past_due';
  if (card !== null && card !== about.card) askFor(world, about.bill);
  else if (agreement.overdue.tried >= rules.retryDays.length) endNow(world);
}

/** An offer's gift. */
export function give(
  world: World,
  gift: { readonly credits: number } | { readonly percent: number; readonly periods: number },
  at: number,
): void {
  if (world.agreement === null) throw new Error('a gift for nobody');
  if ('credits' in gift) world.heaps.push({ kind: 'bonus', plan: null, at, left: gift.credits, held: 0, shut: false });
  else world.agreement.rebate = { percent: gift.percent, left: gift.periods };
}
