import type { Kysely } from 'kysely';
import type { Command } from '../domain/subscription/commands.ts';
import { decide } from '../domain/subscription/decide.ts';
import type { Refusal } from '../domain/subscription/refusals.ts';
import type { AccountState } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import type { AccountStore } from '../store/account-store.ts';
import { commit, VersionConflict, type Claim, type Commit } from '../store/commit.ts';
import { loadState, lockAccounts, type Known, type Loaded, type PolicyFor, type Wanted } from '../store/load.ts';
import type { ClaimLost, OutboxRow } from '../store/outbox-queue.ts';
import type { Tables } from '../store/schema.ts';
import { isConflict, retryOnConflict } from '../store/transactions.ts';
import { commandActor, type Actor } from './actor.ts';
import { mayPerform } from './permissions.ts';

export interface ActionDeps {
  readonly db: Kysely<Tables>;
  readonly accounts: AccountStore;
  readonly policyFor: PolicyFor;
  /** Called after a commit that left effects. */
  readonly wake: () => void;
  /** Room with whoever carries out effects for those of one more batch, or null when there is none. */
  readonly atHand: () => Room | null;
}

/** What a batch leaves for it is claimed by the batch's commit and carried out right after it. */
export interface Room {
  readonly claim: Claim;
  /** Has to be called, whatever became of the commit; resolves when they are carried out, or that takes too long. */
  readonly carryOut: (claimed: readonly OutboxRow[]) => Promise<void>;
  /** Takes back what a commit may have claimed whose answer was lost, so that nobody waits until that has run out. */
  readonly giveBack: (claim: ClaimLost) => void;
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

/** What somebody asks of an account. */
export interface Asked extends PerformOptions {
  readonly actor: Actor;
  readonly accountId: string;
  readonly command: Command;
  /** The account as somebody left it a moment ago: where nobody changed it since, it need not be loaded. */
  readonly on?: Known | undefined;
}

/**
 * The one way in: loads the account, decides, and commits, in two statements. The commit checks that the
 * account still is as it was loaded. Where it is not, because somebody else was faster, the same is done
 * once more under the account's lock: commands of one account take turns.
 * Refusals of the domain come back in the answer; `not_allowed` when the actor may not ask this.
 * Throws `UnknownAccount`, and whatever broke an invariant; nothing is written then.
 */
export async function perform(
  deps: ActionDeps,
  actor: Actor,
  accountId: string,
  command: Command,
  options: PerformOptions = {},
): Promise<Answer> {
  const asked = { actor, accountId, command, ...options };
  const answered = (await performAtOnce(deps, asked)) ?? (await performInTurn(deps, asked));
  if (answered.effects > 0) deps.wake();
  return answered.answer;
}

/** An answer, and how many effects its commit left. */
interface Answered {
  readonly answer: Answer;
  readonly effects: number;
}

/** Null when the account was changed between the two statements, or the database gave up for another one. */
async function performAtOnce(deps: ActionDeps, asked: Asked): Promise<Answered | null> {
  try {
    const { answer, commits } = answerTo(await knownAccount(deps, wantedFor(asked)), asked);
    for (const each of commits) await deps.accounts.commit(each);
    return { answer, effects: effectsOf(commits) };
  } catch (error) {
    if (error instanceof VersionConflict || isConflict(error)) return null;
    throw error;
  }
}

async function performInTurn(deps: ActionDeps, asked: Asked): Promise<Answered> {
  return retryOnConflict(() =>
    deps.db.transaction().execute(async (tx) => {
      await lockAccounts(tx, [asked.accountId], 'wait');
      const loaded = await loadState(tx, wantedFor(asked), deps.policyFor);
      if (loaded === null) throw new UnknownAccount(`there is no account ${asked.accountId}`);
      const { answer, commits } = answerTo(loaded, asked);
      await commit(tx, commits);
      return { answer, effects: effectsOf(commits) };
    }),
  );
}

async function knownAccount({ accounts }: Pick<ActionDeps, 'accounts'>, wanted: Wanted): Promise<Loaded> {
  const loaded = await accounts.load(wanted);
  if (loaded === null) throw new UnknownAccount(`there is no account ${wanted.accountId}`);
  return loaded;
}

/** What has to be loaded to answer. */
export function wantedFor({ accountId, command, idempotencyKey }: Asked): Wanted {
  const chargeId = command.do === 'record_payment' ? command.chargeId : undefined;
  return { accountId, chargeId, idempotencyKey };
}

/** The answer to a command, and what has to be committed for it to be true. */
export function answerTo(
  loaded: Loaded,
  { actor, accountId, command, idempotencyKey }: Asked,
): { readonly answer: Answer; readonly commits: readonly Commit[] } {
  const { state: before, now, answered } = loaded;
  if (!mayPerform(actor, accountId, command)) {
    return { answer: { refusal: { code: 'not_allowed' }, state: before, now, replayed: false }, commits: [] };
  }
  if (answered !== null) {
    return { answer: { refusal: answered.refusal, state: before, now, replayed: true }, commits: [] };
  }
  const by = commandActor(actor);
  const decision = decide(before, command, now, by.id);
  return {
    answer: { refusal: decision.refusal, state: decision.next, now, replayed: false },
    commits: [{ before: loaded, decision, actor: by, command: command.do, idempotencyKey }],
  };
}

/** How many effects commits leave. */
export function effectsOf(commits: readonly Commit[]): number {
  return commits.reduce((sum, { decision }) => sum + decision.effects.length, 0);
}

/** An account as it is now, with everything that is due applied in memory: for pages and previews. */
export async function view(
  deps: Pick<ActionDeps, 'accounts'>,
  accountId: string,
): Promise<Pick<Answer, 'state' | 'now'> & Pick<Loaded, 'clockId'>> {
  const loaded = await knownAccount(deps, { accountId });
  const { next } = decide(loaded.state, { do: 'tick' }, loaded.now);
  return { state: next, now: loaded.now, clockId: loaded.clockId };
}
