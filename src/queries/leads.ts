import { expressionBuilder, sql } from 'kysely';
import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Candidate } from '../domain/orders/chunk.ts';
import type { LeadFilter } from '../domain/orders/types.ts';
import type { LeadIdentity } from '../ports/catalogue.ts';
import type { Look } from '../ports/deliveries.ts';
import { catalogueSize, leadIdentity } from '../store/leads.ts';
import type { Tables } from '../store/schema.ts';

/** A lead as it is shown before it is bought: who it is, without a way to reach the person. */
export interface SampleLead extends LeadIdentity {
  /** Only the first letter and the length's hint: "m•••@s•••". */
  readonly maskedEmail: string;
}

export interface LeadSearch {
  /** All leads that match. */
  readonly count: number;
  /** Those of them that the order history does not hold. */
  readonly newToYou: number;
  /** The first of those that are new; when none is, the first that match. */
  readonly sample: readonly SampleLead[];
}

/** What a filter can be set to, in the order in which pages list it. */
export interface LeadFacets {
  /** How many leads there are. */
  readonly size: number;
  readonly seniorities: readonly string[];
  readonly industries: readonly string[];
  readonly companySizes: readonly string[];
  readonly countries: readonly string[];
}

/** Whose order history counts; without a subscription there is none. */
interface HistoryOwner {
  readonly accountId: string;
  readonly subscriptionId: string | null | Expression<string | null>;
}

/** The order history of the account's present subscription, whichever that is: nobody need know it beforehand. */
export function presentHistory(accountId: string): HistoryOwner {
  const present = expressionBuilder<Tables>().selectFrom('accounts').where('id', '=', accountId);
  return { accountId, subscriptionId: present.select('subscription_id').$asScalar() };
}

const SAMPLE_ROWS = 10;

const RANKS = ['Founder', 'C-level', 'Vice president', 'Director', 'Head', 'Manager', 'Specialist'];

const eb = expressionBuilder<Tables, 'leads'>();

/**
 * Counts what a filter matches and shows its first leads, in one statement. How many leads there are without a filter
 * is known.
 *
 * The count reads every lead that matches, and looks into the order history. With ten million leads
 * the exact count is what limits: it should then be cut off at a bound ("more than 100,000"), and a title
 * wants a trigram index, which the embedded database does not have.
 */
export async function searchLeads(db: Kysely<Tables>, owner: HistoryOwner, filter: LeadFilter): Promise<LeadSearch> {
  const all = matchesAll(filter) ? (await leadFacets(db)).size : null;
  const { count, delivered, sample } = await db
    .with(
      (cte) => cte('counted').materialized(),
      (query) =>
        query.selectNoFrom((eb) => [
          all === null
            ? countMatching(eb, filter).$asScalar().$notNull().as('count')
            : sql<number>`${all}::integer`.as('count'),
          countDelivered(eb, owner, filter).$asScalar().$notNull().as('delivered'),
        ]),
    )
    .selectFrom('counted')
    .select((eb) => [
      'counted.count',
      'counted.delivered',
      jsonArrayFrom(
        eb
          .selectFrom('leads')
          .where(matches(filter))
          // when none is new, the first that match
          .where((where) => where.or([where('counted.delivered', '=', where.ref('counted.count')), isNew(owner)]))
          .selectAll('leads')
          .orderBy('leads.id')
          .limit(SAMPLE_ROWS),
      ).as('sample'),
    ])
    .executeTakeFirstOrThrow();
  return {
    count,
    newToYou: count - delivered,
    sample: sample.map((row) => ({ maskedEmail: masked(row.business_email), ...leadIdentity(row) })),
  };
}

type Select = Pick<Kysely<Tables>, 'selectFrom'>;

function countMatching(db: Select, filter: LeadFilter) {
  return db
    .selectFrom('leads')
    .where(matches(filter))
    .select(({ fn }) => fn.countAll<number>().as('count'));
}

/** From the order history or from the leads that match, whichever the database expects to be fewer. */
function countDelivered(db: Select, owner: HistoryOwner, filter: LeadFilter) {
  const history = db
    .selectFrom('deliveries')
    .where('deliveries.account_id', '=', owner.accountId)
    .where('deliveries.subscription_id', '=', owner.subscriptionId ?? '')
    .select(({ fn }) => fn.countAll<number>().as('delivered'));
  if (matchesAll(filter)) return history;
  return history.innerJoin('leads', 'leads.id', 'deliveries.lead_id').where(matches(filter));
}

/**
 * The next leads after the cursor that match and are not in the order history: an index scan by id
 * that stops at the limit. It slows down only for a filter that hardly anything matches.
 */
export async function nextLeads(
  db: Kysely<Tables>,
  owner: HistoryOwner,
  filter: LeadFilter,
  after: number,
  limit: number,
): Promise<readonly Candidate[]> {
  return db
    .selectFrom('leads')
    .where(
      'leads.id',
      '>',
      sql<number>`greatest(${after}::integer, ${passed(sql`${owner.accountId}`, sql`${owner.subscriptionId}`, filter)})`,
    )
    .where(matches(filter))
    .where(isNew(owner))
    .select(['leads.id', 'leads.verified'])
    .orderBy('leads.id')
    .limit(limit)
    .execute();
}

