import type { Instant } from '../time/period.ts';

/** Which leads; an empty list means any. Values are those of the catalogue. */
export interface LeadFilter {
  /** Part of a title, or an empty string. */
  readonly title: string;
  readonly seniorities: readonly string[];
  readonly industries: readonly string[];
  readonly companySizes: readonly string[];
  readonly countries: readonly string[];
}

/** What is bought of each lead besides its name and company. */
export type LeadField = 'business_email' | 'email_verification' | 'personal_email' | 'mobile';

export type OrderStatus = 'running' | 'completed';

/** How many credits of one lot an order still holds, in the order in which they are spent. */
export interface Reservation {
  readonly lotId: string;
  readonly credits: number;
}

export interface Order {
  readonly id: string;
  /** Whose order history its leads enter. */
  readonly subscriptionId: string;
  readonly filter: LeadFilter;
  readonly fields: readonly LeadField[];
  readonly requested: number;
  readonly creditsPerLead: number;
  readonly delivered: number;
  /** Leads that failed verification; they are not charged. */
  readonly rejected: number;
  readonly reservations: readonly Reservation[];
  readonly creditsSpent: number;
  readonly creditsReleased: number;
  /** The last catalogue lead that was looked at; delivery goes on after it. */
  readonly cursor: number;
  readonly status: OrderStatus;
  readonly placedAt: Instant;
  readonly placedBy: string;
  readonly completedAt: Instant | null;
}

/** One lead entering the order history. */
export interface Delivery {
  readonly subscriptionId: string;
  readonly orderId: string;
  readonly leadId: number;
  readonly at: Instant;
}
