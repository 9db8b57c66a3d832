/** What stands above every page of members while something is scheduled, missing or waiting. */
export const bannerTexts = {
  cancelScheduled: (end: string) => `Your subscription ends on ${end}`,
  cancelScheduledText:
    'Everything works as before until then, and nothing more is charged. Resume it and it goes on as if you had never cancelled.',
  pausedCancelScheduledText:
    'It is paused until then, and nothing more is charged. “Resume Subscription” takes the cancellation back, and it stays paused.',
  pauseScheduled: (start: string) => `Your subscription pauses on ${start}`,
  pauseScheduledText: (fee: string) =>
    `Everything works as before until then. From then on it costs ${fee} a month, the tools are locked, and your credits and order history are kept.`,
  paused: 'Your subscription is paused',
  pausedText: (fee: string, next: string) =>
    `The tools are locked; your credits and order history are kept. The next ${fee} for the pause is charged on ${next}.`,
  pausedEndsText: (amount: string, at: string) =>
    `The tools are locked; your credits and order history are kept. The pause ends on ${at}: ${amount} is charged for your plan, and the tools open again.`,
  pausedTextNoCharge: 'The tools are locked; your credits and order history are kept.',
  overdue: 'A payment is overdue',
  overdueText: (amount: string, number: string) => `${amount} for invoice ${number} could not be charged.`,
  overdueRetry: (at: string) => `We try again on ${at}.`,
  overdueEnds: (at: string) => `If it is not paid by ${at}, the subscription ends.`,
  overdueCard: 'A new card is charged at once.',
  ended: (end: string) => `Your subscription ended on ${end}`,
  endedUnpaid: (end: string) => `Your subscription ended on ${end}, because an invoice was not paid`,
  endedText:
    'The leads that you bought stay yours to download. Credits that you bought separately wait for a new subscription.',
  none: 'You have no subscription yet',
  noneText: 'Choose a plan to search the catalogue and order leads.',
  waiting: 'Waiting for the payment provider',
  waitingText: {
    subscribe: (amount: string) =>
      `We asked for ${amount} to start your subscription. It starts as soon as the answer is there.`,
    resume: (amount: string) =>
      `We asked for ${amount} to resume your subscription. The tools open as soon as the answer is there.`,
    change_plan: (amount: string) =>
      `We asked for ${amount} to change your plan. It changes as soon as the answer is there.`,
    top_up: (amount: string) =>
      `We asked for ${amount} for more credits. You have them as soon as the answer is there.`,
  },
  authenticate: 'Your bank asks you to confirm a payment',
  authenticateText: (amount: string) => `${amount} is charged only after you confirmed it. Until then nothing changes.`,
  confirmPayment: 'Confirm the payment',
  replaceCard: 'Replace the card',
  seeBilling: 'See Billing',
  choosePlan: 'Choose a plan',
  startAgain: 'Start again',
  refresh: 'Show the newest state',
  whomToAsk: (names: string) => `Only an owner or a billing member can change this. Ask ${names}.`,
  whomToAskNobody: 'Only an owner or a billing member can change this.',
  and: ' or ',
} as const;
