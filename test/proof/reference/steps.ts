import { monthsLater, share, wholeShare } from './arithmetic.ts';
import { credits, forfeit, holdCredits, pour, release, rollOver } from './credits.ts';
import { bill, buy, forget, grant, isOpen, voidBills } from './money.ts';
import type { Agreement, Next, PlanRow, Request, Stretch, World } from './world.ts';

/** Said by a step after which the others of its row are not taken. */
export const ENOUGH = 'enough';

type Take = (world: World, request: Request, at: number) => string | null;

const does =
  (what: (world: World, request: Request, at: number) => void): Take =>
  (...all) => {
    what(...all);
    return null;
  };

function agreementOf(world: World): Agreement {
  if (world.agreement === null) throw new Error('there is no agreement');
  return world.agreement;
}

function wanted(world: World, request: Request): PlanRow | undefined {
  return 'plan' in request ? world.rules.plans.find(({ code }) => code === request.plan) : undefined;
}

function next(kind: Next['kind'] | null): Take {
  return does((world) => {
    agreementOf(world).next = kind === 'cancel' || kind === 'pause' ? { kind } : null;
  });
}

function enter(agreement: Agreement, months: number, length: number): void {
  const { anchor, anchorZone } = agreement;
  agreement.months = months;
  agreement.start = monthsLater(anchor, anchorZone, months);
  agreement.end = monthsLater(anchor, anchorZone, months + length);
}

function lengthOf({ status, plan }: Agreement): number {
  return status === 'paused' ? 1 : plan.months;
}

/** A new anchor: this day and time of day, in the account's zone. */
function beginAnew(world: World, agreement: Agreement, at: number): void {
  agreement.anchor = at;
  agreement.anchorZone = world.zone;
  agreement.next = null;
  enter(agreement, 0, agreement.plan.months);
}

/** What is paid first when somebody begins, or begins anew, with a plan. */
function firstOf(world: World, plan: PlanRow, at: number): Stretch {
  return [at, monthsLater(at, world.zone, plan.months)];
}

function rebateOn(agreement: Agreement, plan: PlanRow): number {
  const { rebate } = agreement;
  if (rebate === null || rebate.left === 0 || plan.months !== agreement.plan.months) return 0;
  return Math.min(plan.price, share(plan.price, rebate.percent, 100));
}

function useUp(agreement: Agreement): void {
  if (agreement.rebate === null) return;
  agreement.rebate.left -= 1;
  if (agreement.rebate.left <= 0) agreement.rebate = null;
}

function endWith(world: World): void {
  for (const order of world.running) release(world, order);
  forget(world);
  const agreement = agreementOf(world);
  Object.assign(agreement, { status: 'ended', next: null, overdue: null, rebate: null, pauseMonth: 0, history: 0 });
  forfeit(world);
}

/** The end, for good, and nothing that was asked for is wanted any more. */
export function endNow(world: World): void {
  endWith(world);
  voidBills(world);
}

function subscribe(world: World, plan: PlanRow, at: number): void {
  const agreement: Agreement = {
    plan,
    status: 'active',
    anchor: at,
    anchorZone: world.zone,
    months: 0,
    start: at,
    end: at,
    next: null,
    overdue: null,
    pauseMonth: 0,
    history: 0,
    rebate: null,
    rebated: 0,
  };
  world.agreement = agreement;
  beginAnew(world, agreement, at);
  grant(world, plan, plan.credits, at);
}

function comeBack(world: World, at: number): void {
  const agreement = agreementOf(world);
  voidBills(world);
  Object.assign(agreement, { status: 'active', overdue: null, pauseMonth: 0 });
  agreement.rebated = rebateOn(agreement, agreement.plan);
  useUp(agreement);
  beginAnew(world, agreement, at);
  grant(world, agreement.plan, agreement.plan.credits, at);
}

function isUp(from: PlanRow, to: PlanRow): boolean {
  return to.months >= from.months && to.price * from.months > from.price * to.months;
}

function changeUp(world: World, plan: PlanRow, at: number): string | null {
  const agreement = agreementOf(world);
  const old = agreement.plan;
  const whole = agreement.end - agreement.start;
  const rest = Math.max(0, Math.min(whole, agreement.end - at));
  if (old.months === plan.months) {
    const more = Math.max(0, plan.credits > old.credits ? wholeShare(plan.credits - old.credits, rest, whole) : 0);
    const carryOut = (then: number) => {
      Object.assign(agreement, { plan, next: null });
      grant(world, plan, more, then);
    };
    const amount = share(plan.price - old.price, rest, whole);
    const pays: Stretch = [at, agreement.end];
    return buy(world, { kind: 'change_plan', purpose: 'proration', amount, pays, carryOut }, at);
  }
  const amount = plan.price - share(old.price - agreement.rebated, rest, whole);
  const carryOut = (then: number) => {
    Object.assign(agreement, { plan, rebate: null, rebated: 0 });
    beginAnew(world, agreement, then);
    grant(world, plan, plan.credits, then);
  };
  const pays = firstOf(world, plan, at);
  return buy(world, { kind: 'change_plan', purpose: 'plan', amount, pays, carryOut }, at);
}

