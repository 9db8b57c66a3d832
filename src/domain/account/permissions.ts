import type { AccountCommand, Asker, Role } from './types.ts';

const ALLOWED: Record<AccountCommand['do'], readonly Role[] | 'invited'> = {
  invite_member: ['owner'],
  withdraw_invitation: ['owner'],
  change_member_role: ['owner'],
  remove_member: ['owner'],
  change_company: ['owner', 'billing'],
  change_profile: ['owner', 'billing', 'member'],
  open_support_request: ['owner', 'billing', 'member'],
  accept_invitation: 'invited',
};

/** Whether somebody may ask this at all; pages use it to leave out what they may not. */
export function mayDo(asker: Asker, what: AccountCommand['do']): boolean {
  const allowed = ALLOWED[what];
  if (asker === 'invited' || allowed === 'invited') return asker === allowed;
  return allowed.includes(asker.role);
}
