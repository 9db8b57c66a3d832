import { commit, type Claim, type Commit } from '../store/commit.ts';
import { systemNow } from '../store/clock.ts';
import { loadStates, lockAccounts, type Known, type Loaded } from '../store/load.ts';
import { claiming, ClaimLost, type OutboxRow } from '../store/outbox-queue.ts';
import type { Db } from '../store/rows.ts';
import { answerTo, effectsOf, perform, wantedFor } from './perform.ts';
import type { ActionDeps, Answer, Asked } from './perform.ts';

/** What came of one of many commands: its answer, or what went wrong. */
export type Outcome = { readonly answer: Answer } | { readonly error: unknown };

/** A command, and what came of it. */
export type Done = readonly [Asked, Outcome];

/** More than this in one statement gains nothing and keeps accounts locked for longer. */
const MOST_AT_ONCE = 500;

/** Takes the locks of accounts in a transaction, and says what is to be done with those that it got. */
export type Take = (tx: Db) => Promise<readonly Asked[]>;

/**
 * Carries out commands of many accounts with a few statements for all of them together: locks, load and
 * commit, in one transaction. What comes of each is what would come of `perform`: where one fails, it fails
 * alone, and an account that somebody else holds is done by itself when its turn comes.
 * @returns all of them in their order
 */
export async function performAll(deps: ActionDeps, asked: readonly Asked[]): Promise<readonly Done[]> {
  const outcomes = new Map<Asked, Outcome>();
  const [rest, alone] = byTurns(asked);
  for (let at = 0; at < rest.length; at += MOST_AT_ONCE) {
    const part = rest.slice(at, at + MOST_AT_ONCE);
    if (!(await asLeft(deps, part, outcomes))) await together(deps, part, outcomes);
  }
  for (const each of alone) outcomes.set(each, await oneAlone(deps, each));
  return asked.map((each) => [each, outcomes.get(each) ?? { error: new Error('a command was left out') }]);
}

/**
 * The same for whatever `take` finds and locks, e.g. the accounts for which something is due. Effects that they
 * leave are carried out at once, where there is room for it.
 * @returns what was taken, and what came of it
 */
export async function performTaken(deps: ActionDeps, take: Take): Promise<readonly Done[]> {
  let taken: readonly Asked[] = [];
  const outcomes = new Map<Asked, Outcome>();
  const room = deps.atHand();
  let claimed: readonly OutboxRow[] = [];
  try {
    claimed = await inOneTransaction(deps, async (tx) => (taken = await take(tx)), outcomes, room?.claim);
  } catch (error) {
    // nothing was taken: this is not about any of the accounts
    if (taken.length === 0) throw error;
    if (error instanceof ClaimLost) room?.giveBack(error);
    await apart(deps, taken, outcomes);
  } finally {
    await room?.carryOut(claimed);
  }
  for (const each of taken) {
    if (!outcomes.has(each)) outcomes.set(each, await oneAlone(deps, each));
  }
  return [...outcomes];
}

/** The first command of each account, and those that have to come after it. */
function byTurns(asked: readonly Asked[]): readonly [Asked[], Asked[]] {
  const first = new Map<string, Asked>();
  const later: Asked[] = [];
  for (const each of asked) {
    if (first.has(each.accountId)) later.push(each);
    else first.set(each.accountId, each);
  }
  return [[...first.values()], later];
}

async function together(deps: ActionDeps, asked: readonly Asked[], outcomes: Map<Asked, Outcome>): Promise<void> {
  const [only] = asked;
  if (asked.length === 1 && only !== undefined) {
    outcomes.set(only, await oneAlone(deps, only));
    return;
  }
  const take: Take = async (tx) => {
    const ids = asked.map((each) => each.accountId);
    const locked = await lockAccounts(tx, ids, 'skip');
    return asked.filter((each) => locked.has(each.accountId));
  };
  try {
    await inOneTransaction(deps, take, outcomes);
  } catch {
    await apart(deps, asked, outcomes);
  }
  for (const each of asked) {
    if (!outcomes.has(each)) outcomes.set(each, await oneAlone(deps, each));
  }
}

/** One of them broke the statement for all: each half by itself, until the one is found. */
async function apart(deps: ActionDeps, asked: readonly Asked[], outcomes: Map<Asked, Outcome>): Promise<void> {
  const half = Math.ceil(asked.length / 2);
  for (const part of [asked.slice(0, half), asked.slice(half)]) {
    if (part.length > 0) await together(deps, part, outcomes);
  }
}

/**
 * On the accounts as they were left, in one statement without a lock; false, and nothing is written, when one of them
 * is not known, cannot be decided or was changed since.
 */
async function asLeft(deps: ActionDeps, asked: readonly Asked[], outcomes: Map<Asked, Outcome>): Promise<boolean> {
  const known = asked.map(({ on }) => (on === undefined ? null : knownNow(on)));
  if (known.includes(null)) return false;
  try {
    const decided = decideAll(asked, known);
    if (decided.answers.size < asked.length) return false;
    await commit(deps.db, decided.commits);
    note(decided, outcomes);
    if (effectsOf(decided.commits) > 0) deps.wake();
    return true;
  } catch {
    return false;
  }
}

/** An account on a test clock is decided at the time at which it was left: whoever moves the clock has it decided anew. */
function knownNow(left: Known): Loaded {
  return { ...left, now: left.clockId === null ? systemNow() : left.now, answered: null };
}

/** @returns the effects that were claimed; throws `ClaimLost` where nobody knows whether they are */
async function inOneTransaction(
  deps: ActionDeps,
  take: Take,
  outcomes: Map<Asked, Outcome>,
  claim?: Claim,
): Promise<readonly OutboxRow[]> {
  const { decided, claimed } = await claiming(deps.db, claim?.leaseMs ?? 0, async (tx) => {
    const taken = await take(tx);
    const all = decideAll(taken, await loadStates(tx, taken.map(wantedFor), deps.policyFor));
    return { decided: all, claimed: await commit(tx, all.commits, claim) };
  });
  note(decided, outcomes);
  if (effectsOf(decided.commits) > claimed.length) deps.wake();
  return claimed;
}

interface Decided {
  readonly answers: ReadonlyMap<Asked, Answer>;
  readonly commits: readonly Commit[];
}

/** Leaves out what cannot be decided: done alone, it says why. */
function decideAll(asked: readonly Asked[], loaded: readonly (Loaded | null)[]): Decided {
  const answers = new Map<Asked, Answer>();
  const commits: Commit[] = [];
  for (const [index, each] of asked.entries()) {
    const found = loaded[index] ?? null;
    if (found === null) continue;
    try {
      const { answer, commits: its } = answerTo(found, each);
      answers.set(each, answer);
      commits.push(...its);
    } catch {
      continue;
    }
  }
  return { answers, commits };
}

function note({ answers }: Decided, outcomes: Map<Asked, Outcome>): void {
  for (const [each, answer] of answers) outcomes.set(each, { answer });
}

async function oneAlone(deps: ActionDeps, asked: Asked): Promise<Outcome> {
  const { actor, accountId, command, idempotencyKey } = asked;
  try {
    return { answer: await perform(deps, actor, accountId, command, { idempotencyKey }) };
  } catch (error) {
    return { error };
  }
}
