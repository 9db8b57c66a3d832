import type { Stream, Weights } from '../../src/cli/simulate/stream.ts';
import type { Ids } from '../attack/company-with-everything.ts';
import { addressOf, probes, type Probe } from '../attack/probes.ts';
import type { Session } from './ground.ts';
import { encoded, hostile, unreadable } from './values.ts';
import type { Wanted } from './wanted.ts';

const FORM = 'application/x-www-form-urlencoded';

/** What can be made of a request; `form` is the answer to a page that was read before. */
export type Kind =
  'page' | 'command' | 'form' | 'hostile' | 'replay' | 'forged' | 'crossing' | 'stranger' | 'unreadable' | 'method';

export const KINDS: Weights<Kind> = [
  ['page', 200],
  ['command', 150],
  ['form', 230],
  ['hostile', 90],
  ['replay', 80],
  ['forged', 70],
  ['crossing', 70],
  ['stranger', 40],
  ['unreadable', 50],
  ['method', 20],
];

/** What must come of a request, if anything is known of it. */
export type Expected = 'turned away' | 'anything';

export interface Made {
  readonly wanted: Wanted;
  readonly expected: Expected;
}

/** Who takes part in a run. */
export interface Parties {
  /** Members who ask, of every role. */
  readonly askers: readonly Session[];
  /** A member of the account to which nothing may happen. */
  readonly bystander: Session;
  /** What that account has. */
  readonly theirs: Ids;
}

/** Words cost the machine a tenth of a second each to check, so few are tried. */
const SLOW = new Set(['POST /login', 'POST /signup', 'POST /reset-password', 'POST /settings/profile/password']);
/** These end what the run needs, whoever asks for them in order. */
const LAST = new Set(['POST /logout', 'POST /settings/members/:id/remove', 'POST /settings/members/:id/role']);

/** Every address: each has a network of its own, so that the limits on tries do not hide what is behind them. */
function headersOf(stream: Stream, cookie: string): Record<string, string> {
  const hop = Array.from({ length: 4 }, () => stream.between(1, 250)).join('.');
  return { 'x-forwarded-for': hop, ...(cookie === '' ? {} : { cookie }) };
}

function routeOf(stream: Stream, table: Readonly<Record<string, Probe>>, method: 'GET' | 'POST'): [string, Probe] {
  for (;;) {
    const [route, probe] = stream.pick(Object.entries(table));
    if (!route.startsWith(method) || LAST.has(route)) continue;
    if (SLOW.has(route) && !stream.happens(30)) continue;
    return [route, probe];
  }
}

type Fields = readonly (readonly [string, string])[];

function posting(stream: Stream, session: Session, path: string, fields: Fields): Wanted {
  const body = encoded([['_csrf', session.csrf], ...fields]);
  return { method: 'POST', path, headers: { ...headersOf(stream, session.cookie), 'content-type': FORM }, body };
}

const key = (stream: Stream): readonly [string, string] => [
  '_key',
  Array.from({ length: 4 }, () => stream.between(1_000, 9_999)).join('-'),
];

/** Reads a page. */
export function page(stream: Stream, session: Session, ids: Ids): Wanted {
  const [route, probe] = routeOf(stream, probes(ids), 'GET');
  const path = addressOf(route, probe);
  const asked = stream.happens(150) ? `${path}${path.includes('?') ? '&' : '?'}${queryOf(stream)}` : path;
  return { method: 'GET', path: asked, headers: headersOf(stream, session.cookie) };
}

function queryOf(stream: Stream): string {
  const names = [
    'page',
    'q',
    'leads',
    'credits',
    'plan',
    'payment',
    'industry',
    'kind',
    'next',
    'title',
    'field',
    'subject',
  ];
  const pairs = Array.from({ length: stream.between(1, 3) }, () => [stream.pick(names), hostile(stream)] as const);
  return encoded(pairs);
}

/** Sends one of the forms that a page has, as it stands or with a field that nobody should fill in so. */
export function formOn(stream: Stream, session: Session, html: string): Wanted | null {
  const forms = [...html.matchAll(/<form\s([^>]*)>([^]*?)<\/form>/gu)].filter(
    ([, attributes = '']) => /method="post"/iu.test(attributes) && !/action="\/(logout|demo)/u.test(attributes),
  );
  if (forms.length === 0) return null;
  const [, attributes = '', inner = ''] = stream.pick(forms);
  const fields = [...inner.matchAll(/<(?:input|button)\b([^>]*)>/gu)].flatMap(([, each = '']) => {
    const name = /\bname="([^"]*)"/u.exec(each)?.[1];
    const value = /\bvalue="([^"]*)"/u.exec(each)?.[1] ?? '';
    if (name === undefined || name === '_csrf' || (/type="(radio|checkbox)"/u.test(each) && !stream.happens(400))) {
      return [];
    }
    return [[name, stream.happens(30) ? hostile(stream) : value.replaceAll('&amp;', '&')] as const];
  });
  const once = new Map(fields);
  if (once.has('leads') || /action="\/orders"/u.test(attributes)) once.set('leads', String(stream.between(1, 5)));
  return posting(stream, session, /action="([^"]*)"/u.exec(attributes)?.[1]?.replaceAll('&amp;', '&') ?? '/', [
    ...once,
  ]);
}

