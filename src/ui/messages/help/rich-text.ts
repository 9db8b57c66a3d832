/** A piece of a sentence: words, the name of a button, or a link. */
type Inline = string | { readonly strong: string } | { readonly label: string; readonly href: string };

/** A sentence or a paragraph. */
export type RichText = readonly Inline[];

export interface Step {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What an article is made of, from top to bottom. */
export type Block =
  | { readonly kind: 'text'; readonly text: RichText }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly RichText[] }
  | { readonly kind: 'steps'; readonly steps: readonly Step[] };

/** The name of a button or a page, as it is printed there. */
export function named(label: string): Inline {
  return { strong: label };
}

/** A link within a text. */
export function link(label: string, href: string): Inline {
  return { label, href };
}

/** A paragraph, with names and links in it. */
export function paragraph(strings: TemplateStringsArray, ...parts: readonly Inline[]): Block {
  return { kind: 'text', text: sentence(strings, ...parts) };
}

/** A sentence, with names and links in it. */
export function sentence(strings: TemplateStringsArray, ...parts: readonly Inline[]): RichText {
  return strings.flatMap((words, index) => {
    const part = parts[index];
    return part === undefined ? [words] : [words, part];
  });
}

/** A heading of an article. */
export function heading(text: string): Block {
  return { kind: 'heading', text };
}

/** A list of an article. */
export function list(...items: readonly RichText[]): Block {
  return { kind: 'list', items };
}

/** The words of a text alone. */
export function wordsOf(text: RichText): string {
  return text.map((part) => (typeof part === 'string' ? part : 'strong' in part ? part.strong : part.label)).join('');
}

/** All words of some blocks, for the search. */
export function wordsOfBlocks(blocks: readonly Block[]): string {
  return blocks.map(wordsOfBlock).join(' ');
}

function wordsOfBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return wordsOf(block.text);
    case 'heading':
      return block.text;
    case 'list':
      return block.items.map(wordsOf).join(' ');
    case 'steps':
      return block.steps.map(({ title, blocks }) => `${title} ${wordsOfBlocks(blocks)}`).join(' ');
  }
}
