import type { Block, Fact, MailContent } from './model.ts';

/** A mail without what every mail ends with. */
export type Body = Omit<MailContent, 'footer'>;

/** A paragraph. */
export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

/** Figures under each other, each beside its word. */
export function factsOf(rows: readonly Fact[]): Block {
  return { kind: 'facts', rows };
}

/** One figure and its word. */
export function fact(label: string, value: string): Fact {
  return { label, value };
}

/** A link that looks like a button; in the text it is an address. */
export function button(label: string, href: string): Block {
  return { kind: 'button', label, href };
}
