import type { Candidate, RecordDelivery } from '../domain/orders/chunk.ts';
import type { LeadFilter } from '../domain/orders/types.ts';

/** What delivery needs to know of an order that runs. */
interface RunningOrder {
  readonly id: string;
  readonly subscriptionId: string;
  readonly filter: LeadFilter;
  readonly requested: number;
  readonly delivered: number;
  readonly cursor: number;
}

/** What delivery reads and writes. */
export interface Deliveries {
  /** The order, or null when it does not run (any more). */
  runningOrder(accountId: string, orderId: string): Promise<RunningOrder | null>;
  /** Leads after the order's cursor that match and are not in the order history, by id. */
  nextLeads(accountId: string, order: RunningOrder, limit: number): Promise<readonly Candidate[]>;
  /** `taken`: another order was delivered one of these leads in between, and nothing was recorded. */
  record(accountId: string, command: RecordDelivery, idempotencyKey: string): Promise<'recorded' | 'taken'>;
}
