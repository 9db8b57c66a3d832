import { Hono } from 'hono';
import type { InvoicePdf } from '../../ports/pdf.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import type { PortalEnv } from '../context.ts';
import { saveCard, showCard } from './card.tsx';
import { showCreditMovements } from './credit-movements.tsx';
import { sendInvoicePdf, showInvoice } from './invoice.tsx';
import { showBilling } from './overview.tsx';
import { payersOnly } from '../payers-only.tsx';
import { showTopUpPayment } from './top-up-payment.tsx';
import { buyTopUp, showTopUp } from './top-up.tsx';

interface BillingParts {
  readonly pdf: InvoicePdf;
  readonly limits: RateLimits;
}

/** Charges, card, invoices and credits, for those who pay. */
export function billingRoutes({ pdf, limits }: BillingParts): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  routes.use('/settings/billing/*', payersOnly);
  routes.get('/settings/billing', showBilling);
  routes.get('/settings/billing/card', showCard);
  routes.post('/settings/billing/card', (c) => saveCard(c, limits));
  routes.get('/settings/billing/credits', showCreditMovements);
  routes.get('/settings/billing/top-up', showTopUp);
  routes.post('/settings/billing/top-up', buyTopUp);
  routes.get('/settings/billing/top-up/payment', showTopUpPayment);
  routes.get('/settings/billing/invoices/:file{[^/]+\\.pdf}', (c) => sendInvoicePdf(c, pdf));
  routes.get('/settings/billing/invoices/:id', showInvoice);
  return routes;
}
