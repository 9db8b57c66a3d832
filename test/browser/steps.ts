import type { Page } from 'playwright-core';

/** Called on every page of the tour, as it stands in its window. */
export type Look = (page: Page, name: string) => Promise<void>;

/** Cards of the sandbox. */
export const CARD = { works: '4242424242424242', failsLater: '4000000000000341', asksTheBank: '4000002500003155' };

/** Opens pages by their addresses, and looks at each. */
export async function visit(page: Page, look: Look, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await look(page, name);
  }
}

/** Presses what leads to another page, or to the same one again, and waits until it is there. */
export async function press(page: Page, name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  const arrived = page.waitForEvent('load');
  await page
    .getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) })
    .first()
    .click();
  await arrived;
}

/** Goes where the last link leads whose address begins like this. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.getByRole('main').locator(`a[href^="${path}"]`).last().click();
  await page.waitForURL(`**${path}*`);
}

/** Opens the newest mail of the demo with these words in its subject, as soon as it is there. */
export async function openMail(page: Page, words: string): Promise<void> {
  await page.goto('/demo/mailbox');
  await until(page, new RegExp(words));
  await page.getByRole('link', { name: words }).first().click();
  await page.waitForURL('**/demo/mailbox/*');
}

/** Follows the link of a mail that leads to such an address. */
export async function followOut(page: Page, path: string): Promise<void> {
  await page.getByRole('main').locator(`a[href*="${path}"]`).first().click();
  await page.waitForURL(`**${path}*`);
}

/** Sends a form as it is, without the checks that the browser makes first. */
export async function sendUnchecked(page: Page, name: string): Promise<void> {
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  await press(page, name);
  await page.getByRole('alert').first().waitFor();
}

/** Asks for the page again until it says what is waited for. */
export async function until(page: Page, text: RegExp): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await page.getByRole('main').getByText(text).count()) > 0) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()} never said ${text}`);
}

/** Gives the account another card. */
export async function replaceCard(page: Page, number: string): Promise<void> {
  await page.goto('/settings/billing/card');
  await fillInCard(page, number);
  await press(page, 'Save the card');
  await page.waitForURL('**/settings/billing');
}

/** Fills in a card, wherever one is asked for. */
export async function fillInCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry date').fill('12/44');
  await page.getByLabel('Security code').fill('123');
}

/** Begins to cancel, at the question for the reason. */
export async function startCancelling(page: Page): Promise<void> {
  await page.goto('/settings/subscription');
  await press(page, 'Cancel my subscription');
  await page.waitForURL('**/settings/subscription/cancel');
}

/** Gives a reason, and goes on to what it leads to. */
export async function giveReason(page: Page, reason: string): Promise<void> {
  await page.getByLabel('Reason').selectOption({ label: reason });
  await press(page, 'Continue');
  await page.waitForURL(/cancel\/pages/);
}

/** Goes on past every offer, to the last question. */
export async function goToConfirm(page: Page): Promise<void> {
  for (let pages = 0; pages < 5 && !page.url().endsWith('/confirm'); pages += 1) {
    const before = page.url();
    await press(page, 'Continue Cancellation');
    await page.waitForURL((url) => url.href !== before);
  }
  await page.locator('dialog').waitFor();
}
