import { formatCount, formatNumber } from '../format.ts';
import { subscriptionLabels } from './subscription.ts';

/** The frame around the articles of the help centre. */
export const helpTexts = {
  title: 'Help centre',
  intro: (brand: string) => `Answers about ${brand}, and people to ask.`,
  articles: (count: number) => formatCount(count, 'article', 'articles'),
  more: 'More in this collection',
  step: (number: number, title: string) => `Step ${number}: ${title}`,
  notFoundHere: 'Is your answer not here?',
  notFoundText: 'Write to us; a person answers by e-mail.',
  contact: subscriptionLabels.contactSupport,
} as const;

export const helpSearchTexts = {
  title: 'Search',
  label: 'Search the help centre',
  placeholder: 'For example: cancel, credits, card',
  button: 'Search',
  found: (count: number, query: string) => `${formatCount(count, 'article', 'articles')} for “${query}”`,
  nothing: (query: string) => `Nothing found for “${query}”`,
  nothingText: 'Try another word, look through the collections, or write to us.',
} as const;

export const voteTexts = {
  question: 'Did this answer your question?',
  yes: 'Yes',
  no: 'No',
  none: 'Nobody has said so far.',
  count: (helpful: number, all: number) =>
    `${formatNumber(helpful)} of ${formatCount(all, 'reader', 'readers')} said yes.`,
  mine: (helpful: boolean) => `You said ${helpful ? 'yes' : 'no'}. You can change it.`,
  thanks: 'Thank you, your answer is counted.',
  choose: 'Choose yes or no.',
  often: 'Your answer was not counted: too many came from your address. Try again in an hour.',
} as const;

export const contactTexts = {
  title: subscriptionLabels.contactSupport,
  intro: 'Tell us what it is about. A person reads it and answers by e-mail.',
  you: 'We answer to',
  name: 'Your name',
  email: 'Your e-mail address',
  subject: 'Subject',
  message: 'Message',
  messageHint: 'What did you want to do, and what happened? Please leave out passwords and card numbers.',
  send: 'Send',
  often: (minutes: number) =>
    `Nothing was sent: many requests came from you within an hour. Try again in ${formatCount(minutes, 'minute', 'minutes')}, or write to our e-mail address.`,
  byMail: 'You can also write to',
  notNeeded: 'You do not have to write to us to cancel or to pause:',
  notNeededLink: 'how to cancel',
  sent: 'We have your request',
  sentText: 'A person reads it and answers by e-mail. We have sent you a mail that says so.',
  number: 'Number of your request',
  numberHint: 'Name it if you write to us again about the same thing.',
  back: 'Back to the help centre',
} as const;