/** Makes the requests of those kinds that need nothing but who takes part. */
export function make(kind: Kind, stream: Stream, parties: Parties, ids: Ids): Made {
  const { askers, bystander, theirs } = parties;
  const asker = stream.pick(askers);
  switch (kind) {
    case 'command':
    case 'hostile':
    case 'crossing':
      return { wanted: command(kind, stream, asker, kind === 'crossing' ? theirs : ids), expected: 'anything' };
    case 'forged':
      return { wanted: forged(stream, bystander, asker, theirs), expected: 'turned away' };
    case 'stranger':
      return { wanted: page(stream, { accountId: '', cookie: '', csrf: '' }, theirs), expected: 'anything' };
    case 'unreadable':
      return { wanted: broken(stream, bystander, theirs), expected: 'turned away' };
    case 'method':
      return { wanted: oddMethod(stream, bystander, theirs), expected: 'anything' };
    case 'page':
    case 'form':
    case 'replay': {
      const reader = kind === 'page' && stream.happens(400) ? bystander : asker;
      return { wanted: page(stream, reader, reader === bystander ? theirs : ids), expected: 'anything' };
    }
  }
}

function command(kind: 'command' | 'hostile' | 'crossing', stream: Stream, asker: Session, ids: Ids): Wanted {
  const [route, probe] = routeOf(stream, namedBy(kind, ids), 'POST');
  const known = Object.entries(probe.fields ?? {});
  const fields = kind === 'hostile' ? known.map(([name, value]) => [name, spoilt(stream, value)] as const) : known;
  return posting(stream, asker, addressOf(route, probe), stream.happens(500) ? [...fields, key(stream)] : fields);
}

/** The forms that name something; what they name is another account's. The token of an invitation is a key, not a name. */
function namedBy(kind: 'command' | 'hostile' | 'crossing', ids: Ids): Readonly<Record<string, Probe>> {
  const table = Object.entries(probes(ids)).filter(([route]) => route !== 'POST /invitations/:token');
  if (kind !== 'crossing') return Object.fromEntries(table);
  return Object.fromEntries(
    table.filter(([, { names, fields = {} }]) => names === true || Object.keys(fields).some((one) => NAMING.has(one))),
  );
}

const NAMING = new Set(['attempt', 'payment']);

function spoilt(stream: Stream, value: string): string {
  return stream.happens(600) ? hostile(stream) : value;
}

/** A form in the name of the bystander that is not theirs: without a token, with another one's, or from elsewhere. */
function forged(stream: Stream, bystander: Session, other: Session, ids: Ids): Wanted {
  const [route, probe] = routeOf(stream, probes(ids), 'POST');
  const fields = Object.entries(probe.fields ?? {});
  const path = addressOf(route, probe);
  switch (stream.between(1, 4)) {
    case 1:
      return posting(stream, { ...bystander, csrf: '' }, path, fields);
    case 2:
      return posting(stream, { ...bystander, csrf: other.csrf }, path, fields);
    case 3:
      return posting(stream, { ...bystander, csrf: hostile(stream) }, path, fields);
    default: {
      const wanted = posting(stream, bystander, path, fields);
      const elsewhere = stream.pick([{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]);
      return { ...wanted, headers: { ...wanted.headers, ...elsewhere } };
    }
  }
}

function broken(stream: Stream, bystander: Session, ids: Ids): Wanted {
  const [route, probe] = routeOf(stream, probes(ids), 'POST');
  const [type, body] = unreadable(stream, bystander.csrf);
  const headers = { ...headersOf(stream, bystander.cookie), ...(type === '' ? {} : { 'content-type': type }) };
  return { method: 'POST', path: addressOf(route, probe), headers, body };
}

function oddMethod(stream: Stream, bystander: Session, ids: Ids): Wanted {
  const [route, probe] = routeOf(stream, probes(ids), 'POST');
  const method = stream.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']);
  const path = addressOf(route, probe);
  if (method === 'HEAD' || method === 'OPTIONS') return { method, path, headers: headersOf(stream, bystander.cookie) };
  return { ...posting(stream, bystander, path, Object.entries(probe.fields ?? {})), method };
}
