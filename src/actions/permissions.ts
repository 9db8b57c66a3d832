import type { Command } from '../domain/subscription/commands.ts';
import type { Actor } from './actor.ts';

type Who = 'everyone' | 'payers' | 'system';

/** Owner and billing change the subscription; every member uses the tools; the rest is the system's. */
const WHO: Record<Command['do'], Who> = {
  subscribe: 'payers',
  cancel: 'payers',
  keep: 'payers',
  pause: 'payers',
  resume: 'payers',
  change_plan: 'payers',
  top_up: 'payers',
  replace_card: 'payers',
  drop_payment: 'payers',
  start_attempt: 'payers',
  answer_reason: 'payers',
  continue_attempt: 'payers',
  accept_offer: 'payers',
  leave_attempt: 'payers',
  confirm_attempt: 'payers',
  undo_discount: 'payers',
  place_order: 'everyone',
  tick: 'system',
  record_payment: 'system',
  record_delivery: 'system',
};

/** Whether this actor may give this command to this account. */
export function mayPerform(actor: Actor, accountId: string, command: Command): boolean {
  if (actor.kind === 'system') return true;
  if (actor.accountId !== accountId) return false;
  const who = WHO[command.do];
  return who === 'everyone' || (who === 'payers' && actor.role !== 'member');
}
