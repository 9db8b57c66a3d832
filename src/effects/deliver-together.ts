import { chunkOf } from '../domain/orders/chunk.ts';
import type { Look, ManyDeliveries } from '../ports/deliveries.ts';
import type { OutboxRow } from '../store/outbox-queue.ts';
import { withSpare } from './deliver.ts';
import type { BatchHandler, BatchResult } from './handler.ts';

/** An order that is delivered with others, and the row of the outbox that asks for it. */
interface Small extends Look {
  readonly row: OutboxRow;
}

/**
 * Makes the effect that delivers many small orders together, as many as fit into a chunk. An order that is larger, or
 * is not complete after it, e.g. because leads of it did not verify, is delivered by `alone`.
 */
export function createDeliverTogether(
  deliveries: ManyDeliveries,
  alone: (row: OutboxRow) => Promise<BatchResult>,
  chunk: number,
): BatchHandler {
  return async (rows) => {
    const orders = await deliveries.runningOrders(
      rows.map(({ accountId, payload }) => ({ accountId, ...(payload as { readonly orderId: string }) })),
    );
    const small: Small[] = [];
    const done = new Set<OutboxRow>();
    for (const [index, row] of rows.entries()) {
      const order = orders[index] ?? null;
      if (order === null) {
        done.add(row);
        continue;
      }
      const limit = withSpare(order.requested - order.delivered);
      if (limit <= chunk) small.push({ row, accountId: row.accountId, order, limit });
    }
    for (const part of inParts(small, chunk)) {
      for (const row of await deliverPart(deliveries, part)) done.add(row);
    }
    const results: BatchResult[] = [];
    for (const row of rows) results.push(done.has(row) ? 'done' : await alone(row));
    return results;
  };
}

/** Which of the orders are complete now. */
async function deliverPart(deliveries: ManyDeliveries, part: readonly Small[]): Promise<readonly OutboxRow[]> {
  const candidates = await deliveries.nextLeadsOfEach(part);
  const commands = part.map(({ order, limit }, index) => chunkOf(order, candidates[index] ?? [], limit));
  const recorded = await deliveries.recordAll(
    part.map(({ accountId, order }, index) => ({
      accountId,
      command: commands[index] as (typeof commands)[number],
      idempotencyKey: `${order.id}:${order.cursor}`,
    })),
  );
  return part.flatMap(({ row, order }, index) => {
    const command = commands[index];
    const isFull = command?.delivered.length === order.requested - order.delivered;
    return recorded[index] === true && (isFull || command?.exhausted === true) ? [row] : [];
  });
}

/** Orders with the same filter, of each account one, and of no more leads than a chunk. */
function inParts(orders: readonly Small[], chunk: number): readonly (readonly Small[])[] {
  const parts: Small[][] = [];
  const open = new Map<string, { part: Small[]; accounts: Set<string>; leads: number }>();
  for (const each of orders) {
    const filter = JSON.stringify(each.order.filter);
    let filling = open.get(filter);
    if (filling === undefined || filling.accounts.has(each.accountId) || filling.leads + each.limit > chunk) {
      filling = { part: [], accounts: new Set(), leads: 0 };
      open.set(filter, filling);
      parts.push(filling.part);
    }
    filling.part.push(each);
    filling.accounts.add(each.accountId);
    filling.leads += each.limit;
  }
  return parts;
}
