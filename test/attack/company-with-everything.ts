import { createHash } from 'node:crypto';
import { listkit } from '../../flows/listkit.ts';
import { changeAccount } from '../../src/actions/change-account.ts';
import { openSupportRequest } from '../../src/actions/open-support-request.ts';
import type { Company, Desk } from '../testkit/desk.ts';

/** Ids of things that only one account may see. */
export interface Ids {
  readonly order: string;
  readonly invoice: string;
  readonly member: string;
  readonly invitation: string;
  readonly invitationToken: string;
  readonly attempt: string;
  readonly page: string;
  readonly offer: string;
  /** A charge that waits for the customer's bank. */
  readonly charge: string;
  readonly request: string;
}

/** Ids like those, which nobody has. */
export const UNKNOWN: Ids = {
  order: 'ord_ZZZZZZZZ0001',
  invoice: 'inv_ZZZZZZZZ0001',
  member: 'mbr_01h455vb4pex5vsknk084sn02q',
  invitation: 'inv_01h455vb4pex5vsknk084sn02q',
  invitationToken: 'bm9ib2R5LWhhcy10aGlzLXRva2VuLWF0LWFsbC4uLi4',
  attempt: 'att_ZZZZZZZZ0001',
  page: 'lead-quality',
  offer: 'bonus-quality',
  charge: 'chg_ZZZZZZZZ0001',
  request: 'req_000000000000',
};

/** Lives until there is one of everything: orders, invoices, a refund, an open attempt, a charge at the bank. */
export async function liveThroughEverything(desk: Desk, company: Company): Promise<Ids> {
  const account = { db: desk.database.db, wake: () => undefined };
  const { owner, billing } = company.members;
  await company.order(40);
  // bought, and left before the money came: it goes back, with a credit note
  await company.submit({ do: 'top_up', credits: 1_000 });
  await company.submit({ do: 'cancel' });
  await desk.settle();
  await company.do({ do: 'keep' });
  const invitation = { invitationId: 'inv_of_a_company', token: 'token-of-a-company' };
  const tokenHash = createHash('sha256').update(invitation.token).digest('hex');
  await changeAccount(account, owner, {
    do: 'invite_member',
    email: 'invited@a-company.test',
    role: 'billing',
    tokenHash,
    ...invitation,
  });
  const letter = { id: 'req_0000000000aa', name: owner.name, email: owner.email, subject: 'Secret', message: 'Secret' };
  await openSupportRequest(account, owner, letter);
  await company.do({ do: 'start_attempt', flow: listkit });
  const attempt = (await company.state()).attempt?.id ?? '';
  const answer = { attemptId: attempt, reason: 'lead_quality', note: 'a secret note' };
  await company.do({ do: 'answer_reason', flow: listkit, ...answer });
  await company.card('needsAuthentication');
  await company.do({ do: 'top_up', credits: 2_000 });
  const { charges, pending } = await company.state();
  const order = await desk.database.db
    .selectFrom('orders')
    .select('id')
    .where('account_id', '=', company.accountId)
    .executeTakeFirstOrThrow();
  const invoice = await desk.database.db
    .selectFrom('invoices')
    .select('id')
    .where('account_id', '=', company.accountId)
    .executeTakeFirstOrThrow();
  return {
    order: order.id,
    invoice: invoice.id,
    member: billing.memberId,
    invitation: invitation.invitationId,
    invitationToken: invitation.token,
    attempt,
    page: 'lead-quality',
    offer: 'bonus-quality',
    charge: charges.find(({ id }) => id === pending?.chargeId)?.id ?? '',
    request: letter.id,
  };
}
