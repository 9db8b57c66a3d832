import type { Transaction } from 'kysely';
import type { Refusal } from '../domain/subscription/refusals.ts';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

/** What a command with this key was answered, or null when the key is new. The caller holds the account's lock. */
export async function recallAnswer(
  tx: Transaction<Tables>,
  accountId: string,
  idempotencyKey: string,
): Promise<{ refusal: Refusal | null } | null> {
  const row = await tx
    .selectFrom('answers')
    .select('refusal')
    .where('account_id', '=', accountId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps the answer to a command under its key. The caller holds the account's lock. */
export async function rememberAnswer(
  tx: Transaction<Tables>,
  accountId: string,
  answer: { idempotencyKey: string; command: string; refusal: Refusal | null; at: Instant },
): Promise<void> {
  await tx
    .insertInto('answers')
    .values({
      account_id: accountId,
      idempotency_key: answer.idempotencyKey,
      command: answer.command,
      refusal: answer.refusal === null ? null : JSON.stringify(answer.refusal),
      at: answer.at,
    })
    .execute();
}
