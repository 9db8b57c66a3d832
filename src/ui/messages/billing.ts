import type { EntryKind, LotSource } from '../../domain/credits/types.ts';
import type { Invoice, InvoiceLine, Purpose } from '../../domain/billing/types.ts';
import type { Rollover } from '../../domain/subscription/types.ts';

/** What the pages of billing say. Functions take figures that are written out already. */
export const billingTexts = {
  title: 'Billing',
  nextCharge: 'Next charge',
  seeSubscription: 'See the subscription',
  chargedTo: 'Every charge goes to',
  nextChargeOn: (at: string) => `on ${at}`,
  nextChargeFor: {
    plan: (plan: string) => `For the next period of ${plan}`,
    pause: () => 'For the next month of the pause',
    proration: (plan: string) => `For the change to ${plan}`,
    top_up: () => 'For credits',
  } satisfies Record<Purpose, (plan: string) => string>,
  retryFor: 'The next try to charge the overdue invoice',
  nothingNextLabel: 'As things stand',
  nothingNext: 'Nothing',
  endsThen: (at: string) => `Your subscription ends on ${at}; nothing more is charged.`,
  ended: 'Your subscription has ended; nothing more is charged.',
  noSubscription: 'You have no subscription yet.',
  choosePlan: 'Choose a plan',
  lastTryRuns: 'The last try is under way.',
  paymentMethod: 'Payment method',
  replaceCard: 'Replace card',
  addCard: 'Add a card',
  noCard: 'There is no card on this account.',
  card: (brand: string, last4: string) => `${brand} ending in ${last4}`,
  expires: (month: string) => `Expires ${month}`,
  expired: (month: string) => `Expired ${month}. Replace it before the next charge.`,
  expiresBefore: (month: string) => `Expires ${month}, before the next charge.`,
  documents: 'Invoices and credit notes',
  noDocuments: 'No invoices yet',
  noDocumentsText: 'Every charge has an invoice here, as a page and as a PDF.',
  columns: { document: 'Number', date: 'Date', amount: 'Amount', status: 'Status' },
  creditNoteFor: (what: string) => `Refund: ${what}`,
} as const;

export const documentStatus: Record<Invoice['status'] | 'overdue' | 'credit_note', string> = {
  open: 'Open',
  overdue: 'Overdue',
  paid: 'Paid',
  void: 'Void',
  uncollectible: 'Not collected',
  credit_note: 'Refunded',
};

/** What an invoice was for, in the list. */
export const purposeTexts: Record<Purpose, (subject: string) => string> = {
  plan: (plan) => `${plan} plan`,
  pause: () => 'Pause, one month',
  proration: (plan) => `Change to ${plan}`,
  top_up: (credits) => credits,
};

/** The lines of an invoice. */
export const lineTexts: Record<InvoiceLine['kind'], (subject: string) => string> = {
  plan: (plan) => `${plan} plan`,
  pause: () => 'Pause: credits and order history are kept',
  proration: (plan) => `Change to ${plan}, for the rest of the period`,
  unused: (plan) => `Unused part of ${plan}`,
  discount: () => 'Discount',
  top_up: (credits) => `${credits}, which never expire`,
};

export const waitingTexts = {
  title: 'Waiting for the payment provider',
  invoice: (amount: string, number: string) =>
    `We asked for ${amount} for invoice ${number}. This page shows the answer as soon as it is there.`,
  pending: {
    subscribe: (amount: string) => `We asked for ${amount} to start your subscription.`,
    resume: (amount: string) => `We asked for ${amount} to resume your subscription.`,
    change_plan: (amount: string) => `We asked for ${amount} to change your plan.`,
    top_up: (amount: string) => `We asked for ${amount} for more credits.`,
  },
  authenticate: 'Your bank asks you to confirm a payment',
  authenticateText: (amount: string) =>
    `${amount} is charged only after you confirmed it with your bank. Until then nothing changes.`,
  authenticateLink: 'Confirm with your bank',
  overdue: (number: string, amount: string) => `Invoice ${number} over ${amount} is unpaid`,
  failed: (reason: string, at: string) => `${reason} That was on ${at}.`,
  nextRetry: (at: string) => `We try again on ${at}.`,
  ends: (at: string) => `If it is not paid by ${at}, your subscription ends.`,
  endsThen: 'If that try fails too, your subscription ends.',
  replaceCard: 'Replace the card',
  replaceCardHint: 'A new card is charged at once.',
  seeInvoice: 'See the invoice',
  topUpDeclined: (credits: string, amount: string) => `${credits} for ${amount} were not bought`,
  topUpDeclinedText: (reason: string, at: string) => `${reason} That was on ${at}; nothing was charged.`,
  buyAgain: 'Try again',
} as const;

