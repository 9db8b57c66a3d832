import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request as ask } from 'node:http';
import type { Company, Desk } from '../test/testkit/desk.ts';
import { Visitor } from '../test/testkit/visitor.ts';

/** What the program under measurement signs cookies with. */
export const SECRET = 'the secret of a benchmark, forty letters';

const agent = new Agent({ keepAlive: true, maxSockets: 20 });

/** The cookie of a session that is begun for the company's owner, without asking for the password. */
export async function sessionOf({ database: { db } }: Desk, company: Company): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const now = new Date().toISOString();
  await db
    .insertInto('auth_sessions')
    .values({
      id: token,
      user_id: company.members.owner.userId,
      token,
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
      created_at: now,
      updated_at: now,
    } as never)
    .execute();
  const signature = createHmac('sha256', SECRET).update(token).digest('base64');
  return `fairwell.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** A browser that is logged in, and speaks to a program on this machine over connections that stay open. */
export function visitorAt(base: string, session: string): Visitor {
  return new Visitor((request) => sendTo(base, session, request));
}

/** A browser that is logged in, and speaks to a program in this process. */
export function visitorOf(fetch: (request: Request) => Response | Promise<Response>, session: string): Visitor {
  return new Visitor(async (request) => {
    const headers = withSession(request, session);
    const body = request.method === 'POST' ? { body: await request.text() } : {};
    return fetch(new Request(request.url, { method: request.method, headers, ...body }));
  });
}

function withSession(request: Request, session: string): Headers {
  const headers = new Headers(request.headers);
  headers.set('cookie', [session, headers.get('cookie')].filter(Boolean).join('; '));
  return headers;
}

async function sendTo(base: string, session: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'POST' ? await request.text() : undefined;
  const headers = Object.fromEntries(withSession(request, session));
  return new Promise((resolve, reject) => {
    const sent = ask(`${base}${pathname}${search}`, { method: request.method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const given = new Headers();
        for (let at = 0; at < answer.rawHeaders.length; at += 2) {
          given.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
        }
        const status = answer.statusCode ?? 500;
        resolve(
          new Response(status === 303 || status === 204 ? null : Buffer.concat(parts), { status, headers: given }),
        );
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const PLAN = '/settings/subscription';

/** Cancels, from the reason to the confirmation, and takes it back: what a customer's browser asks for. */
export async function cancelAndResume(visitor: Visitor): Promise<void> {
  const plan = await visitor.open(PLAN);
  let page = await plan.submit(`${PLAN}/cancel`);
  page = await page.submit(`${PLAN}/cancel/reason`, { reason: 'no_outbound' });
  while (page.path.includes('/cancel/pages/')) page = await page.submit(`${page.path}/continue`);
  page = await page.submit(`${PLAN}/cancel/confirm`);
  if (!page.path.endsWith('/done')) throw new Error(`the cancellation ended at ${page.path}: ${page.text}`);
  page = await (await visitor.open(PLAN)).submit(`${PLAN}/keep`);
  if (page.status !== 200) throw new Error(`the resume ended with ${page.status}`);
}
