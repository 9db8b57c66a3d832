import type { RecordDelivery } from '../domain/orders/chunk.ts';
import type { Deliveries } from '../ports/deliveries.ts';
import { nextLeads } from '../queries/leads.ts';
import { runningOrder } from '../queries/orders.ts';
import { isUniqueViolation } from '../store/transactions.ts';
import type { Actor } from './actor.ts';
import { perform, type ActionDeps } from './perform.ts';

const WORKER: Actor = { kind: 'system', name: 'worker' };

/** What the delivery of orders reads and writes, on this database. */
export function deliveriesOn(deps: ActionDeps): Deliveries {
  return {
    runningOrder: (accountId, orderId) => runningOrder(deps.db, accountId, orderId),
    nextLeads: (accountId, order, limit) =>
      nextLeads(deps.db, { accountId, subscriptionId: order.subscriptionId }, order.filter, order.cursor, limit),
    record: (accountId, command, idempotencyKey) => recordDelivery(deps, accountId, command, idempotencyKey),
  };
}

/**
 * Records a chunk. The order history takes a lead once: when another order was delivered one of
 * these leads since they were looked up, the whole chunk is undone and the answer is `taken`.
 */
async function recordDelivery(
  deps: ActionDeps,
  accountId: string,
  command: RecordDelivery,
  idempotencyKey: string,
): Promise<'recorded' | 'taken'> {
  try {
    await perform(deps, WORKER, accountId, command, { idempotencyKey });
    return 'recorded';
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken';
    throw error;
  }
}
