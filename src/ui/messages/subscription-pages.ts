import { subscriptionLabels as labels } from './subscription.ts';

/** Figures in words, for all pages of the subscription. */
export const figureTexts = {
  price: {
    month: (amount: string) => `${amount} a month`,
    year: (amount: string) => `${amount} a year`,
  },
  grant: {
    month: (credits: string) => `${credits} a month`,
    year: (credits: string) => `${credits} a year`,
  },
  month: 'month',
  months: 'months',
  year: 'year',
  years: 'years',
  percent: (percent: string) => `${percent}%`,
  each: { month: 'a month', year: 'a year' },
  span: (date: string, time: string, end: string) => `${date}, ${time} to ${end}`,
  amountOn: (amount: string, at: string) => `${amount} on ${at}`,
} as const;

/** Who may not change the subscription is told who may. */
export const accessTexts = {
  title: 'You cannot change the subscription',
  unchanged: 'Nothing was changed.',
  back: 'See where the subscription stands',
} as const;

/** Where the subscription stands. */
export const planPageTexts = {
  standing: 'Your plan',
  details: 'Details',
  plan: 'Plan',
  pausesNext: 'Active, pause scheduled',
  cancelled: 'Cancelled',
  nextCharge: 'Next charge',
  nextRetry: 'Next try',
  noCharge: 'None',
  noMoreCharges: 'Nothing more is charged.',
  included: 'Included',
  presentPeriod: 'Present period',
  period: {
    active: 'Paid period',
    past_due: 'Unpaid period',
    paused: 'Pause month',
    ended: 'Last period',
  },
  periodEnd: {
    renews: 'Then it renews.',
    ends: 'Then it ends.',
    pauses: 'Then it pauses.',
    changes: (plan: string) => `Then it renews on ${plan}.`,
    pauseGoesOn: 'Then the next pause month begins.',
    pauseEnds: 'Then the pause ends and your plan goes on.',
  },
  since: 'Customer since',
  card: 'Card',
  noCard: 'No card',
  discount: 'Discount',
  discountLeft: (off: string, periods: string) => `${off} off, ${periods} left`,
  discountUnused: 'No invoice has used it yet, so you can take it back.',
  discountUsed: 'It runs until then, also while paused.',
  openOrders: 'Orders that still run hold credits; what they do not spend comes back.',
  creditsPanel: 'Credits',
  source: 'From',
  sources: { plan: 'Plan', bonus: 'Bonus', bought: 'Bought' },
  available: 'Available',
  frozen: 'Frozen',
  reserved: 'In orders',
  total: 'Total',
  noCredits: 'You have no credits now.',
  rollover: {
    all: 'Unused plan credits stay at each renewal.',
    none: 'Unused plan credits expire at each renewal.',
    cap: (credits: string) => `At each renewal you keep up to ${credits} of your plan; more than that expires.`,
  },
  unused: {
    lost: 'No more are granted. Unused credits of the plan are lost when the subscription ends.',
    freeze: 'Unused credits freeze when the pause starts: none expires, and none is granted, until you come back.',
    frozen: 'None is granted and none expires while paused. The grants go on when you come back.',
  },
  frozenPaused: 'They are kept as they are until you come back: none expires, none can be spent.',
  frozenEnded: 'Bought credits wait until you start again.',
  history: 'Order history',
  historyKept: (leads: string) => `${leads}. None of them is delivered to you a second time.`,
  historyEmpty: 'No lead was delivered yet.',
  historyClosed: 'Closed. What you were delivered stays yours to download.',
  orders: 'See your orders',
  billing: 'See Billing',
} as const;

