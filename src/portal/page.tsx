import { gzipSync } from 'node:zlib';
import { accepts } from 'hono/accepts';
import type { Child } from 'hono/jsx';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Notification } from '../ui/components/notification.tsx';
import { shellTexts } from '../ui/messages/portal.ts';
import type { PortalContext } from './context.ts';
import { takeFlash } from './flash.ts';
import { Document, SettingsNav } from './shell.tsx';
import type { SettingsPage, Tool } from './shell.tsx';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface PageOptions {
  /** The heading of the page and the title of its window. */
  title: string;
  /** The tool of the sidebar that the page belongs to. */
  tool?: Tool;
  /** For pages of the settings: shows their navigation, with this one marked. */
  settings?: SettingsPage;
  /** What lies above the page, from the top; the page itself is added. */
  crumbs?: readonly Crumb[];
  /** A sentence under the heading. */
  intro?: Child;
  /** Buttons beside the heading. */
  actions?: Child;
  /** `text` for articles and forms of one column, `narrow` for a log-in. */
  width?: 'full' | 'text' | 'narrow';
  /** Leaves out the state banner, on the pages that say the same themselves. */
  noBanner?: boolean;
  status?: ContentfulStatusCode;
}

/**
 * Answers with a page: in the members' frame for whoever is logged in, else in the public one. Shows
 * the message that the request before left behind.
 */
export async function showPage(c: PortalContext, options: PageOptions, content: Child): Promise<Response> {
  const flash = takeFlash(c);
  const banner = options.noBanner ? undefined : c.get('banner');
  return frame(c, options, content, {
    banner: await banner?.(c),
    demoBar: await c.get('demoBar')?.(c),
    notice: flash ? (
      <Notification tone={flash.tone} live>
        {flash.text}
      </Notification>
    ) : null,
  });
}

/** Like `showPage`, but with nothing that asks the database. */
export function showBarePage(c: PortalContext, options: PageOptions, content: Child): Promise<Response> {
  return frame(c, options, content, { closed: (options.status ?? 200) >= 500 });
}

interface Around {
  readonly banner?: Child;
  readonly demoBar?: Child;
  readonly notice?: Child;
  readonly closed?: boolean;
}

async function frame(c: PortalContext, options: PageOptions, content: Child, around: Around): Promise<Response> {
  const app = c.get('app');
  const document = (
    <Document
      frame={{
        brand: app.config.brand,
        assets: app.assets,
        csrf: c.get('csrf'),
        actor: c.get('actor'),
        title: options.title,
        tool: options.tool,
        banner: around.banner,
        demoBar: around.demoBar,
        closed: around.closed,
      }}
    >
      {options.settings ? <SettingsNav at={options.settings} /> : null}
      <div class={`page ${options.width ?? 'full'}`}>
        <Heading options={options} />
        {around.notice}
        {content}
      </div>
    </Document>
  );
  c.header('cache-control', 'no-store');
  c.header('vary', 'accept-encoding');
  c.header('content-type', 'text/html; charset=utf-8');
  const text = (await html`<!doctype html>${document}`).toString();
  const status = options.status ?? 200;
  if (!takesGzip(c)) return c.body(text, status);
  c.header('content-encoding', 'gzip');
  return c.body(new Uint8Array(gzipSync(text, PAGE_GZIP)), status);
}

/**
 * A page is whole before it is sent, and small: to set up a stream for it takes longer than to pack it, and so would
 * the memory for a larger window, which the system hands out anew each time.
 */
const PAGE_GZIP = { level: 4, windowBits: 14, memLevel: 7 };

function takesGzip(c: PortalContext): boolean {
  return accepts(c, { header: 'Accept-Encoding', supports: ['gzip', 'identity'], default: 'identity' }) === 'gzip';
}

function Heading({ options }: { options: PageOptions }) {
  const { title, crumbs, intro, actions } = options;
  return (
    <div class="page-head">
      {crumbs ? (
        <nav class="crumbs" aria-label={shellTexts.breadcrumbs}>
          <ol>
            {crumbs.map((crumb) => (
              <li>
                <a href={crumb.href}>{crumb.label}</a>
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div class="page-title">
        <h1>{title}</h1>
        {actions ? <div class="button-row">{actions}</div> : null}
      </div>
      {intro ? <p class="intro">{intro}</p> : null}
    </div>
  );
}
