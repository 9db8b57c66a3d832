import { createHash } from 'node:crypto';
import type { Notice } from '../domain/subscription/notices.ts';
import { addEffects } from '../store/outbox.ts';
import { findUserAccount } from '../store/users.ts';
import type { AccountDeps } from './change-account.ts';

/** A mail to the person who logs in with an e-mail, once for each occasion. Without such a log-in it is to nobody. */
export async function mailToUser(deps: AccountDeps, email: string, occasion: string, notice: Notice): Promise<void> {
  const key = createHash('sha256').update(occasion).digest('hex').slice(0, 32);
  await deps.db.transaction().execute(async (tx) => {
    const known = await findUserAccount(tx, email);
    if (known !== null) await addEffects(tx, known.accountId, [{ kind: 'mail', key, notice }]);
  });
  deps.wake();
}
