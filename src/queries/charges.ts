import type { Kysely } from 'kysely';
import type { ChargeStatus } from '../domain/billing/types.ts';
import type { Tables } from '../store/schema.ts';

/** A charge as the provider is asked for it. */
export interface ChargeToAsk {
  readonly id: string;
  readonly status: ChargeStatus;
  readonly token: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly onSession: boolean;
}

/** A charge of an account, or null when there is none of that id. */
export async function findCharge(db: Kysely<Tables>, accountId: string, id: string): Promise<ChargeToAsk | null> {
  const row = await db
    .selectFrom('charges')
    .select(['id', 'status', 'token', 'amount_minor as amountMinor', 'currency', 'on_session as onSession'])
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}
