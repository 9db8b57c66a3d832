import { chunkOf } from '../domain/orders/chunk.ts';
import type { Deliveries } from '../ports/deliveries.ts';

interface DeliverOptions {
  /** How many leads are looked at and recorded together. */
  readonly chunk: number;
  /** A rest between chunks, so that progress can be watched. */
  readonly paceMs: number;
  /** How long one run works; a longer order goes on in the next, so that a shutdown need not wait for it. */
  readonly runMs: number;
}

export const DELIVER_DEFAULTS: DeliverOptions = { chunk: 2_000, paceMs: 0, runMs: 2_000 };

/** The row of the outbox, as far as delivery reads it. */
interface DeliverRow {
  readonly accountId: string;
  readonly payload: unknown;
}

/**
 * Makes the effect that delivers an order: a chunk after the other until the order is complete. Each
 * chunk is keyed on where it starts, so a run that was killed, or that runs twice, delivers nothing twice.
 */
export function createDeliver(
  deliveries: Deliveries,
  options: DeliverOptions = DELIVER_DEFAULTS,
): (row: DeliverRow) => Promise<'done' | { readonly retryInMs: number }> {
  return async ({ accountId, payload }) => {
    const { orderId } = payload as { readonly orderId: string };
    const startedAt = performance.now();
    for (;;) {
      const order = await deliveries.runningOrder(accountId, orderId);
      if (order === null) return 'done';
      const limit = Math.min(options.chunk, withSpare(order.requested - order.delivered));
      const candidates = await deliveries.nextLeads(accountId, order, limit);
      const command = chunkOf(order, candidates, limit);
      await deliveries.record(accountId, command, `${order.id}:${order.cursor}`);
      if (performance.now() - startedAt > options.runMs) return { retryInMs: options.paceMs };
      if (options.paceMs > 0) await rest(options.paceMs);
    }
  };
}

/** So many leads are looked at for those that are wanted, because some of them may not verify. */
export function withSpare(wanted: number): number {
  return Math.ceil(wanted * 1.2) + 10;
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
