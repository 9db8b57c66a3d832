import { ACCOUNT_FIGURES, figuresIn, OFFER_FIGURES } from './figures.ts';
import { conditionProblems, effectProblems } from './check-offer.ts';
import { isList, isObject, isText, isWhole, type Fields } from './check-shape.ts';
import type { FlowDefinition } from './types.ts';

/** A definition that may be run, or everything that is wrong with it, each problem with its place. */
type FlowCheck =
  { readonly ok: true; readonly flow: FlowDefinition } | { readonly ok: false; readonly problems: readonly string[] };

const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
/** Pages that every attempt has; a flow cannot have its own of these names. */
const BUILT_IN_PAGES = ['reason', 'confirm', 'done'];

/**
 * Checks a definition of unknown origin: shape, ids, references, texts, offers. With one that passes,
 * every attempt comes to the confirmation in as many steps as there are pages.
 */
export function checkFlow(definition: unknown): FlowCheck {
  const problems = isObject(definition) ? flowProblems(definition) : ['the flow is not an object'];
  return problems.length === 0 ? { ok: true, flow: definition as FlowDefinition } : { ok: false, problems };
}

function flowProblems(flow: Fields): string[] {
  const pages = objects(flow['pages'], 'pages');
  const reasons = objects(flow['reasons'], 'reasons');
  const closing = ids(flow['closingPages'], 'closingPages');
  const problems = [...pages.problems, ...reasons.problems, ...closing.problems];
  if (!isText(flow['code']) || !ID.test(flow['code'])) problems.push('code is not an id');
  if (!isWhole(flow['version'], 1)) problems.push('version is not a whole number from 1');
  if (problems.length > 0) return problems;

  const offers = pages.items.flatMap(({ offers: list }) => (isList(list) ? list.filter(isObject) : []));
  problems.push(
    ...(reasons.items.length === 0 ? ['reasons has none'] : []),
    ...repeated(pages.items, 'page'),
    ...repeated(reasons.items, 'reason'),
    ...repeated(offers, 'offer'),
    ...repeatedLabels(reasons.items),
    ...pages.items.flatMap((page, index) => pageProblems(page, `pages[${index}]`)),
    ...reasons.items.flatMap((reason, index) => reasonProblems(reason, `reasons[${index}]`)),
    ...referenceProblems(pages.items, reasons.items, closing.items),
  );
  return problems;
}

function pageProblems(page: Fields, at: string): string[] {
  const { id, title, body, standsAlone } = page;
  const offers = objects(page['offers'], `${at}.offers`);
  const problems = [...idProblems(id, at), ...textProblems(title, `${at}.title`, ACCOUNT_FIGURES)];
  if (BUILT_IN_PAGES.includes(String(id))) problems.push(`${at}.id ${String(id)} is a built-in page`);
  if (isList(body)) {
    problems.push(...body.flatMap((text, index) => textProblems(text, `${at}.body[${index}]`, ACCOUNT_FIGURES)));
  } else {
    problems.push(`${at}.body is not a list`);
  }
  if (standsAlone !== undefined && typeof standsAlone !== 'boolean')
    problems.push(`${at}.standsAlone is not true or false`);
  if (standsAlone !== true && offers.items.length === 0) problems.push(`${at} has no offer and does not stand alone`);
  return [
    ...problems,
    ...offers.problems,
    ...offers.items.flatMap((offer, index) => offerProblems(offer, `${at}.offers[${index}]`)),
  ];
}

function offerProblems(offer: Fields, at: string): string[] {
  const conditions = objects(offer['when'], `${at}.when`);
  const figures = [...ACCOUNT_FIGURES, ...offerFigures(offer['effect'])];
  return [
    ...idProblems(offer['id'], at),
    ...effectProblems(offer['effect'], `${at}.effect`),
    ...textProblems(offer['text'], `${at}.text`, figures),
    ...textProblems(offer['label'], `${at}.label`, figures),
    ...conditions.problems,
    ...conditions.items.flatMap((condition, index) => conditionProblems(condition, `${at}.when[${index}]`)),
  ];
}

/** The figures of the effect; of all effects where it is unknown, which is a problem of its own. */
function offerFigures(effect: unknown): readonly string[] {
  const kind = isObject(effect) ? String(effect['kind']) : '';
  const known: Readonly<Record<string, readonly string[]>> = OFFER_FIGURES;
  return Object.hasOwn(known, kind) ? (known[kind] ?? []) : Object.values(known).flat();
}

function reasonProblems(reason: Fields, at: string): string[] {
  return [
    ...idProblems(reason['id'], at),
    ...textProblems(reason['label'], `${at}.label`, []),
    ...ids(reason['pages'], `${at}.pages`).problems,
  ];
}

function referenceProblems(pages: readonly Fields[], reasons: readonly Fields[], closing: readonly string[]): string[] {
  const known = new Set(pages.map(({ id }) => id));
  const named = [
    ...reasons.flatMap((reason) =>
      ids(reason['pages'], '').items.map((id) => ({ id, by: `reason ${String(reason['id'])}` })),
    ),
    ...closing.map((id) => ({ id, by: 'closingPages' })),
  ];
  const used = new Set<unknown>(named.map(({ id }) => id));
  return [
    ...named.filter(({ id }) => !known.has(id)).map(({ id, by }) => `${by} leads to page ${id}, which does not exist`),
    ...[...known].filter((id) => !used.has(id)).map((id) => `page ${String(id)} is on no reason's way`),
  ];
}

function textProblems(text: unknown, at: string, figures: readonly string[]): string[] {
  if (!isText(text)) return [`${at} is empty`];
  const unknown = figuresIn(text).filter((name) => !figures.includes(name));
  if (unknown.length > 0) return unknown.map((name) => `${at} names the unknown figure {${name}}`);
  return /[{}]/.test(text.replace(/\{\w+\}/g, '')) ? [`${at} has a stray brace`] : [];
}

function idProblems(id: unknown, at: string): string[] {
  return isText(id) && ID.test(id) ? [] : [`${at}.id is not an id`];
}

function repeated(items: readonly Fields[], what: string): string[] {
  return twice(items.map(({ id }) => id)).map((id) => `${what} ${String(id)} is defined twice`);
}

function repeatedLabels(reasons: readonly Fields[]): string[] {
  return twice(reasons.map(({ label }) => label)).map((label) => `two reasons are called "${String(label)}"`);
}

function twice(values: readonly unknown[]): unknown[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function objects(value: unknown, at: string): { items: Fields[]; problems: string[] } {
  if (!isList(value)) return { items: [], problems: [`${at} is not a list`] };
  const problems = value.flatMap((item, index) => (isObject(item) ? [] : [`${at}[${index}] is not an object`]));
  return { items: value.filter(isObject), problems };
}

function ids(value: unknown, at: string): { items: readonly string[]; problems: string[] } {
  if (!isList(value) || !value.every(isText)) return { items: [], problems: [`${at} is not a list of ids`] };
  return { items: value, problems: twice(value).map((id) => `${at} names ${String(id)} twice`) };
}
