import type { Hono } from 'hono';
import type { InvoicePdf } from '../../src/ports/pdf.ts';
import { createInvoicePdf } from '../../src/adapters/pdf/invoice-pdf.ts';
import { view } from '../../src/actions/perform.ts';
import { activityRoutes } from '../../src/portal/activity/routes.tsx';
import { billingRoutes } from '../../src/portal/billing/routes.ts';
import { sandboxAuthenticationRoutes } from '../../src/portal/billing/sandbox-authentication.tsx';
import type { MemberActor, PortalApp, PortalEnv } from '../../src/portal/context.ts';
import { createPortal } from '../../src/portal/router.tsx';
import { loadAssets } from '../../src/portal/static.ts';
import { listkit } from '../../flows/listkit.ts';
import type { Desk } from '../testkit/desk.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The pages of billing and activity over a desk; whoever visits is named by a cookie. */
export async function openPages(desk: Desk, members: Map<string, MemberActor>): Promise<Hono<PortalEnv>> {
  const { engine, database } = desk;
  const app: PortalApp = {
    db: database.db,
    config: {
      brand: 'ListKit',
      supportEmail: 'support@demo.test',
      baseUrl: 'http://localhost',
      mode: 'demo',
      secret: 'x'.repeat(32),
      trustProxy: false,
    },
    policy: engine.deps.policy,
    flow: listkit,
    payments: engine.sandbox,
    auth: {
      actorOf: (headers) => {
        const name = /(?:^|; )visitor=([^;]+)/u.exec(headers.get('cookie') ?? '')?.[1] ?? '';
        return Promise.resolve(members.get(name) ?? null);
      },
    },
    log: quiet,
    assets: await loadAssets(),
    perform: engine.submit,
    view: (accountId) => view(engine.deps, accountId),
    wake: () => undefined,
  };
  // its text stays readable
  const pdf: InvoicePdf = createInvoicePdf({ compress: false });
  return createPortal(app, {
    routers: [billingRoutes(pdf), activityRoutes, sandboxAuthenticationRoutes(engine.sandbox)],
  });
}

/** A page as it came. */
export interface Seen {
  readonly status: number;
  readonly html: string;
  /** What is on it, without its tags. */
  readonly text: string;
  readonly headers: Headers;
  readonly location: string | null;
}

/** Somebody with a browser that keeps cookies and sends forms with what protects them. */
export class Visitor {
  private readonly cookies: Map<string, string>;

  constructor(
    private readonly portal: Hono<PortalEnv>,
    name: string,
  ) {
    this.cookies = new Map([['visitor', name]]);
  }

  get(path: string): Promise<Seen> {
    return this.send(path, { method: 'GET' });
  }

  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.portal.request(path, { headers: { cookie: this.cookie() } });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Sends the form of a page, with its hidden fields unless they are given, to `action`. */
  async submit(page: string, action: string, fields: Record<string, string> = {}): Promise<Seen> {
    const { html } = await this.get(page);
    return this.post(action, { ...hiddenFields(html, action), ...fields });
  }

  post(path: string, fields: Record<string, string>): Promise<Seen> {
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Follows a redirect, as a browser does. */
  async follow(seen: Seen): Promise<Seen> {
    if (seen.location === null) throw new Error(`nothing to follow: ${seen.status} ${seen.text}`);
    return this.get(seen.location);
  }

  private cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private async send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Seen> {
    const headers = { host: 'localhost', cookie: this.cookie(), ...init.headers };
    const response = await this.portal.request(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const html = await response.text();
    return {
      status: response.status,
      html,
      text: textOf(html),
      headers: response.headers,
      location: response.headers.get('location'),
    };
  }
}

/** The hidden fields of the form with this action. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/gu)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}

function textOf(html: string): string {
  return html
    .slice(Math.max(0, html.indexOf('<main')))
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ');
}
