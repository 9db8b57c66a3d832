import type { Hono } from 'hono';
import { beforeAll } from 'vitest';
import type { PortalEnv } from '../../../src/portal/context.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk } from '../../testkit/desk.ts';
import type { Company, Role } from '../../testkit/desk.ts';
import { LoggedIn } from '../../testkit/portal-app.ts';
import { openPages, Visitor } from '../visitor.ts';

/** A company and a browser for each of its members. */
export type Visit = { readonly company: Company } & Readonly<Record<Role, Visitor>>;

/** The pages of one suite, on an embedded database of its own. */
export class Visits {
  private readonly auth = new LoggedIn();
  private opened: { readonly desk: Desk; readonly portal: Hono<PortalEnv> } | undefined;

  constructor() {
    const open = opener('embedded');
    beforeAll(async () => {
      const desk = new Desk(await open());
      await desk.fill(500);
      this.opened = { desk, portal: await openPages(desk, this.auth) };
    });
  }

  get desk(): Desk {
    return this.ready.desk;
  }

  async begin(options: Parameters<Desk['company']>[0] = {}): Promise<Visit> {
    const company = await this.desk.company(options);
    return {
      company,
      owner: this.as(company, 'owner'),
      billing: this.as(company, 'billing'),
      member: this.as(company, 'member'),
    };
  }

  private as(company: Company, role: Role): Visitor {
    return new Visitor(this.ready.portal, this.auth.add(company.members[role]));
  }

  private get ready() {
    if (this.opened === undefined) throw new Error('the pages open before the tests begin');
    return this.opened;
  }
}
