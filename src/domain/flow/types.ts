import type { Instant } from '../time/period.ts';

/** A typed test of an account; an offer is shown when all of its conditions hold. */
export type Condition =
  /** Neither paused nor past due. */
  | { readonly kind: 'active' }
  | { readonly kind: 'plan'; readonly anyOf: readonly string[] }
  | { readonly kind: 'tenure'; readonly minDays: number }
  | { readonly kind: 'spend'; readonly minMinor: number }
  | { readonly kind: 'country'; readonly anyOf?: readonly string[]; readonly noneOf?: readonly string[] }
  | { readonly kind: 'credits'; readonly min?: number; readonly max?: number }
  /** No offer of these ids (or this one, if none is named) was accepted in the last `days`. */
  | { readonly kind: 'not_accepted'; readonly withinDays: number; readonly offers?: readonly string[] };

/** What an offer does when it is accepted. */
export type OfferEffect =
  | { readonly kind: 'pause' }
  | { readonly kind: 'discount'; readonly percent?: number; readonly amountMinor?: number; readonly periods: number }
  | { readonly kind: 'plan_change'; readonly plan: string }
  | { readonly kind: 'bonus_credits'; readonly credits: number }
  /** A person to talk to: a request to the support, begun with this subject. */
  | { readonly kind: 'contact'; readonly subject: string }
  | { readonly kind: 'link'; readonly href: string };

export interface Offer {
  readonly id: string;
  readonly effect: OfferEffect;
  /** What accepting it means, with its price, its term and what comes after; may hold figures. */
  readonly text: string;
  /** The button that accepts; it says its effect; may hold figures. */
  readonly label: string;
  readonly when: readonly Condition[];
}

/** A page that a reason leads to. Its texts may hold the account's figures, see `figures.ts`. */
export interface FlowPage {
  readonly id: string;
  readonly title: string;
  readonly body: readonly string[];
  readonly offers: readonly Offer[];
  /** Whether its body helps by itself; if not, the page is skipped when no offer on it is for the account. */
  readonly standsAlone?: boolean;
}

export interface Reason {
  readonly id: string;
  readonly label: string;
  /** Pages in order, before the closing pages. */
  readonly pages: readonly string[];
}

/** A cancellation, as data. Published versions never change; a new text is a new version. */
export interface FlowDefinition {
  readonly code: string;
  readonly version: number;
  readonly reasons: readonly Reason[];
  readonly pages: readonly FlowPage[];
  /** Pages that every reason ends with, before the confirmation: the pause. */
  readonly closingPages: readonly string[];
}

/** Why an offer of an attempt was shown or not; kept for good. */
export interface OfferDecision {
  readonly offerId: string;
  readonly pageId: string;
  readonly shown: boolean;
  /** `eligible`, or the first condition or fact that ruled it out, with its figures. */
  readonly why: string;
  readonly decidedAt: Instant;
  /** Whether the customer came to the page while it was shown there; that is never rewritten. */
  readonly seen: boolean;
}

export type AttemptOutcome = 'saved' | 'cancelled' | 'abandoned';

/** Where an attempt stands: the built-in pages, or one of the flow's. */
export type PageId = 'reason' | 'confirm' | (string & {});

/** One run through a flow. */
export interface Attempt {
  readonly id: string;
  readonly flowCode: string;
  readonly flowVersion: number;
  readonly startedAt: Instant;
  readonly startedBy: string;
  readonly touchedAt: Instant;
  readonly reason: string | null;
  readonly note: string | null;
  readonly page: PageId;
  /** Pages seen, in order, without the present one. */
  readonly path: readonly PageId[];
  readonly decisions: readonly OfferDecision[];
  readonly outcome: AttemptOutcome | null;
  readonly acceptedOffer: string | null;
  readonly endedAt: Instant | null;
}

export interface AcceptedOffer {
  readonly offerId: string;
  readonly at: Instant;
}

/** What conditions are tested against. */
export interface FlowFacts {
  readonly planCode: string;
  readonly tenureDays: number;
  readonly spentMinor: number;
  readonly country: string;
  readonly credits: number;
  readonly accepted: readonly AcceptedOffer[];
  /** Whether the subscription is active: neither paused nor past due. */
  readonly isActive: boolean;
  /** Whether a pause can be scheduled now. */
  readonly canPause: boolean;
  /** Whether a discount is already running. */
  readonly hasDiscount: boolean;
  /** Whether the next period is as long as the present one; a discount does not pass to another length. */
  readonly keepsInterval: boolean;
  /** Plan codes that the account could change to from its present plan. */
  readonly changeablePlans: readonly string[];
}
