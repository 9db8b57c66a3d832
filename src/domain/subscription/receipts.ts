import type { Invoice } from '../billing/types.ts';
import { iso } from '../time/iso.ts';
import type { Instant } from '../time/period.ts';
import type { Notice, PauseBound } from './notices.ts';

/** What the customer is told when an invoice is paid; a pause month has a notice of its own, with the pause's bound. */
export function receipt(invoice: Invoice, paidAt: Instant, bound: PauseBound | null): Notice {
  const common = {
    invoiceId: invoice.id,
    number: invoice.number,
    amountMinor: invoice.totalMinor,
    currency: invoice.currency,
    paidAt: iso(paidAt),
  };
  if (invoice.purpose === 'pause' && invoice.period !== null) {
    return {
      kind: 'pause_charged',
      ...common,
      periodStart: iso(invoice.period.start),
      periodEnd: iso(invoice.period.end),
      bound,
    };
  }
  return {
    kind: 'receipt',
    ...common,
    purpose: invoice.purpose,
    periodStart: invoice.period === null ? null : iso(invoice.period.start),
    periodEnd: invoice.period === null ? null : iso(invoice.period.end),
  };
}
