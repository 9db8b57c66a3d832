import { rollOverAhead } from '../../domain/subscription/preview.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { Fact } from '../../ui/components/index.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { rollOverTexts as t } from '../../ui/messages/subscription-pages.ts';
import { wordsOf } from './words.ts';

/** What becomes of the credits that are there when a change waits for the period's end; null where none are. */
export function rollOverFact({ account, subscription }: AccountState, after: AccountState): Fact | null {
  const { expiring, left } = rollOverAhead(after);
  if (subscription === null || expiring + left === 0) return null;
  if (expiring === 0) return { label: t.present, value: t.allStay(creditsText(left)), detail: t.untilSpent };
  return {
    label: t.expiring,
    value: creditsText(expiring),
    detail: t.when(wordsOf(account).at(subscription.period.end), creditsText(left)),
  };
}
