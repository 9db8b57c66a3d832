import { sql } from 'kysely';
import type { Expression, Kysely, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { LeadField, LeadFilter, OrderStatus } from '../domain/orders/types.ts';
import type { Instant } from '../domain/time/period.ts';
import type { LeadIdentity } from '../ports/catalogue.ts';
import type { RunningOrder } from '../ports/deliveries.ts';
import { revive } from '../store/json-rows.ts';
import { leadIdentity } from '../store/leads.ts';
import type { OrdersTable, Tables } from '../store/schema.ts';

/** An order as pages show it. */
export interface OrderView {
  readonly id: string;
  readonly subscriptionId: string;
  readonly filter: LeadFilter;
  readonly fields: readonly LeadField[];
  readonly requested: number;
  readonly creditsPerLead: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly creditsSpent: number;
  readonly creditsReleased: number;
  readonly cursor: number;
  readonly status: OrderStatus;
  readonly placedAt: Instant;
  /** The member's name, or null when the member has left. */
  readonly placedBy: string | null;
  readonly completedAt: Instant | null;
}

/** One page of a longer list; `pages` is at least 1. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** A lead that was bought. What was not bought of it is null. */
export interface BoughtLead extends LeadIdentity {
  readonly businessEmail: string;
  /** Whether the verification was bought with it. */
  readonly emailVerification: boolean;
  readonly personalEmail: string | null;
  readonly mobile: string | null;
  readonly orderId: string;
  readonly deliveredAt: Instant;
}

/** What a list of leads needs to know of their order. */
type BoughtOrder = Pick<OrderView, 'id' | 'fields'>;

const ORDERS_PER_PAGE = 20;
const LEADS_PER_PAGE = 25;
const LEADS_PER_BATCH = 1_000;

/** The account's orders, newest first, with their number in one statement. A page beyond the last one is the last one. */
export async function orderPage(db: Kysely<Tables>, accountId: string, page: number): Promise<Page<OrderView>> {
  const asked = Math.max(1, page);
  const rows = await selectOrders(db, accountId)
    .select((eb) => eb.fn.countAll<number>().over().as('total'))
    .orderBy('orders.placed_at', 'desc')
    .orderBy('orders.id', 'desc')
    .limit(ORDERS_PER_PAGE)
    .offset((asked - 1) * ORDERS_PER_PAGE)
    .execute();
  // beyond the last page there is no row to tell the number
  const total = rows[0]?.total ?? (asked === 1 ? 0 : await countOrders(db, accountId));
  const place = placeOf(asked, total, ORDERS_PER_PAGE);
  if (place.page !== asked) return orderPage(db, accountId, place.page);
  return { rows: rows.map(toOrder), page: place.page, pages: place.pages, total };
}

async function countOrders(db: Kysely<Tables>, accountId: string): Promise<number> {
  const { total } = await db
    .selectFrom('orders')
    .where('account_id', '=', accountId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

/** One order of the account, or null: unknown and another account's are the same. */
export async function findOrder(db: Kysely<Tables>, accountId: string, orderId: string): Promise<OrderView | null> {
  const row = await selectOrders(db, accountId).where('orders.id', '=', orderId).executeTakeFirst();
  return row === undefined ? null : toOrder(row);
}

/** The order, or null when it does not run (any more). */
export async function runningOrder(db: Kysely<Tables>, accountId: string, orderId: string): Promise<OrderView | null> {
  const order = await findOrder(db, accountId, orderId);
  return order?.status === 'running' ? order : null;
}

/** The same for orders of many accounts, in one statement; what they are, in their order. */
export async function runningOrders(
  db: Kysely<Tables>,
  names: readonly { readonly accountId: string; readonly orderId: string }[],
): Promise<readonly (RunningOrder | null)[]> {
  const { rows } = await sql<Selectable<OrdersTable>>`
    select orders.*
    from unnest(${names.map((each) => each.accountId)}::text[], ${names.map((each) => each.orderId)}::text[])
      as it (account_id, id)
    join orders on orders.account_id = it.account_id and orders.id = it.id
    where orders.status = 'running'`.execute(db);
  const running = new Map(rows.map((row) => [row.id, toRunning(row)]));
  return names.map(({ orderId }) => running.get(orderId) ?? null);
}

function toRunning(row: Selectable<OrdersTable>): RunningOrder {
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    filter: row.filter,
    requested: row.requested,
    delivered: row.delivered,
    cursor: row.lead_cursor,
  };
}

/**
 * An order of the account with a page of the leads that it delivered, in the order in which they came, in one statement. A page
 * beyond the last one is the last one.
 */
export async function findOrderWithLeads(
  db: Kysely<Tables>,
  accountId: string,
  orderId: string,
  page: number,
): Promise<{ readonly order: OrderView; readonly leads: Page<BoughtLead> } | null> {
  const lastPage = sql<number>`greatest(0, orders.delivered - 1) / ${LEADS_PER_PAGE}::bigint`;
  const leads = selectBought(db, accountId, sql.ref('orders.id'))
    .limit(LEADS_PER_PAGE)
    .offset(sql<number>`least(${page - 1}::bigint, ${lastPage}) * ${LEADS_PER_PAGE}::bigint`);
  const row = await selectOrders(db, accountId)
    .where('orders.id', '=', orderId)
    .select(jsonArrayFrom(leads).as('leads'))
    .executeTakeFirst();
  if (row === undefined) return null;
  const order = toOrder(row);
  const place = placeOf(page, order.delivered, LEADS_PER_PAGE);
  const rows = row.leads.map((lead) => toBoughtLead(revive(lead, 'deliveries'), order));
  return { order, leads: { rows, page: place.page, pages: place.pages, total: order.delivered } };
}

/** All leads of one order, in batches; each batch goes on after the last lead of the one before. */
export async function* orderLeadBatches(
  db: Kysely<Tables>,
  accountId: string,
  order: BoughtOrder,
): AsyncGenerator<readonly BoughtLead[]> {
  let after = 0;
  for (;;) {
    const rows = await selectBought(db, accountId, order.id)
      .where('deliveries.lead_id', '>', after)
      .limit(LEADS_PER_BATCH)
      .execute();
    if (rows.length > 0) yield rows.map((row) => toBoughtLead(row, order));
    if (rows.length < LEADS_PER_BATCH) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/**
 * Every lead that the account ever bought, in batches, an order after the other. A closed order
 * history protects from duplicates no more, but what it held was paid for and stays the customer's.
 */
export async function* boughtLeadBatches(db: Kysely<Tables>, accountId: string): AsyncGenerator<readonly BoughtLead[]> {
  const orders = await db
    .selectFrom('orders')
    .where('account_id', '=', accountId)
    .where('delivered', '>', 0)
    .orderBy('placed_at')
    .orderBy('id')
    .select(['id', 'fields'])
    .execute();
  for (const order of orders) yield* orderLeadBatches(db, accountId, order);
}

function placeOf(page: number, total: number, size: number) {
  const pages = Math.max(1, Math.ceil(total / size));
  const within = Math.min(Math.max(1, page), pages);
  return { page: within, pages };
}

function selectOrders(db: Kysely<Tables>, accountId: string) {
  return db
    .selectFrom('orders')
    .leftJoin('members', (join) =>
      join.onRef('members.account_id', '=', 'orders.account_id').onRef('members.id', '=', 'orders.placed_by'),
    )
    .where('orders.account_id', '=', accountId)
    .selectAll('orders')
    .select('members.name as member_name');
}

type OrderRow = Selectable<OrdersTable> & { member_name: string | null };

function toOrder(row: OrderRow): OrderView {
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    filter: row.filter,
    fields: row.fields,
    requested: row.requested,
    creditsPerLead: row.credits_per_lead,
    delivered: row.delivered,
    rejected: row.rejected,
    creditsSpent: row.credits_spent,
    creditsReleased: row.credits_released,
    cursor: row.lead_cursor,
    status: row.status,
    placedAt: row.placed_at,
    placedBy: row.member_name,
    completedAt: row.completed_at,
  };
}

/** By the index of deliveries alone, in its order: what else is known of the order is not joined. */
function selectBought(db: Kysely<Tables>, accountId: string, orderId: string | Expression<string>) {
  return db
    .selectFrom('deliveries')
    .innerJoin('leads', 'leads.id', 'deliveries.lead_id')
    .where('deliveries.account_id', '=', accountId)
    .where('deliveries.order_id', '=', orderId)
    .orderBy('deliveries.lead_id')
    .selectAll('leads')
    .select('deliveries.delivered_at');
}

type BoughtRow = Awaited<ReturnType<ReturnType<typeof selectBought>['execute']>>[number];

function toBoughtLead(row: BoughtRow, order: BoughtOrder): BoughtLead {
  return {
    businessEmail: row.business_email,
    emailVerification: order.fields.includes('email_verification'),
    personalEmail: order.fields.includes('personal_email') ? row.personal_email : null,
    mobile: order.fields.includes('mobile') ? row.mobile : null,
    orderId: order.id,
    deliveredAt: row.delivered_at,
    // last: what is added to a copy costs a hundred times what is copied
    ...leadIdentity(row),
  };
}
