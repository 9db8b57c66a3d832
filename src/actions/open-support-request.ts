import { supportMails } from '../domain/account/decide-account.ts';
import type { SupportRequest } from '../domain/account/types.ts';
import { openAttemptId } from '../queries/help.ts';
import { systemNow } from '../store/clock.ts';
import { addEffects } from '../store/outbox.ts';
import { addSupportRequest, VISITOR } from '../store/support-requests.ts';
import { isUniqueViolation } from '../store/transactions.ts';
import type { Actor } from './actor.ts';
import { changeAccount, type AccountDeps } from './change-account.ts';

/** What a visitor or a member writes to the support; checked at the edge. */
export type SupportLetter = Omit<SupportRequest, 'attemptId' | 'openedAt'>;

/**
 * Opens a support request: stored, sent to the support, and acknowledged by mail, in one transaction.
 * A member's names the attempt to cancel that is open, if there is one. The id is the letter's: sent
 * twice, it is one request.
 */
export async function openSupportRequest(
  deps: AccountDeps,
  member: (Actor & { kind: 'member' }) | null,
  letter: SupportLetter,
): Promise<void> {
  try {
    if (member === null) await openForVisitor(deps, letter);
    else await openForMember(deps, member, letter);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

async function openForMember(
  deps: AccountDeps,
  member: Actor & { kind: 'member' },
  letter: SupportLetter,
): Promise<void> {
  const attemptId = await openAttemptId(deps.db, member.accountId);
  const { refusal } = await changeAccount(deps, member, {
    do: 'open_support_request',
    request: { ...letter, attemptId },
  });
  // Every role may; what is left is a member who was removed while writing.
  if (refusal !== null) await openForVisitor(deps, letter);
}

async function openForVisitor(deps: AccountDeps, letter: SupportLetter): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await addSupportRequest(tx, VISITOR, { ...letter, attemptId: null, openedAt: systemNow() });
    await addEffects(tx, VISITOR, supportMails(letter));
  });
  deps.wake();
}
