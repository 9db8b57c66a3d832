import { createHash } from 'node:crypto';
import type { PasswordReset } from '../ports/auth.ts';
import { addEffects } from '../store/outbox.ts';
import { findUserAccount } from '../store/users.ts';
import type { AccountDeps } from './change-account.ts';

/** Leaves the mail with the link to a new password for the worker. */
export async function sendPasswordReset(deps: AccountDeps, baseUrl: string, reset: PasswordReset): Promise<void> {
  const { email, token } = reset;
  const key = createHash('sha256').update(token).digest('hex').slice(0, 32);
  const url = `${baseUrl}/reset-password?token=${encodeURIComponent(token)}`;
  await deps.db.transaction().execute(async (tx) => {
    const known = await findUserAccount(tx, email);
    if (known === null) return;
    await addEffects(tx, known.accountId, [{ kind: 'mail', key, notice: { kind: 'password_reset', to: email, url } }]);
  });
  deps.wake();
}
