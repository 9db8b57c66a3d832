import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { nextCharge } from '../../domain/subscription/consequences.ts';
import type { AccountState, Policy } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { billingOverview } from '../../queries/billing.ts';
import type { BillingDocument } from '../../queries/billing.ts';
import type { Page } from '../../queries/orders.ts';
import { Badge, Button, Columns, Empty, Figures, Pagination, Panel, Table } from '../../ui/components/index.ts';
import type { Column } from '../../ui/components/index.ts';
import { formatDate, formatInstant, formatMoney } from '../../ui/format.ts';
import { billingTexts as t, documentStatus } from '../../ui/messages/billing.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { pageAsked } from '../page-asked.ts';
import { showPage } from '../page.tsx';
import { atTheBank } from './at-the-bank.ts';
import { CreditLots } from './credit-lots.tsx';
import { hasPaymentState, PaymentState } from './payment-state.tsx';
import { cardName, expiryOf, planName, whatFor } from './words.ts';

/** The next charge, the card, the credits and all documents. */
export async function showBilling(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const { accountId } = memberOf(c);
  const page = pageAsked(c);
  const { state, now } = await app.view(accountId);
  const { documents, words } = await billingOverview(app.db, accountId, page);
  return showPage(
    c,
    { title: t.title, settings: 'billing', noBanner: hasPaymentState(state) },
    <>
      <PaymentState state={state} now={now} words={words} bank={(chargeId) => atTheBank(c, chargeId)} />
      <Columns>
        <NextCharge state={state} />
        <Card state={state} now={now} />
      </Columns>
      <CreditLots state={state} />
      <Documents state={state} documents={documents} />
    </>,
  );
}

function NextCharge({ state }: { state: AccountState }): JSX.Element {
  const next = nextCharge(state);
  const { account, policy, subscription } = state;
  if (next === null) {
    return (
      <Panel
        title={t.nextCharge}
        footer={link('/settings/subscription', subscription === null ? t.choosePlan : t.seeSubscription)}
      >
        <Figures facts={[{ label: t.nothingNextLabel, value: t.nothingNext, detail: whyNothing(state) }]} />
      </Panel>
    );
  }
  const scheduled = subscription?.scheduled;
  const plan = scheduled?.kind === 'change_plan' ? scheduled.plan : (subscription?.plan.code ?? null);
  const detail = subscription?.dunning ? t.retryFor : t.nextChargeFor[next.purpose](planName(policy, plan));
  return (
    <Panel title={t.nextCharge} footer={link('/settings/subscription', t.seeSubscription)}>
      <Figures
        facts={[
          {
            label: detail,
            value: formatMoney(next.amountMinor, account.currency),
            detail: t.nextChargeOn(formatInstant(next.at, account.timeZone)),
          },
        ]}
      />
    </Panel>
  );
}

function link(href: string, label: string): Child {
  return (
    <Button kind="secondary" href={href}>
      {label}
    </Button>
  );
}

function whyNothing({ subscription, account }: AccountState): string {
  if (subscription === null) return t.noSubscription;
  if (subscription.status === 'ended') return t.ended;
  if (subscription.dunning !== null) return t.lastTryRuns;
  return t.endsThen(formatInstant(subscription.period.end, account.timeZone));
}

function Card({ state, now }: { state: AccountState; now: Instant }): JSX.Element {
  const card = state.paymentMethod;
  if (card === null) {
    return (
      <Panel title={t.paymentMethod} footer={link('/settings/billing/card', t.addCard)}>
        <p>{t.noCard}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t.paymentMethod} footer={link('/settings/billing/card', t.replaceCard)}>
      <Figures facts={[{ label: t.chargedTo, value: cardName(card), detail: expiryText(state, now) }]} />
    </Panel>
  );
}

/** A card is good to the end of its month, in the account's zone. */
function expiryText(state: AccountState, now: Instant): string {
  const card = state.paymentMethod;
  if (card === null) return '';
  const month = expiryOf(card);
  const good = (at: Instant) => {
    const { year, month: of } = at.toZonedDateTimeISO(state.account.timeZone);
    return year * 12 + of <= card.expYear * 12 + card.expMonth;
  };
  const next = nextCharge(state);
  if (!good(now)) return t.expired(month);
  return next !== null && !good(next.at) ? t.expiresBefore(month) : t.expires(month);
}

function Documents({ state, documents }: { state: AccountState; documents: Page<BillingDocument> }): JSX.Element {
  const footer =
    documents.pages > 1 ? (
      <Pagination
        page={documents.page}
        pages={documents.pages}
        href={(page) => `/settings/billing?page=${page}#documents`}
      />
    ) : undefined;
  return (
    <Panel title={t.documents} id="documents" flush footer={footer}>
      {documents.rows.length === 0 ? (
        <Empty title={t.noDocuments}>{t.noDocumentsText}</Empty>
      ) : (
        <Table caption={t.documents} columns={columns(state)} rows={documents.rows} />
      )}
    </Panel>
  );
}

function columns(state: AccountState): readonly Column<BillingDocument>[] {
  const overdue = state.subscription?.dunning?.invoiceId;
  return [
    {
      title: t.columns.document,
      cell: (row) => (
        <>
          <a href={`/settings/billing/invoices/${row.invoiceId}`}>{row.number}</a>
          <span class="fact-detail">{whatText(state.policy, row)}</span>
        </>
      ),
    },
    { title: t.columns.date, cell: (row) => formatDate(row.issuedAt, state.account.timeZone) },
    { title: t.columns.status, cell: (row) => statusBadge(row, row.invoiceId === overdue) },
    { title: t.columns.amount, cell: (row) => formatMoney(row.amountMinor, row.currency), figure: true },
  ];
}

function whatText(policy: Policy, row: BillingDocument): string {
  const what = whatFor(policy, row.purpose, row.lines);
  return row.kind === 'invoice' ? what : t.creditNoteFor(what);
}

function statusBadge(row: BillingDocument, overdue: boolean): JSX.Element {
  if (row.kind === 'credit_note') return <Badge>{documentStatus.credit_note}</Badge>;
  switch (row.status) {
    case 'paid':
      return <Badge tone="success">{documentStatus.paid}</Badge>;
    case 'open':
      return overdue ? (
        <Badge tone="warning">{documentStatus.overdue}</Badge>
      ) : (
        <Badge tone="info">{documentStatus.open}</Badge>
      );
    default:
      return <Badge>{documentStatus[row.status]}</Badge>;
  }
}
