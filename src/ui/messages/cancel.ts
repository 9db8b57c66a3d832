import { subscriptionLabels as labels } from './subscription.ts';

/** The pages on the way of a cancellation that every flow has. */
export const cancelTexts = {
  title: labels.cancel,
  steps: 'The steps of a cancellation',
  step: { reason: 'Reason', pages: 'Options', confirm: 'Confirmation' },
  back: { reason: 'Back to the reason', pages: 'Back to the options', page: 'Back to the page before' },
  reasonTitle: 'Why are you cancelling?',
  reasonIntro:
    'Your answer shows you what could help, and helps us to do better. You do not have to give one. Nothing is changed before you take an offer or confirm.',
  reason: 'Reason',
  reasonPrompt: 'Choose a reason',
  note: 'Is there something that we should know?',
  noteAlone: 'Choose the reason that your note belongs to, or clear the note to go on without either.',
  continueDetail: 'Nothing is changed before you confirm.',
  unchanged: 'Nothing was changed.',
  noAttempt: 'No cancellation is open, so there is nothing to go on with. You can start at any time.',
  differs:
    'Nothing was changed yet: your subscription stands differently than it did when the page was shown. This is what holds now.',
  nextCharge: 'Next charge',
  instead: (amount: string) => `Without it, it would be ${amount}.`,
  chargedNow: 'Charged now',
  nothing: 'Nothing',
  starts: 'Starts',
  planStarts: (plan: string) => `${plan} starts`,
  creditsNow: 'Credits added now',
} as const;

/** The last question. */
export const confirmCancelTexts = {
  title: 'Cancel your subscription?',
  titleNow: 'End your subscription now?',
  endsOn: (end: string) => `Access ends on ${end}.`,
  endsOnPaused: (end: string) => `Your subscription ends on ${end}.`,
  endsNow: 'Access ends as soon as you confirm.',
  until: 'Until then you can use everything, and nothing more is charged.',
  untilPaused: 'Until then it stays paused, and nothing more is charged.',
  now: 'The present period is not paid, so there is nothing to wait for. Nothing more is charged: the open invoice is void, and we stop trying.',
  dropped: 'What is taken back with it',
  droppedPause: 'The pause that is scheduled',
  droppedChange: (plan: string) => `The change to ${plan} that is scheduled`,
  droppedPayment: (amount: string) =>
    `The payment of ${amount} that is under way; if it still arrives, we send it back at once`,
  lost: 'What is lost then',
  lostCredits: (credits: string) => `${credits} from your plan`,
  lostBonus: (credits: string) => `${credits} that you got as a bonus`,
  unlessUsed: (credits: string) => `${credits}, unless you use them before`,
  lostHistory: (leads: string) =>
    `Your order history of ${leads}: once it is closed, a lead that you have could be delivered to you again`,
  lostNothing: 'Nothing: you have no credits of your plan, and no lead was delivered yet',
  stays: 'What stays',
  keptCredits: (credits: string) => `${credits} that you bought, frozen until you start again`,
  keptLeads: 'Your delivered leads, to download as CSV',
  keptInvoices: 'Your invoices and receipts',
  keptLogIn: 'Your log-in, so that you can start again at any time',
} as const;

/** After it, one way or the other. */
export const cancelDoneTexts = {
  cancelled: 'Your subscription is cancelled',
  ended: 'Your subscription has ended',
  accessUntil: (end: string) => `You have access until ${end}`,
  pausedUntil: (end: string) => `It stays paused until ${end}, and ends then`,
  endedOn: (end: string) => `It ended on ${end}`,
  noCharge: 'Nothing more is charged.',
  summary: 'For your records',
  accessEnds: 'Access ends',
  endsOn: 'It ends',
  endedAt: 'Ended',
  reference: 'Reference',
  referenceDetail: 'Name it when you write to us about this.',
  cancelledAt: 'Cancelled',
  mailed: 'E-mail sent to',
  mailedDetail: 'It has the date, the reference, and what ends and what stays.',
  endedMailDetail: 'It has the date, and what ended and what stays.',
  lost: 'Ends then',
  stays: 'Stays yours',
  undoTitle: 'If you change your mind',
  undoText: (resume: string) =>
    `“${resume}” takes the cancellation back at any time before that, here, on your dashboard or on the Subscription Plan page. Nothing is lost then.`,
  undoPaused: (resume: string) =>
    `“${resume}” takes the cancellation back at any time before that. It stays paused then.`,
  startAgainText: 'You can start a new subscription at any time.',
  seePlan: 'Go to Subscription Plan',
  seePlans: 'See the plans',
  and: ', ',
} as const;

/** After an offer was accepted. */
export const offerDoneTexts = {
  changed: 'What changed',
  title: {
    pause: 'Your pause is scheduled',
    plan_change: 'Your plan change is scheduled',
    discount: 'Your discount is in place',
    bonus_credits: 'Your credits are there',
  },
  stays: 'Nothing is cancelled: your subscription goes on.',
  pauseStarts: 'The pause starts',
  changeStarts: (plan: string) => `${plan} starts`,
  chargedNow: 'Charged now',
  nothing: 'Nothing',
  nextCharge: 'Next charge',
  discount: 'Discount',
  discountFor: (off: string, periods: string) => `${off} off for ${periods}`,
  bonus: 'Added now',
  credits: 'You have',
  undoUntil: (at: string) => `You can take it back until ${at}.`,
  noUndo: 'The credits are in your account now. They cost nothing, so there is nothing to take back.',
} as const;
