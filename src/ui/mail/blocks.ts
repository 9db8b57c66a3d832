import type { Block, Fact, MailContent } from './model.ts';

/** A mail without what every mail ends with. */
export type Body = Omit<MailContent, 'footer'>;

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function factsOf(rows: readonly Fact[]): Block {
  return { kind: 'facts', rows };
}

export function fact(label: string, value: string): Fact {
  return { label, value };
}

export function button(label: string, href: string): Block {
  return { kind: 'button', label, href };
}
