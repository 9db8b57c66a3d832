import type { AccountCommand, Role } from './types.ts';

const ALLOWED: Record<AccountCommand['do'], readonly Role[] | 'invited'> = {
  invite_member: ['owner'],
  withdraw_invitation: ['owner'],
  change_member_role: ['owner'],
  remove_member: ['owner'],
  change_company: ['owner', 'billing'],
  change_profile: ['owner', 'billing', 'member'],
  note_password: ['owner', 'billing', 'member'],
  open_support_request: ['owner', 'billing', 'member'],
  accept_invitation: 'invited',
};

/** Whether a role may ask this at all; pages use it to leave out what it may not. */
export function mayDo(role: Role | 'invited', what: AccountCommand['do']): boolean {
  const allowed = ALLOWED[what];
  if (role === 'invited' || allowed === 'invited') return role === allowed;
  return allowed.includes(role);
}
