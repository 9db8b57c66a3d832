import type { JSX } from 'hono/jsx/jsx-runtime';
import type { OrderView, Page } from '../../queries/orders.ts';
import { Badge, Button, Empty, Live, Pagination, Panel, Table } from '../../ui/components/index.ts';
import type { Column } from '../../ui/components/index.ts';
import { formatInstant, formatNumber } from '../../ui/format.ts';
import { filterSummary } from '../../ui/messages/leads.ts';
import { ordersTexts as t, orderStatusLabels } from '../../ui/messages/orders.ts';

/** Seconds after which a page with an order that runs asks again. */
export const REFRESH_SECONDS = 1;

interface OrderListProps {
  orders: Page<OrderView>;
  timeZone: string;
}

/** All orders, newest first. */
export function OrderList({ orders, timeZone }: OrderListProps): JSX.Element {
  if (orders.total === 0) {
    return (
      <Empty title={t.empty} icon="orders" action={<Button href="/">{t.newSearch}</Button>}>
        {t.emptyText}
      </Empty>
    );
  }
  const running = orders.rows.some((order) => order.status === 'running');
  return (
    <>
      <Live id="orders" seconds={running ? REFRESH_SECONDS : null}>
        <Panel flush>
          <Table caption={t.caption} columns={columnsFor(timeZone)} rows={orders.rows} />
        </Panel>
      </Live>
      <Pagination page={orders.page} pages={orders.pages} href={(page) => `/orders?page=${page}`} />
    </>
  );
}

/** Whether an order still runs, in a word. */
export function StatusBadge({ order }: { order: OrderView }): JSX.Element {
  return <Badge tone={order.status === 'running' ? 'info' : 'success'}>{orderStatusLabels[order.status]}</Badge>;
}

function columnsFor(timeZone: string): readonly Column<OrderView>[] {
  return [
    {
      title: t.order,
      cell: (order) => (
        <>
          <a href={`/orders/${order.id}`}>{filterSummary(order.filter)}</a>
          <span class="fact-detail">{order.placedBy === null ? t.byFormer : t.by(order.placedBy)}</span>
        </>
      ),
    },
    { title: t.placed, cell: (order) => formatInstant(order.placedAt, timeZone) },
    { title: t.leads, cell: (order) => t.leadsOf(order.delivered, order.requested), figure: true },
    { title: t.credits, cell: (order) => formatNumber(order.creditsSpent), figure: true },
    { title: t.status, cell: (order) => <StatusBadge order={order} /> },
  ];
}
