import type { SignUpDeps } from '../../src/actions/sign-up.ts';
import { mintId } from '../../src/adapters/ids/mint-id.ts';
import type { Notice } from '../../src/domain/subscription/notices.ts';
import { createPortal } from '../../src/portal/router.tsx';
import { settingsRoutes } from '../../src/portal/settings/routes.ts';
import { signInRoutes } from '../../src/portal/sign-in/routes.ts';
import { systemNow } from '../../src/store/clock.ts';
import type { TestDatabase } from '../testkit/databases.ts';
import { Desk } from '../testkit/desk.ts';
import { deskConfig, portalAppOn } from '../testkit/portal-app.ts';
import { Visitor } from '../testkit/visitor.ts';
import { SECRET, signInOn } from './signing-in.ts';
import type { SignIn } from './signing-in.ts';

export interface DeskPortal extends SignIn {
  readonly database: TestDatabase;
  readonly desk: Desk;
  /** A browser at an address of the network. */
  visitor(address?: string): Visitor;
  /** What was mailed to an e-mail, oldest first. */
  mails(to: string): Promise<readonly Notice[]>;
}

/** The pages of sign-in and settings as the program has them, behind a proxy that names each visitor's address. */
export async function deskPortal(database: TestDatabase): Promise<DeskPortal> {
  const desk = new Desk(database);
  const { engine } = desk;
  const signIn = signInOn(database);
  const quiet = () => undefined;
  const signUp: SignUpDeps = {
    db: database.db,
    wake: quiet,
    auth: signIn.auth,
    payments: engine.sandbox,
    mintId,
    clockFor: () => Promise.resolve({ clockId: null, now: systemNow() }),
    perform: engine.submit,
  };
  const app = await portalAppOn(desk, {
    auth: signIn.auth,
    config: { ...deskConfig, secret: SECRET, trustProxy: true },
    log: {
      info: quiet,
      warn: quiet,
      error: (fields, message) => signIn.errors.push(`${message} ${JSON.stringify(fields)}`),
    },
  });
  const parts = { auth: signIn.auth, limits: signIn.limits, mintId, signUp };
  const portal = createPortal(app, { routers: [signInRoutes(parts), settingsRoutes(parts)] });
  let visitors = 0;
  return {
    ...signIn,
    database,
    desk,
    visitor: (address = `10.0.${Math.floor((visitors += 1) / 250)}.${visitors % 250}`) =>
      new Visitor((request) => portal.fetch(request), { 'x-forwarded-for': `203.0.113.9, ${address}` }),
    mails: async (to) => {
      const rows = await database.db
        .selectFrom('outbox')
        .select('payload')
        .where('kind', '=', 'mail')
        .orderBy('id')
        .execute();
      return rows
        .map(({ payload }) => (payload as { notice: Notice }).notice)
        .filter((notice) => 'to' in notice && notice.to === to);
    },
  };
}
