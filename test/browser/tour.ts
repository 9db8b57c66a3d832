import type { Page } from 'playwright-core';
import { logIn } from '../testkit/browser.ts';
import {
  CARD,
  visit,
  press,
  follow,
  openMail,
  followOut,
  sendUnchecked,
  until,
  replaceCard,
  fillInCard,
  startCancelling,
  giveReason,
  goToConfirm,
} from './steps.ts';
import type { Look } from './steps.ts';

/** One demo, going through states that follow from each other. */
export interface Guide {
  readonly look: Look;
  /** Opens a window of its own. */
  readonly open: () => Promise<Page>;
  /** The owner's window. */
  readonly page: Page;
}

/** The parts of the tour, to be gone in this order: each starts where the one before has led to. */
export const chapters: Readonly<Record<string, (guide: Guide) => Promise<void>>> = {
  'for everybody': forEverybody,
  'forms that are sent with nothing in them': nothingFilledIn,
  'a new account, before its first payment': newAccount,
  'the tools': tools,
  'settings and billing': settings,
  'plans, help and the demo': plansHelpAndDemo,
  'for a member who changes nothing': forMembers,
  'a payment that the bank asks about': authentication,
  'leaving, by every reason': reasons,
  'offers that were accepted': offers,
  'a cancellation': cancellation,
  'a payment that is overdue': overdue,
  'a pause': pause,
  'the end': end,
};

async function forEverybody({ open, look }: Guide): Promise<void> {
  const page = await open();
  await visit(page, look, {
    'log in': '/login',
    'sign up': '/signup',
    'forgotten password': '/forgot-password',
    'forgotten password, sent': '/forgot-password/sent',
    'new password, with a link that is too old': '/reset-password?token=old',
    'an invitation that is too old': '/invitations/old',
    help: '/help',
    'a collection': '/help/collections/leads-and-credits',
    'the article about cancelling': '/help/articles/how-to-cancel-your-subscription',
    'an article': '/help/articles/credits',
    'help search': '/help/search?q=card',
    'help search that finds nothing': '/help/search?q=zebra',
    'contact for everybody': '/help/contact',
    'mailbox for everybody': '/demo/mailbox',
    'a page that does not exist': '/nowhere',
  });
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail').fill('member@demo.test');
  await press(page, 'Send the link');
  await openMail(page, 'password');
  await followOut(page, '/reset-password');
  await look(page, 'new password');
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('owner@demo.test');
  await page.getByLabel('Password').fill('not the password');
  await press(page, 'Log in');
  await look(page, 'log in, with a wrong password');
  await page.context().close();
}

async function nothingFilledIn({ open, look }: Guide): Promise<void> {
  const page = await open();
  const forms = {
    '/signup': 'Sign up and pay',
    '/login': 'Log in',
    '/forgot-password': 'Send the link',
    '/help/contact': 'Send',
  };
  for (const [path, button] of Object.entries(forms)) {
    await page.goto(path);
    await sendUnchecked(page, button);
    await look(page, `${path}, sent empty`);
  }
  await page.context().close();
}

async function newAccount({ open, look }: Guide): Promise<void> {
  const page = await open();
  await page.goto('/signup');
  await page.getByLabel('Company').fill('Gesellschaft für Kaltakquise und Nachfassgespräche Südost mbH & Co. KG');
  await page.getByLabel('Your name').fill('Ng');
  await page.getByLabel('E-mail').fill('ng@kaltakquise.example');
  await page.getByLabel('Password').fill('ten characters');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel(/^Starter \(yearly\)/).check();
  await fillInCard(page, CARD.asksTheBank);
  await press(page, 'Sign up and pay');
  await until(page, /confirm/i);
  await look(page, 'Subscription Plan, first payment not confirmed');
  await visit(page, look, {
    'dashboard without a subscription': '/',
    'orders, none yet': '/orders',
    'billing without a subscription': '/settings/billing',
    'credit movements, none yet': '/settings/billing/credits',
    'activity of a new account': '/settings/activity',
  });
  await page.context().close();
}

async function tools({ page, look }: Guide): Promise<void> {
  await visit(page, look, {
    'lead search': '/',
    'lead search, filtered': '/?title=sales&seniority=Founder&seniority=Director&country=United+States&country=Germany',
    'lead search that finds nothing': '/?title=zebra',
    'lead search that cannot be read': '/?industry=Zebras',
    'an order that is too large': '/?leads=900000',
    orders: '/orders',
  });
  await follow(page, '/orders/ord');
  await look(page, 'an order');
  await page.goto('/?country=Germany&leads=400');
  await press(page, /^Order \d/);
  await page.waitForURL(/orders\/ord/);
  await look(page, 'an order that runs');
  await page.goto('/');
  await page.getByRole('button', { name: 'OH' }).click();
  await look(page, 'the menu of the account');
}

