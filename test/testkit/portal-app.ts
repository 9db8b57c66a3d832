import { view } from '../../src/actions/perform.ts';
import type { MemberActor, PortalApp } from '../../src/portal/context.ts';
import { loadAssets } from '../../src/portal/static.ts';
import type { Desk } from './desk.ts';

/** Where the pages of a desk are. */
export const BASE = 'http://desk.test';

export const deskConfig: PortalApp['config'] = {
  brand: 'ListKit',
  supportEmail: 'support@desk.test',
  baseUrl: BASE,
  mode: 'production',
  secret: 'a secret of thirty-two characters',
  trustProxy: false,
};

const quiet = () => undefined;

/** What `app.ts` gives to the pages, on a desk; `instead` takes the place of parts of it. */
export async function portalAppOn(
  { engine, database, policy }: Desk,
  instead: Partial<PortalApp> & Pick<PortalApp, 'auth'>,
): Promise<PortalApp> {
  return {
    db: database.db,
    config: deskConfig,
    policy,
    flow: null,
    payments: engine.sandbox,
    log: { info: quiet, warn: quiet, error: (_, message) => console.error(message) },
    assets: await loadAssets(),
    perform: engine.submit,
    view: (accountId) => view(engine.deps, accountId),
    wake: quiet,
    ...instead,
  };
}

/** Members who are logged in by a header that names them, in the place of a session. */
export class LoggedIn implements Pick<PortalApp['auth'], 'actorOf'> {
  private readonly members = new Map<string, MemberActor>();

  /** The headers with which this member's browser asks. */
  add(member: MemberActor): Readonly<Record<string, string>> {
    this.members.set(member.memberId, member);
    return { 'x-member': member.memberId };
  }

  actorOf(headers: Headers): Promise<MemberActor | null> {
    return Promise.resolve(this.members.get(headers.get('x-member') ?? '') ?? null);
  }
}
