import { z } from 'zod';
import type { PortalContext } from './context.ts';
import { readQuery } from './forms.ts';

const query = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).optional() });

/**
 * The page of a list that the address asks for. What names no page is the first, as one beyond the
 * last is the last: an address that somebody shortened or mistyped still leads to the list.
 */
export function pageAsked(c: PortalContext): number {
  const read = readQuery(c, query);
  return read.ok ? (read.value.page ?? 1) : 1;
}
