import type { Block, FooterLine, MailContent } from './model.ts';

/** The mail's text body. */
export function mailText(content: MailContent): string {
  const footer = ['-- ', ...content.footer.map(footerText)].join('\n');
  return `${[content.heading, ...content.blocks.map(blockText), footer].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'facts':
      return block.rows.map((row) => `${row.label}: ${row.value}`).join('\n');
    case 'button':
      return `${block.label}:\n${block.href}`;
    case 'quote':
      return block.text
        .split(/\r\n|\r|\n/)
        .map((line) => `> ${line}`)
        .join('\n');
  }
}

function footerText(line: FooterLine): string {
  if (line.link === undefined) return line.text;
  return `${line.text} ${line.link.href.replace(/^mailto:/, '')}`;
}
