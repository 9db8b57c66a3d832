import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Charge, Invoice } from '../../domain/billing/types.ts';
import { lastRetryAt, nextCharge } from '../../domain/subscription/consequences.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { plusDays } from '../../domain/time/period.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { LastWords } from '../../queries/charges.ts';
import { Button, Live, Notification } from '../../ui/components/index.ts';
import { formatInstant, formatMoney } from '../../ui/format.ts';
import { waitingTexts as t } from '../../ui/messages/billing.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import type { AtTheBank } from './at-the-bank.ts';
import { BankAnswered } from './bank-answered.tsx';

/** How often a page looks again: soon for the provider's answer, later for somebody who is at the bank. */
const LOOK_AGAIN_SECONDS = { asked: 2, needs_authentication: 5 } as const;

/** How long a top-up that was declined is still spoken of. */
const TOLD_DAYS = 7;

interface PaymentStateProps {
  state: AccountState;
  now: Instant;
  words: LastWords;
  bank: (chargeId: string) => AtTheBank;
}

/** Whether something about money stands open, which the page then says itself. */
export function hasPaymentState(state: AccountState): boolean {
  return state.pending !== null || state.invoices.length > 0 || waitingForBank(state) !== undefined;
}

/**
 * What waits, what failed and what can be done about it; keeps itself up to date while it waits. It
 * is gone when there is nothing to say, and then the page loads anew with what came of it.
 */
export function PaymentState(props: PaymentStateProps): JSX.Element | null {
  const parts = [
    waitingForBankNotice(props),
    ...waitingForProviderNotices(props),
    overdueNotice(props),
    topUpDeclinedNotice(props),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <Live id="payment-state" seconds={lookAgainSeconds(props.state.charges, props.bank)}>
      <div class="stack">{parts}</div>
    </Live>
  );
}

/** When to look again for what may come of these charges; null when nothing is awaited. */
export function lookAgainSeconds(
  charges: readonly Pick<Charge, 'id' | 'status'>[],
  bank: PaymentStateProps['bank'],
): number | null {
  const open = charges.filter(({ status }) => status === 'needs_authentication');
  const answered = open.some(({ id }) => bank(id).said !== null);
  if (answered || charges.some(({ status }) => status === 'asked')) return LOOK_AGAIN_SECONDS.asked;
  return open.length > 0 ? LOOK_AGAIN_SECONDS.needs_authentication : null;
}

function waitingForBank(state: AccountState): Charge | undefined {
  return state.charges.find((charge) => charge.status === 'needs_authentication');
}

function waitingForBankNotice({ state, bank }: PaymentStateProps): JSX.Element | null {
  const charge = waitingForBank(state);
  if (charge === undefined) return null;
  const { url, said } = bank(charge.id);
  if (said !== null) return <BankAnswered charge={charge} said={said} />;
  return (
    <Notification tone="warning" title={t.authenticate} actions={<Button href={url}>{t.authenticateLink}</Button>}>
      {t.authenticateText(formatMoney(charge.amountMinor, charge.currency))}
    </Notification>
  );
}

/** A period's charge and a purchase of credits may wait side by side. */
function waitingForProviderNotices({ state }: PaymentStateProps): readonly JSX.Element[] {
  return state.charges
    .filter((charge) => charge.status === 'asked')
    .map((charge) => waitingText(state, charge))
    .filter((text) => text !== null)
    .map((text) => <Notification title={t.title}>{text}</Notification>);
}

function waitingText({ account, invoices, pending }: AccountState, charge: Charge): string | null {
  if (pending?.chargeId === charge.id) {
    return t.pending[pending.kind](formatMoney(pending.amountMinor, account.currency));
  }
  const invoice = invoices.find((each) => each.id === charge.invoiceId);
  return invoice === undefined ? null : t.invoice(formatMoney(invoice.totalMinor, invoice.currency), invoice.number);
}

function overdueNotice(props: PaymentStateProps): JSX.Element | null {
  const { state } = props;
  const dunning = state.subscription?.dunning ?? null;
  const invoice = state.invoices.find((each) => each.id === dunning?.invoiceId);
  if (invoice === undefined || isAsked(state, invoice)) return null;
  return (
    <Notification
      tone="warning"
      title={t.overdue(invoice.number, formatMoney(invoice.totalMinor, invoice.currency))}
      actions={
        <>
          <Button href="/settings/billing/card">{t.replaceCard}</Button>
          <Button kind="secondary" href={`/settings/billing/invoices/${invoice.id}`}>
            {t.seeInvoice}
          </Button>
        </>
      }
    >
      {overdueText(props, invoice)}
    </Notification>
  );
}

function isAsked({ charges }: AccountState, invoice: Invoice): boolean {
  return charges.some((charge) => charge.invoiceId === invoice.id && charge.status === 'asked');
}

function overdueText({ state, words }: PaymentStateProps, invoice: Invoice): string {
  const { timeZone } = state.account;
  const { declined } = words;
  const failed =
    declined?.invoiceId === invoice.id
      ? t.failed(
          paymentFailureText(declined.failure ?? ''),
          formatInstant(declined.answeredAt ?? declined.askedAt, timeZone),
        )
      : null;
  const next = nextCharge(state);
  const last = lastRetryAt(state);
  const isLast = next !== null && last !== null && next.at.equals(last);
  return [
    failed,
    next ? t.nextRetry(formatInstant(next.at, timeZone)) : null,
    last && next ? (isLast ? t.endsThen : t.ends(formatInstant(last, timeZone))) : null,
    t.replaceCardHint,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

function topUpDeclinedNotice({ state, now, words }: PaymentStateProps): JSX.Element | null {
  const charge = words.topUp;
  if (charge?.status !== 'declined' || charge.answeredAt === null) return null;
  if (now.epochMilliseconds > plusDays(charge.answeredAt, TOLD_DAYS).epochMilliseconds) return null;
  return (
    <Notification
      tone="warning"
      title={t.topUpDeclined(
        creditsText(charge.lines[0]?.quantity ?? 0),
        formatMoney(charge.amountMinor, charge.currency),
      )}
      actions={
        <>
          <Button kind="secondary" href="/settings/billing/top-up">
            {t.buyAgain}
          </Button>
          <Button kind="secondary" href="/settings/billing/card">
            {t.replaceCard}
          </Button>
        </>
      }
    >
      {t.topUpDeclinedText(
        paymentFailureText(charge.failure ?? ''),
        formatInstant(charge.answeredAt, state.account.timeZone),
      )}
    </Notification>
  );
}
