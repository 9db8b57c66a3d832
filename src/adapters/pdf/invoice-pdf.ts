import type { InvoicePdf, InvoiceSheet, SheetFact } from '../../ports/pdf.ts';
import { latinOf } from './latin.ts';

const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const INK = '#16191d';
const MUTED = '#5c636a';
const LINE = '#d5d9dd';
const MARGIN = 56;

/** A page being written: where the next thing goes, and whether a name had to be transliterated. */
interface Page {
  readonly document: PDFKit.PDFDocument;
  readonly left: number;
  readonly right: number;
  y: number;
  transliterated: boolean;
}

/**
 * Writes invoices with the fonts that every PDF reader has, so that a file stays small and the same
 * sheet gives the same bytes. They hold Western European letters; all others are written in Latin
 * ones, and the file says so. `compress: false` leaves its text readable, for tests.
 */
export function createInvoicePdf({ compress = true }: { readonly compress?: boolean } = {}): InvoicePdf {
  return async (sheet) => {
    // a fifth of a second to load, and most runs of the program are asked for no PDF
    const { default: PDFDocument } = await import('pdfkit');
    const document = new PDFDocument({
      size: 'A4',
      margin: MARGIN,
      compress,
      pdfVersion: '1.7',
      lang: 'en',
      displayTitle: true,
      info: {
        Title: `${sheet.title}, ${sheet.seller.lines[0] ?? ''}`,
        Author: sheet.seller.lines[0] ?? '',
        Subject: sheet.buyer.lines.join(', '),
        Creator: 'Fairwell',
        Producer: 'Fairwell',
        CreationDate: new Date(sheet.issuedAtMs),
      },
    });
    const chunks: Buffer[] = [];
    return new Promise((resolve, reject) => {
      document.on('data', (chunk: Buffer) => chunks.push(chunk));
      document.on('end', () => resolve(Buffer.concat(chunks)));
      document.on('error', reject);
      write(document, sheet);
      document.end();
    });
  };
}

function write(document: PDFKit.PDFDocument, sheet: InvoiceSheet): void {
  const page: Page = { document, left: MARGIN, right: document.page.width - MARGIN, y: MARGIN, transliterated: false };
  head(page, sheet);
  parties(page, sheet);
  facts(page, sheet.facts);
  lines(page, sheet);
  totals(page, sheet);
  notes(page, sheet.notes);
  if (page.transliterated) notes(page, [sheet.transliterated]);
}

interface Style {
  readonly font?: string;
  readonly size?: number;
  readonly color?: string;
  readonly align?: 'left' | 'right';
}

/** Writes a text into a column, and returns where it ends. */
function put(page: Page, text: string, x: number, y: number, width: number, style: Style = {}): number {
  const { font = REGULAR, size = 10, color = INK, align = 'left' } = style;
  const latin = latinOf(text);
  page.transliterated ||= latin.changed;
  page.document.font(font).fontSize(size).fillColor(color);
  const height = page.document.heightOfString(latin.text, { width, align });
  page.document.text(latin.text, x, y, { width, align, height });
  return y + height;
}

function rule(page: Page): void {
  page.document.moveTo(page.left, page.y).lineTo(page.right, page.y).lineWidth(0.75).strokeColor(LINE).stroke();
}

function head(page: Page, sheet: InvoiceSheet): void {
  const half = (page.right - page.left) / 2;
  put(page, sheet.seller.lines[0] ?? '', page.left, page.y, half, { font: BOLD, size: 15 });
  put(page, sheet.status.label, page.left + half, page.y + 3, half, { font: BOLD, align: 'right', color: MUTED });
  page.y = put(page, sheet.title, page.left, page.y + 52, page.right - page.left, { font: BOLD, size: 21 }) + 24;
}

function parties(page: Page, sheet: InvoiceSheet): void {
  const half = (page.right - page.left) / 2;
  const ends = [sheet.seller, sheet.buyer].map((party, index) => {
    const x = page.left + index * half;
    let y = put(page, party.label, x, page.y, half - 24, { color: MUTED, size: 9 }) + 3;
    for (const [line, text] of party.lines.entries()) {
      y = put(page, text, x, y, half - 24, line === 0 ? { font: BOLD } : {}) + 2;
    }
    return y;
  });
  page.y = Math.max(...ends) + 20;
}

function facts(page: Page, all: readonly SheetFact[]): void {
  for (const fact of all) {
    put(page, fact.label, page.left, page.y, 96, { color: MUTED });
    page.y = put(page, fact.value, page.left + 96, page.y, page.right - page.left - 96) + 4;
  }
  page.y += 24;
}

const AMOUNT_WIDTH = 120;

function row(page: Page, label: string, amount: string, style: Style = {}): void {
  const width = page.right - page.left - AMOUNT_WIDTH - 16;
  const end = put(page, label, page.left, page.y, width, style);
  put(page, amount, page.right - AMOUNT_WIDTH, page.y, AMOUNT_WIDTH, { ...style, align: 'right' });
  page.y = end + 9;
}

function lines(page: Page, sheet: InvoiceSheet): void {
  row(page, sheet.columns.item, sheet.columns.amount, { color: MUTED, size: 9 });
  for (const line of sheet.lines) {
    rule(page);
    page.y += 9;
    row(page, line.label, line.amount);
  }
  rule(page);
  page.y += 9;
}

function totals(page: Page, sheet: InvoiceSheet): void {
  for (const total of sheet.totals) {
    row(page, total.label, total.amount, total.strong ? { font: BOLD, size: 12 } : {});
  }
  page.y += 20;
}

function notes(page: Page, all: readonly string[]): void {
  for (const note of all) {
    page.y = put(page, note, page.left, page.y, page.right - page.left, { color: MUTED, size: 9 }) + 5;
  }
}
