import type { RecordDelivery } from '../domain/orders/chunk.ts';
import type { Deliveries, ManyDeliveries } from '../ports/deliveries.ts';
import { nextLeads, nextLeadsOfEach } from '../queries/leads.ts';
import { runningOrder, runningOrders } from '../queries/orders.ts';
import { isUniqueViolation } from '../store/transactions.ts';
import type { Actor } from './actor.ts';
import { performAll } from './perform-all.ts';
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

/** The same for many orders together. */
export function manyDeliveriesOn(deps: ActionDeps): ManyDeliveries {
  return {
    runningOrders: (names) => runningOrders(deps.db, names),
    nextLeadsOfEach: (looks) => nextLeadsOfEach(deps.db, looks),
    recordAll: async (chunks) => {
      const done = await performAll(
        deps,
        chunks.map((chunk) => ({ actor: WORKER, ...chunk })),
      );
      return done.map(([, outcome]) => 'answer' in outcome);
    },
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