export const creditTexts = {
  title: 'Credits',
  pageTitle: 'Credit movements',
  pageIntro: (zone: string) =>
    `Every credit that came, was spent or was lost. Nothing here is ever rewritten. Times are in ${zone}.`,
  available: 'Ready to spend',
  frozen: 'Frozen',
  frozenDetail: 'Kept as they are until you come back',
  reserved: 'Held by running orders',
  source: {
    plan: (plan: string) => `${plan} plan`,
    bonus: () => 'Bonus credits',
    bought: () => 'Bought credits',
  } satisfies Record<LotSource, (plan: string) => string>,
  lots: 'Credits by where they came from',
  lotColumns: { source: 'From', next: 'Next', left: 'Left' },
  since: (date: string) => `Since ${date}`,
  nextOn: (date: string) => `On ${date}`,
  rollover: {
    all: () => 'All of it is carried over',
    none: () => 'Expires when the plan renews',
    cap: (cap: string) => `Carried over, up to ${cap} of this plan`,
    bought: () => 'Never expires',
    bonus: () => 'Carried over while you subscribe',
  } satisfies Record<Rollover | 'bought' | 'bonus', (cap: string) => string>,
  next: {
    stays: 'Stays',
    expires: 'Expires',
    cut: (expire: string, stay: string) => `${expire} expire, ${stay} stay`,
    lost: 'Lost when the subscription ends',
    waits: 'Waits for a new subscription',
    freezes: 'Freezes, nothing is lost',
    frozen: 'Stays frozen',
  },
  held: (credits: string) => `${credits} held by an order`,
  noLots: 'No credits left',
  noLotsText: 'Your plan brings new ones when it renews. You can also buy some now.',
  noLotsEnded: 'A plan brings credits with every paid period.',
  buy: 'Buy credits',
  movements: 'All movements',
  noMovements: 'No movements yet',
  noMovementsText: 'The first ones come with your first paid period.',
  movementColumns: { what: 'What happened', credits: 'Credits' },
  atTime: (date: string, time: string) => `${date}, ${time}`,
  order: 'See the order',
  movement: {
    granted: 'Granted',
    bought: 'Bought',
    reserved: 'Held for an order',
    released: 'Given back by an order',
    spent: 'Spent on delivered leads',
    expired: 'Expired',
    forfeited: 'Lost with the end of the subscription',
    frozen: 'Frozen',
    thawed: 'Ready to spend again',
  } satisfies Record<EntryKind, string>,
} as const;

export const topUpTexts = {
  title: 'Buy credits',
  intro: (pack: string, price: string) => `${pack} for ${price}. They never expire, and wait for you while you pause.`,
  choose: 'How many',
  other: 'Another amount',
  otherHint: (step: string, most: string) => `In steps of ${step}, up to ${most}`,
  custom: 'How many, if another amount',
  next: 'See the price',
  wrongNumber: (step: string, most: string) => `Enter a multiple of ${step}, up to ${most}.`,
  review: 'Check and pay',
  credits: 'Credits',
  price: 'Price',
  charged: 'Charged to',
  when: 'When',
  whenNow: 'Now. You have the credits as soon as the provider has answered.',
  pay: (amount: string) => `Pay ${amount}`,
  change: 'Change the amount',
  impossible: 'You cannot buy credits now',
  toBilling: 'Back to Billing',
  paymentTitle: 'Your payment',
  waiting: (amount: string) =>
    `We asked for ${amount}. The answer usually takes some seconds; you can leave this page, it goes on without you.`,
  paid: (credits: string) => `${credits} are yours`,
  paidText: (amount: string, at: string) => `We received ${amount} on ${at}. The receipt is on its way by e-mail.`,
  invoice: 'See the invoice',
  pdf: 'Download the PDF',
  search: 'Search leads',
  declined: 'The payment did not go through',
  declinedText: (reason: string) => `${reason} Nothing was charged, and you have no new credits.`,
  dropped: 'This purchase was dropped',
  droppedText:
    'Something else happened to your subscription before the payment was answered. If money still arrives, it goes back at once.',
  refunded: 'This purchase was refunded',
  refundedText: (amount: string) => `${amount} arrived after the purchase had been dropped. All of it went back.`,
} as const;

