import type { JSX } from 'hono/jsx/jsx-runtime';
import type { BoughtLead, OrderView, Page } from '../../queries/orders.ts';
import {
  Badge,
  Button,
  Empty,
  Facts,
  Figures,
  Live,
  Pagination,
  Panel,
  Progress,
  Table,
} from '../../ui/components/index.ts';
import type { Column } from '../../ui/components/index.ts';
import { formatInstant, formatNumber } from '../../ui/format.ts';
import { filterSummary, leadFieldLabels } from '../../ui/messages/leads.ts';
import { leadColumns, ordersTexts, orderTexts as t } from '../../ui/messages/orders.ts';
import { searchHref } from '../leads/search-form.ts';
import { REFRESH_SECONDS, StatusBadge } from './order-list.tsx';

interface OrderDetailProps {
  order: OrderView;
  leads: Page<BoughtLead>;
  timeZone: string;
}

/** One order: how far it is, what it cost, what was asked for, and its leads. */
export function OrderDetail({ order, leads, timeZone }: OrderDetailProps): JSX.Element {
  return (
    <Live id="order" seconds={order.status === 'running' ? REFRESH_SECONDS : null}>
      <div class="stack">
        <Delivery order={order} timeZone={timeZone} />
        <Details order={order} timeZone={timeZone} />
        <Leads order={order} leads={leads} />
        <Pagination page={leads.page} pages={leads.pages} href={(page) => `/orders/${order.id}?page=${page}`} />
      </div>
    </Live>
  );
}

function Delivery({ order, timeZone }: { order: OrderView; timeZone: string }): JSX.Element {
  return (
    <Panel title={t.delivery} aside={<StatusBadge order={order} />}>
      <Progress
        label={t.progress}
        value={order.delivered}
        max={order.requested}
        text={t.progressText(order.delivered, order.requested)}
      />
      <p class="muted">{outcomeOf(order, timeZone)}</p>
      <Figures
        facts={[
          { label: t.figures.delivered, value: formatNumber(order.delivered) },
          {
            label: t.figures.rejected,
            value: formatNumber(order.rejected),
            detail: t.figures.rejectedDetail,
          },
          {
            label: t.figures.spent,
            value: formatNumber(order.creditsSpent),
            detail: t.figures.perLead(order.creditsPerLead),
          },
          order.status === 'running'
            ? { label: t.figures.held, value: formatNumber(held(order)), detail: t.figures.heldDetail }
            : {
                label: t.figures.released,
                value: formatNumber(order.creditsReleased),
                detail: t.figures.releasedDetail,
              },
        ]}
      />
    </Panel>
  );
}

function held(order: OrderView): number {
  return order.requested * order.creditsPerLead - order.creditsSpent;
}

function outcomeOf(order: OrderView, timeZone: string): string {
  if (order.completedAt === null) return t.runningText;
  const completed = t.completed(formatInstant(order.completedAt, timeZone));
  if (order.delivered === order.requested) return completed;
  return `${completed} ${t.fell(order.delivered, order.requested, order.creditsReleased)}`;
}

function Details({ order, timeZone }: { order: OrderView; timeZone: string }): JSX.Element {
  const by = order.placedBy === null ? ordersTexts.byFormer : ordersTexts.by(order.placedBy);
  return (
    <Panel title={t.details}>
      <Facts
        facts={[
          {
            label: t.search,
            value: filterSummary(order.filter),
            detail: <a href={searchHref({ filter: order.filter, fields: order.fields })}>{t.searchAgain}</a>,
          },
          { label: t.fields, value: order.fields.map((field) => leadFieldLabels[field]).join(', ') },
          { label: t.number, value: order.id },
          { label: t.requested, value: formatNumber(order.requested) },
          { label: t.placed, value: formatInstant(order.placedAt, timeZone), detail: by },
        ]}
      />
    </Panel>
  );
}

function Leads({ order, leads }: { order: OrderView; leads: Page<BoughtLead> }): JSX.Element {
  if (leads.total === 0) {
    const running = order.status === 'running';
    return <Empty title={running ? t.noLeads : t.nothing}>{running ? t.noLeadsText : t.nothingText}</Empty>;
  }
  return (
    <Panel
      title={t.leads}
      aside={
        <Button kind="secondary" small href={`/orders/${order.id}/leads.csv`}>
          {t.download}
        </Button>
      }
      flush
    >
      <Table caption={t.leads} columns={columnsFor(order)} rows={leads.rows} />
    </Panel>
  );
}

function columnsFor(order: OrderView): readonly Column<BoughtLead>[] {
  const has = (field: OrderView['fields'][number]) => order.fields.includes(field);
  return [
    {
      title: leadColumns.name,
      cell: (lead) => (
        <>
          {lead.firstName} {lead.lastName}
          <span class="fact-detail">{lead.title}</span>
        </>
      ),
    },
    {
      title: leadColumns.company,
      cell: (lead) => (
        <>
          {lead.company}
          <span class="fact-detail">
            {lead.industry} · {lead.companySize} · {lead.country}
          </span>
        </>
      ),
    },
    {
      title: leadColumns.businessEmail,
      cell: (lead) => (
        <>
          {lead.businessEmail} {lead.emailVerification ? <Badge tone="success">{leadColumns.verified}</Badge> : null}
        </>
      ),
    },
    ...(has('personal_email')
      ? [{ title: leadColumns.personalEmail, cell: (lead: BoughtLead) => lead.personalEmail }]
      : []),
    ...(has('mobile') ? [{ title: leadColumns.mobile, cell: (lead: BoughtLead) => lead.mobile }] : []),
  ];
}
