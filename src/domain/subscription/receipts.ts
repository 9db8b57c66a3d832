import type { Invoice } from '../billing/types.ts';
import { iso } from '../time/iso.ts';
import type { Instant } from '../time/period.ts';
import type { Notice, PauseBound } from './notices.ts';

/** What the customer is told when an invoice is paid; a pause month has a notice of its own, with the pause's bound. */
export function receipt(invoice: Invoice, paidAt: Instant, bound: PauseBound | null): Notice {
  const { id: invoiceId, number, purpose, totalMinor: amountMinor, currency, period } = invoice;
  if (purpose === 'pause' && period !== null) {
    return {
      kind: 'pause_charged',
      invoiceId,
      number,
      amountMinor,
      currency,
      paidAt: iso(paidAt),
      periodStart: iso(period.start),
      periodEnd: iso(period.end),
      bound,
    };
  }
  return {
    kind: 'receipt',
    invoiceId,
    number,
    amountMinor,
    currency,
    paidAt: iso(paidAt),
    purpose,
    periodStart: period === null ? null : iso(period.start),
    periodEnd: period === null ? null : iso(period.end),
  };
}
