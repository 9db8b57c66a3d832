import type { JSX } from 'hono/jsx/jsx-runtime';
import { helpTexts } from '../../ui/messages/help.ts';
import type { Block, RichText } from '../../ui/messages/help/rich-text.ts';

/** An article's blocks as headings, paragraphs and lists. */
export function Blocks({ blocks }: { blocks: readonly Block[] }): JSX.Element {
  return (
    <>
      {blocks.map((block) => (
        <BlockView block={block} />
      ))}
    </>
  );
}

function BlockView({ block }: { block: Block }): JSX.Element {
  switch (block.kind) {
    case 'heading':
      return <h2>{block.text}</h2>;
    case 'text':
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li>
              <Words text={item} />
            </li>
          ))}
        </ul>
      );
    case 'steps':
      return (
        <>
          {block.steps.map(({ title, blocks }, index) => (
            <>
              <h2>{helpTexts.step(index + 1, title)}</h2>
              <Blocks blocks={blocks} />
            </>
          ))}
        </>
      );
  }
}

function Words({ text }: { text: RichText }): JSX.Element {
  return (
    <>
      {text.map((part) => {
        if (typeof part === 'string') return part;
        return 'strong' in part ? <strong>{part.strong}</strong> : <a href={part.href}>{part.label}</a>;
      })}
    </>
  );
}
