import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Catalogue, CatalogueLead, LeadIdentity } from '../ports/catalogue.ts';
import type { LeadsTable, Tables } from './schema.ts';

/** Few large statements: a row at a time costs a hundred times as much on either database. */
const ROWS_PER_STATEMENT = 5_000;

/** Puts the catalogue's leads into the database. Leads that are there already stay as they are. */
export async function fillCatalogue(db: Kysely<Tables>, catalogue: Catalogue): Promise<void> {
  let rows: LeadsTable[] = [];
  for await (const lead of catalogue.leads()) {
    rows.push(toRow(lead));
    if (rows.length === ROWS_PER_STATEMENT) {
      await insertRows(db, rows);
      rows = [];
    }
  }
  if (rows.length > 0) await insertRows(db, rows);
  // The embedded database never does this by itself, and plans joins on guesses until it is done.
  await sql`analyze leads`.execute(db);
}

/** How many leads there are to sell. */
export async function catalogueSize(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('leads')
    .select((eb) => eb.fn.countAll<number>().as('size'))
    .executeTakeFirstOrThrow();
  return row.size;
}

/** One json parameter for all rows; a parameter for every value would meet the protocol's limit of 65,535. */
async function insertRows(db: Kysely<Tables>, rows: readonly LeadsTable[]): Promise<void> {
  await sql`
    insert into leads
    select * from json_populate_recordset(null::leads, ${JSON.stringify(rows)}::json)
    on conflict (id) do nothing
  `.execute(db);
}

/** Who a lead of the catalogue is. */
export function leadIdentity(row: LeadsTable): LeadIdentity {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    title: row.title,
    seniority: row.seniority,
    industry: row.industry,
    company: row.company,
    companySize: row.company_size,
    country: row.country,
  };
}

function toRow(lead: CatalogueLead): LeadsTable {
  return {
    id: lead.id,
    first_name: lead.firstName,
    last_name: lead.lastName,
    title: lead.title,
    seniority: lead.seniority,
    industry: lead.industry,
    company: lead.company,
    company_size: lead.companySize,
    country: lead.country,
    business_email: lead.businessEmail,
    personal_email: lead.personalEmail,
    mobile: lead.mobile,
    verified: lead.verified,
  };
}
