import type { Transaction } from 'kysely';
import type { SupportRequest } from '../domain/account/types.ts';
import type { Tables } from './schema.ts';

/** Whom a support request belongs to when nobody is logged in. */
export const VISITOR = 'visitor';

/** Stores a support request of an account, or of a visitor. */
export async function addSupportRequest(
  tx: Transaction<Tables>,
  accountId: string,
  request: SupportRequest,
): Promise<void> {
  await tx
    .insertInto('support_requests')
    .values({
      account_id: accountId,
      id: request.id,
      name: request.name,
      email: request.email,
      subject: request.subject,
      message: request.message,
      attempt_id: request.attemptId,
      opened_at: request.openedAt,
    })
    .execute();
}
