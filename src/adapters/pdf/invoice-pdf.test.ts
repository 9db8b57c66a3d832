import { describe, expect, test } from 'vitest';
import { pdfText } from '../../../test/portal/pdf-text.ts';
import type { InvoiceSheet } from '../../ports/pdf.ts';
import { createInvoicePdf } from './invoice-pdf.ts';
import { latinOf } from './latin.ts';

const sheet: InvoiceSheet = {
  number: 'K7Q2M9XA-0001',
  title: 'Invoice K7Q2M9XA-0001',
  status: { label: 'Paid', tone: 'success' },
  seller: { label: 'From', lines: ['ListKit', 'support@demo.test'] },
  buyer: { label: 'To', lines: ['Acme Outbound', 'United States'] },
  facts: [{ label: 'Issued', value: '31 January 2026' }],
  columns: { item: 'Item', amount: 'Amount' },
  lines: [{ label: 'Starter plan', amount: '$97.00' }],
  totals: [{ label: 'Total', amount: '$97.00', strong: true }],
  notes: ['Paid on 31 January 2026 with Visa ending in 4242.'],
  transliterated: 'Names are written in Latin letters here.',
  issuedAtMs: Date.UTC(2026, 0, 31, 15),
};

const write = createInvoicePdf({ compress: false });

async function textsOf(content: InvoiceSheet): Promise<string> {
  return pdfText(await write(content));
}

test('a file says what the sheet says', async () => {
  const text = await textsOf(sheet);
  for (const said of ['ListKit', 'Invoice K7Q2M9XA-0001', 'Acme Outbound', 'United States', 'Starter plan', '$97.00']) {
    expect(text).toContain(said);
  }
  expect(text).toContain('Paid on 31 January 2026 with Visa ending in 4242.');
  expect(text).not.toContain('Latin letters');
});

test('the same sheet is the same file, and another sheet another one', async () => {
  const [once, again, other] = await Promise.all([write(sheet), write(sheet), write({ ...sheet, number: 'X' })]);
  expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
  const renamed = await write({ ...sheet, buyer: { label: 'To', lines: ['Another company'] } });
  expect(Buffer.from(once).equals(Buffer.from(renamed))).toBe(false);
  expect(other.length).toBeGreaterThan(500);
});

test('the file has a title, and is as old as its invoice', async () => {
  const file = Buffer.from(await write(sheet)).toString('latin1');
  expect(file.startsWith('%PDF-1.')).toBe(true);
  expect(file).toContain('(Invoice K7Q2M9XA-0001, ListKit)');
  expect(file).toContain('(D:20260131150000Z)');
  expect(file).toContain('/DisplayDocTitle true');
  expect(file).toContain('/Lang (en)');
});

test('a name in other letters is written in Latin ones, and the file says so', async () => {
  const text = await textsOf({ ...sheet, buyer: { label: 'To', lines: ['株式会社 Łódź Müller', 'Japan'] } });
  expect(text).toContain('ZhuShiHuiShe Lódz Müller');
  expect(text).toContain('Names are written in Latin letters here.');
});

test('a long name wraps, and stays on the page', async () => {
  const text = await textsOf({ ...sheet, buyer: { label: 'To', lines: ['Long '.repeat(20).trim(), 'US'] } });
  expect(text.match(/Long/gu)).toHaveLength(20);
  expect(text).toContain('Total');
});

describe('Latin letters', () => {
  test.each([
    ['Müller & Søn — “Œuvre” €5', 'Müller & Søn — “Œuvre” €5', false],
    ['Łódź', 'Lódz', true],
    ['Ελλάδα', 'Ellada', true],
    ['Привет', 'Privet', true],
    ['a\u0308', 'ä', false],
    ['two\u00a0words', 'two words', false],
    ['', '', false],
  ])('%s becomes %s', (from, to, changed) => {
    expect(latinOf(from)).toEqual({ text: to, changed });
  });
});
