import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Charge } from '../../domain/billing/types.ts';
import { Notification } from '../../ui/components/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { bankAnsweredTexts } from '../../ui/messages/billing.ts';
import type { BankAnswer } from './at-the-bank.ts';

interface BankAnsweredProps {
  charge: Pick<Charge, 'amountMinor' | 'currency'>;
  said: BankAnswer;
  actions?: Child;
}

/** What the customer said to the bank, which is not asked for again while the provider's answer is on its way. */
export function BankAnswered({ charge, said, actions }: BankAnsweredProps): JSX.Element {
  const { title, text } = bankAnsweredTexts[said];
  return (
    <Notification title={title} actions={actions}>
      {text(formatMoney(charge.amountMinor, charge.currency))}
    </Notification>
  );
}
