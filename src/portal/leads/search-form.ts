import { z } from 'zod';
import { creditsPerLead, orderedFields } from '../../domain/orders/pricing.ts';
import type { LeadField, LeadFilter } from '../../domain/orders/types.ts';
import type { LeadFacets } from '../../queries/leads.ts';
import type { FormState } from '../../ui/components/index.ts';
import { orderFormTexts } from '../../ui/messages/leads.ts';

/** What is searched and what of it would be ordered; the address of the page holds all of it. */
export interface SearchChoice {
  readonly filter: LeadFilter;
  readonly fields: readonly LeadField[];
  /** Null until somebody says how many. */
  readonly leads: number | null;
}

/** The fields that can be added to the business e-mail. */
export const OPTIONAL_FIELDS = ['email_verification', 'personal_email', 'mobile'] as const satisfies LeadField[];

const MOST_LEADS = 1_000_000;

/** The parameters of a search; a facet takes the values of the catalogue only. */
export const searchSchema = onceFor((facets: LeadFacets) => {
  // each value once is all that anybody can mean
  const some = (values: readonly string[]) => z.array(z.enum(values)).max(Math.max(1, values.length)).default([]);
  return z.object({
    title: z.string().trim().max(100).default(''),
    seniority: some(facets.seniorities),
    industry: some(facets.industries),
    size: some(facets.companySizes),
    country: some(facets.countries),
    field: z.array(z.enum(OPTIONAL_FIELDS)).max(OPTIONAL_FIELDS.length).default([]),
    leads: z.coerce.number().int().min(1).max(MOST_LEADS).optional(),
  });
});

/** The parameters of an order: a search, how many leads, and the total that was read on the page. */
export const orderSchema = onceFor((facets: LeadFacets) =>
  searchSchema(facets).extend({
    leads: z.coerce.number().int().min(1).max(MOST_LEADS),
    quoted: z.coerce.number().int().min(0).optional(),
    /** `price` asks for the total only. */
    do: z.enum(['price', 'order']).default('order'),
  }),
);

/** To make a schema takes longer than to read with it, and a catalogue keeps its facets. */
function onceFor<Schema>(make: (facets: LeadFacets) => Schema): (facets: LeadFacets) => Schema {
  const made = new WeakMap<LeadFacets, Schema>();
  return (facets) => {
    const known = made.get(facets) ?? make(facets);
    made.set(facets, known);
    return known;
  };
}

type SearchValues = z.output<ReturnType<typeof searchSchema>>;

/** A search from its checked parameters. */
export function toChoice(values: SearchValues): SearchChoice {
  return {
    filter: {
      title: values.title,
      seniorities: values.seniority,
      industries: values.industry,
      companySizes: values.size,
      countries: values.country,
    },
    fields: orderedFields(values.field),
    leads: values.leads ?? null,
  };
}

/**
 * The search of a form in which something is wrong, as far as it can be read: what is marked is left
 * out. Null when the filters themselves are wrong, because then there is nothing to search.
 */
export function readableChoice(form: FormState, facets: LeadFacets): SearchChoice | null {
  const schema = searchSchema(facets);
  const kept = Object.fromEntries(
    Object.entries(form.values).filter(
      ([name, value]) => !(name in form.errors) && value !== '' && name in schema.shape,
    ),
  );
  const filters = ['title', 'seniority', 'industry', 'size', 'country'];
  if (filters.some((name) => name in form.errors)) return null;
  const read = schema.safeParse(kept);
  return read.success ? toChoice(read.data) : null;
}

/** Why this many leads cannot be ordered, or null. The domain counts the credits again, and decides. */
export function leadsProblem(
  { leads, fields }: { readonly leads: number; readonly fields: readonly LeadField[] },
  newToYou: number,
  available: number,
): string | null {
  if (leads > newToYou) return orderFormTexts.tooMany(newToYou);
  const cost = leads * creditsPerLead(fields);
  return cost > available ? orderFormTexts.tooExpensive(leads, cost, available) : null;
}

/** The filter as parameters, by name. */
export function filterParameters(filter: LeadFilter): readonly (readonly [string, string])[] {
  return [
    ...(filter.title === '' ? [] : [['title', filter.title] as const]),
    ...filter.seniorities.map((value) => ['seniority', value] as const),
    ...filter.industries.map((value) => ['industry', value] as const),
    ...filter.companySizes.map((value) => ['size', value] as const),
    ...filter.countries.map((value) => ['country', value] as const),
  ];
}

/** The address of a search. */
export function searchHref(choice: Pick<SearchChoice, 'filter'> & Partial<SearchChoice>): string {
  const parameters = [
    ...filterParameters(choice.filter),
    ...(choice.fields ?? []).filter((field) => field !== 'business_email').map((field) => ['field', field] as const),
    ...((choice.leads ?? null) === null ? [] : [['leads', String(choice.leads)] as const]),
  ];
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  return query === '' ? '/' : `/?${query}`;
}
