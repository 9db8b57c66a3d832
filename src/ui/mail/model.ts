/**
 * What a mail says, before it is written as HTML and as text. Both are made from the same blocks,
 * so they never differ.
 */
export interface MailContent {
  readonly subject: string;
  /** The line that mailboxes show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  readonly footer: readonly FooterLine[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  /** Words of somebody else, with their line breaks. */
  | { readonly kind: 'quote'; readonly text: string };

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface FooterLine {
  readonly text: string;
  readonly link?: { readonly label: string; readonly href: string };
}

/** A mail as it is handed to a mailer. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
