import type { JSX } from 'hono/jsx/jsx-runtime';
import type { InvoicePdf, InvoiceSheet } from '../../ports/pdf.ts';
import { findInvoice } from '../../queries/billing.ts';
import type { InvoiceCharge, InvoiceView } from '../../queries/billing.ts';
import { Badge, Button, Columns, Facts, Panel, Table } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format.ts';
import { billingTexts, invoiceTexts as t } from '../../ui/messages/billing.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { NotFound } from '../errors.tsx';
import { showPage } from '../page.tsx';
import { invoiceSheet } from './invoice-sheet.ts';

/** One invoice, with every try to charge it. */
export async function showInvoice(c: PortalContext): Promise<Response> {
  const view = await invoiceOf(c, c.req.param('id') ?? '');
  const sheet = sheetOf(c, view);
  return showPage(
    c,
    {
      title: sheet.title,
      settings: 'billing',
      crumbs: [{ label: billingTexts.title, href: '/settings/billing' }],
      actions: (
        <>
          <Badge tone={sheet.status.tone}>{sheet.status.label}</Badge>
          <Button href={`/settings/billing/invoices/${view.invoice.id}.pdf`}>{t.pdf}</Button>
        </>
      ),
    },
    <>
      <Sheet sheet={sheet} />
      {view.charges.length > 0 ? <Tries charges={view.charges} timeZone={view.buyer.timeZone} /> : null}
    </>,
  );
}

/** Sends the invoice as a file under its number. */
export async function sendInvoicePdf(c: PortalContext, pdf: InvoicePdf): Promise<Response> {
  const file = c.req.param('file') ?? '';
  const view = await invoiceOf(c, file.slice(0, -'.pdf'.length));
  const bytes = await pdf(sheetOf(c, view));
  return c.body(new Uint8Array(bytes), 200, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${view.invoice.number}.pdf"`,
    'cache-control': 'private, no-store',
  });
}

async function invoiceOf(c: PortalContext, id: string): Promise<InvoiceView> {
  const view = await findInvoice(c.get('app').db, memberOf(c).accountId, id);
  if (view === null) throw new NotFound();
  return view;
}

function sheetOf(c: PortalContext, view: InvoiceView): InvoiceSheet {
  const { config, policy } = c.get('app');
  return invoiceSheet(view, { brand: config.brand, supportEmail: config.supportEmail, policy });
}

function Sheet({ sheet }: { sheet: InvoiceSheet }): JSX.Element {
  const [total, ...others] = sheet.totals;
  return (
    <>
      <Columns>
        <Panel>
          <Facts
            facts={[sheet.buyer, sheet.seller].map(({ label, lines: [name, detail] }) => ({
              label,
              value: name,
              detail,
            }))}
          />
        </Panel>
        <Panel>
          <Facts facts={sheet.facts.filter((fact) => fact.value !== sheet.number)} />
        </Panel>
      </Columns>
      <Panel flush footer={<Ending totals={others} notes={sheet.notes} />}>
        <Table
          caption={sheet.title}
          columns={[
            { title: sheet.columns.item, cell: (row) => row.label },
            { title: sheet.columns.amount, cell: (row) => row.amount, figure: true },
          ]}
          rows={sheet.lines}
          {...(total ? { foot: [total.label, total.amount] } : {})}
        />
      </Panel>
    </>
  );
}

function Ending({ totals, notes }: Pick<InvoiceSheet, 'totals' | 'notes'>): JSX.Element {
  return (
    <div class="stack">
      {totals.length > 0 ? (
        <Facts facts={totals.map(({ label, amount }) => ({ label, value: amount, figure: true }))} />
      ) : null}
      {notes.map((note) => (
        <p>{note}</p>
      ))}
    </div>
  );
}

function Tries({ charges, timeZone }: { charges: readonly InvoiceCharge[]; timeZone: string }): JSX.Element {
  return (
    <Panel title={t.tries} flush>
      <Table
        caption={t.tries}
        columns={[
          { title: t.tryColumns.at, cell: (charge) => formatInstant(charge.askedAt, timeZone) },
          { title: t.tryColumns.result, cell: resultOf },
        ]}
        rows={charges}
      />
    </Panel>
  );
}

function resultOf({ status, failure }: InvoiceCharge): string {
  return status === 'declined' ? paymentFailureText(failure ?? '') : t.try[status];
}
