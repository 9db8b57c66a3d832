import { pour } from './credits.ts';
import type { Ask, Bill, PlanRow, Purpose, Stretch, Waiting, World } from './world.ts';

/** Whether the provider may still take the money. */
export function isOpen(ask: Ask): boolean {
  return ask.standing === 'asked' || ask.standing === 'bank';
}

/** Asks the provider for money. */
export function ask(
  world: World,
  { amount, purpose, pays }: Pick<Ask, 'amount' | 'purpose' | 'pays'>,
  bill: Bill | null,
): Ask {
  const asked: Ask = { amount, purpose, bill, pays, card: world.card, standing: 'asked', bankSince: 0 };
  world.asks.push(asked);
  return asked;
}

/** Bills what has begun, in advance. Nothing to pay is paid. */
export function bill(world: World, purpose: Purpose, amount: number, credits: number, at: number): void {
  const { agreement } = world;
  const pays = agreement === null ? null : ([agreement.start, agreement.end] as const);
  const made: Bill = { amount, purpose, credits, at, pays, standing: 'open' };
  world.bills.push(made);
  if (amount === 0) pay(world, made, at);
  else ask(world, made, made);
}

/** A bill is paid: its credits come, once. */
export function pay(world: World, paid: Bill, at: number): void {
  paid.standing = 'paid';
  world.bills = world.bills.filter(({ standing }) => standing === 'open');
  grant(world, world.agreement?.plan ?? null, paid.credits, at);
}

/** The credits of a plan, which keep its roll-over. */
export function grant(world: World, plan: PlanRow | null, credits: number, at: number): void {
  if (plan !== null) pour(world, plan.rollover, plan, credits, at);
}

/** Bills that nobody will pay; what was asked for them is not wanted any more. */
export function voidBills(world: World): void {
  for (const open of world.bills) open.standing = 'closed';
  world.bills = [];
  for (const each of world.asks) if (isOpen(each) && each.bill?.standing === 'closed') each.standing = 'dropped';
}

/** The command that waits for its money is forgotten. */
export function forget(world: World): void {
  if (world.waiting === null) return;
  if (isOpen(world.waiting.ask)) world.waiting.ask.standing = 'dropped';
  world.waiting = null;
}

/** Asks for the money of a command, which is carried out when it is there; for nothing, at once. */
export function buy(
  world: World,
  what: {
    kind: Waiting['kind'];
    purpose: Purpose;
    amount: number;
    pays: Stretch | null;
    carryOut: (at: number) => void;
  },
  at: number,
): string | null {
  if (what.amount === 0) {
    what.carryOut(at);
    return null;
  }
  if (world.card === null) return 'no_payment_method';
  world.waiting = { kind: what.kind, ask: ask(world, what, null), carryOut: what.carryOut };
  return null;
}
