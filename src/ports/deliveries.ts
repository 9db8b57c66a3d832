import type { Candidate, RecordDelivery } from '../domain/orders/chunk.ts';
import type { LeadFilter } from '../domain/orders/types.ts';

/** What delivery needs to know of an order that runs. */
export interface RunningOrder {
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

/** An order, and whose it is. */
interface Named {
  readonly accountId: string;
  readonly orderId: string;
}

/** A look at the next leads of an order. */
export interface Look {
  readonly accountId: string;
  readonly order: RunningOrder;
  readonly limit: number;
}

/** A chunk of an order, and the key under which it is recorded once. */
export interface Chunk {
  readonly accountId: string;
  readonly command: RecordDelivery;
  readonly idempotencyKey: string;
}

/** The same for many orders of different accounts, with a statement or a few for all of them; answers are in their order. */
export interface ManyDeliveries {
  runningOrders(names: readonly Named[]): Promise<readonly (RunningOrder | null)[]>;
  /** For orders with one and the same filter. */
  nextLeadsOfEach(looks: readonly Look[]): Promise<readonly (readonly Candidate[])[]>;
  /** Which were recorded; of the others nothing was. */
  recordAll(chunks: readonly Chunk[]): Promise<readonly boolean[]>;
}
