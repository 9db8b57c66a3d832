import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ChargeStatus, CreditNote, Invoice, InvoiceLine, Purpose } from '../domain/billing/types.ts';
import type { EntryKind, LotSource } from '../domain/credits/types.ts';
import type { Instant, Period } from '../domain/time/period.ts';
import { instantFromText } from '../store/instants.ts';
import { revive } from '../store/json-rows.ts';
import { chargeFromRow, invoiceFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';
import { lastCharges, lastWordsFrom, type LastWords } from './charges.ts';
import type { Page } from './orders.ts';

/** A line of the list of invoices and credit notes. */
export interface BillingDocument {
  readonly kind: 'invoice' | 'credit_note';
  /** The invoice that it is, or that it credits. */
  readonly invoiceId: string;
  readonly number: string;
  readonly purpose: Purpose;
  readonly status: Invoice['status'];
  readonly lines: readonly InvoiceLine[];
  readonly period: Period | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly issuedAt: Instant;
}

/** Who an invoice was made out to, as it was when it was issued. */
interface Buyer {
  readonly name: string;
  readonly country: string;
  readonly timeZone: string;
}

/** One try to charge an invoice. */
export interface InvoiceCharge {
  readonly id: string;
  readonly status: ChargeStatus;
  readonly failure: string | null;
  readonly askedAt: Instant;
}

export interface InvoiceView {
  readonly invoice: Invoice;
  readonly buyer: Buyer;
  /** The card that paid it, where it is known. */
  readonly card: { readonly brand: string; readonly last4: string } | null;
  /** Oldest first. */
  readonly charges: readonly InvoiceCharge[];
  readonly creditNotes: readonly Pick<CreditNote, 'number' | 'amountMinor' | 'issuedAt' | 'why'>[];
}

/** A movement of credits, with the lot that it moved. */
export interface CreditMovement {
  readonly id: string;
  readonly kind: EntryKind;
  readonly credits: number;
  readonly at: Instant;
  readonly orderId: string | null;
  readonly source: LotSource;
  readonly planCode: string | null;
}

const DOCUMENTS_PER_PAGE = 12;
const MOVEMENTS_PER_PAGE = 30;

/** What an account was billed, and what the provider said last. */
interface BillingOverview {
  /** Invoices and credit notes in one list, newest first. A page beyond the last one is the last one. */
  readonly documents: Page<BillingDocument>;
  readonly words: LastWords;
}

/** Both in one statement. */
export async function billingOverview(db: Kysely<Tables>, accountId: string, page: number): Promise<BillingOverview> {
  const count = sql<number>`(select count(*) from documents)`;
  const { total, rows, charges } = await db
    .with('documents', (query) => documents(query, accountId))
    .selectNoFrom((eb) => [
      count.as('total'),
      jsonArrayFrom(
        eb
          .selectFrom('documents')
          .selectAll()
          .orderBy('issued_at', 'desc')
          .orderBy(sql`length(number)`, 'desc')
          .orderBy('number', 'desc')
          .limit(DOCUMENTS_PER_PAGE)
          .offset(offsetWithin(page, DOCUMENTS_PER_PAGE, count)),
      ).as('rows'),
      jsonArrayFrom(lastCharges(db, accountId)).as('charges'),
    ])
    .executeTakeFirstOrThrow();
  return {
    documents: { rows: rows.map(toDocument), ...placed(page, total, DOCUMENTS_PER_PAGE) },
    words: lastWordsFrom(charges.map((row) => chargeFromRow(revive(row, 'charges')))),
  };
}

type DocumentRow = Awaited<ReturnType<ReturnType<typeof documents>['execute']>>[number];

function toDocument(inJson: DocumentRow): BillingDocument {
  const row = revive(inJson, 'invoices');
  const { period_start: start, period_end: end } = row;
  return {
    kind: row.kind,
    invoiceId: row.invoice_id,
    number: row.number,
    purpose: row.purpose,
    status: row.status,
    lines: row.lines,
    period: start === null || end === null ? null : { start, end },
    amountMinor: row.amount_minor,
    currency: row.currency,
    issuedAt: row.issued_at,
  };
}

function documents(db: Pick<Kysely<Tables>, 'selectFrom'>, accountId: string) {
  const notes = db
    .selectFrom('credit_notes')
    .innerJoin('invoices', (join) =>
      join.onRef('invoices.account_id', '=', 'credit_notes.account_id').onRef('invoices.id', '=', 'invoice_id'),
    )
    .where('credit_notes.account_id', '=', accountId)
    .select([
      sql<'invoice' | 'credit_note'>`'credit_note'::text`.as('kind'),
      'credit_notes.invoice_id',
      'credit_notes.number',
      'invoices.purpose',
      'invoices.status',
      'invoices.lines',
      'invoices.period_start',
      'invoices.period_end',
      sql<number>`-credit_notes.amount_minor`.as('amount_minor'),
      'credit_notes.currency',
      'credit_notes.issued_at',
    ]);
  return db
    .selectFrom('invoices')
    .where('account_id', '=', accountId)
    .select([
      sql<'invoice' | 'credit_note'>`'invoice'::text`.as('kind'),
      'id as invoice_id',
      'number',
      'purpose',
      'status',
      'lines',
      'period_start',
      'period_end',
      'total_minor as amount_minor',
      'currency',
      'issued_at',
    ])
    .unionAll(notes);
}

/**
 * One invoice of the account, or null: unknown and another account's are the same. The buyer is
 * read as of the issue, from the first change after it: an invoice says for ever what it said then.
 */
export async function findInvoice(
  db: Kysely<Tables>,
  accountId: string,
  invoiceId: string,
): Promise<InvoiceView | null> {
  const row = await db
    .selectFrom('invoices')
    .innerJoin('accounts', 'accounts.id', 'invoices.account_id')
    .where('invoices.account_id', '=', accountId)
    .where('invoices.id', '=', invoiceId)
    .selectAll('invoices')
    .select((where) => [
      'accounts.name',
      'accounts.country',
      'accounts.time_zone',
      changedAfterIssue.as('company_changed'),
      paidWith.as('card'),
      jsonArrayFrom(
        where
          .selectFrom('charges')
          .select(['charges.id', 'charges.status', 'charges.failure', 'charges.asked_at'])
          .whereRef('charges.account_id', '=', 'invoices.account_id')
          .whereRef('charges.invoice_id', '=', 'invoices.id')
          .orderBy('charges.asked_at')
          .orderBy(sql`length(charges.id)`)
          .orderBy('charges.id'),
      ).as('charges'),
      jsonArrayFrom(
        where
          .selectFrom('credit_notes')
          .select(['credit_notes.number', 'credit_notes.amount_minor', 'credit_notes.issued_at', 'credit_notes.why'])
          .whereRef('credit_notes.account_id', '=', 'invoices.account_id')
          .whereRef('credit_notes.invoice_id', '=', 'invoices.id')
          .orderBy('credit_notes.number'),
      ).as('notes'),
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    invoice: invoiceFromRow(row),
    buyer: row.company_changed?.from ?? { name: row.name, country: row.country, timeZone: row.time_zone },
    card: row.card,
    charges: row.charges.map((charge) => ({
      id: charge.id,
      status: charge.status,
      failure: charge.failure,
      askedAt: instant(charge.asked_at),
    })),
    creditNotes: row.notes.map((note) => ({
      number: note.number,
      amountMinor: Number(note.amount_minor),
      issuedAt: instant(note.issued_at),
      why: note.why,
    })),
  };
}

/** The place in the trail at which an invoice was charged first; a clock that stands still does not blur it. */
const chargedAt = sql`coalesce(
  (select min(events.seq) from events inner join charges
    on charges.account_id = events.account_id and charges.id = events.data ->> 'chargeId'
    where events.account_id = invoices.account_id and events.type = 'PaymentRequested'
      and charges.invoice_id = invoices.id),
  (select max(events.seq) from events
    where events.account_id = invoices.account_id and events.at <= invoices.issued_at))`;

/** The first change of the company after an invoice was issued, which says how it was before. */
const changedAfterIssue = sql<{ from: Buyer } | null>`(
  select changed.data from events as changed
  where changed.account_id = invoices.account_id and changed.type = 'CompanyChanged' and changed.seq > ${chargedAt}
  order by changed.seq limit 1)`;

/**
 * The card of the charge that paid an invoice: the present one if it is that card, else the one
 * that had been put in before the charge. The first card of an account is on no record once it is replaced.
 */
const paidWith = sql<{ brand: string; last4: string } | null>`(
  select coalesce(
    (select json_build_object('brand', brand, 'last4', last4) from payment_methods
      where payment_methods.account_id = charges.account_id and payment_methods.token = charges.token),
    (select replaced.data from events as replaced
      where replaced.account_id = charges.account_id and replaced.type = 'CardReplaced'
        and replaced.seq < (select min(events.seq) from events
          where events.account_id = charges.account_id and events.type = 'PaymentRequested'
            and events.data ->> 'chargeId' = charges.id)
      order by replaced.seq desc limit 1))
  from charges where charges.account_id = invoices.account_id and charges.id = invoices.charge_id)`;

/** Movements of credits, newest first. A page beyond the last one is the last one. */
export async function creditMovements(
  db: Kysely<Tables>,
  accountId: string,
  page: number,
): Promise<Page<CreditMovement>> {
  const count = db
    .selectFrom('credit_entries')
    .where('account_id', '=', accountId)
    .select((eb) => eb.fn.countAll<number>().as('total'));
  const rows = await db
    .selectFrom('credit_entries')
    .innerJoin('credit_lots', (join) =>
      join.onRef('credit_lots.account_id', '=', 'credit_entries.account_id').onRef('credit_lots.id', '=', 'lot_id'),
    )
    .where('credit_entries.account_id', '=', accountId)
    .selectAll('credit_entries')
    .select(['credit_lots.source', 'credit_lots.plan_code', count.as('total')])
    .orderBy('credit_entries.at', 'desc')
    .orderBy(sql`length(credit_entries.id)`, 'desc')
    .orderBy('credit_entries.id', 'desc')
    .limit(MOVEMENTS_PER_PAGE)
    .offset(offsetWithin(page, MOVEMENTS_PER_PAGE, sql`(${count})`))
    .execute();
  const movements = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    credits: row.credits,
    at: row.at,
    orderId: row.order_id,
    source: row.source,
    planCode: row.plan_code,
  }));
  return { rows: movements, ...placed(page, rows[0]?.total ?? 0, MOVEMENTS_PER_PAGE) };
}

/** Where a page begins, or the last page when there are not so many: counted in the same statement. */
function offsetWithin(page: number, size: number, total: ReturnType<typeof sql>) {
  return sql<number>`greatest(0, least(${page - 1}::bigint, (${total} - 1) / ${size}::bigint)) * ${size}::bigint`;
}

function placed(page: number, total: number, size: number) {
  const pages = Math.max(1, Math.ceil(total / size));
  return { page: Math.min(page, pages), pages, total };
}

function instant(text: unknown): Instant {
  return instantFromText(String(text));
}
