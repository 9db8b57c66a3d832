import { formatNumber } from '../format.ts';
import { subscriptionLabels } from './subscription.ts';

/** What the frame around every page says. */
export const shellTexts = {
  skip: 'Skip to the content',
  tools: 'Tools',
  leadSearch: 'Lead search',
  orders: 'Orders',
  help: 'Help',
  accountMenu: 'account menu',
  settings: subscriptionLabels.settings,
  logOut: 'Log out',
  logIn: 'Log in',
  signUp: 'Sign up',
  breadcrumbs: 'Where you are',
  settingsPages: subscriptionLabels.settings,
  title: (page: string, brand: string) => `${page} · ${brand}`,
  working: 'Working…',
} as const;

export const settingsTexts = {
  profile: 'Profile',
  company: 'Company',
  members: 'Members',
  subscription: subscriptionLabels.subscriptionPlan,
  billing: subscriptionLabels.billing,
  activity: 'Activity',
} as const;

export const roleTexts = {
  owner: 'Owner',
  billing: 'Billing',
  member: 'Member',
} as const;

export const tableTexts = {
  pages: 'Pages',
  previous: 'Previous',
  next: 'Next',
  pageOf: (page: number, pages: number) => `Page ${page} of ${pages}`,
} as const;

export const progressTexts = {
  refresh: 'Show the newest state',
} as const;

export const fieldTexts = {
  optional: '(optional)',
} as const;

/** Said beside a field for which its form has no sentence of its own. */
export const fieldErrors = {
  missing: 'Fill this in.',
  missingChoices: 'Choose at least one.',
  tooShort: (least: number) => `Write at least ${least} characters.`,
  tooLong: (most: number) => `Write at most ${most} characters.`,
  tooSmall: (least: number) => `Enter ${least} or more.`,
  tooLarge: (most: number) => `Enter ${formatNumber(most)} or less.`,
  tooMany: (most: number) => `Choose at most ${most}.`,
  number: 'Enter a number, in digits only.',
  wholeNumber: 'Enter a whole number.',
  email: 'Enter an e-mail address, such as name@example.com.',
  choice: 'Choose one of the list.',
  other: 'Check this.',
} as const;

/** Above a form in which something is wrong. */
export const formTexts = {
  check: 'Nothing was changed. Check what is marked below.',
} as const;

/** One page for everything that cannot be answered as it was asked. */
interface ProblemText {
  readonly title: string;
  readonly text: string;
}

export const problemTexts = {
  bad_request: {
    title: 'This request cannot be read',
    text: 'The address or the form holds something that we cannot read. Go back, and try again from the page itself.',
  },
  repeated: {
    title: 'This request cannot be read',
    text: 'A value that may come once came more than once. Go back, and try again from the page itself.',
  },
  forged: {
    title: 'This form is out of date',
    text: 'Nothing was changed. Your browser did not send what proves that the form is ours: the page may have been open for long, or cookies may be off. Go back, load the page again, and send the form once more.',
  },
  not_found: {
    title: 'There is nothing at this address',
    text: 'It may have moved, or it may never have been yours to see. The menu leads to everything that is.',
  },
  too_large: {
    title: 'That was too much at once',
    text: 'Nothing was changed. Shorten what you typed, and send the form again.',
  },
  wrong_type: {
    title: 'This form came in a shape that we do not take',
    text: 'Nothing was changed. Send it from the page itself.',
  },
  unavailable: {
    title: 'The database cannot be reached',
    text: 'Nothing was changed by this request, unless you were told so before. We try again with every request: load the page again in a moment.',
  },
  busy: {
    title: 'Too much happened here at once',
    text: 'Nothing was changed by this request. Go back, and send it again in a moment.',
  },
  broken: {
    title: 'Something went wrong here',
    text: 'It is our fault, not yours, and it has been logged. Go back and look at what is true now before you try again; nothing is ever charged twice.',
  },
} as const satisfies Record<string, ProblemText>;

export type Problem = keyof typeof problemTexts;

export const problemPageTexts = {
  start: 'Go to the start page',
  contact: subscriptionLabels.contactSupport,
  request: (id: string) => `Support finds this request by its number: ${id}`,
} as const;

/** What a member is told who may neither change the subscription nor see its money. */
export const payersOnlyTexts = {
  title: {
    subscription: 'You cannot change the subscription',
    billing: 'Billing is for owners and billing members',
  },
  text: {
    subscription: 'Nothing was changed.',
    billing:
      'Invoices, cards and purchases are not shown to other members. What the subscription is and when it renews is on its own page.',
  },
  back: 'See where the subscription stands',
} as const;
