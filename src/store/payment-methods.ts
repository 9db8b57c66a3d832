import type { Transaction } from 'kysely';
import type { PaymentMethod } from '../domain/billing/types.ts';
import type { Tables } from './schema.ts';

/** Sets an account's card in the place of the one that it had. */
export async function writePaymentMethod(
  tx: Transaction<Tables>,
  accountId: string,
  card: PaymentMethod,
): Promise<void> {
  const row = {
    token: card.token,
    brand: card.brand,
    last4: card.last4,
    exp_month: card.expMonth,
    exp_year: card.expYear,
  };
  await tx
    .insertInto('payment_methods')
    .values({ account_id: accountId, ...row })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
    .execute();
}
