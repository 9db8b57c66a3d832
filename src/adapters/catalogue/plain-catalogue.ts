import type { Catalogue, CatalogueLead } from '../../ports/catalogue.ts';

/** People of whom only the number matters: those counted from `first` to `last`, each of whom verifies. */
export function plainCatalogue(first: number, last: number): Catalogue {
  return { leads: () => count(first, last) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, this is not
async function* count(first: number, last: number): AsyncGenerator<CatalogueLead> {
  for (let id = first; id <= last; id += 1) {
    yield {
      id,
      firstName: 'Lead',
      lastName: String(id),
      title: 'Owner',
      seniority: 'Owner',
      industry: 'Software',
      company: 'Company',
      companySize: '1-10',
      country: 'US',
      businessEmail: `lead.${id}@company.example`,
      personalEmail: `lead.${id}@home.example`,
      mobile: '+10000000000',
      verified: true,
    };
  }
}
