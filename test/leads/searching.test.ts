import { beforeAll, describe, expect, it } from 'vitest';
import { demoCatalogue } from '../../src/adapters/catalogue/demo-catalogue.ts';
import { leadFacets, nextLeads, presentHistory, searchLeads } from '../../src/queries/leads.ts';
import type { CatalogueLead } from '../../src/ports/catalogue.ts';
import { catalogueSize, fillCatalogue } from '../../src/store/leads.ts';
import { anyLead, Desk, type Company } from '../testkit/desk.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';

const SIZE = 20_000;
const nobody = { accountId: 'acct_nobody', subscriptionId: null };

async function all(size: number, seed?: number): Promise<CatalogueLead[]> {
  const leads: CatalogueLead[] = [];
  for await (const lead of demoCatalogue(size, seed).leads()) leads.push(lead);
  return leads;
}

describe('the demo catalogue', () => {
  it('is the same each time, and another with another seed', async () => {
    const [first, again, other] = await Promise.all([all(50), all(50), all(50, 7)]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('gives every lead addresses of its own, to which nothing can be sent', async () => {
    const leads = await all(3_000);
    const addresses = leads.flatMap((lead) => [lead.businessEmail, lead.personalEmail]);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.filter((address) => !/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/.test(address))).toEqual([]);
  });

  it('holds some leads that fail verification', async () => {
    const failing = (await all(3_000)).filter((lead) => !lead.verified).length / 3_000;
    expect(failing).toBeGreaterThan(0.03);
    expect(failing).toBeLessThan(0.1);
  });
});

/** The whole catalogue, made once. */
const catalogue = all(SIZE);

onBothDatabases('lead search', (open) => {
  let database: TestDatabase;
  let company: Company;

  beforeAll(async () => {
    database = await open();
    const desk = new Desk(database);
    await desk.fill(SIZE);
    company = await desk.company();
    expect(await company.order(200, { ...anyLead, industries: ['Software'] })).toBeNull();
  });

  it('is filled, and filling it again changes nothing', async () => {
    expect(await catalogueSize(database.db)).toBe(SIZE);
    await fillCatalogue(database.db, demoCatalogue(500, 7));
    expect(await catalogueSize(database.db)).toBe(SIZE);
  });

  it('counts what matches as a reading of every lead would', async () => {
    const leads = await catalogue;
    const filter = { ...anyLead, title: 'Vp Of', industries: ['Software', 'Energy'], countries: ['United States'] };
    const expected = leads.filter(
      (lead) =>
        lead.title.toLowerCase().includes('vp of') &&
        filter.industries.includes(lead.industry) &&
        filter.countries.includes(lead.country),
    );
    const found = await searchLeads(database.db, nobody, filter);
    expect(found.count).toBe(expected.length);
    expect(found.newToYou).toBe(expected.length);
    expect(found.sample.map((lead) => lead.id)).toEqual(expected.slice(0, 10).map((lead) => lead.id));
  });

  it('takes what was typed for itself, not for a pattern', async () => {
    for (const title of ['%', '_', '\\', "' or 1=1 --"]) {
      expect((await searchLeads(database.db, nobody, { ...anyLead, title })).count).toBe(0);
    }
  });

  it('shows nobody how to reach a lead before it is bought', async () => {
    const { sample } = await searchLeads(database.db, nobody, anyLead);
    const [lead] = await catalogue;
    const shown = JSON.stringify(sample);
    expect(sample).toHaveLength(10);
    expect(shown).toContain(lead?.lastName);
    for (const hidden of [lead?.businessEmail, lead?.personalEmail, lead?.mobile]) expect(shown).not.toContain(hidden);
  });

  it('says how many are new to the account, and which are not', async () => {
    const { accountId } = company;
    const subscriptionId = (await company.state()).subscription?.id ?? '';
    const filter = { ...anyLead, industries: ['Software'] };
    const mine = await searchLeads(database.db, { accountId, subscriptionId }, filter);
    expect(mine.count - mine.newToYou).toBe(200);
    expect(await searchLeads(database.db, presentHistory(accountId), filter)).toEqual(mine);
    const owned = new Set((await company.deliveries()).map(({ leadId }) => leadId));
    expect(mine.sample).toHaveLength(10);
    expect(mine.sample.filter((lead) => owned.has(lead.id))).toEqual([]);
    const others = await searchLeads(database.db, nobody, filter);
    expect(others.newToYou).toBe(others.count);
    const earlier = await searchLeads(database.db, { accountId, subscriptionId: 'sub_before' }, filter);
    expect(earlier.newToYou).toBe(earlier.count);
  });

  it('asks the database twice at most', async () => {
    let statements = 0;
    const counting = database.db.withPlugin({
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    await searchLeads(counting, nobody, { ...anyLead, title: 'sales' });
    expect(statements).toBeLessThanOrEqual(2);
  });

  it('looks for the next leads after a cursor, without those of the order history', async () => {
    const { accountId } = company;
    const owner = { accountId, subscriptionId: (await company.state()).subscription?.id ?? '' };
    const filter = { ...anyLead, industries: ['Software'] };
    const next = await nextLeads(database.db, owner, filter, 100, 50);
    const mine = new Set((await company.deliveries()).map(({ leadId }) => leadId));
    expect(next).toHaveLength(50);
    expect(next.filter(({ id, verified }) => id <= 100 || (verified && mine.has(id)))).toEqual([]);
  });

  it('goes on where the last order with the same filter left off, and nowhere else', async () => {
    const { accountId } = company;
    const subscriptionId = (await company.state()).subscription?.id ?? '';
    const filter = { ...anyLead, industries: ['Software'] };
    const last = Math.max(...(await company.deliveries()).map(({ leadId }) => leadId));
    const [next] = await nextLeads(database.db, { accountId, subscriptionId }, filter, 0, 1);
    const matching = (await catalogue).filter(({ industry }) => industry === 'Software').map(({ id }) => id);
    expect(next?.id).toBe(matching.find((id) => id > last));
    const wider = { ...anyLead, industries: ['Software', 'Energy'] };
    for (const [owner, its] of [
      [{ accountId, subscriptionId }, wider],
      [{ accountId, subscriptionId: 'sub_before' }, filter],
      [nobody, filter],
    ] as const) {
      const [first] = await nextLeads(database.db, owner, its, 0, 1);
      expect(first?.id).toBeLessThan(last);
    }
  });

  it('knows the values to filter by, in a useful order, and reads them once', async () => {
    const facets = await leadFacets(database.db);
    expect(facets.companySizes.slice(0, 2)).toEqual(['1–10', '11–50']);
    expect(facets.companySizes.at(-1)).toBe('10,001+');
    expect(facets.seniorities[0]).toBe('Founder');
    expect(facets.industries).toContain('Software');
    expect(await leadFacets(database.db)).toBe(facets);
  });
});
