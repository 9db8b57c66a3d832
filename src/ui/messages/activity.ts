import type { EventType } from '../../domain/subscription/events.ts';
import { paymentFailureText } from './payment-failures.ts';

/** What a sentence is made of: the event's data, with its figures, dates and names written out. */
export interface EventWords {
  /** The text of a field, or an empty one. */
  text(field: string): string;
  /** An amount of the account's currency. */
  money(field: string): string;
  /** An instant, with its zone. */
  at(field: string): string;
  /** A number with its word. */
  count(field: string, one: string, many: string): string;
  /** The name of a plan. */
  plan(field: string): string;
  /** What a customer answered, in the words of the flow. */
  reason(field: string): string;
  /** A page of the cancellation, by its title; null for one that the flow has no more. */
  page(field: string): string | null;
  /** What a discount takes off, "30%" or "$40.00"; null where the entry does not say. */
  off(): string | null;
  /** Whether a field is there and is neither null nor false. */
  has(field: string): boolean;
  /** The fields inside of a field. */
  inside(field: string): EventWords;
}

type Sentence = (words: EventWords) => string;

const credits = (words: EventWords) => words.count('credits', 'credit', 'credits');
const creditsWere = (words: EventWords) => words.count('credits', 'credit was', 'credits were');
const leads = (words: EventWords, field = 'leads') => words.count(field, 'lead', 'leads');
const leadsWere = (words: EventWords) => words.count('leads', 'lead was', 'leads were');
const ROLES: Readonly<Record<string, string>> = { owner: 'an owner', billing: 'a billing member', member: 'a member' };
const role = (text: string) => ROLES[text] ?? text;
const brand = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const PURPOSES: Readonly<Record<string, string>> = {
  plan: 'the plan',
  pause: 'the pause',
  proration: 'the change of plan',
  top_up: 'credits',
};
const purpose = (words: EventWords) => PURPOSES[words.text('purpose')] ?? 'the subscription';

const OUTCOMES: Readonly<Record<string, string>> = {
  saved: 'The cancellation was left; the subscription goes on',
  cancelled: 'The cancellation was confirmed',
  abandoned: 'The cancellation was not finished, so nothing was changed',
};

const OFFERS: Readonly<Record<string, string>> = {
  pause: 'to pause',
  discount: 'of a discount',
  plan_change: 'of another plan',
  bonus_credits: 'of bonus credits',
  contact: 'to talk to a person',
  link: 'of help',
};

const PAGES: Readonly<Record<string, string>> = { reason: 'the question for the reason', confirm: 'the confirmation' };
const page = (words: EventWords, field: string) => {
  const title = words.page(field);
  return PAGES[words.text(field)] ?? (title === null ? 'a page that is gone' : `the page “${title}”`);
};

/** What stands in the title of a page in the place of a figure that was only true then. */
export const figureNames = {
  credits: 'credits',
  leads: 'leads',
  periodEnd: 'the end of the period',
  planName: 'your plan',
  planPrice: 'the price of your plan',
};

const discountTime = (words: EventWords) =>
  words.text('interval') === 'year'
    ? words.count('periods', 'year', 'years')
    : words.count('periods', 'month', 'months');
const discount = (words: EventWords) =>
  words.off() === null
    ? `A discount on the next ${words.count('periods', 'period', 'periods')} was given.`
    : `A discount was given: ${words.off()} off for ${discountTime(words)}.`;

