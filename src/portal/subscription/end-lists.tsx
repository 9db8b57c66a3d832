import type { JSX } from 'hono/jsx/jsx-runtime';
import { endFigures, planAfter } from '../../domain/subscription/consequences.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { confirmCancelTexts as t } from '../../ui/messages/cancel.ts';
import { creditsText, leadsText } from '../../ui/messages/leads.ts';
import { wordsOf } from './words.ts';

/** What the end takes, in the account's own figures; never empty. */
export function lostAtEnd(state: AccountState, endsNow: boolean): readonly string[] {
  const { creditsLost, leadsClosed } = endFigures(state);
  const canBeUsed = !endsNow && state.subscription?.status !== 'paused';
  const bonus = state.lots
    .filter(({ source, closed }) => source === 'bonus' && closed === null)
    .reduce((sum, { available, reserved }) => sum + available + reserved, 0);
  const credits = [
    creditsLost > bonus ? t.lostCredits(creditsText(creditsLost - bonus)) : null,
    bonus > 0 ? t.lostBonus(creditsText(bonus)) : null,
  ].filter((item) => item !== null);
  const lost = [
    ...credits.map((text) => (canBeUsed ? t.unlessUsed(text) : text)),
    leadsClosed > 0 ? t.lostHistory(leadsText(leadsClosed)) : null,
  ].filter((item) => item !== null);
  return lost.length > 0 ? lost : [t.lostNothing];
}

/** What a confirmation takes back at once, because the cancellation comes in its place. */
export function droppedByCancelling(state: AccountState): readonly string[] {
  const { subscription, pending } = state;
  const kind = subscription?.scheduled?.kind;
  return [
    kind === 'pause' ? t.droppedPause : null,
    kind === 'change_plan' ? t.droppedChange(planAfter(state).name) : null,
    pending === null ? null : t.droppedPayment(wordsOf(state.account).money(pending.amountMinor)),
  ].filter((item) => item !== null);
}

/** What stays the customer's after the end. */
export function keptAfterEnd(state: AccountState): readonly string[] {
  const { creditsKept } = endFigures(state);
  return [
    ...(creditsKept > 0 ? [t.keptCredits(creditsText(creditsKept))] : []),
    t.keptLeads,
    t.keptInvoices,
    t.keptLogIn,
  ];
}

/** Short lines under each other. */
export function Lines({ items }: { items: readonly string[] }): JSX.Element {
  return (
    <div class="prose">
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </div>
  );
}
