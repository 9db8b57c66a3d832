import type { Context, MiddlewareHandler } from 'hono';
import type { Child } from 'hono/jsx';
import type { Kysely } from 'kysely';
import type { Actor } from '../actions/actor.ts';
import type { Answer, PerformOptions } from '../actions/perform.ts';
import type { FlowDefinition } from '../domain/flow/types.ts';
import type { Command } from '../domain/subscription/commands.ts';
import type { AccountState, Policy } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import type { PaymentProvider } from '../ports/payments.ts';
import type { Tables } from '../store/schema.ts';
import type { NotificationTone } from '../ui/components/notification.tsx';
import type { Assets } from './static.ts';

/** Somebody who is logged in. */
export type MemberActor = Extract<Actor, { kind: 'member' }>;

/** What pages need of the configuration. */
interface PortalConfig {
  /** The product's name, as customers know it. */
  readonly brand: string;
  readonly supportEmail: string;
  /** Where customers reach the portal, without a slash at its end. */
  readonly baseUrl: string;
  readonly mode: 'demo' | 'production';
  /** Signs cookies. */
  readonly secret: string;
  /** Whether `X-Forwarded-…` headers come from our own proxy. */
  readonly trustProxy: boolean;
}

/** What the shell needs of the sign-in. */
interface SessionReader {
  /** The member of the request's session, or null. Rejects when the database cannot be asked. */
  actorOf(headers: Headers): Promise<MemberActor | null>;
}

interface PortalLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the pages are given; `src/app.ts` puts it together. */
export interface PortalApp {
  readonly db: Kysely<Tables>;
  readonly config: PortalConfig;
  readonly policy: Policy;
  /** The definition of the cancellation; null when it is broken or missing. */
  readonly flow: FlowDefinition | null;
  readonly payments: PaymentProvider;
  readonly auth: SessionReader;
  readonly log: PortalLog;
  readonly assets: Assets;
  perform(actor: Actor, accountId: string, command: Command, options?: PerformOptions): Promise<Answer>;
  /** The state with everything that is due applied, for reading; and the account's test clock, if it has one. */
  view(accountId: string): Promise<{ state: AccountState; now: Instant; clockId: string | null }>;
  /** Tells the worker that the outbox has something. */
  wake(): void;
}

/** A part of every page that its owner fills in, asked for only when a page is shown. */
export type Slot = (c: PortalContext) => Child | Promise<Child>;

export interface Flash {
  readonly tone: NotificationTone;
  readonly text: string;
}

/** The fields of a posted form or a query, each with every value it came with. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

export interface PortalEnv {
  Variables: {
    app: PortalApp;
    actor: MemberActor | null;
    /** The token that forms carry in `_csrf`. */
    csrf: string;
    requestId: string;
    /** The posted form, decoded; empty for requests without a body. */
    body: Parameters;
    /** Set once a page has said which parameters of its query may repeat. */
    queryRead: boolean;
    /** The state banner and the demo bar. */
    banner?: Slot;
    demoBar?: Slot;
  };
}

export type PortalContext = Context<PortalEnv>;

/** The member who asks. Only for pages behind `requireMember`. */
export function memberOf(c: PortalContext): MemberActor {
  const actor = c.get('actor');
  if (actor === null) throw new Error('a page for members was reached without one');
  return actor;
}

/** Whether this member may change the subscription. */
export function mayChangeSubscription(actor: MemberActor): boolean {
  return actor.role === 'owner' || actor.role === 'billing';
}

/** A path of this portal to go on to after logging in; anything else becomes the start page. */
export function safeNext(next: string | null | undefined): string {
  // printable ASCII: anything else is no address, and some of it no header either
  if (!next || !/^\/(?!\/)[!-[\]-~]*$/.test(next)) return '/';
  return next.startsWith('/login') ? '/' : next;
}

/**
 * Sends whoever is not logged in to the log-in page, and back afterwards. How the subscription stands is on every page
 * of members, so for a page it is asked for at once: it comes while the page asks for what it is about.
 */
export const requireMember: MiddlewareHandler<PortalEnv> = async (c, next) => {
  const actor = c.get('actor');
  if (actor !== null) {
    // whoever waits for it hears of its failure; nobody may
    if (c.req.method === 'GET')
      c.get('app')
        .view(actor.accountId)
        .catch(() => undefined);
    return next();
  }
  return c.redirect(`/login?next=${encodeURIComponent(wayBack(c))}`, 303);
};

/** A form cannot be posted again after the log-in, so the way back is the page that it was on. */
function wayBack(c: PortalContext): string {
  const url = new URL(c.req.url);
  if (c.req.method === 'GET') return safeNext(url.pathname + url.search);
  const referer = c.req.header('referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const from = new URL(referer);
  return from.host === url.host ? safeNext(from.pathname) : '/';
}
