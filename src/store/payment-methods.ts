import type { Transaction } from 'kysely';
import type { PaymentMethod } from '../domain/billing/types.ts';
import { cardToRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** Sets an account's card in the place of the one that it had. */
export async function writePaymentMethod(
  tx: Transaction<Tables>,
  accountId: string,
  card: PaymentMethod,
): Promise<void> {
  const { account_id, ...row } = cardToRow(accountId, card);
  await tx
    .insertInto('payment_methods')
    .values({ account_id, ...row })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
    .execute();
}
