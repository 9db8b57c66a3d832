import type { Kysely, Transaction } from 'kysely';
import type { Command } from '../domain/subscription/commands.ts';
import { decide } from '../domain/subscription/decide.ts';
import type { Refusal } from '../domain/subscription/refusals.ts';
import type { AccountState, Policy } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import { recallAnswer, rememberAnswer } from '../store/answers.ts';
import { commit } from '../store/commit.ts';
import { loadState, type Loaded } from '../store/load.ts';
import type { Tables } from '../store/schema.ts';
import { retryOnConflict } from '../store/transactions.ts';
import { commandActor, type Actor } from './actor.ts';
import { mayPerform } from './permissions.ts';

export interface ActionDeps {
  readonly db: Kysely<Tables>;
  readonly policy: Policy;
  /** Called after a commit that left effects. */
  readonly wake: () => void;
}

/** What came of a command. */
export interface Answer {
  readonly refusal: Refusal | null;
  /** What holds now. */
  readonly state: AccountState;
  readonly now: Instant;
  /** Whether this key had been answered before, so that nothing happened this time. */
  readonly replayed: boolean;
}

export interface PerformOptions {
  /** The same key gives the same answer, whatever was asked meanwhile. */
  readonly idempotencyKey?: string | undefined;
}

/** The account that was named does not exist. */
export class UnknownAccount extends Error {}

/**
 * The one way in: locks the account, loads it, decides, and commits, in one transaction.
 * Refusals of the domain come back in the answer; `not_allowed` when the actor may not ask this.
 * Throws `UnknownAccount`, and whatever broke an invariant, after rolling back.
 */
export async function perform(
  deps: ActionDeps,
  actor: Actor,
  accountId: string,
  command: Command,
  options: PerformOptions = {},
): Promise<Answer> {
  const answer = await retryOnConflict(() =>
    deps.db.transaction().execute((tx) => performIn(tx, deps, actor, accountId, command, options)),
  );
  if (answer.effects > 0) deps.wake();
  return answer;
}

async function performIn(
  tx: Transaction<Tables>,
  deps: ActionDeps,
  actor: Actor,
  accountId: string,
  command: Command,
  { idempotencyKey }: PerformOptions,
): Promise<Answer & { effects: number }> {
  const chargeId = command.do === 'record_payment' ? command.chargeId : undefined;
  const loaded = await loadState(tx, accountId, deps.policy, { lock: true, chargeId });
  if (loaded === null) throw new UnknownAccount(`there is no account ${accountId}`);
  const { state: before, now } = loaded;
  if (!mayPerform(actor, accountId, command)) {
    return { refusal: { code: 'not_allowed' }, state: before, now, replayed: false, effects: 0 };
  }
  if (idempotencyKey !== undefined) {
    const known = await recallAnswer(tx, accountId, idempotencyKey);
    if (known !== null) return { refusal: known.refusal, state: before, now, replayed: true, effects: 0 };
  }
  const decision = decide(before, command, now, commandActor(actor).id);
  await commit(tx, {
    before,
    version: loaded.version,
    decision,
    actor: commandActor(actor),
    command: command.do,
    now,
  });
  const { refusal, next: state, effects } = decision;
  if (idempotencyKey !== undefined) {
    await rememberAnswer(tx, accountId, { idempotencyKey, command: command.do, refusal, at: now });
  }
  return { refusal, state, now, replayed: false, effects: effects.length };
}

/** An account as it is now, with everything that is due applied in memory: for pages and previews. */
export async function view(
  deps: Pick<ActionDeps, 'db' | 'policy'>,
  accountId: string,
): Promise<Pick<Answer, 'state' | 'now'> & Pick<Loaded, 'clockId'>> {
  const loaded = await loadState(deps.db, accountId, deps.policy);
  if (loaded === null) throw new UnknownAccount(`there is no account ${accountId}`);
  const { next } = decide(loaded.state, { do: 'tick' }, loaded.now);
  return { state: next, now: loaded.now, clockId: loaded.clockId };
}
