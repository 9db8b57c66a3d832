import { matrix, situationOf } from '../../domain/subscription/matrix.ts';
import type { RefusalCode } from '../../domain/subscription/refusals.ts';
import type { AccountState } from '../../domain/subscription/types.ts';

/** Why no credits can be bought now, by the matrix and by what is missing; null when they can. */
export function topUpObstacle(state: AccountState): RefusalCode | null {
  const cell = matrix[situationOf(state)].top_up;
  if ('refuses' in cell) return cell.refuses;
  if (state.pending !== null) return 'payment_in_progress';
  return state.paymentMethod === null ? 'no_payment_method' : null;
}
