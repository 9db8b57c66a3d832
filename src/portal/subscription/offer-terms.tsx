import type { JSX } from 'hono/jsx/jsx-runtime';
import type { FlowDefinition, Offer } from '../../domain/flow/types.ts';
import { nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import { preview } from '../../domain/subscription/preview.ts';
import { Facts, Panel } from '../../ui/components/index.ts';
import { cancelTexts as t } from '../../ui/messages/cancel.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import type { OpenAttempt } from './open-attempt.ts';
import { PauseKeeps, PauseTerms } from './pause-terms.tsx';
import { rollOverFact } from './roll-over-fact.ts';
import { wordsOf } from './words.ts';

interface OfferTermsProps {
  open: OpenAttempt;
  flow: FlowDefinition;
  page: string;
  offer: Offer;
}

/** What an offer comes to, in exact figures; nothing for one that changes nothing, or cannot be had any more. */
export function OfferTerms({ open, flow, page, offer }: OfferTermsProps): JSX.Element | null {
  const { state, now, attempt } = open;
  const accept = { do: 'accept_offer', flow, attemptId: attempt.id, page, offerId: offer.id } as const;
  const { refusal, after } = preview(state, accept, now);
  if (refusal !== null) return null;
  const words = wordsOf(state.account);
  switch (offer.effect.kind) {
    case 'contact':
    case 'link':
      return null;
    case 'pause':
      return (
        <Panel>
          <PauseKeeps state={state} />
          <PauseTerms state={state} after={after} />
        </Panel>
      );
    case 'bonus_credits':
      return (
        <Panel>
          <Facts
            facts={[
              { label: t.chargedNow, value: t.nothing },
              { label: t.creditsNow, value: creditsText(offer.effect.credits) },
            ]}
          />
        </Panel>
      );
    case 'discount':
    case 'plan_change': {
      const before = nextCharge(state);
      const next = nextCharge(after);
      if (next === null || after.subscription === null) return null;
      const { kind } = offer.effect;
      const starts = { label: t.starts, value: words.at(after.subscription.period.end) };
      return (
        <Panel>
          <Facts
            facts={[
              { label: t.chargedNow, value: t.nothing },
              kind === 'plan_change' ? { ...starts, label: t.planStarts(planAfter(after).name) } : null,
              kind === 'plan_change' ? rollOverFact(state, after) : null,
              {
                label: t.nextCharge,
                value: words.charge(next),
                detail: before === null ? undefined : t.instead(words.money(before.amountMinor)),
              },
            ]}
          />
        </Panel>
      );
    }
  }
}
