import type { Answer } from '../../actions/perform.ts';
import type { Command } from '../../domain/subscription/commands.ts';
import { nextCharge } from '../../domain/subscription/consequences.ts';
import { preview } from '../../domain/subscription/preview.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { doneTexts as t } from '../../ui/messages/subscription-pages.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { paths } from './paths.ts';
import { wordsOf } from './words.ts';

type Priced =
  | { readonly do: 'subscribe'; readonly plan: string }
  | { readonly do: 'change_plan'; readonly plan: string }
  | { readonly do: 'resume' };

/** A choice as it was made on a page that named its price. */
interface PricedChoice {
  readonly command: Priced;
  /** What the page said is charged now. */
  readonly chargeMinor: number;
  readonly key: string | undefined;
  /** The page that named it, to be shown again when the price is another by now. */
  readonly page: string;
}

/** Gives a command in the name of the member; once for each key. */
export function give(c: PortalContext, command: Command, key?: string): Promise<Answer> {
  const actor = memberOf(c);
  return c.get('app').perform(actor, actor.accountId, command, { idempotencyKey: key });
}

/**
 * Carries out a choice for exactly the price that its page named: when it has become another one
 * meanwhile, nothing happens and the page is shown again.
 */
export async function carryOut(c: PortalContext, choice: PricedChoice): Promise<Response> {
  const { state, now } = await c.get('app').view(memberOf(c).accountId);
  const offer = preview(state, choice.command, now);
  if (offer.refusal === null && offer.chargeMinor !== choice.chargeMinor) {
    return redirectWith(c, choice.page, 'warning', t.differs(wordsOf(state.account).money(offer.chargeMinor)));
  }
  const answer = await give(c, choice.command, choice.key);
  if (answer.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(answer.refusal));
  const { pending } = answer.state;
  if (pending !== null) return c.redirect(`${paths.plan}?payment=${encodeURIComponent(pending.chargeId)}`, 303);
  const done = doneText(answer.state, choice.command);
  return done === null ? c.redirect(paths.plan, 303) : redirectWith(c, paths.plan, 'success', done);
}

/** What was done; null where it is not so any more, because the same form was answered before. */
function doneText({ subscription }: AccountState, command: Priced): string | null {
  if (subscription === null || subscription.status === 'ended') return null;
  const { plan, scheduled, status } = subscription;
  switch (command.do) {
    case 'subscribe':
      return plan.code === command.plan ? t.started(plan.name) : null;
    case 'resume':
      return status === 'active' && scheduled === null ? t.resumed : null;
    case 'change_plan':
      if (scheduled?.kind === 'change_plan' && scheduled.plan === command.plan) return t.changeScheduled;
      return plan.code === command.plan ? t.changed(plan.name) : null;
  }
}

/** "Your subscription goes on as before", with what is charged next. */
export function goesOnText(state: AccountState): string {
  const next = nextCharge(state);
  return next === null ? t.keptPlain : t.kept(wordsOf(state.account).charge(next));
}
