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

/** The words that a letter of the common shape has beside its figures. */
interface LetterWords {
  readonly subject: string;
  readonly heading: string;
  /** What happened; also the line that mailboxes show. */
  readonly intro: string;
  /** Paragraphs after the figures. */
  readonly after?: readonly string[];
  readonly button: string;
}

/** The shape of most mails: what happened, the figures, what else to know, and where to go. */
export function letter(words: LetterWords, rows: readonly Fact[], href: string): Body {
  const { subject, heading, intro, after = [] } = words;
  return {
    subject,
    preview: intro,
    heading,
    blocks: [paragraph(intro), factsOf(rows), ...after.map(paragraph), button(words.button, href)],
  };
}
