import type { Command } from '../subscription/commands.ts';
import type { Order } from './types.ts';

/** A lead that delivery looks at; one that is not verified is rejected and costs nothing. */
export interface Candidate {
  readonly id: number;
  readonly verified: boolean;
}

export type RecordDelivery = Extract<Command, { do: 'record_delivery' }>;

/**
 * What a look at the next leads delivers: verified ones until the order is full. Leads after the last
 * one taken are left for another look. Fewer candidates than were asked for means that there are no more.
 */
export function chunkOf(
  order: Pick<Order, 'id' | 'requested' | 'delivered' | 'cursor'>,
  candidates: readonly Candidate[],
  asked: number,
): RecordDelivery {
  const wanted = order.requested - order.delivered;
  const delivered: number[] = [];
  let rejected = 0;
  let cursor = order.cursor;
  for (const candidate of candidates) {
    if (delivered.length === wanted) break;
    cursor = candidate.id;
    if (candidate.verified) delivered.push(candidate.id);
    else rejected += 1;
  }
  const exhausted = candidates.length < asked;
  return { do: 'record_delivery', orderId: order.id, delivered, rejected, cursor, exhausted };
}
