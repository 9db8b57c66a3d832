import type { Heap, PlanRow, World } from './world.ts';

const FIRST_SPENT: Record<Heap['kind'], number> = { none: 0, cap: 1, all: 2, bonus: 2, bought: 3 };

/** A heap of new credits on top of what is there. */
export function pour(world: World, kind: Heap['kind'], plan: PlanRow | null, credits: number, at: number): void {
  if (credits > 0) world.heaps.push({ kind, plan, at, left: credits, held: 0, shut: false });
}

function oldestFirst(heaps: readonly Heap[]): Heap[] {
  return heaps
    .map((heap, index) => ({ heap, index }))
    .sort((a, b) => a.heap.at - b.heap.at || a.index - b.index)
    .map(({ heap }) => heap);
}

/** Takes the credits of an order out of the heaps: what would be lost first, and of that the oldest. */
export function holdCredits(world: World, credits: number): { heap: Heap; credits: number }[] {
  const taken: { heap: Heap; credits: number }[] = [];
  let needed = credits;
  for (const rank of [0, 1, 2, 3]) {
    for (const heap of oldestFirst(world.heaps.filter(({ kind }) => FIRST_SPENT[kind] === rank))) {
      const some = Math.min(heap.left, needed);
      if (some === 0) continue;
      heap.left -= some;
      heap.held += some;
      needed -= some;
      taken.push({ heap, credits: some });
    }
  }
  return taken;
}

/** What a renewal takes away: all of `none`, and of `cap` what is above so many times the plan's credits. */
export function rollOver(world: World): void {
  for (const heap of world.heaps) {
    if (heap.kind !== 'none') continue;
    heap.left = 0;
    heap.shut = true;
  }
  const capped = world.heaps.filter(({ kind }) => kind === 'cap');
  for (const code of new Set(capped.map(({ plan }) => plan?.code))) {
    const heaps = oldestFirst(capped.filter(({ plan }) => plan?.code === code));
    const plan = heaps[0]?.plan;
    let over = heaps.reduce((sum, { left }) => sum + left, 0) - (plan?.cap ?? 0) * (plan?.credits ?? 0);
    for (const heap of heaps) {
      const cut = Math.max(0, Math.min(heap.left, over));
      heap.left -= cut;
      over -= cut;
    }
  }
}

/** An end: only what was bought is kept. */
export function forfeit(world: World): void {
  for (const heap of world.heaps) {
    if (heap.kind === 'bought') continue;
    heap.left = 0;
    heap.shut = true;
  }
}

/** An order is over: what it held goes back, unless its heap is gone. */
export function release(world: World, order: World['running'][number]): void {
  for (const hold of order.holds) {
    hold.heap.held -= hold.credits;
    if (!hold.heap.shut) hold.heap.left += hold.credits;
  }
  world.running = world.running.filter((each) => each !== order);
}

/** Forgets heaps that are used up. */
export function sweep(world: World): void {
  world.heaps = world.heaps.filter(({ left, held }) => left > 0 || held > 0);
}

/** What can be spent, what waits for a return, and what orders hold. */
export function credits(world: World): { available: number; frozen: number; reserved: number } {
  const status = world.agreement?.status ?? 'ended';
  let left = 0;
  let reserved = 0;
  for (const heap of world.heaps) {
    left += heap.left;
    reserved += heap.held;
  }
  const isOff = status === 'paused' || status === 'ended';
  return { available: isOff ? 0 : left, frozen: isOff ? left : 0, reserved };
}