/** What stands above everything else, because it is what to know or to do first. */
export const noticeTexts = {
  cancelled: 'Your subscription is cancelled',
  accessUntil: (end: string) => `You have access until ${end}.`,
  reference: (reference: string) => `Reference ${reference}.`,
  cancelledText: 'Nothing more is charged. Until then you can take the cancellation back, and nothing is lost.',
  pausedUntil: (end: string) => `It stays paused until ${end}, and ends then.`,
  pausedCancelledText: (resume: string) =>
    `“${resume}” takes the cancellation back, and it stays paused. Nothing is charged for that now.`,
  resumeNow: (amount: string) => `Come back now for ${amount}`,
  pauseScheduled: (start: string) => `Your subscription pauses on ${start}`,
  pauseScheduledText: (fee: string) =>
    `Until then everything works as before. From then on you pay ${fee} a month, the tools are locked, and your credits and your order history are kept.`,
  changeScheduled: (plan: string, at: string) => `Your plan changes to ${plan} on ${at}`,
  changeScheduledText: (now: string) => `Until then you stay on ${now}. Nothing was charged for the change.`,
  paused: 'Your subscription is paused',
  pausedText: 'The tools are locked. Your credits and your order history are kept until you come back.',
  pausedNext: (amount: string, at: string) => `The next pause month costs ${amount}, on ${at}.`,
  pausedEnds: (amount: string, at: string) =>
    `The pause ends on ${at}: your plan goes on, and ${amount} is charged for it.`,
  overdue: 'A payment is overdue',
  overdueText: (amount: string, number: string) => `${amount} for invoice ${number} could not be charged.`,
  overduePause: (amount: string, number: string) => `${amount} for the pause, invoice ${number}, could not be charged.`,
  overdueRetry: (at: string) => `We try again on ${at}.`,
  overdueEnds: (at: string) => `If none of the tries goes through, your subscription ends on ${at}.`,
  overdueCard: 'A new card is charged at once.',
  replaceCard: 'Replace the card',
  ended: (end: string) => `Your subscription ended on ${end}`,
  endedCancelled: 'It was cancelled, and nothing more is charged.',
  endedUnpaid: 'An invoice was not paid, and the last try to charge it failed. Nothing more is charged.',
  none: 'You have no subscription yet',
  noneText: 'Choose a plan. It starts as soon as its price is paid.',
  waiting: 'Waiting for the payment provider',
  waitingText: {
    subscribe: (amount: string) => `We asked for ${amount}. Your subscription starts when it is paid.`,
    resume: (amount: string) => `We asked for ${amount}. Your subscription is active again when it is paid.`,
    change_plan: (amount: string) => `We asked for ${amount}. Your plan changes when it is paid.`,
    top_up: (amount: string) => `We asked for ${amount}. Your credits are there when it is paid.`,
    invoice: (amount: string) => `We asked for ${amount} for your invoice.`,
  },
  waitingUnchanged: 'Until then nothing is changed. This page follows by itself.',
  authenticate: 'Your bank asks you to confirm the payment',
  authenticateText: (amount: string) =>
    `${amount} is charged only after you confirmed it. If you do not, the request lapses within a day and nothing is changed.`,
  confirmPayment: 'Confirm the payment',
  dropPayment: 'Cancel this payment',
  declined: 'Your card was declined; nothing was changed',
  declinedText: (amount: string, at: string, reason: string) =>
    `We asked for ${amount} on ${at}. ${reason} Nothing was charged. Try again, or use another card.`,
  paid: (amount: string) => `We received ${amount}.`,
  startAgain: 'Start again',
  choosePlan: 'Choose a plan',
  startAgainText: 'A new subscription begins as soon as its price is paid, with an order history of its own.',
  startAgainCredits: (credits: string) => `The ${credits} that you bought can be spent again then.`,
} as const;

/** What is said after something was done, once, above the next page. */
export const doneTexts = {
  kept: (next: string) => `Your subscription goes on as before. The next charge is ${next}.`,
  keptPlain: 'Your subscription goes on as before.',
  pauseScheduled: 'Your pause is scheduled. Nothing was charged.',
  pausedAlready: 'Your subscription is paused.',
  changeScheduled: 'Your plan change is scheduled. Nothing was charged.',
  changed: (plan: string) => `Your plan is ${plan}.`,
  resumed: 'Your subscription is active again.',
  started: (plan: string) => `Your subscription on ${plan} has started.`,
  discountUndone: 'The discount is taken back.',
  paymentDropped: 'The payment is cancelled. Nothing was changed; money that still arrives is sent back at once.',
  paymentAnswered: 'The payment was answered already, so there was nothing to cancel. This is where it stands.',
  startDiffers: (at: string) =>
    `Nothing was changed. Meanwhile a pause would start on ${at}; look at the figures again before you choose it.`,
  differs: (amount: string) =>
    `Nothing was changed. Meanwhile the charge is ${amount}; look at the figures again before you accept.`,
} as const;

