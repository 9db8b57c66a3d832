import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Parameters, PortalContext, PortalEnv } from '../context.ts';
import { showProblem } from '../errors.tsx';
import { SAFE_METHODS } from './csrf.ts';

const FORM = 'application/x-www-form-urlencoded';
const EMPTY: Parameters = new Map();

const MAX_BODY_BYTES = 64 * 1024;

const withinLimit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => {
    // what is left of the body would otherwise be read as the next request, or to its end
    c.header('connection', 'close');
    return showProblem(c as PortalContext, 'too_large', 413);
  },
});

/** Turns larger bodies away, also those that do not say how large they are, and what breaks off while it is counted. */
export const limitBody: MiddlewareHandler<PortalEnv> = async (c, next) => {
  // they have no body, and to look for one makes the whole request anew
  if (SAFE_METHODS.has(c.req.method)) return next();
  let counted = false;
  const goOn = () => {
    counted = true;
    return next();
  };
  try {
    return await withinLimit(c, goOn);
  } catch (error) {
    if (counted) throw error;
    return showProblem(c, 'bad_request', 400);
  }
};

/** Turns away addresses that do not decode, and hands a form on as decoded fields. */
export const readParameters: MiddlewareHandler<PortalEnv> = async (c, next) => {
  c.set('body', EMPTY);
  const query = queryOf(c);
  if (query === null || !decodes(pathOf(c))) return showProblem(c, 'bad_request', 400);
  if (!SAFE_METHODS.has(c.req.method)) {
    const bytes = await bodyOf(c);
    if (bytes === null) return showProblem(c, 'bad_request', 400);
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (bytes.length > 0 && type !== FORM) return showProblem(c, 'wrong_type', 415);
    const body = parse(bytes);
    if (body === null) return showProblem(c, 'bad_request', 400);
    if (repeats(query) || repeats(body, ['_csrf', '_key'])) return showProblem(c, 'repeated', 400);
    c.set('body', body);
  }
  await next();
  // A page that reads its query says what may repeat; for every other page nothing may.
  if (repeats(query) && !c.get('queryRead') && c.res.status < 300) {
    c.res = await showProblem(c, 'repeated', 400);
  }
};

/** The body, or null when whoever sends it breaks off. */
async function bodyOf(c: PortalContext): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await c.req.arrayBuffer());
  } catch {
    return null;
  }
}

/** The query's parameters, or null when they do not decode. */
export function queryOf(c: PortalContext): Parameters | null {
  const start = c.req.url.indexOf('?');
  return start < 0 ? EMPTY : parse(new TextEncoder().encode(c.req.url.slice(start + 1)));
}

function pathOf(c: PortalContext): string {
  return new URL(c.req.url).pathname;
}

function repeats(parameters: Parameters, names?: readonly string[]): boolean {
  const lists = names ? names.map((name) => parameters.get(name) ?? []) : [...parameters.values()];
  return lists.some((values) => values.length > 1);
}

function decodes(text: string): boolean {
  return decode(text) !== null;
}

function parse(bytes: Uint8Array): Parameters | null {
  const parameters = new Map<string, string[]>();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
  for (const pair of text.split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    const name = decode((at < 0 ? pair : pair.slice(0, at)).replaceAll('+', ' '));
    const value = decode(at < 0 ? '' : pair.slice(at + 1).replaceAll('+', ' '));
    if (name === null || value === null) return null;
    // added in place: a copy for each would let one small body take half a minute
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

/** Decoded, or null for what is no UTF-8 or holds a character that PostgreSQL cannot store. */
function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
