import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Tables } from '../../src/store/schema.ts';
import { PASSWORD, signInOn } from '../sign-in/signing-in.ts';
import { databaseUrl } from '../testkit/database-url.ts';
import { makePostgres } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import { Visitor } from '../testkit/visitor.ts';
import type { Node } from './node.ts';

/** A database with one customer, who has paid, whose time stands still, and who is logged in. */
export interface Base {
  readonly url: string;
  readonly accountId: string;
  readonly clockId: string;
  readonly email: string;
  /** What was left to be done is younger. */
  readonly lastEffect: number;
}

/** Makes that database, at this address if one is given; it is to be copied and not used. */
export async function makeBase(leads: number, at?: string): Promise<Base> {
  const url = at ?? (await makePostgres());
  const database = await openPostgres<Tables>(url, 4);
  let company: Company;
  let lastEffect: number;
  try {
    await migrate(database.db);
    const desk = new Desk(database);
    await desk.fill(leads);
    company = await desk.company();
    await desk.settle();
    const password = await signInOn(database).auth.hashPassword(PASSWORD);
    await database.db.updateTable('auth_credentials').set({ password }).execute();
    const { last } = await database.db
      .selectFrom('outbox')
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirstOrThrow();
    lastEffect = Number(last);
  } finally {
    await database.close();
  }
  const { accountId, clockId, members } = company;
  return { url, accountId, clockId, email: members.owner.email, lastEffect };
}

/** A copy of a database that nobody has open. */
export async function copyOf({ url }: Pick<Base, 'url'>): Promise<string> {
  const original = new URL(url).pathname.slice(1);
  const copy = `${original}_${randomBytes(4).toString('hex')}`;
  await asking(databaseUrl(url, 'postgres'), (client) => client.query(`create database ${copy} template ${original}`));
  return databaseUrl(url, copy);
}

/** Works with a connection of one's own. */
export async function asking<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Logs somebody in whose requests go to whichever node `to` names. */
export async function logIn(email: string, to: () => Node): Promise<Visitor> {
  const visitor = new Visitor((request) => to().fetch(request));
  const { path } = await (await visitor.open('/login')).submit('/login', { email, password: PASSWORD });
  if (path !== '/') throw new Error(`${email} could not log in`);
  return visitor;
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** Sends a form's fields, and looks at the answer only. */
export function post(visitor: Visitor, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return visitor.ask(path, { method: 'POST', headers: FORM, body: new URLSearchParams(fields).toString() });
}
