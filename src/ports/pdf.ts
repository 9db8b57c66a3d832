/** Words beside a value, both written out. */
export interface SheetFact {
  readonly label: string;
  readonly value: string;
}

interface SheetLine {
  readonly label: string;
  readonly amount: string;
}

/** A row under the lines: the total, what was refunded, what is due. */
export interface SheetTotal {
  readonly label: string;
  readonly amount: string;
  readonly strong: boolean;
}

/** Everything that an invoice says, in words and figures: its page and its PDF show the same. */
export interface InvoiceSheet {
  readonly number: string;
  readonly title: string;
  readonly status: { readonly label: string; readonly tone: 'success' | 'warning' | 'info' | 'neutral' };
  readonly seller: { readonly label: string; readonly lines: readonly string[] };
  readonly buyer: { readonly label: string; readonly lines: readonly string[] };
  readonly facts: readonly SheetFact[];
  readonly columns: { readonly item: string; readonly amount: string };
  readonly lines: readonly SheetLine[];
  readonly totals: readonly SheetTotal[];
  /** Sentences at the end: how it was paid, what was sent back. */
  readonly notes: readonly string[];
  /** Said where a name had to be written in Latin letters. */
  readonly transliterated: string;
  readonly issuedAtMs: number;
}

/** Makes the file of an invoice; the same sheet gives the same bytes. */
export type InvoicePdf = (sheet: InvoiceSheet) => Promise<Uint8Array>;