/** What happened, in a sentence each. An event without one does not compile. */
export const eventSentences: Record<EventType, Sentence> = {
  SubscriptionStarted: (it) => `The subscription to ${it.plan('plan')} started, paid until ${it.at('periodEnd')}.`,
  SubscriptionRenewed: (it) => `The subscription to ${it.plan('plan')} renewed, until ${it.at('periodEnd')}.`,
  CancellationScheduled: (it) =>
    `The subscription was cancelled and ends on ${it.at('endsAt')} (reference ${it.text('reference')}).`,
  CancellationWithdrawn: (it) => `The cancellation ${it.text('reference')} was taken back.`,
  SubscriptionEnded: (it) =>
    it.text('cause') === 'payment_failed'
      ? 'The subscription ended, because an invoice was not paid.'
      : 'The subscription ended, as it had been cancelled.',
  PauseScheduled: (it) => `A pause was scheduled from ${it.at('startsAt')} (reference ${it.text('reference')}).`,
  PauseWithdrawn: (it) =>
    it.has('why')
      ? `The pause ${it.text('reference')} was called off, because a payment is overdue.`
      : `The pause ${it.text('reference')} was taken back.`,
  SubscriptionPaused: (it) => `The subscription paused; the first pause month goes until ${it.at('periodEnd')}.`,
  PauseRenewed: (it) => `The pause went on for another month, until ${it.at('periodEnd')}.`,
  SubscriptionResumed: (it) =>
    `The subscription to ${it.plan('plan')} resumed, until ${it.at('periodEnd')}` +
    (it.has('cancellationDropped') ? '; its cancellation was dropped.' : '.'),
  PlanChangeScheduled: (it) =>
    `A change to ${it.plan('plan')} was scheduled for ${it.at('effectiveAt')} (reference ${it.text('reference')}).`,
  PlanChangeWithdrawn: (it) =>
    it.has('why')
      ? `The change of plan ${it.text('reference')} was called off, because a payment is overdue.`
      : `The change of plan ${it.text('reference')} was taken back.`,
  PlanChanged: (it) => `The plan changed from ${it.plan('from')} to ${it.plan('to')}.`,

  PaymentRequested: (it) => `${it.money('amountMinor')} for ${purpose(it)} was asked of the payment provider.`,
  PaymentSucceeded: (it) => `${it.money('amountMinor')} for ${purpose(it)} was paid.`,
  PaymentDeclined: (it) =>
    `${it.money('amountMinor')} for ${purpose(it)} was declined. ${paymentFailureText(it.text('failure'))}`,
  PaymentNeedsAuthentication: () => 'The bank asked for a payment to be confirmed.',
  PaymentDropped: (it) =>
    `${it.money('amountMinor')} for ${purpose(it)} is not wanted any more; if it still arrives, it goes back.`,
  PaymentRefunded: (it) => `${it.money('amountMinor')} went back, with a credit note.`,
  PaymentOverdue: (it) => `An invoice over ${it.money('amountMinor')} became overdue.`,
  PaymentRecovered: () => 'The overdue invoice was paid.',
  InvoiceVoided: (it) => `Invoice ${it.text('number')} over ${it.money('amountMinor')} became void.`,
  InvoiceUncollectible: (it) => `Invoice ${it.text('number')} over ${it.money('amountMinor')} was given up.`,
  CardReplaced: (it) => `The card was replaced by ${brand(it.text('brand'))} ending in ${it.text('last4')}.`,

  CreditsGranted: (it) =>
    it.text('source') === 'bonus' ? `${credits(it)} came as a bonus.` : `${credits(it)} came with the plan.`,
  CreditsBought: (it) => `${creditsWere(it)} bought.`,
  CreditsSpent: (it) => `${creditsWere(it)} spent on delivered leads.`,
  CreditsReleased: (it) => `${creditsWere(it)} given back by an order that did not use all.`,
  CreditsExpired: (it) => `${credits(it)} expired.`,
  CreditsForfeited: (it) => `${creditsWere(it)} lost with the end of the subscription.`,
  CreditsFrozen: (it) => `${credits(it)} froze: none can be spent, none is lost.`,
  CreditsThawed: (it) => `${credits(it)} can be spent again.`,

  OrderPlaced: (it) => `${leadsWere(it)} ordered, with ${credits(it)} held for the delivery.`,
  LeadsDelivered: (it) => `${leadsWere(it)} delivered; the order history has ${leads(it, 'historySize')}.`,
  OrderCompleted: (it) => `An order was completed with ${leads(it, 'delivered')}.`,
  OrderHistoryClosed: (it) => `The order history was closed with ${leads(it)}.`,

  AttemptStarted: () => 'A cancellation was begun.',
  AttemptAnswered: (it) => `The reason that was given: ${it.reason('reason')}.`,
  AttemptMovedOn: (it) => `The cancellation went on from ${page(it, 'from')} to ${page(it, 'to')}.`,
  AttemptEnded: (it) => `${OUTCOMES[it.text('outcome')] ?? 'The cancellation was closed'}.`,
  OfferAccepted: (it) => `The offer ${OFFERS[it.text('kind')] ?? it.text('kind')} was accepted.`,
  DiscountStarted: discount,
  DiscountUndone: (it) => `The discount${it.off() === null ? '' : ` of ${it.off()}`} was taken back.`,
  NoticeSent: (it) => `A notice went out about ${it.at('about')}.`,

  AccountCreated: (it) => `The account ${it.text('name')} was opened.`,
  CompanyChanged: (it) => companyChange(it.inside('from'), it.inside('to')),
  MemberInvited: (it) =>
    `${it.text('email')} was invited as ${role(it.text('role'))}${it.has('again') ? ', once more' : ''}.`,
  InvitationWithdrawn: (it) => `The invitation of ${it.text('email')} was withdrawn.`,
  MemberJoined: (it) => `${it.text('name')} joined as ${role(it.text('role'))}.`,
  MemberRoleChanged: (it) =>
    `${it.text('name')} is ${role(it.text('to'))} now, and was ${role(it.text('from'))} before.`,
  MemberRenamed: (it) => `${it.text('from')} is called ${it.text('to')} now.`,
  MemberRemoved: (it) => `${it.text('name')} was removed.`,
  PasswordChanged: (it) =>
    it.text('how') === 'reset'
      ? `A new password for ${it.text('name')} was set by a mailed link.`
      : `The password of ${it.text('name')} was changed.`,
  SupportRequested: (it) => `Support was asked: “${it.text('subject')}” (${it.text('requestId')}).`,
};

