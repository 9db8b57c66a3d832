import type { Kysely, Transaction } from 'kysely';
import { decideAccount } from '../domain/account/decide-account.ts';
import type { AccountCommand, AccountDecision, AccountRefusalCode, Asker } from '../domain/account/types.ts';
import type { CommandActor } from '../domain/subscription/commands.ts';
import type { Instant } from '../domain/time/period.ts';
import { writeAccountChanges } from '../store/account-changes.ts';
import { recallAnswer, rememberAnswer } from '../store/answers.ts';
import { recordEvents } from '../store/events.ts';
import { addEffects } from '../store/outbox.ts';
import { lockRoster } from '../store/roster.ts';
import type { Tables } from '../store/schema.ts';
import { isUniqueViolation, retryOnConflict } from '../store/transactions.ts';
import { commandActor } from './actor.ts';
import type { Actor } from './actor.ts';
import { UnknownAccount } from './perform.ts';
import type { PerformOptions } from './perform.ts';

export interface AccountDeps {
  readonly db: Kysely<Tables>;
  /** Called after a commit that left effects. */
  readonly wake: () => void;
}

/** What came of an account command: null, or why it did not happen. */
export type AccountAnswer = { readonly refusal: AccountRefusalCode | null };

type Member = Extract<Actor, { kind: 'member' }>;

/**
 * Carries out a command on an account's people and particulars: locks the account, loads, decides and
 * writes, in one transaction. A member reaches their own account only.
 */
export async function changeAccount(
  deps: AccountDeps,
  actor: Member,
  command: AccountCommand,
  options: PerformOptions = {},
): Promise<AccountAnswer> {
  const asker: Asker = { memberId: actor.memberId };
  return carryOut(deps, actor.accountId, { asker, actor: commandActor(actor), command, ...options });
}

/** Accepts an invitation for the person who holds its token; `email_taken` if they have a log-in already. */
export async function acceptInvitation(
  deps: AccountDeps,
  accountId: string,
  command: Extract<AccountCommand, { do: 'accept_invitation' }>,
): Promise<AccountAnswer> {
  return carryOut(deps, accountId, { asker: 'invited', actor: { kind: 'member', id: command.memberId }, command });
}

interface Order extends PerformOptions {
  readonly asker: Asker;
  readonly actor: CommandActor;
  readonly command: AccountCommand;
}

async function carryOut(deps: AccountDeps, accountId: string, order: Order): Promise<AccountAnswer> {
  try {
    const done = await retryOnConflict(() => deps.db.transaction().execute((tx) => carryOutIn(tx, accountId, order)));
    if (done.effects > 0) deps.wake();
    return { refusal: done.refusal };
  } catch (error) {
    if (order.command.do === 'accept_invitation' && isUniqueViolation(error)) return { refusal: 'email_taken' };
    throw error;
  }
}

async function carryOutIn(
  tx: Transaction<Tables>,
  accountId: string,
  { asker, actor, command, idempotencyKey }: Order,
): Promise<AccountAnswer & { effects: number }> {
  const locked = await lockRoster(tx, accountId);
  if (locked === null) throw new UnknownAccount(`there is no account ${accountId}`);
  const { roster, now } = locked;
  if (idempotencyKey !== undefined && (await recallAnswer(tx, accountId, idempotencyKey)) !== null) {
    return { refusal: null, effects: 0 };
  }
  const decision = decideAccount(roster, asker, command, now);
  const { refusal, effects } = decision;
  await commitAccount(tx, accountId, actor, command.do, decision, now);
  // a refusal changed nothing, so it can be decided anew
  if (idempotencyKey !== undefined && refusal === null) {
    await rememberAnswer(tx, accountId, { idempotencyKey, command: command.do, refusal, at: now });
  }
  return { refusal, effects: effects.length };
}

/** Writes an account decision, its events and its effects. The caller holds the account's lock. */
export async function commitAccount(
  tx: Transaction<Tables>,
  accountId: string,
  actor: CommandActor,
  command: string,
  decision: AccountDecision,
  now: Instant,
): Promise<void> {
  await writeAccountChanges(tx, accountId, decision.changes);
  await recordEvents(tx, accountId, actor, command, decision.events, now);
  await addEffects(tx, accountId, decision.effects);
}
