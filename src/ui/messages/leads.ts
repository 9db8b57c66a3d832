import type { LeadField, LeadFilter } from '../../domain/orders/types.ts';
import { formatCount, formatNumber } from '../format.ts';

/** A number of credits with its word. */
export function creditsText(credits: number): string {
  return formatCount(credits, 'credit', 'credits');
}

/** A number of leads with its word. */
export function leadsText(leads: number): string {
  return formatCount(leads, 'lead', 'leads');
}

/** What can be bought of a lead. */
export const leadFieldLabels: Readonly<Record<LeadField, string>> = {
  business_email: 'Business e-mail',
  email_verification: 'Triple verification of it',
  personal_email: 'Personal e-mail',
  mobile: 'Mobile number',
};

export const searchTexts = {
  title: 'Lead search',
  filters: 'Filters',
  jobTitle: 'Title contains',
  jobTitleHint: 'Part of a title, such as “sales” or “VP of”.',
  seniority: 'Seniority',
  industry: 'Industry',
  size: 'Company size',
  country: 'Country',
  any: 'Any',
  chosen: (values: readonly string[]) =>
    values.length <= 2 ? values.join(', ') : `${values.slice(0, 2).join(', ')} and ${values.length - 2} more`,
  search: 'Search',
  clear: 'Clear all filters',
  matching: 'Matching leads',
  newToYou: 'New to you',
  inHistory: (leads: number) =>
    leads === 0 ? 'None of them is in your order history' : `${formatNumber(leads)} already in your order history`,
  creditsLeft: 'Credits left',
  reserved: (credits: number) => `and ${formatNumber(credits)} held by running orders`,
  sample: 'The first leads that are new to you',
  sampleKnown: 'The first leads, all in your order history',
  sampleIntro: 'Names and companies are shown; ways to reach them come with the order.',
  name: 'Name',
  company: 'Company',
  reach: 'Country and e-mail',
  nothing: 'No lead matches these filters',
  nothingText: 'Take a filter away, or write less of the title.',
  unreadable: 'Nothing was searched',
  unreadableText: 'Correct what is marked in the filters, and search again.',
} as const;

export const orderFormTexts = {
  title: 'Order these leads',
  fields: 'What you get of each lead',
  fieldsHint: 'The business e-mail is always included, for 1 credit.',
  fieldPrice: (credits: number) => `+${formatNumber(credits)}`,
  leads: 'How many leads',
  leadsHint: (most: number) => `Up to ${formatNumber(most)} are new to you.`,
  update: 'Update the total',
  perLead: 'Price per lead',
  total: 'Total',
  after: 'Credits left after it',
  orderFor: (leads: number, credits: number) => `Order ${leadsText(leads)} for ${creditsText(credits)}`,
  onlyDelivered:
    'Each lead is checked when it is delivered. Those that fail the check are not charged; what is not used comes back when the order is complete.',
  allDelivered: 'You have all of these leads',
  allDeliveredText: 'No lead is delivered twice while your order history is kept. Change the filters to find new ones.',
  tooMany: (most: number) =>
    `Only ${leadsText(most)} of this search ${most === 1 ? 'is' : 'are'} new to you. Order ${formatNumber(most)} or less, or widen the filters.`,
  tooExpensive: (leads: number, cost: number, available: number) =>
    `${leadsText(leads)} cost ${creditsText(cost)}, and you have ${formatNumber(available)}. Order less, or buy more credits.`,
  buyCredits: 'Buy more credits',
  totalChanged: (leads: number, cost: number) =>
    `Nothing is ordered yet. ${leadsText(leads)} with this choice cost ${creditsText(cost)}; order if that is what you want.`,
  placed: (leads: number, credits: number) => `Ordered: ${leadsText(leads)} for at most ${creditsText(credits)}.`,
  placedBefore: 'This order was placed already. It is the first of the list, unless another came after it.',
} as const;

export const lockedTexts = {
  paused: 'Lead search is locked while your subscription is paused',
  pausedText: (credits: number, leads: number) =>
    `Nothing is lost: ${creditsText(credits)} and an order history of ${leadsText(leads)} wait for you, and none of these leads is delivered to you again.`,
  acceptNext: (amount: string) => `Resuming it charges ${amount} at once; you are asked to accept that first.`,
  pausedWaiting: 'It opens as soon as the payment for resuming has gone through.',
  ended: 'Lead search is closed since your subscription ended',
  endedText: 'It opens again with a new subscription. The leads that you bought are under Orders.',
  none: 'Lead search opens with a subscription',
  noneText: 'Choose a plan to search the catalogue and order leads.',
  starting: 'Lead search opens with your subscription',
  startingText: 'That is as soon as the payment has gone through.',
  orders: 'See your orders',
} as const;

/** A filter in one line. */
export function filterSummary(filter: LeadFilter): string {
  const parts = [
    filter.title === '' ? '' : `“${filter.title}”`,
    ...[filter.seniorities, filter.industries, filter.companySizes, filter.countries].map((values) =>
      values.length === 0 ? '' : searchTexts.chosen(values),
    ),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'All leads' : parts.join(' · ');
}