/** The same for orders of many accounts that have one and the same filter, in one statement. */
export async function nextLeadsOfEach(
  db: Kysely<Tables>,
  looks: readonly Look[],
): Promise<readonly (readonly Candidate[])[]> {
  const filter = looks[0]?.order.filter;
  if (filter === undefined) return [];
  const { rows } = await sql<Candidate & { place: number }>`
    select look.place, found.id, found.verified
    from unnest(
      ${looks.map((look) => look.accountId)}::text[], ${looks.map(({ order }) => order.subscriptionId)}::text[],
      ${looks.map(({ order }) => order.cursor)}::integer[], ${looks.map((look) => look.limit)}::integer[]
    ) with ordinality as look (account_id, subscription_id, after, most, place)
    cross join lateral (
      select leads.id, leads.verified from leads
      where leads.id > greatest(look.after, ${passed(sql`look.account_id`, sql`look.subscription_id`, filter)})
      and ${matches(filter)} and (
        select 1 from deliveries
        where account_id = look.account_id and subscription_id = look.subscription_id and lead_id = leads.id
      ) is null
      order by leads.id limit look.most) as found
    order by look.place, found.id`.execute(db);
  const found = looks.map((): Candidate[] => []);
  for (const { place, id, verified } of rows) found[place - 1]?.push({ id, verified });
  return found;
}

const facetsByDatabase = new WeakMap<Kysely<Tables>, LeadFacets>();

/** The values that occur in the catalogue, and its size. They are read once: a catalogue does not change while it is served. */
export async function leadFacets(db: Kysely<Tables>): Promise<LeadFacets> {
  const known = facetsByDatabase.get(db);
  if (known !== undefined) return known;
  const facets: LeadFacets = {
    size: await catalogueSize(db),
    seniorities: ranked(await distinct(db, 'seniority')),
    industries: await distinct(db, 'industry'),
    companySizes: bySize(await distinct(db, 'company_size')),
    countries: await distinct(db, 'country'),
  };
  if (facets.industries.length > 0) facetsByDatabase.set(db, facets);
  return facets;
}

async function distinct(
  db: Kysely<Tables>,
  column: 'seniority' | 'industry' | 'company_size' | 'country',
): Promise<readonly string[]> {
  const rows = await db.selectFrom('leads').select(column).distinct().execute();
  return rows.map((row) => Object.values(row)[0] as string).sort((a, b) => a.localeCompare(b));
}

function ranked(values: readonly string[]): readonly string[] {
  const rank = (value: string) => {
    const index = RANKS.indexOf(value);
    return index === -1 ? RANKS.length : index;
  };
  return [...values].sort((a, b) => rank(a) - rank(b));
}

function bySize(values: readonly string[]): readonly string[] {
  const smallest = (value: string) => Number.parseInt(value.replaceAll(',', ''), 10);
  return [...values].sort((a, b) => smallest(a) - smallest(b));
}

function matches(filter: LeadFilter): Expression<SqlBool> {
  return eb.and(conditionsOf(filter));
}

function matchesAll(filter: LeadFilter): boolean {
  return conditionsOf(filter).length === 0;
}

function conditionsOf(filter: LeadFilter): readonly Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  const title = filter.title.trim().toLowerCase();
  if (title !== '') {
    conditions.push(eb(sql<string>`lower(leads.title)`, 'like', `%${escaped(title)}%`));
  }
  if (filter.seniorities.length > 0) {
    conditions.push(eb('leads.seniority', 'in', [...filter.seniorities]));
  }
  if (filter.industries.length > 0) {
    conditions.push(eb('leads.industry', 'in', [...filter.industries]));
  }
  if (filter.companySizes.length > 0) {
    conditions.push(eb('leads.company_size', 'in', [...filter.companySizes]));
  }
  if (filter.countries.length > 0) {
    conditions.push(eb('leads.country', 'in', [...filter.countries]));
  }
  return conditions;
}

function inHistory(owner: HistoryOwner) {
  return eb
    .selectFrom('deliveries')
    .select(sql`1`.as('one'))
    .where('deliveries.account_id', '=', owner.accountId)
    .where('deliveries.subscription_id', '=', owner.subscriptionId ?? '')
    .whereRef('deliveries.lead_id', '=', 'leads.id');
}

/**
 * How far orders with the same filter have come: every lead up to there is in the order history, or does not verify. Who
 * asks for the same every month need not go through all that was delivered before.
 */
function passed(accountId: RawBuilder<unknown>, subscriptionId: RawBuilder<unknown>, filter: LeadFilter) {
  return sql`(
    select max(lead_cursor) from orders
    where account_id = ${accountId} and subscription_id = ${subscriptionId} and filter::text = ${JSON.stringify(filter)}
  )`;
}

/**
 * One look into the key of the order history for each lead. As `not exists` it would become a join, and
 * without fresh statistics, which the embedded database never has, the slowest one.
 */
function isNew(owner: HistoryOwner): Expression<SqlBool> {
  return eb(inHistory(owner), 'is', null);
}

/** In a pattern, what the customer typed stands for itself. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

function masked(email: string): string {
  const [mailbox = '', domain = ''] = email.split('@');
  return `${mailbox.slice(0, 1)}•••@${domain.slice(0, 1)}•••`;
}
