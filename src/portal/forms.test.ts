import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldErrors } from '../ui/messages/portal.ts';
import { safeNext } from './context.ts';
import type { Parameters, PortalContext } from './context.ts';
import { BadRequest } from './errors.tsx';
import { readForm } from './forms.ts';

function read<Shape extends z.ZodRawShape>(fields: Record<string, string[]>, shape: Shape) {
  const body: Parameters = new Map(Object.entries(fields));
  return readForm({ get: () => body } as unknown as PortalContext, z.object(shape));
}

describe('readForm', () => {
  it('gives the checked value and the key', () => {
    const form = read({ leads: ['250'], _key: ['0f8fad5b-d9cb'] }, { leads: z.coerce.number().int() });
    expect(form).toEqual({ ok: true, value: { leads: 250 }, key: '0f8fad5b-d9cb' });
  });

  it('takes what was left blank as not given', () => {
    expect(read({ note: ['  '] }, { note: z.string().optional() })).toMatchObject({ ok: true, value: {} });
    const form = read({ name: [' '] }, { name: z.string() });
    expect(form).toMatchObject({ ok: false, errors: { name: fieldErrors.missing } });
  });

  it('keeps what was typed, also in the fields that were right', () => {
    const form = read(
      { email: ['olivia'], name: [' Olivia '], sizes: ['1-10', '11-50'] },
      { email: z.email(), name: z.string().trim(), sizes: z.array(z.string()) },
    );
    expect(form).toMatchObject({
      ok: false,
      values: { email: 'olivia', name: ' Olivia ', sizes: ['1-10', '11-50'] },
      errors: { email: fieldErrors.email },
    });
  });

  it.each([
    ['x', z.coerce.number(), fieldErrors.number],
    ['1.5', z.coerce.number().int(), fieldErrors.wholeNumber],
    ['0', z.coerce.number().min(1), fieldErrors.tooSmall(1)],
    ['11', z.coerce.number().max(10), fieldErrors.tooLarge(10)],
    ['abc', z.string().min(10), fieldErrors.tooShort(10)],
    ['abc', z.string().max(2), fieldErrors.tooLong(2)],
    ['abc', z.enum(['a', 'b']), fieldErrors.choice],
    ['abc', z.string({ error: 'Ours.' }).max(2, 'Our own.'), 'Our own.'],
  ])('says what is wrong with %j', (typed, schema, sentence) => {
    expect(read({ field: [typed] }, { field: schema })).toMatchObject({ ok: false, errors: { field: sentence } });
  });

  it('lets a list repeat, and nothing else', () => {
    const list = { field: z.array(z.string()).max(5).default([]) };
    expect(read({ field: ['a', 'b'] }, list)).toMatchObject({ ok: true, value: { field: ['a', 'b'] } });
    expect(read({}, list)).toMatchObject({ ok: true, value: { field: [] } });
    expect(() => read({ field: ['a', 'b'] }, { field: z.string() })).toThrow(BadRequest);
    expect(() => read({ other: ['a', 'b'] }, { field: z.string() })).toThrow(BadRequest);
  });

  it('takes no key that we would not have made', () => {
    expect(() => read({ _key: ['a b'] }, {})).toThrow(BadRequest);
  });
});

describe('safeNext', () => {
  it.each(['/orders', '/orders?page=2', '/'])('goes on to %s', (path) => {
    expect(safeNext(path)).toBe(path);
  });

  it.each([
    '//evil.test',
    '/\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '',
    null,
    '/a b',
    '/login?next=/',
  ])('goes to the start page instead of %s', (path) => {
    expect(safeNext(path)).toBe('/');
  });
});
