import type { Kysely } from 'kysely';
import type { Tables } from '../../src/store/schema.ts';
import type { Company, Desk } from './desk.ts';

const ANYBODY = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };

/** A company of whose life every page has something to show: an order, invoices, bought credits, an open attempt. */
export async function companyToShow(desk: Desk): Promise<Company> {
  const company = await desk.company();
  await company.do({ do: 'top_up', credits: 1_000 });
  await company.do({ do: 'place_order', filter: ANYBODY, fields: ['business_email'], leads: 30 });
  return company;
}

/** The pages of a member of that company, each as its address; `attempt` pages need one that is open. */
export async function pagesOfMember(db: Kysely<Tables>, { accountId }: Company): Promise<readonly string[]> {
  const [order, invoice] = await Promise.all([
    db.selectFrom('orders').select('id').where('account_id', '=', accountId).executeTakeFirstOrThrow(),
    db.selectFrom('invoices').select('id').where('account_id', '=', accountId).executeTakeFirstOrThrow(),
  ]);
  return [
    '/',
    '/orders',
    `/orders/${order.id}`,
    '/settings/profile',
    '/settings/company',
    '/settings/members',
    '/settings/subscription',
    '/settings/subscription/change-plan',
    '/settings/subscription/pause',
    '/settings/billing',
    `/settings/billing/invoices/${invoice.id}`,
    '/settings/billing/credits',
    '/settings/billing/card',
    '/settings/billing/top-up',
    '/settings/activity',
    '/help',
    '/help/search?q=cancel',
    '/help/contact',
  ];
}

/** The pages of the cancellation, in their order; each is shown while an attempt stands there. */
export const CANCELLATION = {
  root: '/settings/subscription',
  reason: '/settings/subscription/cancel',
  confirm: '/settings/subscription/cancel/confirm',
  done: '/settings/subscription/cancel/done',
} as const;

/** Pages for anybody. */
export const PUBLIC_PAGES = ['/login', '/signup', '/forgot-password'] as const;
