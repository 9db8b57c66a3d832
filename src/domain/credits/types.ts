import type { Instant } from '../time/period.ts';
import type { Rollover } from '../subscription/types.ts';

export type LotSource = 'plan' | 'bonus' | 'bought';

/** Credits granted together. `available` and `reserved` never go below zero. */
export interface CreditLot {
  readonly id: string;
  readonly source: LotSource;
  /** The roll-over of the plan that granted it; bought credits have none and never expire. */
  readonly rollover: Rollover | null;
  readonly rolloverCap: number;
  /** The granting plan, whose lots a `cap` cuts together, and its credits per period. */
  readonly planCode: string | null;
  readonly planCredits: number;
  readonly invoiceId: string | null;
  readonly granted: number;
  readonly available: number;
  /** Held by orders that still run. */
  readonly reserved: number;
  readonly grantedAt: Instant;
  /** Set when it expired or was forfeited: what a running order releases is lost with it. */
  readonly closed: 'expired' | 'forfeited' | null;
}

export type EntryKind =
  'granted' | 'bought' | 'reserved' | 'released' | 'spent' | 'expired' | 'forfeited' | 'frozen' | 'thawed';

/** One movement of credits; append-only. `credits` is positive, its meaning is in `kind`. */
export interface CreditEntry {
  readonly id: string;
  readonly lotId: string;
  readonly kind: EntryKind;
  readonly credits: number;
  readonly at: Instant;
  readonly orderId: string | null;
}
