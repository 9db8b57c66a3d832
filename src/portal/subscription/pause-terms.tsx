import type { JSX } from 'hono/jsx/jsx-runtime';
import { nextCharge, pauseFigures } from '../../domain/subscription/consequences.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { Facts, Figures } from '../../ui/components/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { confirmTexts as t } from '../../ui/messages/subscription-pages.ts';
import { periodsText, wordsOf } from './words.ts';

/** What a pause keeps, in the account's own figures. */
export function PauseKeeps({ state }: { state: AccountState }): JSX.Element {
  const { credits, leads } = pauseFigures(state);
  return (
    <Figures
      facts={[
        { label: t.kept.credits, value: formatNumber(credits), detail: t.kept.creditsDetail },
        { label: t.kept.leads, value: formatNumber(leads), detail: t.kept.leadsDetail },
      ]}
    />
  );
}

/** When a pause starts, what is charged when, and how it ends; `after` is the account with the pause scheduled. */
export function PauseTerms({ state, after }: { state: AccountState; after: AccountState }): JSX.Element {
  const words = wordsOf(state.account);
  const { policy } = state;
  const first = nextCharge(after);
  const { subscription } = after;
  return (
    <Facts
      facts={[
        { label: t.chargedNow, value: t.nothing },
        subscription === null
          ? null
          : { label: t.pauseStarts, value: words.at(subscription.period.end), detail: t.pauseUntilText },
        first === null
          ? null
          : {
              label: t.pauseFirst,
              value: words.charge(first),
              detail:
                policy.pauseMaxMonths === null
                  ? t.pauseMonthly(words.money(policy.pauseFeeMinor))
                  : t.pauseMost(periodsText(policy.pauseMaxMonths, 'month')),
            },
        subscription === null
          ? null
          : { label: t.pauseBack, value: words.price(subscription.plan), detail: t.pauseBackText },
      ]}
    />
  );
}
