import type { Ids } from './company-with-everything.ts';

/** How a route is tried by somebody whom it is none of the business of. */
export interface Probe {
  /** The parameters of its path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether it names something of one account, so that it must not be found by another one. */
  readonly names?: true;
  /** Whom it serves beside members: `anyone`, or `everyone` where the demo has one for all. */
  readonly for?: 'anyone' | 'everyone';
  /** Whether only those may who change the subscription. */
  readonly payers?: true;
}

const plan = '/settings/subscription';
const billing = '/settings/billing';
const payers = { payers: true } as const;
const anyone = { for: 'anyone' } as const;
const people = { name: 'Somebody', email: 'somebody@elsewhere.test', password: 'a long password' };
const card = { number: '4242424242424242', expiry: '12/40', cvc: '123' };

/** Every route of the portal, with the ids that it is tried with. What is missing here fails the test. */
export function probes(ids: Ids): Readonly<Record<string, Probe>> {
  const attempt = { attempt: ids.attempt };
  const page = { pageId: ids.page };
  const member = { path: { id: ids.member }, names: true } as const;
  return {
    'GET /login': anyone,
    'POST /login': { ...anyone, fields: { email: people.email, password: people.password } },
    'POST /logout': anyone,
    'GET /signup': anyone,
    'POST /signup': {
      ...anyone,
      fields: { company: 'Elsewhere', country: 'US', plan: 'starter', ...people, ...card },
    },
    'GET /forgot-password': anyone,
    'POST /forgot-password': { ...anyone, fields: { email: people.email } },
    'GET /forgot-password/sent': anyone,
    'GET /reset-password': { ...anyone, query: { token: 'a-token-that-nobody-has' } },
    'POST /reset-password': {
      ...anyone,
      fields: { token: 'a-token-that-nobody-has', password: people.password },
    },
    // whoever holds the token was invited; without it there is nothing
    'GET /invitations/:token': { ...anyone, path: { token: ids.invitation } },
    'POST /invitations/:token': {
      ...anyone,
      path: { token: ids.invitation },
      fields: { name: people.name, password: people.password },
    },

    'GET /': {},
    'GET /orders': {},
    'POST /orders': { fields: { leads: '1', quoted: '1' } },
    'GET /orders/export.csv': {},
    'GET /orders/:id': { path: { id: ids.order }, names: true },
    'GET /orders/:id/leads.csv': { path: { id: ids.order }, names: true },

    'GET /settings': {},
    'GET /settings/profile': {},
    'POST /settings/profile': { fields: { name: 'Another Name' } },
    'POST /settings/profile/password': { fields: { current: 'not this one', password: 'a long password' } },
    'GET /settings/company': {},
    'POST /settings/company': { fields: { name: 'Another', country: 'DE', timeZone: 'Europe/Berlin' } },
    'GET /settings/members': {},
    'POST /settings/members': { fields: { email: 'invited@elsewhere.test', role: 'member' } },
    'POST /settings/members/invitations/:id/withdraw': { path: { id: ids.invitation }, names: true },
    'GET /settings/members/:id': member,
    'POST /settings/members/:id/role': { ...member, fields: { role: 'member' } },
    'POST /settings/members/:id/remove': member,
    'GET /settings/activity': {},
    'POST /settings/activity/verify': {},

    [`GET ${plan}`]: { query: { payment: ids.charge } },
    [`GET ${plan}/change-plan`]: payers,
    [`POST ${plan}/change-plan`]: { ...payers, fields: { plan: 'lite', charge: '0' } },
    [`GET ${plan}/subscribe`]: payers,
    [`POST ${plan}/subscribe`]: { ...payers, fields: { plan: 'lite', charge: '4700' } },
    [`GET ${plan}/pause`]: payers,
    [`POST ${plan}/pause`]: { ...payers, fields: { at: '2026-02-28T15:00:00Z' } },
    [`GET ${plan}/resume`]: payers,
    [`POST ${plan}/resume`]: { ...payers, fields: { charge: '9700' } },
    [`POST ${plan}/keep`]: payers,
    [`POST ${plan}/undo-discount`]: payers,
    [`POST ${plan}/drop-payment`]: { ...payers, fields: { payment: ids.charge } },
    [`GET ${plan}/cancel`]: payers,
    [`GET ${plan}/cancel/reason`]: payers,
    [`POST ${plan}/cancel/reason`]: { ...payers, fields: { ...attempt, reason: 'lead_quality' } },
    [`GET ${plan}/cancel/pages/:pageId`]: { ...payers, path: page },
    [`POST ${plan}/cancel/pages/:pageId/accept`]: { ...payers, path: page, fields: { ...attempt, offer: ids.offer } },
    [`POST ${plan}/cancel/pages/:pageId/continue`]: { ...payers, path: page, fields: attempt },
    [`GET ${plan}/cancel/confirm`]: payers,
    [`POST ${plan}/cancel/confirm`]: { ...payers, fields: { ...attempt, shown: 'active; now' } },
    [`POST ${plan}/cancel/leave`]: { ...payers, fields: attempt },
    [`GET ${plan}/cancel/done`]: payers,
    [`POST ${plan}/cancel`]: payers,

    [`GET ${billing}`]: payers,
    [`GET ${billing}/card`]: payers,
    [`POST ${billing}/card`]: { ...payers, fields: card },
    [`GET ${billing}/credits`]: payers,
    [`GET ${billing}/top-up`]: payers,
    [`POST ${billing}/top-up`]: { ...payers, fields: { credits: '1000' } },
    [`GET ${billing}/top-up/payment`]: payers,
    [`GET ${billing}/invoices/:file{[^/]+\\.pdf}`]: { ...payers, path: { file: `${ids.invoice}.pdf` }, names: true },
    [`GET ${billing}/invoices/:id`]: { ...payers, path: { id: ids.invoice }, names: true },
    'GET /sandbox/authenticate/:chargeKey': { ...payers, path: { chargeKey: ids.charge }, names: true },
    'POST /sandbox/authenticate/:chargeKey': {
      ...payers,
      path: { chargeKey: ids.charge },
      names: true,
      fields: { said: 'approve' },
    },

    'GET /help': anyone,
    'GET /help/collections/:slug': { ...anyone, path: { slug: 'billing' } },
    'GET /help/articles/:slug': { ...anyone, path: { slug: 'how-to-cancel-your-subscription' } },
    'POST /help/articles/:slug/vote': {
      ...anyone,
      path: { slug: 'how-to-cancel-your-subscription' },
      fields: { helpful: 'yes' },
    },
    'GET /help/search': { ...anyone, query: { q: 'cancel' } },
    'GET /help/contact': anyone,
    'POST /help/contact': {
      ...anyone,
      fields: { name: people.name, email: people.email, subject: 'Hello', message: 'Hello' },
    },
    'GET /help/contact/received/:id': { ...anyone, path: { id: ids.request }, names: true },

    'GET /demo/reset': {},
    'POST /demo/reset': {},
    'POST /demo/advance': { fields: { by: 'day' } },
    // one mailbox for whoever tries the demo, who is told so on it
    'GET /demo/mailbox': { for: 'everyone' },
    'GET /demo/mailbox/:id': { for: 'everyone', path: { id: '999999' } },
    'GET /demo/mailbox/:id/html': { for: 'everyone', path: { id: '999999' } },
  };
}

/** The address of a route with its parameters filled in. */
export function addressOf(route: string, probe: Probe): string {
  const pattern = route.slice(route.indexOf(' ') + 1);
  const path = pattern.replace(/:(\w+)(?:\{[^}]*\})?/gu, (_, name: string) =>
    encodeURIComponent(probe.path?.[name] ?? ''),
  );
  const query = new URLSearchParams(probe.query).toString();
  return query === '' ? path : `${path}?${query}`;
}
