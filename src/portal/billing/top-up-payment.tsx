import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Charge } from '../../domain/billing/types.ts';
import { newestTopUp } from '../../queries/charges.ts';
import { Button, Live, Notification } from '../../ui/components/index.ts';
import { formatInstant, formatMoney } from '../../ui/format.ts';
import { billingTexts, topUpTexts as t, waitingTexts } from '../../ui/messages/billing.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';
import { atTheBank } from './at-the-bank.ts';
import type { AtTheBank } from './at-the-bank.ts';
import { BankAnswered } from './bank-answered.tsx';
import { lookAgainSeconds } from './payment-state.tsx';

interface PaymentProps {
  charge: Charge;
  timeZone: string;
  bank: (chargeId: string) => AtTheBank;
}

/** What came of the newest purchase of credits: waiting, paid with its receipt, or not. */
export async function showTopUpPayment(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const { accountId } = memberOf(c);
  const { state } = await app.view(accountId);
  const charge = await newestTopUp(app.db, accountId);
  if (charge === null) return c.redirect('/settings/billing/top-up', 303);
  const bank = (chargeId: string) => atTheBank(c, chargeId);
  return showPage(
    c,
    {
      title: t.paymentTitle,
      settings: 'billing',
      crumbs: [{ label: billingTexts.title, href: '/settings/billing' }],
      width: 'text',
      noBanner: true,
    },
    <Live id="payment" seconds={lookAgainSeconds([charge], bank)}>
      <Payment charge={charge} timeZone={state.account.timeZone} bank={bank} />
    </Live>,
  );
}

function Payment({ charge, timeZone, bank }: PaymentProps): JSX.Element {
  const amount = formatMoney(charge.amountMinor, charge.currency);
  switch (charge.status) {
    case 'asked':
      return <Notification title={waitingTexts.title}>{t.waiting(amount)}</Notification>;
    case 'needs_authentication':
      return <BankAsks charge={charge} {...bank(charge.id)} />;
    case 'paid':
      return <Receipt charge={charge} timeZone={timeZone} />;
    case 'declined':
      return (
        <Notification tone="warning" title={t.declined} actions={afterDecline()}>
          {t.declinedText(paymentFailureText(charge.failure ?? ''))}
        </Notification>
      );
    case 'dropped':
      return (
        <Notification title={t.dropped} actions={toBilling()}>
          {t.droppedText}
        </Notification>
      );
    case 'refunded':
      return (
        <Notification title={t.refunded} actions={toBilling()}>
          {t.refundedText(amount)}
        </Notification>
      );
  }
}

function BankAsks({ charge, url, said }: { charge: Charge } & AtTheBank): JSX.Element {
  if (said !== null) return <BankAnswered charge={charge} said={said} />;
  return (
    <Notification
      tone="warning"
      title={waitingTexts.authenticate}
      actions={<Button href={url}>{waitingTexts.authenticateLink}</Button>}
    >
      {waitingTexts.authenticateText(formatMoney(charge.amountMinor, charge.currency))}
    </Notification>
  );
}

function Receipt({ charge, timeZone }: Omit<PaymentProps, 'bank'>): JSX.Element {
  const invoice = `/settings/billing/invoices/${charge.invoiceId ?? ''}`;
  return (
    <Notification
      tone="success"
      title={t.paid(creditsText(charge.lines[0]?.quantity ?? 0))}
      actions={
        <>
          <Button href="/">{t.search}</Button>
          <Button kind="secondary" href={invoice}>
            {t.invoice}
          </Button>
          <Button kind="secondary" href={`${invoice}.pdf`}>
            {t.pdf}
          </Button>
        </>
      }
    >
      {t.paidText(
        formatMoney(charge.amountMinor, charge.currency),
        formatInstant(charge.answeredAt ?? charge.askedAt, timeZone),
      )}
    </Notification>
  );
}

function afterDecline(): JSX.Element {
  return (
    <>
      <Button href="/settings/billing/card">{waitingTexts.replaceCard}</Button>
      <Button kind="secondary" href="/settings/billing/top-up">
        {waitingTexts.buyAgain}
      </Button>
    </>
  );
}

function toBilling(): JSX.Element {
  return (
    <Button kind="secondary" href="/settings/billing">
      {t.toBilling}
    </Button>
  );
}