export const cardTexts = {
  title: 'Replace the card',
  titleNew: 'Add a card',
  intro: 'All coming charges go to the new card. Your subscription stays as it is.',
  introOverdue: (amount: string, number: string) =>
    `${amount} for invoice ${number} is overdue. The new card is charged with it at once.`,
  now: 'Card now',
  number: 'Card number',
  numberWrong: 'Enter the number on the front of the card, in digits.',
  expiry: 'Expiry date',
  expiryHint: 'Month and year, as on the card: MM/YY',
  expiryWrong: 'Enter month and year, such as 04/29.',
  cvc: 'Security code',
  cvcHint: 'Three or four digits on the back of the card',
  cvcWrong: 'Enter the three or four digits.',
  save: 'Save the card',
  cancel: 'Keep the old one',
  safe: 'What you type goes to the payment provider and is kept nowhere else.',
  declined: (reason: string) => `${reason} Your card was not changed.`,
  unreachable: 'The payment provider cannot be reached. Your card was not changed; try again in a moment.',
  saved: (card: string) => `From now on we charge ${card}.`,
  savedAndAsked: (card: string, amount: string) =>
    `From now on we charge ${card}. We are asking it for the overdue ${amount} now.`,
  sandbox: 'This is a sandbox: no money moves',
  sandboxText: 'Use one of these numbers, any date to come, and any three digits.',
  sandboxColumns: { number: 'Number', does: 'What it does' },
  sandboxCards: [
    ['4242\u00a04242\u00a04242\u00a04242', 'Works'],
    ['5555\u00a05555\u00a05555\u00a04444', 'Works (Mastercard)'],
    ['4000\u00a00000\u00a00000\u00a00002', 'Is declined when you save it'],
    ['4000\u00a00000\u00a00000\u00a00341', 'Can be saved, fails when it is charged'],
    ['4000\u00a00000\u00a00000\u00a09995', 'Can be saved, has not enough money on it'],
    ['4000\u00a00025\u00a00000\u00a03155', 'Asks you to confirm with the bank'],
  ],
} as const;

export const invoiceTexts = {
  title: (number: string) => `Invoice ${number}`,
  pdf: 'Download PDF',
  from: 'From',
  to: 'To',
  number: 'Number',
  issued: 'Issued',
  period: 'Period',
  fromTo: (start: string, end: string) => `${start} to ${end}`,
  zone: 'Time zone',
  item: 'Item',
  amount: 'Amount',
  total: 'Total',
  refunded: 'Refunded',
  due: 'Due',
  paidWith: (at: string, card: string) => `Paid on ${at} with ${card}.`,
  paid: (at: string) => `Paid on ${at}.`,
  free: (at: string) => `Settled on ${at}; there was nothing to pay.`,
  void: (at: string) => `Void since ${at}: nothing is owed.`,
  uncollectible: (at: string) => `Given up on ${at}: no further try is made.`,
  open: 'Not paid yet.',
  creditNote: (number: string, amount: string, at: string, why: string) =>
    `Credit note ${number} of ${at}: ${amount} went back. ${why}`,
  why: {
    payment_declined: 'The payment went through after it had been declined.',
    card_replaced: 'The payment went through after a new card had been charged instead.',
    payment_dropped: 'The payment arrived after you had dropped what it was for.',
    invoice_void: 'The payment arrived when the invoice was void.',
  },
  tries: 'Tries to charge it',
  tryColumns: { at: 'When', result: 'What came of it' },
  try: {
    asked: 'Waiting for the provider',
    needs_authentication: 'Waiting for your bank',
    dropped: 'Called off',
    paid: 'Paid',
    refunded: 'Paid, and sent back',
  },
  transliterated: 'Names are written in Latin letters here; the page of this invoice has them as they are.',
} as const;

/** From what a customer said to the bank until the provider tells of it. */
export const bankAnsweredTexts = {
  approve: {
    title: 'You approved the payment, and it is being confirmed',
    text: (amount: string) =>
      `Your bank has your approval of ${amount}. There is nothing more to do: the answer of the payment provider usually takes some seconds.`,
  },
  decline: {
    title: 'You declined the payment, and it is being called off',
    text: (amount: string) =>
      `The ${amount} are not charged. There is nothing more to do: the answer of the payment provider usually takes some seconds.`,
  },
} as const;

/** The page on which the sandbox plays the customer's bank. */
export const bankTexts = {
  title: 'Your bank asks',
  intro: 'The sandbox plays your bank here: no money moves.',
  question: (amount: string, merchant: string) => `Do you approve a payment of ${amount} to ${merchant}?`,
  card: 'Card',
  merchant: 'To',
  amount: 'Amount',
  approve: 'Approve',
  approveDetail: 'The payment goes through.',
  decline: 'Decline',
  declineDetail: 'Nothing is charged.',
  answered: 'This payment has been answered already.',
} as const;
