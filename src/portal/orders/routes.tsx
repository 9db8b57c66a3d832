import { Hono } from 'hono';
import { LEAD_FIELDS } from '../../domain/orders/pricing.ts';
import type { LeadField } from '../../domain/orders/types.ts';
import type { CsvFile } from '../../ports/csv.ts';
import { boughtLeadBatches, findOrder, findOrderWithLeads, orderLeadBatches, orderPage } from '../../queries/orders.ts';
import type { BoughtLead, OrderView } from '../../queries/orders.ts';
import { Button } from '../../ui/components/index.ts';
import { filterSummary } from '../../ui/messages/leads.ts';
import { orderTexts, ordersTexts } from '../../ui/messages/orders.ts';
import { memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { NotFound } from '../errors.tsx';
import { pageAsked } from '../page-asked.ts';
import { showPage } from '../page.tsx';
import { leadTable } from './lead-csv.ts';
import { OrderDetail } from './order-detail.tsx';
import { OrderList } from './order-list.tsx';

/** The orders, their leads, and the files of them. */
export function orderRoutes(csvFile: CsvFile): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  routes.get('/orders', showOrders);
  routes.get('/orders/export.csv', (c) => {
    const { accountId } = memberOf(c);
    return file(c, 'leads.csv', LEAD_FIELDS, boughtLeadBatches(c.get('app').db, accountId));
  });
  routes.get('/orders/:id', showOrder);
  routes.get('/orders/:id/leads.csv', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    const batches = orderLeadBatches(c.get('app').db, memberOf(c).accountId, order);
    return file(c, `${order.id}.csv`, order.fields, batches);
  });
  return routes;

  function file(
    c: PortalContext,
    name: string,
    fields: readonly LeadField[],
    batches: AsyncIterable<readonly BoughtLead[]>,
  ): Response {
    const { columns, rows } = leadTable(fields, batches);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${name}"`);
    c.header('cache-control', 'no-store');
    return c.body(csvFile(columns, rows));
  }
}

async function showOrders(c: PortalContext): Promise<Response> {
  const { accountId } = memberOf(c);
  const { state } = await c.get('app').view(accountId);
  const orders = await orderPage(c.get('app').db, accountId, pageAsked(c));
  return showPage(
    c,
    {
      title: ordersTexts.title,
      tool: 'orders',
      ...(orders.total === 0 ? {} : { intro: ordersTexts.intro, actions: <ExportAll /> }),
    },
    <OrderList orders={orders} timeZone={state.account.timeZone} />,
  );
}

async function showOrder(c: PortalContext): Promise<Response> {
  const { accountId } = memberOf(c);
  const app = c.get('app');
  const found = await findOrderWithLeads(app.db, accountId, c.req.param('id') ?? '', pageAsked(c));
  if (found === null) throw new NotFound();
  const { order, leads } = found;
  const { state } = await app.view(accountId);
  return showPage(
    c,
    {
      title: orderTexts.title(filterSummary(order.filter)),
      tool: 'orders',
      crumbs: [{ label: ordersTexts.title, href: '/orders' }],
    },
    <OrderDetail order={order} leads={leads} timeZone={state.account.timeZone} />,
  );
}

/** The account's order, or a 404 that is the same for unknown ones and those of others. */
async function orderOf(c: PortalContext, id: string): Promise<OrderView> {
  const order = await findOrder(c.get('app').db, memberOf(c).accountId, id);
  if (order === null) throw new NotFound();
  return order;
}

function ExportAll() {
  return (
    <Button kind="secondary" href="/orders/export.csv">
      {ordersTexts.exportAll}
    </Button>
  );
}
