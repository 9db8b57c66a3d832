import type { Effect } from '../domain/subscription/effects.ts';
import type { PaymentProvider } from '../ports/payments.ts';
import type { OutboxRow } from '../store/outbox-queue.ts';
import type { HandlerResult } from './handler.ts';

type RefundEffect = Extract<Effect, { kind: 'refund' }>;

/** Sends money back, once for each credit note. */
export function createRefund(payments: Pick<PaymentProvider, 'refund'>): (row: OutboxRow) => Promise<HandlerResult> {
  return async ({ key, payload }) => {
    const { chargeId, amountMinor } = payload as RefundEffect;
    await payments.refund({ idempotencyKey: key, chargeKey: chargeId, amountMinor });
    return 'done';
  };
}
