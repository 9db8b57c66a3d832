import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { LotSource } from '../../domain/credits/types.ts';
import { balance, isFrozen } from '../../domain/credits/lots.ts';
import { nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import { periodEnds, situationOf } from '../../domain/subscription/matrix.ts';
import type { AccountState, Subscription } from '../../domain/subscription/types.ts';
import { Badge, Button, Facts, Figures, Form, Panel, Table } from '../../ui/components/index.ts';
import type { Fact } from '../../ui/components/index.ts';
import { formatDate, formatNumber } from '../../ui/format.ts';
import { creditsText, leadsText } from '../../ui/messages/leads.ts';
import { statusLabels, subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { planPageTexts as t } from '../../ui/messages/subscription-pages.ts';
import { cardName } from '../billing/words.ts';
import { paths } from './paths.ts';
import { periodsText, wordsOf } from './words.ts';

interface PlanFactsProps {
  readonly state: AccountState;
  readonly subscription: Subscription;
  /** What can be done, under the facts. */
  readonly actions?: Child;
}

interface AgreementProps {
  readonly state: AccountState;
  readonly subscription: Subscription;
  readonly mayChange: boolean;
}

/** Plan, status, next charge and period, and what is agreed on for its end; under them what can be done. */
export function PlanFacts({ state, subscription, actions }: PlanFactsProps): JSX.Element {
  const words = wordsOf(state.account);
  const { plan, status, period } = subscription;
  const next = nextCharge(state);
  const retrying = subscription.dunning !== null;
  const isUnsettled = status === 'active' && state.invoices.some((invoice) => invoice.status === 'open');
  return (
    <Panel title={t.standing} aside={<StatusBadge state={state} subscription={subscription} />} footer={actions}>
      <Figures
        facts={[
          { label: t.plan, value: plan.name, detail: words.price(plan) },
          {
            label: retrying ? t.nextRetry : t.nextCharge,
            value: next === null ? t.noCharge : words.money(next.amountMinor),
            detail: next === null ? t.noMoreCharges : words.at(next.at),
          },
        ]}
      />
      <Facts
        facts={[
          {
            label: isUnsettled ? t.presentPeriod : t.period[status],
            value: words.span({ start: period.start, end: subscription.endedAt ?? period.end }),
            detail: status === 'ended' ? undefined : periodEndText(state),
          },
        ]}
      />
    </Panel>
  );
}

/** What the plan brings, what is taken off its price, and what pays for it. */
export function AgreementPanel({ state, subscription, mayChange }: AgreementProps): JSX.Element {
  const words = wordsOf(state.account);
  const card = state.paymentMethod;
  return (
    <Panel title={t.details}>
      <Facts
        facts={[
          { label: t.included, value: words.grant(subscription.plan), detail: rolloverText(subscription) },
          discountFact(state, subscription, mayChange),
          {
            label: t.card,
            value: card === null ? t.noCard : cardName(card),
            detail: mayChange ? <a href={paths.billing}>{t.billing}</a> : undefined,
          },
          { label: t.since, value: formatDate(state.account.createdAt, state.account.timeZone) },
        ]}
      />
    </Panel>
  );
}

function StatusBadge({ state, subscription }: { state: AccountState; subscription: Subscription }): JSX.Element {
  const { status, scheduled } = subscription;
  if (status === 'ended') return <Badge tone="ends">{statusLabels.ended}</Badge>;
  if (scheduled?.kind === 'cancel') return <Badge tone="ends">{t.cancelled}</Badge>;
  if (status === 'past_due' || subscription.dunning !== null)
    return <Badge tone="warning">{statusLabels.past_due}</Badge>;
  if (status === 'paused') return <Badge tone="info">{statusLabels.paused}</Badge>;
  return (
    <Badge tone="success">
      {situationOf(state) === 'active, pause scheduled' ? t.pausesNext : statusLabels.active}
    </Badge>
  );
}

function periodEndText(state: AccountState): string | undefined {
  switch (periodEnds[situationOf(state)]) {
    case 'renew': {
      const plan = planAfter(state);
      return plan.code === state.subscription?.plan.code ? t.periodEnd.renews : t.periodEnd.changes(plan.name);
    }
    case 'end':
      return t.periodEnd.ends;
    case 'startPause':
      return t.periodEnd.pauses;
    case 'renewPause':
      return nextCharge(state)?.purpose === 'plan' ? t.periodEnd.pauseEnds : t.periodEnd.pauseGoesOn;
    case 'wait':
    case 'nothing':
      return undefined;
  }
}

/** What becomes of unused credits; where no renewal comes, no roll-over does either. */
function rolloverText({ plan, status, scheduled }: Subscription): string {
  if (scheduled?.kind === 'cancel') return t.unused.lost;
  if (status === 'paused') return t.unused.frozen;
  if (scheduled?.kind === 'pause') return t.unused.freeze;
  return plan.rollover === 'cap'
    ? t.rollover.cap(creditsText(plan.rolloverCap * plan.credits))
    : t.rollover[plan.rollover];
}

function discountFact(state: AccountState, subscription: Subscription, mayChange: boolean): Fact | null {
  const { discount, plan } = subscription;
  if (discount === null) return null;
  const undo = (
    <Form action={paths.undoDiscount} keyed>
      <Button kind="secondary" small>
        {labels.undo}
      </Button>
    </Form>
  );
  return {
    label: t.discount,
    value: t.discountLeft(wordsOf(state.account).off(discount), periodsText(discount.periodsLeft, plan.interval)),
    detail: discount.used ? (
      t.discountUsed
    ) : (
      <>
        {t.discountUnused} {mayChange ? undo : null}
      </>
    ),
  };
}

const SOURCES: readonly LotSource[] = ['plan', 'bonus', 'bought'];

interface SourceRow {
  readonly label: string;
  readonly available: number;
  readonly frozen: number;
  readonly reserved: number;
}

/** Credits by where they come from, and whether they can be spent. */
export function CreditsPanel({ state }: { state: AccountState }): JSX.Element {
  const total = balance(state);
  const rows = SOURCES.map((source) => rowOf(state, source)).filter(
    (row) => row.available + row.frozen + row.reserved > 0,
  );
  if (rows.length === 0) return <Panel title={t.creditsPanel}>{t.noCredits}</Panel>;
  const columns = (['available', 'frozen', 'reserved'] as const).filter(
    (column) => total[column] > 0 || (column === 'available' && total.frozen === 0),
  );
  const notes = [
    total.frozen === 0 ? null : state.subscription?.status === 'paused' ? t.frozenPaused : t.frozenEnded,
    total.reserved === 0 ? null : t.openOrders,
  ].filter((note) => note !== null);
  return (
    <Panel title={t.creditsPanel} flush footer={notes.length > 0 ? notes.join(' ') : undefined}>
      <Table
        caption={t.creditsPanel}
        columns={[
          { title: t.source, cell: (row: SourceRow) => row.label },
          ...columns.map((column) => ({
            title: t[column],
            figure: true,
            cell: (row: SourceRow) => formatNumber(row[column]),
          })),
        ]}
        rows={rows}
        {...(rows.length > 1 ? { foot: [t.total, ...columns.map((column) => formatNumber(total[column]))] } : {})}
      />
    </Panel>
  );
}

function rowOf(state: AccountState, source: LotSource): SourceRow {
  let [available, frozen, reserved] = [0, 0, 0];
  for (const lot of state.lots) {
    if (lot.source !== source) continue;
    if (isFrozen(state, lot)) frozen += lot.available;
    else available += lot.available;
    reserved += lot.reserved;
  }
  return { label: t.sources[source], available, frozen, reserved };
}

/** The leads that are not delivered again. */
export function HistoryPanel({ subscription }: { subscription: Subscription }): JSX.Element {
  const { status, historySize } = subscription;
  const text = historySize === 0 ? t.historyEmpty : t.historyKept(leadsText(historySize));
  return (
    <Panel title={t.history} footer={<a href={paths.orders}>{t.orders}</a>}>
      <p>{status === 'ended' ? t.historyClosed : text}</p>
    </Panel>
  );
}
