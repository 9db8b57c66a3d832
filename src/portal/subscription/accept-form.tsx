import type { JSX } from 'hono/jsx/jsx-runtime';
import type { AccountState } from '../../domain/subscription/types.ts';
import { Button, ButtonRow, Form } from '../../ui/components/index.ts';
import type { Fact } from '../../ui/components/index.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { confirmTexts as t } from '../../ui/messages/subscription-pages.ts';
import { cardName } from '../billing/words.ts';
import type { Crumb } from '../page.tsx';
import { paths } from './paths.ts';
import { wordsOf } from './words.ts';

/** The way back to where the subscription stands. */
export const planCrumb: Crumb = { label: labels.subscriptionPlan, href: paths.plan };

interface AcceptProps {
  action: string;
  label: string;
  back: string;
  /** What the page says is charged now; it is charged, or nothing is. */
  chargeMinor?: number;
  plan?: string;
  /** When the page says that it takes effect. */
  at?: string;
}

/** The one button of a page that named all figures, and the way back. */
export function AcceptForm({ action, label, back, chargeMinor, plan, at }: AcceptProps): JSX.Element {
  return (
    <Form action={action} keyed>
      {chargeMinor === undefined ? null : <input type="hidden" name="charge" value={String(chargeMinor)} />}
      {plan === undefined ? null : <input type="hidden" name="plan" value={plan} />}
      {at === undefined ? null : <input type="hidden" name="at" value={at} />}
      <ButtonRow>
        <Button>{label}</Button>
        <Button kind="secondary" href={back}>
          {t.back}
        </Button>
      </ButtonRow>
    </Form>
  );
}

/** What the card is charged by accepting. */
export function chargedNow(state: AccountState, chargeMinor: number): Fact {
  const card = state.paymentMethod;
  if (chargeMinor === 0) return { label: t.chargedNow, value: t.nothing };
  return {
    label: t.chargedNow,
    value: <strong>{wordsOf(state.account).money(chargeMinor)}</strong>,
    detail: card === null ? undefined : t.to(cardName(card)),
  };
}
