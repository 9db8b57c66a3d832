import { instantFromText } from './instants.ts';

/** The columns that hold instants, which are text inside of json. */
const INSTANTS = {
  subscriptions: ['anchor_at', 'period_start', 'period_end', 'noticed_for', 'started_at', 'ended_at'],
  invoices: ['period_start', 'period_end', 'issued_at', 'paid_at', 'closed_at'],
  charges: ['period_start', 'period_end', 'asked_at', 'answered_at'],
  credit_lots: ['granted_at'],
  orders: ['placed_at', 'completed_at'],
  deliveries: ['delivered_at'],
  attempts: ['started_at', 'touched_at', 'ended_at'],
  members: ['joined_at'],
  invitations: ['invited_at', 'expires_at', 'accepted_at', 'withdrawn_at'],
} as const;

/**
 * A row that came inside json, as it would have come by itself: its type says that instants are instants, but
 * there they are text until this was done. Columns that were not asked for may be missing.
 */
export function revive<Row extends object>(row: Row, table: keyof typeof INSTANTS): Row {
  const revived = { ...row } as Record<string, unknown>;
  for (const column of INSTANTS[table]) {
    const text = revived[column];
    if (typeof text === 'string') revived[column] = instantFromText(text);
  }
  return revived as Row;
}
