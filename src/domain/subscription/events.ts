import type { Instant } from '../time/period.ts';

/** What happened, in the order in which it did. `data` is plain JSON: ISO instants, minor units, credits. */
export interface DomainEvent {
  readonly type: EventType;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

export type EventType =
  | 'SubscriptionStarted'
  | 'SubscriptionRenewed'
  | 'CancellationScheduled'
  | 'CancellationWithdrawn'
  | 'SubscriptionEnded'
  | 'PauseScheduled'
  | 'PauseWithdrawn'
  | 'SubscriptionPaused'
  | 'PauseRenewed'
  | 'SubscriptionResumed'
  | 'PlanChangeScheduled'
  | 'PlanChangeWithdrawn'
  | 'PlanChanged'
  | 'PaymentRequested'
  | 'PaymentSucceeded'
  | 'PaymentDeclined'
  | 'PaymentNeedsAuthentication'
  | 'PaymentDropped'
  | 'PaymentRefunded'
  | 'PaymentOverdue'
  | 'PaymentRecovered'
  | 'InvoiceVoided'
  | 'InvoiceUncollectible'
  | 'CardReplaced'
  | 'CreditsGranted'
  | 'CreditsBought'
  | 'CreditsSpent'
  | 'CreditsReleased'
  | 'CreditsExpired'
  | 'CreditsForfeited'
  | 'CreditsFrozen'
  | 'CreditsThawed'
  | 'OrderPlaced'
  | 'LeadsDelivered'
  | 'OrderCompleted'
  | 'OrderHistoryClosed'
  | 'AttemptStarted'
  | 'AttemptAnswered'
  | 'AttemptMovedOn'
  | 'AttemptEnded'
  | 'OfferAccepted'
  | 'DiscountStarted'
  | 'DiscountUndone'
  | 'NoticeSent'
  // the account's
  | 'AccountCreated'
  | 'CompanyChanged'
  | 'MemberInvited'
  | 'InvitationWithdrawn'
  | 'MemberJoined'
  | 'MemberRoleChanged'
  | 'MemberRenamed'
  | 'MemberRemoved'
  | 'SupportRequested';
