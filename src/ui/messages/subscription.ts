/**
 * The names of the subscription's pages and buttons. Pages print them and the help centre quotes
 * them, so that a button and the article about it never differ.
 */
export const subscriptionLabels = {
  settings: 'Settings',
  subscriptionPlan: 'Subscription Plan',
  billing: 'Billing',
  changePlan: 'Change plan',
  cancel: 'Cancel my subscription',
  /** Leaves the page that asks for a reason. */
  continueFromReason: 'Continue',
  /** Leaves every page that makes an offer, with the same weight as the offer. */
  continueCancellation: 'Continue Cancellation',
  pause: 'Pause subscription',
  confirm: 'Confirm',
  keep: 'Keep my subscription',
  /** Takes back a cancellation or a pause that is scheduled. */
  resumeScheduled: 'Resume Subscription',
  /** Ends a pause: the locked tool asks first, then names the charge and asks to accept it. */
  resumePaused: 'Resume subscription',
  acceptCharge: 'Accept',
  undo: 'Undo',
  contactSupport: 'Contact support',
} as const;

export const statusLabels = {
  active: 'Active',
  past_due: 'Payment overdue',
  paused: 'Paused',
  ended: 'Ended',
} as const;
