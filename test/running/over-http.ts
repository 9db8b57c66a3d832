import { Visitor } from '../testkit/visitor.ts';

/** A browser of the program that listens on a port of this machine. */
export function visitorOf(port: number): Visitor {
  return new Visitor(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? {} : { body: await request.arrayBuffer() };
    const { method, headers } = request;
    return fetch(`http://localhost:${port}${pathname}${search}`, { method, headers, redirect: 'manual', ...body });
  });
}

/** Signs a company up, as its owner does it. */
export async function signUp(visitor: Visitor, email: string): Promise<void> {
  const page = await (
    await visitor.open('/signup')
  ).submit('/signup', {
    company: 'A Company',
    name: 'Olivia Owner',
    email,
    password: 'correct horse battery',
    country: 'US',
    plan: 'starter',
    number: '4242424242424242',
    expiry: '12/40',
    cvc: '123',
  });
  if (!page.path.startsWith('/settings/subscription')) throw new Error(`no sign-up: ${page.status} ${page.text}`);
}

export const TOKEN = 'a token to read the metrics';

/** What a process answers, as its prober reads it. */
export async function told(port: number, path: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** The metrics of a process: each line's value by its name and labels. */
export async function metricsOf(port: number): Promise<ReadonlyMap<string, number>> {
  const { status, text } = await told(port, '/metrics', { authorization: `Bearer ${TOKEN}` });
  if (status !== 200) throw new Error(`no metrics: ${status}`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))] as const;
    }),
  );
}
