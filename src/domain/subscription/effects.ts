import type { Purpose } from '../billing/types.ts';
import type { Notice } from './notices.ts';

/** What must happen outside the database after the commit, at least once, each under a stable key. */
export type Effect =
  | {
      readonly kind: 'charge';
      /** The charge's id. */
      readonly key: string;
      readonly chargeId: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly purpose: Purpose;
      readonly onSession: boolean;
    }
  | {
      readonly kind: 'refund';
      /** The credit note's id. */
      readonly key: string;
      readonly chargeId: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  | {
      readonly kind: 'mail';
      readonly key: string;
      readonly notice: Notice;
      /** The one of those it goes to who has not got it yet; all, if it is left out. */
      readonly only?: string;
    }
  | { readonly kind: 'deliver'; readonly key: string; readonly orderId: string };
