import type { Hono } from 'hono';
import type { KyselyPlugin } from 'kysely';
import { listkit } from '../../../flows/listkit.ts';
import { view } from '../../../src/actions/perform.ts';
import type { FlowDefinition } from '../../../src/domain/flow/types.ts';
import type { MemberActor, PortalApp, PortalEnv } from '../../../src/portal/context.ts';
import { createPortal } from '../../../src/portal/router.tsx';
import { stateBanner } from '../../../src/portal/state-banner.tsx';
import { subscriptionRoutes } from '../../../src/portal/subscription/routes.ts';
import type { Company, Desk } from '../../testkit/desk.ts';
import { deskConfig, LoggedIn, portalAppOn } from '../../testkit/portal-app.ts';
import { Visitor } from '../visitor.ts';
import { createAccountStore } from '../../../src/store/account-store.ts';

/** A company and its people, each with a browser. */
export interface Visit {
  readonly company: Company;
  readonly owner: Visitor;
  readonly billing: Visitor;
  readonly member: Visitor;
  /** A second browser of the owner. */
  readonly ownerElsewhere: Visitor;
}

/** The pages of the subscription over a desk. */
export class SubscriptionPages {
  /** The cancellation's definition; a test may break it. */
  flow: FlowDefinition | null = listkit;
  /** Statements sent to the database by pages, without the log-in's. */
  statements = 0;
  private readonly auth = new LoggedIn();

  private constructor(
    private readonly desk: Desk,
    private portal: Hono<PortalEnv> | null = null,
  ) {}

  static async open(desk: Desk): Promise<SubscriptionPages> {
    const pages = new SubscriptionPages(desk);
    pages.portal = createPortal(await pages.app(), { routers: [subscriptionRoutes], banner: stateBanner });
    return pages;
  }

  async visit(options: Parameters<Desk['company']>[0] = {}): Promise<Visit> {
    const company = await this.desk.company(options);
    const { owner, billing, member } = company.members;
    return {
      company,
      owner: this.visitor(owner),
      billing: this.visitor(billing),
      member: this.visitor(member),
      ownerElsewhere: this.visitor(owner),
    };
  }

  private visitor(member: MemberActor): Visitor {
    if (this.portal === null) throw new Error('the pages are not open');
    return new Visitor(this.portal, this.auth.add(member));
  }

  private async app(): Promise<PortalApp> {
    const { engine, database } = this.desk;
    const counter: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        this.statements += 1;
        return Promise.resolve(result);
      },
    };
    const db = database.db.withPlugin(counter);
    const accounts = createAccountStore(db, engine.deps.policyFor);
    const currentFlow = () => this.flow;
    const app = await portalAppOn(this.desk, {
      db,
      auth: this.auth,
      config: { ...deskConfig, mode: 'demo' },
      view: (accountId) => view({ accounts }, accountId),
    });
    return {
      ...app,
      get flow() {
        return currentFlow();
      },
    };
  }
}

export const PLAN = '/settings/subscription';
export const CHANGE = `${PLAN}/change-plan`;
export const CANCEL = `${PLAN}/cancel`;
export const REASON = `${CANCEL}/reason`;
export const CONFIRM = `${CANCEL}/confirm`;
export const LEAVE = `${CANCEL}/leave`;
export const DONE = `${CANCEL}/done`;
export const page = (id: string) => `${CANCEL}/pages/${id}`;

/** "Cancel my subscription" on the plan page; where it leads. */
export async function start(who: Visitor): Promise<string | null> {
  return (await who.submit(PLAN, CANCEL)).location;
}

/** From the plan page to the confirmation, without a reason and past every offer. */
export async function toConfirm(who: Visitor): Promise<void> {
  let { location } = await who.submit(PLAN, CANCEL);
  if (location === CANCEL) ({ location } = await who.submit(CANCEL, REASON));
  while (location !== null && location !== CONFIRM) {
    ({ location } = await who.submit(location, `${location}/continue`));
  }
}

/** The whole way, with "Confirm" at its end. */
export async function cancel(who: Visitor): Promise<void> {
  await toConfirm(who);
  const { location } = await who.submit(CONFIRM, CONFIRM);
  if (location !== DONE) throw new Error(`the confirmation led to ${location}`);
}
