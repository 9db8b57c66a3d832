import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Charge } from '../domain/billing/types.ts';
import { chargeFromRow } from '../store/rows.ts';
import type { Tables } from '../store/schema.ts';

/** What the account's card was asked for last, whatever came of it, or null when it never was. */
export async function newestCharge(db: Kysely<Tables>, accountId: string): Promise<Charge | null> {
  const row = await db
    .selectFrom('charges')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('asked_at', 'desc')
    // ids count up, in base 36
    .orderBy(sql`length(id)`, 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : chargeFromRow(row);
}