function change(world: World, request: Request, at: number): string | null {
  const plan = wanted(world, request);
  const agreement = agreementOf(world);
  if (plan === undefined) return 'unknown_plan';
  if (agreement.next?.kind === 'change_plan' && agreement.next.plan === plan.code) return null;
  if (!isUp(agreement.plan, plan)) {
    agreement.next = { kind: 'change_plan', plan: plan.code };
    return null;
  }
  return world.bills.length > 0 ? 'payment_in_progress' : changeUp(world, plan, at);
}

function nextPeriod(world: World): void {
  const agreement = agreementOf(world);
  const { next: due, months } = agreement;
  const length = lengthOf(agreement);
  const plan = due?.kind === 'change_plan' ? world.rules.plans.find(({ code }) => code === due.plan) : agreement.plan;
  if (plan === undefined) throw new Error('the scheduled plan is not sold');
  agreement.rebated = rebateOn(agreement, plan);
  if (plan.months !== agreement.plan.months) agreement.rebate = null;
  useUp(agreement);
  Object.assign(agreement, { plan, next: null });
  enter(agreement, months + length, plan.months);
}

function monthOfPause(world: World, first: boolean): void {
  const agreement = agreementOf(world);
  const months = agreement.months + lengthOf(agreement);
  Object.assign(agreement, { status: 'paused', pauseMonth: first ? 1 : agreement.pauseMonth + 1, next: null });
  if (first) agreement.rebated = 0;
  if (agreement.pauseMonth % agreement.plan.months === 0) useUp(agreement);
  enter(agreement, months, 1);
}

function goOn(world: World, at: number): void {
  const agreement = agreementOf(world);
  Object.assign(agreement, { status: 'active', pauseMonth: 0 });
  agreement.rebated = rebateOn(agreement, agreement.plan);
  useUp(agreement);
  enter(agreement, agreement.months + 1, agreement.plan.months);
  billPlan(world, at);
}

function billPlan(world: World, at: number): void {
  const { plan, rebated } = agreementOf(world);
  bill(world, 'plan', plan.price - rebated, plan.credits, at);
}

/** What the words of the table do; each says why not, or null. */
export const STEPS: Readonly<Record<string, Take>> = {
  'next cancel': next('cancel'),
  'next pause': next('pause'),
  'next nothing': next(null),
  end: does(endWith),
  'void bills': does(voidBills),
  'plan is sold': (world, request) => (wanted(world, request) === undefined ? 'unknown_plan' : null),
  'plan is another': (world, request) => {
    return wanted(world, request)?.code === agreementOf(world).plan.code ? 'same_plan' : null;
  },
  change,
  'buy subscribe': (world, request, at) => {
    const plan = wanted(world, request);
    if (plan === undefined) return 'unknown_plan';
    const carryOut = (then: number) => subscribe(world, plan, then);
    const pays = firstOf(world, plan, at);
    return buy(world, { kind: 'subscribe', purpose: 'plan', amount: plan.price, pays, carryOut }, at);
  },
  'fee is answered': (world) => {
    return world.asks.some((each) => each.standing === 'asked' && each.bill !== null) ? 'payment_in_progress' : null;
  },
  'buy resume': (world, _request, at) => {
    const agreement = agreementOf(world);
    const amount = agreement.plan.price - rebateOn(agreement, agreement.plan);
    const pays = firstOf(world, agreement.plan, at);
    const carryOut = (then: number) => comeBack(world, then);
    return buy(world, { kind: 'resume', purpose: 'plan', amount, pays, carryOut }, at);
  },
  'buy top_up': (world, request, at) => {
    const bought = 'credits' in request ? request.credits : 0;
    const { pack } = world.rules;
    const carryOut = (then: number) => pour(world, 'bought', null, bought, then);
    const amount = share(pack.price, bought, pack.credits);
    return buy(world, { kind: 'top_up', purpose: 'top_up', amount, pays: null, carryOut }, at);
  },
  'credits suffice': (world, request) => {
    const needs = 'perLead' in request ? request.leads * request.perLead : 0;
    return needs > credits(world).available ? 'insufficient_credits' : null;
  },
  reserve: does((world, request) => {
    if (!('perLead' in request)) return;
    const holds = holdCredits(world, request.leads * request.perLead);
    world.running.push({ perLead: request.perLead, wanted: request.leads, holds });
  }),
  'answers are in': (world) => (answersAreIn(world) ? null : ENOUGH),
  'forget quote': does((world) => {
    if (world.waiting?.kind !== 'top_up') forget(world);
  }),
  'roll over': does(rollOver),
  'next period': does(nextPeriod),
  'bill plan': does((world, _request, at) => billPlan(world, at)),
  'finish orders': does((world) => {
    for (const order of world.running) release(world, order);
  }),
  'first pause month': does((world) => monthOfPause(world, true)),
  'next pause month': does((world) => monthOfPause(world, false)),
  'pause is bounded': (world, _request, at) => {
    const { longestPause } = world.rules;
    if (longestPause === null || agreementOf(world).pauseMonth < longestPause) return null;
    goOn(world, at);
    return ENOUGH;
  },
  'bill fee': does((world, _request, at) => bill(world, 'pause', world.rules.fee, 0, at)),
};

/** Whether nothing is open that a further charge has to wait for: the last bill, or somebody who is coming back. */
export function answersAreIn({ asks, waiting }: World): boolean {
  if (asks.some((each) => each.bill !== null && isOpen(each))) return false;
  return waiting?.kind !== 'resume' || waiting.ask.standing !== 'asked';
}
