import { grantCredits } from '../credits/lots.ts';
import { shareHalfUp } from '../money/money.ts';
import { emit, mint, put, type Draft } from '../subscription/draft.ts';
import type { Discount, Plan } from '../subscription/types.ts';
import type { Instant, Period } from '../time/period.ts';
import type { Charge, Invoice, InvoiceLine, Purpose } from './types.ts';

/** What is to be invoiced. */
interface Bill {
  readonly purpose: Purpose;
  readonly lines: readonly InvoiceLine[];
  readonly period: Period | null;
  readonly credits: number;
}

/** The sum of an invoice's lines, in minor units. */
export function total(lines: readonly InvoiceLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0);
}

/** The lines of one period of a plan, less what a discount takes off. */
export function planLines(plan: Plan, discount: Discount | null): readonly InvoiceLine[] {
  const lines: InvoiceLine[] = [{ kind: 'plan', planCode: plan.code, quantity: 1, amountMinor: plan.priceMinor }];
  const off = discountMinor(plan, discount);
  if (off > 0) lines.push({ kind: 'discount', planCode: null, quantity: 1, amountMinor: -off });
  return lines;
}

/** What a discount takes off a plan's price: never more than the price. */
export function discountMinor(plan: Plan, discount: Discount | null): number {
  if (discount === null || discount.periodsLeft <= 0) return 0;
  const off =
    discount.percent === null ? (discount.amountMinor ?? 0) : shareHalfUp(plan.priceMinor, discount.percent, 100);
  return Math.min(plan.priceMinor, off);
}

/** Issues an open invoice under the account's next number. */
export function issueInvoice(draft: Draft, bill: Bill, at: Instant): Invoice {
  draft.state.invoiceCount += 1;
  const { account, subscription, invoiceCount } = draft.state;
  const invoice: Invoice = {
    id: mint(draft, 'inv'),
    number: `${account.code.toUpperCase()}-${String(invoiceCount).padStart(4, '0')}`,
    subscriptionId: subscription?.id ?? null,
    purpose: bill.purpose,
    status: 'open',
    lines: bill.lines,
    totalMinor: total(bill.lines),
    currency: account.currency,
    period: bill.period,
    credits: bill.credits,
    issuedAt: at,
    paidAt: null,
    closedAt: null,
    chargeId: null,
  };
  putInvoice(draft, invoice);
  return invoice;
}

/** The invoice with some fields changed. */
export function invoiceWith(invoice: Invoice, change: Partial<Invoice>): Invoice {
  const copy: Invoice = {
    id: invoice.id,
    number: invoice.number,
    subscriptionId: invoice.subscriptionId,
    purpose: invoice.purpose,
    status: invoice.status,
    lines: invoice.lines,
    totalMinor: invoice.totalMinor,
    currency: invoice.currency,
    period: invoice.period,
    credits: invoice.credits,
    issuedAt: invoice.issuedAt,
    paidAt: invoice.paidAt,
    closedAt: invoice.closedAt,
    chargeId: invoice.chargeId,
  };
  return Object.assign(copy, change);
}

/** Puts an invoice into the state, in the place of the one with its id. */
export function putInvoice(draft: Draft, invoice: Invoice): void {
  draft.state.invoices = put(draft.state.invoices, invoice);
}

/**
 * Marks an invoice paid and grants the credits that it carries, once: an invoice that is not
 * open throws (L29). `plan` is the plan whose roll-over the lot keeps.
 */
export function settleInvoice(
  draft: Draft,
  invoice: Invoice,
  plan: Plan | null,
  charge: Charge | null,
  at: Instant,
): Invoice {
  if (invoice.status !== 'open') throw new Error(`invoice ${invoice.number} is not open`);
  const paid = invoiceWith(invoice, { status: 'paid', paidAt: at, chargeId: charge?.id ?? null });
  putInvoice(draft, paid);
  grantCredits(
    draft,
    {
      source: invoice.purpose === 'top_up' ? 'bought' : 'plan',
      plan,
      credits: invoice.credits,
      invoiceId: invoice.id,
    },
    at,
  );
  return paid;
}

/** Closes an open invoice that will not be paid. */
export function closeInvoice(draft: Draft, invoice: Invoice, status: 'void' | 'uncollectible', at: Instant): void {
  putInvoice(draft, invoiceWith(invoice, { status, closedAt: at }));
  emit(draft, at, status === 'void' ? 'InvoiceVoided' : 'InvoiceUncollectible', {
    invoiceId: invoice.id,
    number: invoice.number,
    amountMinor: invoice.totalMinor,
  });
}