function companyChange(from: EventWords, to: EventWords): string {
  const fields = { name: 'name', country: 'country', timeZone: 'time zone' };
  const changes = Object.entries(fields)
    .filter(([field]) => from.text(field) !== to.text(field))
    .map(([field, label]) => `${label} from ${from.text(field)} to ${to.text(field)}`);
  return `The company was changed: ${changes.join(', ')}.`;
}

export const activityTexts = {
  title: 'Activity',
  intro: 'Everything that happened to this account, and who did it. Entries are never changed or taken out.',
  empty: 'Nothing has happened yet',
  emptyText: 'The first entries come with the first thing that you do.',
  columns: { when: 'When', what: 'What happened' },
  schedule: 'Schedule',
  provider: 'Payment provider',
  formerMember: 'A former member',
  /** Names of parts of the system; what is not here is the product itself. */
  systems: { timer: 'schedule', clock: 'schedule', provider: 'provider', payments: 'provider' } as Readonly<
    Record<string, 'schedule' | 'provider'>
  >,
  order: 'See the order',
  invoice: 'See the invoice',
  times: (zone: string) => `Times are in ${zone}.`,
  entries: (count: string) => `${count}, each sealed with the one before it`,
  entry: 'entry',
  entriesWord: 'entries',
  verify: 'Verify',
  verifyHint: 'Computes the seal of every entry again, from the first to the last.',
  verified: (count: string) => `Verified: ${count}, none changed, none missing.`,
  broken: {
    gap: (seq: string) => `Entry ${seq} is missing.`,
    broken_link: (seq: string) => `Entry ${seq} does not follow from the one before it.`,
    changed: (seq: string) => `Entry ${seq} was changed after it was written.`,
    cut_off: (seq: string) => `The newest entries, from ${seq} on, are missing.`,
  },
  brokenAsk: 'Please tell support; nothing was changed by this check.',
} as const;