/** Choosing a plan, to change to or to start with. */
export const choosePlanTexts = {
  changeIntro: 'Each plan says what is charged now, and what is charged next. Nothing is changed before you confirm.',
  monthly: 'Paid by the month',
  yearly: 'Paid by the year',
  price: 'Price',
  credits: 'Credits',
  standing: { theirs: 'Your plan', next: 'From the next period' },
  haveIt: 'This is the plan that you have.',
  stay: (plan: string) => `Stay on ${plan}`,
  chargedNow: 'Charged now',
  nothing: 'Nothing',
  creditsNow: (credits: string) => `${credits} are added now.`,
  noCreditsNow: 'No credits are added now.',
  startsLater: 'It starts with the next period.',
  thenCharged: 'Next charge',
  choose: (plan: string) => `Choose ${plan}`,
  startWith: (plan: string) => `Start with ${plan}`,
} as const;

/** What the roll-over does to credits when a smaller plan starts. */
export const rollOverTexts = {
  present: 'Your present credits',
  allStay: (credits: string) => `${credits} stay`,
  untilSpent: 'None of them expires when the change starts.',
  expiring: 'Credits that expire',
  when: (at: string, left: string) => `On ${at}, as far as you do not spend them before. Then ${left} are left.`,
} as const;

/** The page before a choice that costs or changes something: exact figures, and one button. */
export const confirmTexts = {
  changeTitle: (plan: string) => `Change to ${plan}`,
  startTitle: (plan: string) => `Start with ${plan}`,
  pauseTitle: (fee: string) => `Pause for just ${fee}/month`,
  resumeTitle: labels.resumePaused,
  plan: 'Plan',
  chargedNow: 'Charged now',
  to: (card: string) => `To ${card}`,
  nothing: 'Nothing',
  creditsNow: 'Credits added now',
  creditsAfter: (credits: string) => `You then have ${credits}.`,
  starts: 'Starts',
  startsNow: 'As soon as the payment has gone through',
  stayUntil: (plan: string) => `Until then you stay on ${plan}, and you can take the change back.`,
  newPeriod: 'New period',
  untilAt: (end: string) => `From now to ${end}`,
  nextCharge: 'Next charge',
  discount: 'Discount',
  discountEnds: 'It was promised for the present length of the period, so it ends with this change.',
  acceptChange: (plan: string) => `Change to ${plan}`,
  acceptStart: (plan: string) => `Start ${plan}`,
  pauseIntro: 'What you have stays as it is, and you come back when you like.',
  pauseKept: 'What a pause keeps',
  pauseCosts: 'What it costs, and when',
  pauseUntilText: 'Until then everything works as before, and you can take the pause back.',
  pauseStarts: 'The pause starts',
  pauseFirst: 'First charge of the pause',
  pauseMonthly: (fee: string) =>
    `Then ${fee} for each pause month, instead of the price of your plan, until you come back.`,
  pauseMost: (months: string) => `It lasts ${months} at most; then your plan goes on. We write to you before that.`,
  pauseBack: 'When you come back',
  pauseBackText: 'The standard price of your plan is charged on that day, and a new period begins.',
  kept: {
    credits: 'Credits',
    creditsDetail: 'Frozen as they are: none expires, and none can be spent while paused.',
    leads: 'Leads in your order history',
    leadsDetail: 'When you come back, none of them is delivered to you again.',
    leadsBack: 'None of them is delivered to you again.',
  },
  resumeIntro: (plan: string) =>
    `You are back on ${plan}, with everything that was kept, as soon as the payment has gone through.`,
  resumeCredits: 'Credits then',
  resumeCreditsDetail: (kept: string, granted: string) => `${kept} that were kept, and ${granted} of the new period.`,
  pauseFee: 'Pause fee',
  resumeVoids: (amount: string) => `The unpaid ${amount} are no longer asked for.`,
  cancellation: 'Cancellation',
  resumeDrops: 'It is taken back with this.',
  back: 'Back',
} as const;