async function settings({ page, look, open }: Guide): Promise<void> {
  await visit(page, look, {
    profile: '/settings/profile',
    company: '/settings/company',
    members: '/settings/members',
    'Subscription Plan': '/settings/subscription',
    billing: '/settings/billing',
    card: '/settings/billing/card',
    'top up': '/settings/billing/top-up',
    'credit movements': '/settings/billing/credits',
    activity: '/settings/activity',
  });
  await page.goto('/settings/members');
  await page.getByLabel('E-mail').fill('a.person.with-a-rather-long-name@subsidiary.acme-outbound.example');
  await press(page, 'Send the invitation');
  await look(page, 'members, one invited');
  const invited = await open();
  await openMail(invited, 'invites you');
  await followOut(invited, '/invitations/');
  await look(invited, 'an invitation');
  await invited.context().close();
  await page.goto('/settings/members');
  await follow(page, '/settings/members/mbr');
  await look(page, 'a member');
  await page.goto('/settings/billing');
  await follow(page, '/settings/billing/invoices/');
  await look(page, 'an invoice');
  await page.goto('/settings/billing/card');
  await sendUnchecked(page, 'Save the card');
  await look(page, 'card, sent empty');
  await page.goto('/settings/profile');
  await page.getByLabel('Name').fill('Oluwaseun-Alexandria Featherstonehaugh-Cholmondeley');
  await press(page, 'Save');
  await look(page, 'profile with a long name');
  await page.getByLabel('Name').fill('Olivia Hart');
  await press(page, 'Save');
}

async function plansHelpAndDemo({ page, look }: Guide): Promise<void> {
  await visit(page, look, {
    'change plan': '/settings/subscription/change-plan',
    'change plan, up': '/settings/subscription/change-plan?plan=scale',
    'change plan, down': '/settings/subscription/change-plan?plan=lite',
    'change plan, to a year': '/settings/subscription/change-plan?plan=growth_yearly',
    'pause, from the plan': '/settings/subscription/pause',
    'help for members': '/help',
    'contact for members': '/help/contact',
    'a page that does not exist, for members': '/settings/nowhere',
    mailbox: '/demo/mailbox',
    'demo reset': '/demo/reset',
  });
  await page.goto('/demo/mailbox');
  await follow(page, '/demo/mailbox/');
  await look(page, 'a mail');
  await page.goto('/help/contact');
  await page.getByLabel('Subject').fill('A question');
  await page.getByLabel('Message').fill('How many leads are there?');
  await press(page, 'Send');
  await page.waitForURL(/received/);
  await look(page, 'contact, sent');
}

async function forMembers({ open, look }: Guide): Promise<void> {
  const page = await open();
  await logIn(page, 'member@demo.test');
  await visit(page, look, {
    'Subscription Plan for a member': '/settings/subscription',
    'members for a member': '/settings/members',
    'company for a member': '/settings/company',
    'billing for a member': '/settings/billing',
    'cancelling for a member': '/settings/subscription/cancel',
  });
  await page.context().close();
}

async function authentication({ page, look }: Guide): Promise<void> {
  await replaceCard(page, CARD.asksTheBank);
  await page.goto('/settings/billing/top-up');
  await press(page, 'See the price');
  await look(page, 'top up, the price');
  await press(page, /^Pay/);
  await until(page, /confirm/i);
  await look(page, 'top up, the bank asks');
  await visit(page, look, {
    'dashboard, the bank asks': '/',
    'billing, the bank asks': '/settings/billing',
    'Subscription Plan, the bank asks': '/settings/subscription',
  });
  await page.goto('/');
  await press(page, 'Confirm the payment', 'link');
  await look(page, 'the bank');
  await press(page, 'Approve');
  await page.waitForURL(/billing/);
  await until(page, /are yours/);
  await look(page, 'top up, paid');
  await replaceCard(page, CARD.works);
}

