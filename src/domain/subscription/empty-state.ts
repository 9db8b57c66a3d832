import type { Account, AccountState, Policy } from './types.ts';

/** An account in which nothing has happened: without a card, a subscription, money or credits. */
export function emptyState(account: Account, policy: Policy): AccountState {
  return {
    account,
    policy,
    sequence: 0,
    invoiceCount: 0,
    creditNoteCount: 0,
    chargedMinor: 0,
    refundedMinor: 0,
    subscription: null,
    pending: null,
    paymentMethod: null,
    invoices: [],
    charges: [],
    lots: [],
    orders: [],
    attempt: null,
    acceptedOffers: [],
  };
}
