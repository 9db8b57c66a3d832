import type { Kysely, Transaction } from 'kysely';
import { decideAccount } from '../domain/account/decide-account.ts';
import type { AccountCommand, AccountDecision, AccountRefusalCode, Asker } from '../domain/account/types.ts';
import type { CommandActor } from '../domain/subscription/commands.ts';
import type { Instant } from '../domain/time/period.ts';
import { writeAccountChanges } from '../store/account-changes.ts';
import { recordEvents } from '../store/events.ts';
import { addEffects } from '../store/outbox.ts';
import { lockRoster } from '../store/roster.ts';
import type { Tables } from '../store/schema.ts';
import { isUniqueViolation, retryOnConflict } from '../store/transactions.ts';
import { commandActor } from './actor.ts';
import type { Actor } from './actor.ts';
import { UnknownAccount } from './perform.ts';

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
export async function changeAccount(deps: AccountDeps, actor: Member, command: AccountCommand): Promise<AccountAnswer> {
  return carryOut(deps, actor.accountId, { memberId: actor.memberId }, commandActor(actor), command);
}

/** Accepts an invitation for the person who holds its token; `email_taken` if they have a log-in already. */
export async function acceptInvitation(
  deps: AccountDeps,
  accountId: string,
  command: Extract<AccountCommand, { do: 'accept_invitation' }>,
): Promise<AccountAnswer> {
  return carryOut(deps, accountId, 'invited', { kind: 'member', id: command.memberId }, command);
}

async function carryOut(
  deps: AccountDeps,
  accountId: string,
  asker: Asker,
  actor: CommandActor,
  command: AccountCommand,
): Promise<AccountAnswer> {
  let effects = 0;
  try {
    const refusal = await retryOnConflict(() =>
      deps.db.transaction().execute(async (tx) => {
        const locked = await lockRoster(tx, accountId);
        if (locked === null) throw new UnknownAccount(`there is no account ${accountId}`);
        const decision = decideAccount(locked.roster, asker, command, locked.now);
        await commitAccount(tx, accountId, actor, command.do, decision, locked.now);
        effects = decision.effects.length;
        return decision.refusal;
      }),
    );
    if (effects > 0) deps.wake();
    return { refusal };
  } catch (error) {
    if (command.do === 'accept_invitation' && isUniqueViolation(error)) return { refusal: 'email_taken' };
    throw error;
  }
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
