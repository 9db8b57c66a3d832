import { sql, type Kysely } from 'kysely';
import { fillPlainLeads } from '../src/store/plain-leads.ts';
import type { Tables } from '../src/store/schema.ts';
import { Desk, type Company } from '../test/testkit/desk.ts';
import { inTurns, spreadOf, timed } from './measure.ts';
import { unhurried, type Place } from './place.ts';
import { figure, told, type Row } from './table.ts';

interface Effort {
  readonly accounts: number;
  readonly leadsEach: number;
  readonly rounds: number;
}

const ORDER = 10_000;
const CATALOGUE = 50_000;
const ANYBODY = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };

/** An order of many leads, from the click to the last one delivered, in a database where much was delivered. */
export async function orders(place: Place, { accounts, leadsEach, rounds }: Effort): Promise<Row> {
  const { database, close } = await place.open();
  const { db } = database;
  try {
    await fillPlainLeads(db, 1, CATALOGUE);
    await deliverBefore(db, accounts, leadsEach);
    const desk = new Desk(database);
    const { ours, limit } = await inTurns(rounds, {
      ours: async () => {
        const company = await customerWith(desk, leadsEach);
        const ms = await timed(() =>
          company.do({ do: 'place_order', filter: ANYBODY, fields: ['business_email'], leads: ORDER }),
        );
        await verify(db, company, leadsEach);
        return ms;
      },
      limit: async () => {
        const company = await customerWith(desk, leadsEach);
        const ms = await timed(() => deliverInOneStatement(db, company));
        await verify(db, company, leadsEach);
        return ms;
      },
    });
    const ratio = spreadOf(ours.map((each, round) => (limit[round] ?? Number.NaN) / each));
    const before = accounts * leadsEach;
    return {
      row: `order of ${ORDER.toLocaleString('en-US')} leads, ${before.toLocaleString('en-US')} delivered to ${accounts.toLocaleString('en-US')} accounts`,
      measured: told(spreadOf(ours), 'ms'),
      limit: `anti-join and insert in SQL: ${told(spreadOf(limit), 'ms')}`,
      ratio: figure(ratio.median),
      goal: '0.5',
      met: ratio.median >= 0.5,
    };
  } finally {
    await close();
  }
}

/** What others were delivered; it is put there without looking whether leads and accounts exist, which they do. */
async function deliverBefore(db: Kysely<Tables>, accounts: number, leadsEach: number): Promise<void> {
  await unhurried(db, async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql`
      insert into deliveries (account_id, subscription_id, lead_id, order_id, delivered_at)
      select 'acct_other' || lpad(account::text, 8, '0'), 'sub_other' || lpad(account::text, 8, '0'),
        1 + (account * 37 + lead) % ${CATALOGUE}::integer, 'ord_other', now()
      from generate_series(1, ${accounts}::integer) account, generate_series(1, ${leadsEach}::integer) lead`.execute(
      connection,
    );
    await sql`set session_replication_role = origin`.execute(connection);
    await sql`vacuum analyze deliveries`.execute(connection);
  });
}

/** A customer with credits for the order, and a history that holds every third lead of the first ones. */
async function customerWith(desk: Desk, leads: number): Promise<Company> {
  const company = await desk.company({ plan: 'scale' });
  const { subscription } = await company.state();
  await sql`
    insert into deliveries (account_id, subscription_id, lead_id, order_id, delivered_at)
    select ${company.accountId}, ${subscription?.id ?? ''}, lead * 3, 'ord_before', now()
    from generate_series(1, ${leads}::integer) lead`.execute(desk.database.db);
  return company;
}

async function deliverInOneStatement(db: Kysely<Tables>, company: Company): Promise<void> {
  const { subscription } = await company.state();
  const subscriptionId = subscription?.id ?? '';
  await sql`
    insert into deliveries (account_id, subscription_id, lead_id, order_id, delivered_at)
    select ${company.accountId}, ${subscriptionId}, id, 'ord_bench', now()
    from (
      select id from leads
      where verified and not exists (
        select from deliveries
        where account_id = ${company.accountId} and subscription_id = ${subscriptionId} and lead_id = leads.id)
      order by id limit ${ORDER}) as next`.execute(db);
}

async function verify(db: Kysely<Tables>, company: Company, before: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries where account_id = ${company.accountId}`.execute(db);
  const delivered = (rows[0]?.count ?? 0) - before;
  if (delivered !== ORDER) throw new Error(`${delivered} leads were delivered`);
}
