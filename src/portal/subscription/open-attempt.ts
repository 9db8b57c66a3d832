import { presentPage } from '../../domain/flow/attempt.ts';
import type { Attempt, FlowDefinition } from '../../domain/flow/types.ts';
import type { Command } from '../../domain/subscription/commands.ts';
import type { AccountState, Subscription } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { cancelTexts } from '../../ui/messages/cancel.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { give } from './carry-out.ts';
import { paths, presentPath } from './paths.ts';

/** The account with the attempt that is open in it. */
export interface OpenAttempt {
  readonly state: AccountState;
  readonly now: Instant;
  readonly subscription: Subscription;
  readonly attempt: Attempt;
  readonly flow: FlowDefinition | null;
}

/** The attempt of an account that is still open, or null. */
export function attemptOf(state: AccountState): Attempt | null {
  return state.attempt?.outcome === null ? state.attempt : null;
}

/** The open attempt, or the answer that says what is true where there is none. */
export async function findOpen(c: PortalContext): Promise<OpenAttempt | Response> {
  const app = c.get('app');
  const { state, now } = await app.view(memberOf(c).accountId);
  const attempt = attemptOf(state);
  if (attempt === null || state.subscription === null) return sayWhatIsTrue(c, state, cancelTexts.noAttempt);
  return { state, now, subscription: state.subscription, attempt, flow: app.flow };
}

/** Whether the attempt is at the confirmation. */
export function isAtConfirm({ flow, attempt }: OpenAttempt): boolean {
  return presentPage(flow, attempt) === 'confirm';
}

/** Gives a command of the attempt and goes on to where it then stands. */
export async function step(c: PortalContext, command: Command): Promise<Response> {
  const answer = await give(c, command);
  if (answer.refusal !== null) return sayWhatIsTrue(c, answer.state, refusalSentence(answer.refusal));
  const attempt = attemptOf(answer.state);
  if (attempt === null) return sayWhatIsTrue(c, answer.state, cancelTexts.noAttempt);
  return c.redirect(presentPath(c.get('app').flow, attempt), 303);
}

/**
 * For a stale tab, the back button, or a click after somebody else's: the open attempt where it
 * stands, the cancellation that holds, or where the subscription stands, with the sentence.
 */
export function sayWhatIsTrue(c: PortalContext, state: AccountState, sentence: string): Promise<Response> | Response {
  const attempt = attemptOf(state);
  if (attempt !== null) return redirectWith(c, presentPath(c.get('app').flow, attempt), 'info', sentence);
  if (state.subscription?.scheduled?.kind === 'cancel') return c.redirect(paths.done, 303);
  return redirectWith(c, paths.plan, 'info', sentence);
}
