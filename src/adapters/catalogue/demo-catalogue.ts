import type { Faker } from '@faker-js/faker';
import type { Catalogue, CatalogueLead } from '../../ports/catalogue.ts';
import { COMPANY_SIZES, COUNTRIES, DEPARTMENTS, INDUSTRIES, MAIL_PROVIDERS, SENIORITIES } from './trades.ts';
import type { Weighted } from './trades.ts';

interface Company {
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly size: string;
  readonly country: (typeof COUNTRIES)[number];
}

const SEED = 20_260_301;
const LEADS_PER_COMPANY = 8;
const VERIFIED_SHARE = 0.94;

/**
 * A catalogue of made-up people: the same seed and size give the same people. Addresses are
 * in the reserved `.example` domain, so that nothing can ever be sent to one of them.
 */
export function demoCatalogue(size = 20_000, seed = SEED): Catalogue {
  return { leads: () => generate(size, seed) };
}

async function* generate(size: number, seed: number): AsyncGenerator<CatalogueLead> {
  // it takes longer to load than the rest of the program, and is needed once in a database's life
  const { en, Faker } = await import('@faker-js/faker');
  const faker = new Faker({ locale: en, seed });
  const companies = makeCompanies(faker, Math.max(1, Math.ceil(size / LEADS_PER_COMPANY)));
  const taken = new Set<string>();
  for (let id = 1; id <= size; id += 1) yield makeLead(faker, id, pick(faker, companies), taken);
}

function makeCompanies(faker: Faker, count: number): readonly Company[] {
  const domains = new Set<string>();
  return Array.from({ length: count }, () => {
    const name = faker.company.name();
    return {
      name,
      domain: `${unique(domains, slug(name))}.example`,
      industry: weighted(faker, INDUSTRIES).value,
      size: weighted(faker, COMPANY_SIZES).value,
      country: weighted(faker, COUNTRIES),
    };
  });
}

function makeLead(faker: Faker, id: number, company: Company, taken: Set<string>): CatalogueLead {
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const mailbox = `${slug(firstName)}.${slug(lastName)}`;
  const rank = weighted(faker, SENIORITIES);
  return {
    id,
    firstName,
    lastName,
    title: pick(faker, rank.titles).replace('{}', pick(faker, DEPARTMENTS)),
    seniority: rank.value,
    industry: company.industry,
    company: company.name,
    companySize: company.size,
    country: company.country.value,
    businessEmail: `${unique(taken, `${mailbox}@${company.domain}`)}`,
    personalEmail: `${mailbox}${id}@${pick(faker, MAIL_PROVIDERS)}`,
    // with the prefix in brackets a spreadsheet takes it for text, not for a sum
    mobile: `(+${company.country.dial}) 555 01${faker.string.numeric(2)} ${faker.string.numeric(3)}`,
    verified: faker.number.float() < VERIFIED_SHARE,
  };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The value itself, or with the smallest number in front that makes it new. */
function unique(taken: Set<string>, value: string): string {
  let candidate = value;
  for (let n = 2; taken.has(candidate); n += 1) candidate = `${n}-${value}`;
  taken.add(candidate);
  return candidate;
}

function pick<T>(faker: Faker, values: readonly T[]): T {
  const value = values[faker.number.int({ min: 0, max: values.length - 1 })];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function weighted<T extends Weighted>(faker: Faker, values: readonly T[]): T {
  const whole = values.reduce((sum, { weight }) => sum + weight, 0);
  let point = faker.number.float() * whole;
  for (const value of values) {
    point -= value.weight;
    if (point < 0) return value;
  }
  return pick(faker, values);
}
