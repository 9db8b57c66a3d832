import type { Hono } from 'hono';
import type { FlowDefinition } from '../../src/domain/flow/types.ts';
import type { PortalEnv } from '../../src/portal/context.ts';
import { createPortal } from '../../src/portal/router.tsx';
import { stateBanner } from '../../src/portal/state-banner.tsx';
import type { Company, Desk, Role } from './desk.ts';
import { BASE, LoggedIn, portalAppOn } from './portal-app.ts';

/** Some pages of the portal on a desk. Whoever visits names the member, in the place of a log-in. */
export async function pagesOn(
  desk: Desk,
  routers: readonly Hono<PortalEnv>[],
  flow: FlowDefinition | null = null,
): Promise<Pages> {
  const auth = new LoggedIn();
  const portal = createPortal(await portalAppOn(desk, { auth, flow }), { routers, banner: stateBanner });
  const fetch = (request: Request) => portal.fetch(request);
  return {
    as: (company, role = 'owner') => new Visitor(fetch, auth.add(company.members[role])),
    anyone: () => new Visitor(fetch),
  };
}

export interface Pages {
  as(company: Company, role?: Role): Visitor;
  anyone(): Visitor;
}

/** A browser without JavaScript: it keeps cookies, follows redirects, and sends forms as they stand. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly fetch: (request: Request) => Response | Promise<Response>,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The answer itself, without following where it leads. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ ...this.headers, ...(init.headers as Record<string, string> | undefined) });
    headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await this.fetch(new Request(new URL(path, BASE), { ...init, headers, redirect: 'manual' }));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async open(path: string): Promise<Page> {
    return this.follow(path, await this.ask(path));
  }

  async post(path: string, fields: readonly (readonly [string, string])[]): Promise<Page> {
    const body = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.follow(path, await this.ask(path, { method: 'POST', headers, body }));
  }

  private async follow(path: string, response: Response): Promise<Page> {
    const location = response.headers.get('location');
    if (location !== null) return this.open(location);
    return new Page(this, path, response.status, await response.text());
  }
}

/** Fields to fill in by name: a value, several, or null to clear them. */
export type Filling = Readonly<Record<string, string | readonly string[] | null>>;

/** A page that was opened. */
export class Page {
  constructor(
    private readonly visitor: Visitor,
    readonly path: string,
    readonly status: number,
    readonly html: string,
  ) {}

  /** What can be read of it, in one line. */
  get text(): string {
    const body = /<main[^]*<\/main>/.exec(this.html)?.[0] ?? this.html;
    return decoded(body.replace(/<(script|style)[^]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
  }

  /** Where links and link buttons with this text lead. */
  links(text: string): readonly string[] {
    return [...this.html.matchAll(/<a\s([^>]*)>([^]*?)<\/a>/g)]
      .filter(([, , inner = '']) => decoded(inner.replace(/<[^>]+>/g, ' ')).trim() === text)
      .map(([, attributes = '']) => attribute(attributes, 'href') ?? '');
  }

  /** The texts of the buttons that send a form to this address. */
  buttons(action: string): readonly string[] {
    return [...(this.formOf(action)?.inner ?? '').matchAll(/<button[^>]*>([^]*?)<\/button>/g)].map(([, text = '']) =>
      decoded(text.replace(/<[^>]+>/g, '')).trim(),
    );
  }

  /** The fields of the form, as a browser would send them. */
  fields(action: string): readonly (readonly [string, string])[] {
    const form = this.formOf(action);
    if (form === null) throw new Error(`the page ${this.path} has no form for ${action}`);
    return fieldsOf(form.inner);
  }

  /** Fills the form in and presses the button with this text, or its first one. */
  async submit(action: string, filling: Filling = {}, button?: string): Promise<Page> {
    const form = this.formOf(action);
    if (form === null) throw new Error(`the page ${this.path} has no form for ${action}`);
    const kept = fieldsOf(form.inner).filter(([name]) => !(name in filling));
    const filled = Object.entries(filling).flatMap(([name, value]) =>
      (value === null ? [] : [value].flat()).map((each) => [name, each] as const),
    );
    const fields = [...kept, ...filled, ...pressed(form.inner, button)];
    if (form.method === 'post') return this.visitor.post(action, fields);
    const query = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
    return this.visitor.open(`${action}?${query}`);
  }

  private formOf(action: string): { method: string; inner: string } | null {
    for (const [, attributes = '', inner = ''] of this.html.matchAll(/<form\s([^>]*)>([^]*?)<\/form>/g)) {
      if (attribute(attributes, 'action') === action) {
        return { method: attribute(attributes, 'method') ?? 'get', inner };
      }
    }
    return null;
  }
}

function fieldsOf(inner: string): readonly (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  for (const [, input, tag, around = '', content = ''] of inner.matchAll(
    /<input\b([^>]*)>|<(select|textarea)\b([^>]*)>([^]*?)<\/\2>/g,
  )) {
    const attributes = input ?? around;
    const name = attribute(attributes, 'name');
    if (name === null) continue;
    const type = attribute(attributes, 'type');
    if ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(attributes)) continue;
    if (tag === 'select') fields.push([name, chosen(content)]);
    else fields.push([name, tag === 'textarea' ? decoded(content) : (attribute(attributes, 'value') ?? '')]);
  }
  return fields;
}

function chosen(options: string): string {
  const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
  return attribute(all.find((one) => /\sselected\b/.test(one)) ?? all[0] ?? '', 'value') ?? '';
}

function pressed(inner: string, text: string | undefined): readonly (readonly [string, string])[] {
  const buttons = [...inner.matchAll(/<button\b([^>]*)>([^]*?)<\/button>/g)];
  const button = buttons.find(([, , label = '']) => text === undefined || decoded(label).trim() === text);
  if (button === undefined) throw new Error(`the form has no button ${text ?? ''}`);
  const name = attribute(button[1] ?? '', 'name');
  return name === null ? [] : [[name, attribute(button[1] ?? '', 'value') ?? '']];
}

function attribute(attributes: string, name: string): string | null {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? null : decoded(value);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

function decoded(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}
