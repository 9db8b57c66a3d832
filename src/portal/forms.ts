import { z } from 'zod';
import type { FormState } from '../ui/components/field.tsx';
import { fieldErrors } from '../ui/messages/portal.ts';
import type { Parameters, PortalContext } from './context.ts';
import { BadRequest } from './errors.tsx';
import { queryOf } from './security/parameters.ts';

/** What a form brought: its checked value, or what was typed with a sentence for each wrong field. */
type FormCheck<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & FormState);

/** The same, with the key under which the form's command happens once. */
type FormResult<T> = FormCheck<T> & { readonly key: string | undefined };

const KEY = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Checks the posted form against a schema of strings. A field that was left blank is absent, and one
 * that the schema declares as an array may come more than once; any other repeated field is a bad
 * request.
 */
export function readForm<Shape extends z.ZodRawShape>(
  c: PortalContext,
  schema: z.ZodObject<Shape>,
): FormResult<z.output<z.ZodObject<Shape>>> {
  const body = c.get('body');
  const key = body.get('_key')?.[0];
  if (key !== undefined && !KEY.test(key)) throw new BadRequest('bad_request');
  return { ...check(body, schema), key };
}

/** Checks the query in the same way, e.g. the filters of a search. */
export function readQuery<Shape extends z.ZodRawShape>(
  c: PortalContext,
  schema: z.ZodObject<Shape>,
): FormCheck<z.output<z.ZodObject<Shape>>> {
  c.set('queryRead', true);
  return check(queryOf(c) ?? new Map(), schema);
}

/** What was typed, from a form that was fine, to show it again. */
export function typed(c: PortalContext): FormState['values'] {
  return Object.fromEntries([...c.get('body')].map(([name, all]) => [name, all.length > 1 ? all : (all[0] ?? '')]));
}

function check<Shape extends z.ZodRawShape>(
  parameters: Parameters,
  schema: z.ZodObject<Shape>,
): FormCheck<z.output<z.ZodObject<Shape>>> {
  const values: Record<string, string | string[]> = {};
  const given: Record<string, string | string[]> = {};
  for (const [name, all] of parameters) {
    const list = takesList(schema.shape[name]);
    if (all.length > 1 && !list) throw new BadRequest('repeated');
    const lines = all.map((value) => value.replaceAll('\r\n', '\n'));
    values[name] = list ? lines : (lines[0] ?? '');
    const filled = lines.filter((value) => value.trim() !== '');
    if (filled.length > 0) given[name] = list ? filled : (filled[0] ?? '');
  }
  const result = schema.safeParse(given, { error: sentenceFor });
  if (result.success) return { ok: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '_form');
    errors[field] ??= issue.message;
  }
  return { ok: false, values, errors };
}

/** Whether a field is declared as an array, under whatever makes it optional or gives it a default. */
function takesList(type: unknown): boolean {
  let inner = type;
  for (;;) {
    if (inner instanceof z.ZodArray) return true;
    if (inner instanceof z.ZodPipe) inner = inner.def.in;
    else if (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.def.innerType;
    else if (inner instanceof z.ZodNullable || inner instanceof z.ZodPrefault) inner = inner.def.innerType;
    else return false;
  }
}

/** A sentence of the catalogue, for schemas that have none of their own. */
function sentenceFor(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return fieldErrors.missing;
  switch (issue.code) {
    case 'too_small':
      return bound(
        issue.origin,
        Number(issue.minimum),
        fieldErrors.tooShort,
        fieldErrors.tooSmall,
        () => fieldErrors.missingChoices,
      );
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), fieldErrors.tooLong, fieldErrors.tooLarge, fieldErrors.tooMany);
    case 'invalid_value':
      return fieldErrors.choice;
    case 'invalid_format':
      return issue.format === 'email' ? fieldErrors.email : fieldErrors.other;
    case 'invalid_type':
      if (issue.expected === 'int') return fieldErrors.wholeNumber;
      return issue.expected === 'number' ? fieldErrors.number : fieldErrors.other;
    default:
      return fieldErrors.other;
  }
}

function bound(
  origin: string,
  limit: number,
  text: (limit: number) => string,
  number: (limit: number) => string,
  list: (limit: number) => string,
): string {
  if (origin === 'string') return text(limit);
  return origin === 'array' ? list(limit) : number(limit);
}
