import { connect } from 'node:net';
import { demoCatalogue } from '../../src/adapters/catalogue/demo-catalogue.ts';
import { listen } from '../../src/adapters/http/listen.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { fillCatalogue } from '../../src/store/leads.ts';
import { freePort } from '../testkit/free-port.ts';
import type { TestDatabase } from '../testkit/databases.ts';
import { Visitor, type Page } from '../testkit/visitor.ts';

export const PASSWORD = 'correct horse battery';
export const CARD = '4242424242424242';

/** The program as it runs, on a port of this machine, without its demo unless it is asked for. */
export interface Program {
  readonly database: TestDatabase;
  readonly base: string;
  readonly port: number;
  /** Every line that it has logged. */
  readonly log: readonly string[];
  /** Every answer of 500 and more, as `status method path`. */
  readonly failures: readonly string[];
  visitor(headers?: Readonly<Record<string, string>>): Visitor;
  /** Signs a company up, as its owner does it, and waits until its first payment has arrived. */
  customer(email: string, fields?: Readonly<Record<string, string>>): Promise<Customer>;
  /** Has the owner invite somebody, who joins by the link in the mail. */
  join(customer: Customer, email: string, role: 'owner' | 'billing' | 'member'): Promise<Visitor>;
  /** The newest mail to somebody, once it is there. */
  mail(to: string, subject: RegExp): Promise<string>;
  stop(): Promise<void>;
}

export interface Customer {
  readonly accountId: string;
  readonly email: string;
  readonly owner: Visitor;
}

/** Starts it on a database that is open and migrated. */
export async function startProgram(
  database: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
  { demo = false } = {},
): Promise<Program> {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const own = { PORT: String(port), FAIRWELL_SECRET: 'x'.repeat(40), SANDBOX_LATENCY_MS: '0', LOG_LEVEL: 'trace' };
  const config = loadConfig({ ...own, ...settings });
  const { db } = database;
  const log: string[] = [];
  const letGo = overhear(log);
  const app = await createApp(config, database);
  if (demo) await app.demo?.make();
  else await fillCatalogue(db, demoCatalogue(200));
  const listener = await listen((request, connection) => app.fetch(request, connection), { host: '127.0.0.1', port });
  app.start();
  const failures: string[] = [];
  const send = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? {} : { body: await request.arrayBuffer() };
    const init = { method: request.method, headers: request.headers, redirect: 'manual', ...body } as const;
    const response = await fetch(`${base}${pathname}${search}`, init);
    if (response.status >= 500) failures.push(`${response.status} ${request.method} ${pathname}`);
    return response;
  };
  const program: Program = {
    database,
    base,
    port,
    log,
    failures,
    visitor: (headers) => new Visitor(send, headers),
    customer: (email, fields) => signUp(program, email, fields),
    join: (customer, email, role) => join(program, customer, email, role),
    mail: (to, subject) => mailTo(database, to, subject),
    stop: async () => {
      await Promise.all([listener.close(1_000), app.stop()]);
      letGo();
    },
  };
  return program;
}

/** Keeps what is logged instead of showing it. */
function overhear(log: string[]): () => void {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array) => log.push(String(chunk)) > 0;
  return () => {
    process.stderr.write = write;
  };
}

async function signUp(program: Program, email: string, fields: Readonly<Record<string, string>> = {}) {
  const owner = program.visitor();
  const form = await owner.open('/signup');
  const page = await form.submit('/signup', {
    company: 'A Company',
    name: 'Olivia Owner',
    email,
    password: PASSWORD,
    country: 'US',
    plan: 'starter',
    number: CARD,
    expiry: '12/40',
    cvc: '123',
    ...fields,
  });
  if (!page.path.startsWith('/settings/subscription')) throw new Error(`no sign-up: ${page.status} ${page.text}`);
  const { db } = program.database;
  const member = await db
    .selectFrom('members')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirstOrThrow();
  const accountId = member.account_id;
  await until(async () => {
    const account = await db
      .selectFrom('accounts')
      .select('pending')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    return account.pending === null;
  });
  return { accountId, email, owner };
}

async function join(program: Program, { owner }: Customer, email: string, role: string): Promise<Visitor> {
  await (await owner.open('/settings/members')).submit('/settings/members', { email, role });
  const path = /\/invitations\/[\w-]+/u.exec(await program.mail(email, /./u))?.[0] ?? '';
  const somebody = program.visitor();
  await (await somebody.open(path)).submit(path, { name: `${role} of it`, password: PASSWORD });
  return somebody;
}

async function mailTo({ db }: TestDatabase, to: string, subject: RegExp): Promise<string> {
  let text = '';
  await until(async () => {
    const mails = await db.selectFrom('demo_mails').selectAll().orderBy('id', 'desc').execute();
    const found = mails.find((mail) => mail.recipients.includes(to) && subject.test(mail.subject));
    text = found?.text_body ?? '';
    return found !== undefined;
  });
  return text;
}

/** Waits until something holds. */
export async function until(holds: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Logs a browser in. */
export async function logIn(visitor: Visitor, email: string, password = PASSWORD): Promise<Page> {
  return (await visitor.open('/login')).submit('/login', { email, password });
}

/** What proves that a form is ours. */
export async function csrfOf(visitor: Visitor): Promise<string> {
  const page = await visitor.open('/help/contact');
  return page.fields('/help/contact').find(([name]) => name === '_csrf')?.[1] ?? '';
}

export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they stand, and reads what comes until the other end closes. */
export function sendRaw(port: number, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1] ?? 0), head, body: rest.join('\r\n\r\n') });
    });
    socket.setTimeout(5_000, () => socket.destroy());
    socket.write(bytes, 'latin1');
  });
}
