import { openPostgres } from '../../src/adapters/database/postgres.ts';
import type { Tables } from '../../src/store/schema.ts';
import { migrate } from '../../src/store/migrate.ts';
import { liveThroughEverything, type Ids } from '../attack/company-with-everything.ts';
import { PASSWORD, signInOn } from '../sign-in/signing-in.ts';
import { Desk, type Company, type Role } from '../testkit/desk.ts';
import type { Wanted } from './wanted.ts';

const ACTORS = 4;

/** An account in the program under fuzz. */
export interface Party {
  readonly accountId: string;
  readonly clockId: string;
  readonly emails: Readonly<Record<Role, string>>;
}

/** Those whose members ask for things, and the one to whom nothing may happen, with all that it has. */
export interface Ground {
  readonly actors: readonly Party[];
  readonly bystander: Party & { readonly ids: Ids };
}

/** Somebody who is logged in: what the browser sends with every request, and what proves that a form is ours. */
export interface Session {
  readonly accountId: string;
  readonly cookie: string;
  readonly csrf: string;
}

/** Fills a database with accounts; the program need not run. */
export async function layGround(url: string): Promise<Ground> {
  const database = await openPostgres<Tables>(url, 4);
  try {
    await migrate(database.db);
    const desk = new Desk(database);
    await desk.fill(800);
    const actors: Party[] = [];
    for (let index = 0; index < ACTORS; index += 1) actors.push(partyOf(await desk.company({ plan: 'growth' })));
    const company = await desk.company({ plan: 'growth' });
    const ids = await liveThroughEverything(desk, company);
    await desk.settle();
    const password = await signInOn(database).auth.hashPassword(PASSWORD);
    await database.db.updateTable('auth_credentials').set({ password }).execute();
    return { actors, bystander: { ...partyOf(company), ids } };
  } finally {
    await database.close();
  }
}

function partyOf({ accountId, clockId, members }: Company): Party {
  const { owner, billing, member } = members;
  return { accountId, clockId, emails: { owner: owner.email, billing: billing.email, member: member.email } };
}

type Send = (wanted: Wanted) => Promise<{ readonly cookies: readonly string[]; readonly body: string }>;

/** Logs a member in. */
export async function logIn(send: Send, accountId: string, email: string): Promise<Session> {
  const jar = new Map<string, string>();
  const ask = async (wanted: Omit<Wanted, 'headers'> & { headers?: Record<string, string> }) => {
    const cookie = cookieOf(jar);
    const { cookies, body } = await send({ ...wanted, headers: { ...wanted.headers, cookie } });
    for (const one of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(one) ?? [];
      jar.set(name, value);
    }
    return csrfIn(body);
  };
  const fields = { _csrf: await ask({ method: 'GET', path: '/login' }), email, password: PASSWORD };
  await ask({
    method: 'POST',
    path: '/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  const csrf = await ask({ method: 'GET', path: '/help/contact' });
  return { accountId, cookie: cookieOf(jar), csrf };
}

function csrfIn(body: string): string {
  return /name="_csrf" value="([^"]*)"/u.exec(body)?.[1] ?? '';
}

function cookieOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
