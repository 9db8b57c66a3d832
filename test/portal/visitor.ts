import type { Hono } from 'hono';
import type { InvoicePdf } from '../../src/ports/pdf.ts';
import { createRateLimits } from '../../src/adapters/auth/rate-limits.ts';
import { createInvoicePdf } from '../../src/adapters/pdf/invoice-pdf.ts';
import { activityRoutes } from '../../src/portal/activity/routes.tsx';
import { billingRoutes } from '../../src/portal/billing/routes.ts';
import { sandboxAuthenticationRoutes } from '../../src/portal/billing/sandbox-authentication.tsx';
import type { PortalEnv } from '../../src/portal/context.ts';
import { createPortal } from '../../src/portal/router.tsx';
import { listkit } from '../../flows/listkit.ts';
import type { Desk } from '../testkit/desk.ts';
import { deskConfig, portalAppOn, type LoggedIn } from '../testkit/portal-app.ts';
import { Page, Visitor as Browser } from '../testkit/visitor.ts';

/** The pages of billing and activity over a desk. */
export async function openPages(desk: Desk, auth: LoggedIn): Promise<Hono<PortalEnv>> {
  const app = await portalAppOn(desk, { auth, flow: listkit, config: { ...deskConfig, mode: 'demo' } });
  const limits = createRateLimits(desk.database.db);
  // its text stays readable
  const pdf: InvoicePdf = createInvoicePdf({ compress: false });
  return createPortal(app, {
    routers: [billingRoutes({ pdf, limits }), activityRoutes, sandboxAuthenticationRoutes(desk.engine.sandbox)],
  });
}

/** An answer as it came. */
export interface Seen {
  readonly status: number;
  readonly html: string;
  /** What is on it, without its tags. */
  readonly text: string;
  readonly headers: Headers;
  readonly location: string | null;
}

/** Somebody whose browser stops at every answer, so that a test sees where it leads. */
export class Visitor {
  private readonly browser: Browser;

  constructor(portal: Hono<PortalEnv>, headers: Readonly<Record<string, string>>) {
    this.browser = new Browser((request) => portal.fetch(request), headers);
  }

  get(path: string): Promise<Seen> {
    return this.see(path);
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.browser.ask(path)).arrayBuffer());
  }

  /** Sends the form of a page, with its hidden fields unless they are given, to `action`. */
  async submit(page: string, action: string, fields: Record<string, string> = {}): Promise<Seen> {
    const { html } = await this.get(page);
    return this.post(action, { ...hiddenFields(html, action), ...fields });
  }

  post(path: string, fields: Record<string, string>): Promise<Seen> {
    return this.see(path, {
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

  private async see(path: string, init?: RequestInit): Promise<Seen> {
    const response = await this.browser.ask(path, init);
    const { status, headers } = response;
    const html = await response.text();
    const { text } = new Page(this.browser, path, status, html);
    return { status, html, text, headers, location: headers.get('location') };
  }
}

/** The hidden fields of the form with this action. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/gu)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}
