import { balance } from '../credits/lots.ts';
import type { Instant } from '../time/period.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { Refusal } from './refusals.ts';
import type { AccountState } from './types.ts';

/** What a command would do, if it were given now. */
export interface Preview {
  /** Why it would be refused, or null. */
  readonly refusal: Refusal | null;
  /** What the card is asked for at once; 0 when nothing is. */
  readonly chargeMinor: number;
  /** What holds then; where money is asked for, when it has arrived. */
  readonly after: AccountState;
}

/**
 * What a page says of a choice before it is made. It is decided by the function that carries the
 * choice out, and nothing is kept, so that what is announced and what happens cannot differ.
 */
export function preview(state: AccountState, command: Command, now: Instant): Preview {
  const { next, refusal } = decide(state, command, now);
  const { pending } = next;
  if (refusal !== null || pending === null || pending.chargeId === state.pending?.chargeId) {
    return { refusal, chargeMinor: 0, after: next };
  }
  const arrival = { do: 'record_payment', chargeId: pending.chargeId, outcome: { kind: 'succeeded' } } as const;
  return { refusal: null, chargeMinor: pending.amountMinor, after: decide(next, arrival, now).next };
}

/** What the end of the present period takes by roll-over, and what it leaves, if nothing is spent before. */
export function rollOverAhead(state: AccountState): { readonly expiring: number; readonly left: number } {
  const { subscription } = state;
  const { entries } = subscription === null ? { entries: [] } : decide(state, { do: 'tick' }, subscription.period.end);
  const expired = entries.filter(({ kind }) => kind === 'expired');
  const expiring = expired.reduce((sum, { credits }) => sum + credits, 0);
  return { expiring, left: balance(state).available - expiring };
}
