import type { Page } from 'playwright-core';
import { logIn } from '../testkit/browser.ts';

/** Called on every page of the tour, as it stands in its window. */
export type Look = (page: Page, name: string) => Promise<void>;

/** One demo, going through states that follow from each other. */
export interface Guide {
  readonly look: Look;
  /** Opens a window of its own. */
  readonly open: () => Promise<Page>;
  /** The owner's window. */
  readonly page: Page;
}

const CARD = { works: '4242424242424242', failsLater: '4000000000000341', asksTheBank: '4000002500003155' };

/** The parts of the tour, to be gone in this order: each starts where the one before has led to. */
export const chapters: Readonly<Record<string, (guide: Guide) => Promise<void>>> = {
  'for everybody': forEverybody,
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
  await page.goto('/signup');
  await sendUnchecked(page, 'Sign up and pay');
  await look(page, 'sign up, sent empty');
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('owner@demo.test');
  await page.getByLabel('Password').fill('not the password');
  await press(page, 'Log in');
  await look(page, 'log in, with a wrong password');
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

async function settings({ page, look }: Guide): Promise<void> {
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

async function visit(page: Page, look: Look, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await look(page, name);
  }
}

/** Presses what leads to another page, or to the same one again, and waits until it is there. */
async function press(page: Page, name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  const arrived = page.waitForEvent('load');
  await page
    .getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) })
    .first()
    .click();
  await arrived;
}

/** Goes where the last link leads whose address begins like this. */
async function follow(page: Page, path: string): Promise<void> {
  await page.getByRole('main').locator(`a[href^="${path}"]`).last().click();
  await page.waitForURL(`**${path}*`);
}

/** Sends a form as it is, without the checks that the browser makes first. */
async function sendUnchecked(page: Page, name: string): Promise<void> {
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  await press(page, name);
  await page.getByRole('alert').first().waitFor();
}

/** Asks for the page again until it says what is waited for. */
async function until(page: Page, text: RegExp): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await page.getByRole('main').getByText(text).count()) > 0) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()} never said ${text}`);
}

async function replaceCard(page: Page, number: string): Promise<void> {
  await page.goto('/settings/billing/card');
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry date').fill('12/44');
  await page.getByLabel('Security code').fill('123');
  await press(page, 'Save the card');
  await page.waitForURL('**/settings/billing');
}

async function startCancelling(page: Page): Promise<void> {
  await page.goto('/settings/subscription');
  await press(page, 'Cancel my subscription');
  await page.waitForURL('**/settings/subscription/cancel');
}

async function giveReason(page: Page, reason: string): Promise<void> {
  await page.getByLabel('Reason').selectOption({ label: reason });
  await press(page, 'Continue');
  await page.waitForURL(/cancel\/pages/);
}

async function goToConfirm(page: Page): Promise<void> {
  for (let pages = 0; pages < 5 && !page.url().endsWith('/confirm'); pages += 1) {
    const before = page.url();
    await press(page, 'Continue Cancellation');
    await page.waitForURL((url) => url.href !== before);
  }
  await page.locator('dialog').waitFor();
}