/** The pages that only some reasons lead to, and the reasons. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'No longer doing outbound campaigns': ['outbound', 'pause'],
  'It is too expensive': ['price', 'smaller-plan'],
  'Missing a feature I need': ['missing-feature'],
  'Lead data quality': ['lead-quality'],
  'Switching to another tool': ['switching'],
  'Not using it enough / credits left over': ['credits-left'],
  'Too hard to use': ['walk-through'],
  'Budget or company change': ['budget'],
  'Only needed it for one project': ['project-done'],
  'Technical problems or support': ['trouble'],
  Other: ['anything-else'],
};

async function reasons({ page, look }: Guide): Promise<void> {
  await startCancelling(page);
  await look(page, 'cancel: reason');
  for (const [reason, pages] of Object.entries(REASONS)) {
    await page.goto('/settings/subscription/cancel');
    await giveReason(page, reason);
    for (const id of pages) {
      await page.waitForURL(`**/cancel/pages/${id}`);
      await look(page, `cancel: ${id}`);
      await press(page, 'Continue Cancellation');
    }
  }
  await goToConfirm(page);
  await look(page, 'cancel: pop-up');
  await press(page, 'Keep my subscription');
  await page.waitForURL('**/settings/subscription');
}

async function offers({ page, look }: Guide): Promise<void> {
  const accept = async (reason: string, offer: string | RegExp, name: string): Promise<void> => {
    await startCancelling(page);
    await giveReason(page, reason);
    await press(page, offer);
    await page.waitForURL('**/cancel/done');
    await look(page, name);
  };
  await accept('Technical problems or support', /^Take .* and stay/, 'done: bonus credits');
  await accept('It is too expensive', /^Take .* off/, 'done: discount');
  await page.goto('/settings/subscription');
  await look(page, 'Subscription Plan with a discount');
  await press(page, 'Undo');
  await page.waitForURL('**/settings/subscription');
  await startCancelling(page);
  // one discount in half a year, so the smaller plan comes first now
  await giveReason(page, 'It is too expensive');
  await press(page, /^Change to/);
  await page.waitForURL('**/cancel/done');
  await look(page, 'done: smaller plan');
  await visit(page, look, {
    'Subscription Plan with a change scheduled': '/settings/subscription',
    'change plan with a change scheduled': '/settings/subscription/change-plan',
  });
  await page.goto('/settings/subscription');
  await press(page, 'Undo');
  await page.waitForURL('**/settings/subscription');
}

async function cancellation({ page, look }: Guide): Promise<void> {
  await startCancelling(page);
  await press(page, 'Continue');
  await goToConfirm(page);
  await press(page, 'Confirm');
  await page.waitForURL('**/cancel/done');
  await look(page, 'done: cancelled');
  await visit(page, look, {
    'Subscription Plan, cancelled': '/settings/subscription',
    'dashboard, cancelled': '/',
    'billing, cancelled': '/settings/billing',
  });
  await page.goto('/settings/subscription');
  await press(page, 'Resume Subscription');
  await page.waitForURL('**/settings/subscription');
  await look(page, 'Subscription Plan, resumed');
}

async function overdue({ page, look }: Guide): Promise<void> {
  await replaceCard(page, CARD.failsLater);
  await press(page, 'To the period’s end');
  await visit(page, look, {
    'dashboard, overdue': '/',
    'Subscription Plan, overdue': '/settings/subscription',
    'billing, overdue': '/settings/billing',
    'card, overdue': '/settings/billing/card',
  });
  await startCancelling(page);
  await press(page, 'Continue');
  await goToConfirm(page);
  await look(page, 'cancel: pop-up, overdue');
  await press(page, 'Keep my subscription');
  await replaceCard(page, CARD.works);
  await page.goto('/settings/subscription');
  await until(page, /^Active$/);
}

async function pause({ page, look }: Guide): Promise<void> {
  await startCancelling(page);
  await press(page, 'Continue');
  await press(page, 'Pause subscription');
  await page.waitForURL('**/cancel/done');
  await look(page, 'done: pause');
  await visit(page, look, {
    'Subscription Plan, pause scheduled': '/settings/subscription',
    'dashboard, pause scheduled': '/',
  });
  await press(page, 'To the period’s end');
  await visit(page, look, {
    'dashboard, paused': '/',
    'Subscription Plan, paused': '/settings/subscription',
    'billing, paused': '/settings/billing',
    'orders, paused': '/orders',
    resume: '/settings/subscription/resume',
  });
}

async function end({ page, look }: Guide): Promise<void> {
  await startCancelling(page);
  await press(page, 'Continue');
  await goToConfirm(page);
  await look(page, 'cancel: pop-up, paused');
  await press(page, 'Confirm');
  await page.waitForURL('**/cancel/done');
  await look(page, 'done: cancelled while paused');
  await visit(page, look, {
    'dashboard, paused and cancelled': '/',
    'Subscription Plan, paused and cancelled': '/settings/subscription',
  });
  await press(page, 'To the period’s end');
  await visit(page, look, {
    'dashboard, ended': '/',
    'Subscription Plan, ended': '/settings/subscription',
    'start again': '/settings/subscription/subscribe?plan=growth',
    'billing, ended': '/settings/billing',
    'orders, ended': '/orders',
    'activity, ended': '/settings/activity',
  });
}
