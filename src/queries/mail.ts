import type { Kysely } from 'kysely';
import type { Tables } from '../store/schema.ts';

/** What a mail needs to know of its account, or null when there is no such account. */
export async function findMailAccount(
  db: Kysely<Tables>,
  accountId: string,
): Promise<{ readonly name: string; readonly timeZone: string; readonly currency: string } | null> {
  const row = await db
    .selectFrom('accounts')
    .select(['name', 'time_zone as timeZone', 'currency'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** The addresses of an account's owners and billing members, owners first. */
export async function billingAddresses(db: Kysely<Tables>, accountId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('members')
    .select('email')
    .where('account_id', '=', accountId)
    .where('role', 'in', ['owner', 'billing'])
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.email);
}
