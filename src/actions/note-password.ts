import type { PasswordChange } from '../ports/auth.ts';
import { memberOfUser } from '../queries/members.ts';
import { changeAccount } from './change-account.ts';
import type { AccountDeps } from './change-account.ts';

/** Writes into the account's activity that a member has another password now; the password was changed before. */
export async function notePassword(deps: AccountDeps, { userId, how }: PasswordChange): Promise<void> {
  const member = await memberOfUser(deps.db, userId);
  // removed meanwhile, and the activity says so
  if (member === null) return;
  await changeAccount(deps, member, { do: 'note_password', how });
}
