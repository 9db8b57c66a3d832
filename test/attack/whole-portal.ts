import type { Hono } from 'hono';
import { listkit } from '../../flows/listkit.ts';
import { advanceTestClock } from '../../src/actions/advance-clock.ts';
import { view } from '../../src/actions/perform.ts';
import { csvFile } from '../../src/adapters/csv/csv-file.ts';
import { mintId } from '../../src/adapters/ids/mint-id.ts';
import { createInvoicePdf } from '../../src/adapters/pdf/invoice-pdf.ts';
import type { PortalApp, PortalEnv } from '../../src/portal/context.ts';
import { buildPortal } from '../../src/portal/pages.ts';
import { loadAssets } from '../../src/portal/static.ts';
import { systemNow } from '../../src/store/clock.ts';
import { PASSWORD, SECRET, signInOn } from '../sign-in/signing-in.ts';
import type { Company, Desk, Role } from '../testkit/desk.ts';
import { Visitor } from '../testkit/visitor.ts';

export interface WholePortal {
  readonly portal: Hono<PortalEnv>;
  /** A browser in which a member has logged in, with a password like everybody's. */
  logIn(company: Company, role: Role): Promise<Visitor>;
  anyone(): Visitor;
  /** What was logged as an error. */
  readonly errors: readonly string[];
}

/** Every page that the program has, with its real sign-in, on a desk whose effects and clocks are moved by hand. */
export async function wholePortal(desk: Desk): Promise<WholePortal> {
  const { engine, database, policy } = desk;
  const { db } = database;
  const { auth, limits, errors } = signInOn(database);
  const quiet = () => undefined;
  const app: PortalApp = {
    db,
    config: {
      brand: 'ListKit',
      supportEmail: 'support@desk.test',
      baseUrl: 'http://desk.test',
      mode: 'demo',
      secret: SECRET,
      trustProxy: false,
    },
    policy,
    flow: listkit,
    payments: engine.sandbox,
    auth,
    log: { info: quiet, warn: quiet, error: (fields, message) => errors.push(`${message} ${JSON.stringify(fields)}`) },
    assets: await loadAssets(),
    perform: engine.submit,
    view: (accountId) => view(engine.deps, accountId),
    wake: quiet,
  };
  const moving = { db, perform: engine.submit, settle: () => desk.settle() };
  const portal = buildPortal(app, {
    auth,
    bank: engine.sandbox,
    csvFile,
    pdf: createInvoicePdf(),
    limits,
    mintId,
    signUp: {
      db,
      wake: quiet,
      auth,
      payments: engine.sandbox,
      mintId,
      clockFor: () => Promise.resolve({ clockId: null, now: systemNow() }),
      perform: engine.submit,
    },
    demo: {
      advance: (clockId, to) => advanceTestClock(moving, clockId, to),
      // it makes the demo's own account anew, which is none of these
      reset: () => Promise.resolve(),
    },
  });
  const visitor = () => new Visitor((request) => portal.fetch(request));
  const hash = auth.hashPassword(PASSWORD);
  return {
    portal,
    errors,
    anyone: visitor,
    logIn: async (company, role) => {
      const { userId, email } = company.members[role];
      await db
        .updateTable('auth_credentials')
        .set({ password: await hash })
        .where('user_id', '=', userId)
        .execute();
      const browser = visitor();
      const { path } = await (await browser.open('/login')).submit('/login', { email, password: PASSWORD });
      if (path !== '/') throw new Error(`${email} could not log in`);
      return browser;
    },
  };
}
