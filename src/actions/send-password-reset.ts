import type { PasswordReset } from '../ports/auth.ts';
import type { AccountDeps } from './change-account.ts';
import { mailToUser } from './mail-to-user.ts';

/** Leaves the mail with the link to a new password for the worker. */
export async function sendPasswordReset(deps: AccountDeps, baseUrl: string, reset: PasswordReset): Promise<void> {
  const { email, token } = reset;
  const url = `${baseUrl}/reset-password?token=${encodeURIComponent(token)}`;
  await mailToUser(deps, email, token, { kind: 'password_reset', to: email, url });
}
