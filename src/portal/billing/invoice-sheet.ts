import type { Policy } from '../../domain/subscription/types.ts';
import type { InvoiceSheet, SheetTotal } from '../../ports/pdf.ts';
import type { InvoiceView } from '../../queries/billing.ts';
import { cityName, formatDate, formatMoney } from '../../ui/format.ts';
import { documentStatus, invoiceTexts as t } from '../../ui/messages/billing.ts';
import { countryName } from '../../ui/places.ts';
import { cardName, lineText } from './words.ts';

/** Who sells, and in which words plans are named. */
interface Seller {
  readonly brand: string;
  readonly supportEmail: string;
  readonly policy: Policy;
}

/** An invoice in words and figures, for its page and its PDF. Its dates are of the zone that the buyer had then. */
export function invoiceSheet(view: InvoiceView, seller: Seller): InvoiceSheet {
  const { invoice, buyer } = view;
  const money = (minor: number) => formatMoney(minor, invoice.currency);
  const date = (at: Parameters<typeof formatDate>[0]) => formatDate(at, buyer.timeZone);
  const { period } = invoice;
  return {
    number: invoice.number,
    title: t.title(invoice.number),
    status: statusOf(view),
    seller: { label: t.from, lines: [seller.brand, seller.supportEmail] },
    buyer: { label: t.to, lines: [buyer.name, countryName(buyer.country)] },
    facts: [
      { label: t.number, value: invoice.number },
      { label: t.issued, value: date(invoice.issuedAt) },
      ...(period === null ? [] : [{ label: t.period, value: t.fromTo(date(period.start), date(period.end)) }]),
      { label: t.zone, value: cityName(buyer.timeZone) },
    ],
    columns: { item: t.item, amount: t.amount },
    lines: invoice.lines.map((line) => ({
      label: lineText(seller.policy, line),
      amount: money(line.amountMinor),
    })),
    totals: totalsOf(view, money),
    notes: notesOf(view, date, money),
    transliterated: t.transliterated,
    issuedAtMs: invoice.issuedAt.epochMilliseconds,
  };
}

function refundedMinor({ creditNotes }: InvoiceView): number {
  return creditNotes.reduce((sum, note) => sum + note.amountMinor, 0);
}

function statusOf(view: InvoiceView): InvoiceSheet['status'] {
  const { status } = view.invoice;
  if (refundedMinor(view) > 0) return { label: documentStatus.credit_note, tone: 'neutral' };
  switch (status) {
    case 'paid':
      return { label: documentStatus.paid, tone: 'success' };
    case 'open': {
      const failed = view.charges.some((charge) => charge.status === 'declined');
      return failed ? { label: documentStatus.overdue, tone: 'warning' } : { label: documentStatus.open, tone: 'info' };
    }
    default:
      return { label: documentStatus[status], tone: 'neutral' };
  }
}

function totalsOf(view: InvoiceView, money: (minor: number) => string): readonly SheetTotal[] {
  const { invoice } = view;
  const refunded = refundedMinor(view);
  const total: SheetTotal = { label: t.total, amount: money(invoice.totalMinor), strong: true };
  if (refunded > 0) return [total, { label: t.refunded, amount: money(-refunded), strong: false }];
  return invoice.status === 'open'
    ? [total, { label: t.due, amount: money(invoice.totalMinor), strong: false }]
    : [total];
}

function notesOf(
  view: InvoiceView,
  date: (at: InvoiceView['invoice']['issuedAt']) => string,
  money: (minor: number) => string,
): readonly string[] {
  const { invoice, card, creditNotes } = view;
  const closedAt = date(invoice.closedAt ?? invoice.issuedAt);
  const credited = creditNotes.map((note) =>
    t.creditNote(note.number, money(note.amountMinor), date(note.issuedAt), t.why[note.why]),
  );
  switch (invoice.status) {
    case 'open':
      return [t.open];
    case 'void':
      return [t.void(closedAt), ...credited];
    case 'uncollectible':
      return [t.uncollectible(closedAt), ...credited];
    case 'paid': {
      const at = date(invoice.paidAt ?? invoice.issuedAt);
      if (invoice.totalMinor === 0) return [t.free(at)];
      return [card === null ? t.paid(at) : t.paidWith(at, cardName(card)), ...credited];
    }
  }
}
