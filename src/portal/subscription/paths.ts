import { presentPage } from '../../domain/flow/attempt.ts';
import type { Attempt, FlowDefinition, PageId } from '../../domain/flow/types.ts';

const ROOT = '/settings/subscription';

/** Where the subscription's pages are. */
export const paths = {
  plan: ROOT,
  changePlan: `${ROOT}/change-plan`,
  subscribe: `${ROOT}/subscribe`,
  pause: `${ROOT}/pause`,
  resume: `${ROOT}/resume`,
  keep: `${ROOT}/keep`,
  undoDiscount: `${ROOT}/undo-discount`,
  dropPayment: `${ROOT}/drop-payment`,
  cancel: `${ROOT}/cancel`,
  reason: `${ROOT}/cancel/reason`,
  page: `${ROOT}/cancel/pages/:pageId`,
  acceptOffer: `${ROOT}/cancel/pages/:pageId/accept`,
  continue: `${ROOT}/cancel/pages/:pageId/continue`,
  confirm: `${ROOT}/cancel/confirm`,
  leave: `${ROOT}/cancel/leave`,
  done: `${ROOT}/cancel/done`,
  card: '/settings/billing/card',
  billing: '/settings/billing',
  orders: '/orders',
  contact: '/help/contact',
} as const;

/** The address of a page of the cancellation. */
export function cancelPage(page: PageId): string {
  if (page === 'reason') return paths.cancel;
  return page === 'confirm' ? paths.confirm : `${paths.cancel}/pages/${page}`;
}

/** Where an open attempt stands. */
export function presentPath(flow: FlowDefinition | null, attempt: Attempt): string {
  return cancelPage(presentPage(flow, attempt));
}

/** The contact form, begun with a subject. */
export function contactPath(subject: string): string {
  return `${paths.contact}?${new URLSearchParams({ subject }).toString()}`;
}
