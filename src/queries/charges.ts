import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { Charge } from '../domain/billing/types.ts';
import { chargeFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';

/** A charge of an account, or null when there is none of that id. */
export async function findCharge(db: Kysely<Tables>, accountId: string, id: string): Promise<Charge | null> {
  const row = await db
    .selectFrom('charges')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : chargeFromRow(row);
}

/** Charges of many accounts, by their ids. */
export async function findCharges(
  db: Kysely<Tables>,
  wanted: readonly { readonly accountId: string; readonly id: string }[],
): Promise<ReadonlyMap<string, Charge>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<Selectable<Tables['charges']>>`
    select charges.*
    from unnest(${wanted.map((each) => each.accountId)}::text[], ${wanted.map((each) => each.id)}::text[]) as it (account_id, id)
    join charges on charges.account_id = it.account_id and charges.id = it.id`.execute(db);
  return new Map(rows.map((row) => [row.id, chargeFromRow(row)]));
}

/** What the account's card was asked for last, whatever came of it, or null when it never was. */
export async function newestCharge(db: Kysely<Tables>, accountId: string): Promise<Charge | null> {
  const row = await newest(db, accountId).executeTakeFirst();
  return row === undefined ? null : chargeFromRow(row);
}

/** The newest charge for bought credits, whatever came of it, or null when none ever were. */
export async function newestTopUp(db: Kysely<Tables>, accountId: string): Promise<Charge | null> {
  const row = await newest(db, accountId).where('purpose', '=', 'top_up').executeTakeFirst();
  return row === undefined ? null : chargeFromRow(row);
}

/** What the provider said last: of a charge for bought credits, and of one that it declined for a period. */
export interface LastWords {
  readonly topUp: Charge | null;
  readonly declined: Charge | null;
}

/** The newest charge for bought credits, and the newest one for a period that was declined. */
export function lastCharges(db: Kysely<Tables>, accountId: string) {
  const topUp = newest(db, accountId).where('purpose', '=', 'top_up');
  const declined = newest(db, accountId).where('status', '=', 'declined').where('purpose', 'in', ['plan', 'pause']);
  return db
    .selectFrom(topUp.as('top_up'))
    .selectAll()
    .unionAll(db.selectFrom(declined.as('declined')).selectAll());
}

/** What the provider said last, read from those two. */
export function lastWordsFrom(charges: readonly Charge[]): LastWords {
  return {
    topUp: charges.find((charge) => charge.purpose === 'top_up') ?? null,
    declined: charges.find((charge) => charge.purpose !== 'top_up') ?? null,
  };
}

function newest(db: Kysely<Tables>, accountId: string) {
  return (
    db
      .selectFrom('charges')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('asked_at', 'desc')
      // ids count up, in base 36; a clock that stands still lets several be asked for at one instant
      .orderBy(sql`length(id)`, 'desc')
      .orderBy('id', 'desc')
      .limit(1)
  );
}
