import type { FC } from 'hono/jsx';
import type { Block, Fact, FooterLine, MailContent } from './model.ts';

// Mail programs know neither style sheets nor custom properties for sure, so every element carries its
// own style; the rules for dark mode are an addition for those that read them.
const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1c2430';
const MUTED = '#5b6675';
const LINE = '#dfe4ea';
const ACCENT = '#1f5fbf';

const DARK_RULES = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .m-page { background: #12161c !important; }
  .m-card { background: #1b212a !important; border-color: #333c48 !important; }
  .m-ink { color: #e8ecf1 !important; }
  .m-muted, .m-muted a { color: #a3aebb !important; }
  .m-line { border-color: #333c48 !important; }
}
@media (max-width: 480px) {
  .m-pad { padding-left: 20px !important; padding-right: 20px !important; }
}`;

/** The mail's HTML body: one column, no pictures, no scripts, nothing fetched from anywhere. */
export function mailHtml(content: MailContent, brand: string): string {
  // no component waits for anything, so the element is never a promise
  const document = (<MailDocument content={content} brand={brand} />) as unknown as { toString(): string };
  return `<!doctype html>${document.toString()}`;
}

const MailDocument: FC<{ content: MailContent; brand: string }> = ({ content, brand }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{content.subject}</title>
      <style dangerouslySetInnerHTML={{ __html: DARK_RULES }} />
    </head>
    <body class="m-page" style="margin:0;padding:0;background:#f3f5f8">
      <div style="display:none;max-height:0;overflow:hidden">{content.preview}</div>
      <table role="presentation" class="m-page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f8">
        <tr>
          <td align="center" style="padding:32px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px">
              <tr>
                <td class="m-pad m-ink" style={`padding:0 32px 16px;font:700 16px/24px ${FONT};color:${INK}`}>
                  {brand}
                </td>
              </tr>
              <tr>
                <td
                  class="m-card m-pad"
                  style={`padding:32px;background:#ffffff;border:1px solid ${LINE};border-radius:8px`}
                >
                  <h1 class="m-ink" style={`margin:0 0 16px;font:600 22px/30px ${FONT};color:${INK}`}>
                    {content.heading}
                  </h1>
                  {content.blocks.map((block) => (
                    <BlockView block={block} />
                  ))}
                </td>
              </tr>
              <tr>
                <td class="m-pad m-muted" style={`padding:16px 32px;font:400 13px/20px ${FONT};color:${MUTED}`}>
                  {content.footer.map((line) => (
                    <FooterView line={line} />
                  ))}
                </td>
              </tr>
            </table>
          </td>
        </tr>
      </table>
    </body>
  </html>
);

const BlockView: FC<{ block: Block }> = ({ block }) => {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p class="m-ink" style={`margin:0 0 16px;font:400 16px/24px ${FONT};color:${INK}`}>
          {block.text}
        </p>
      );
    case 'facts':
      return <FactsTable rows={block.rows} />;
    case 'button':
      return (
        <p style="margin:24px 0 8px">
          <a
            href={block.href}
            style={`display:inline-block;padding:12px 20px;background:${ACCENT};border-radius:6px;font:600 16px/24px ${FONT};color:#ffffff;text-decoration:none`}
          >
            {block.label}
          </a>
        </p>
      );
    case 'quote':
      return (
        <blockquote
          class="m-ink m-line"
          style={`margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid ${LINE};font:400 16px/24px ${FONT};color:${INK};white-space:pre-wrap`}
        >
          {block.text}
        </blockquote>
      );
  }
};

const FactsTable: FC<{ rows: readonly Fact[] }> = ({ rows }) => (
  <table width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-collapse:collapse">
    {rows.map((row) => (
      <tr>
        <th
          scope="row"
          class="m-muted m-line"
          style={`width:36%;padding:8px 16px 8px 0;border-top:1px solid ${LINE};text-align:left;vertical-align:top;font:400 15px/22px ${FONT};color:${MUTED}`}
        >
          {row.label}
        </th>
        <td
          class="m-ink m-line"
          style={`padding:8px 0;border-top:1px solid ${LINE};text-align:right;vertical-align:top;font:600 15px/22px ${FONT};font-variant-numeric:tabular-nums;color:${INK}`}
        >
          {row.value}
        </td>
      </tr>
    ))}
  </table>
);

const FooterView: FC<{ line: FooterLine }> = ({ line }) => (
  <p style="margin:0 0 4px">
    {line.text}
    {line.link && ' '}
    {line.link && (
      <a class="m-muted" href={line.link.href} style={`color:${MUTED}`}>
        {line.link.label}
      </a>
    )}
  </p>
);
