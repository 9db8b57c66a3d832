import type { Kysely } from 'kysely';
import type { Tables } from '../store/schema.ts';

/** The names of those who may change the subscription, owners first. */
export async function decidingMembers(db: Kysely<Tables>, accountId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('members')
    .where('account_id', '=', accountId)
    .where('role', 'in', ['owner', 'billing'])
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
