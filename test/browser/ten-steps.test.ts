import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, logIn, openWindow, resetDemo, startDemo, type Demo, type Visit } from '../testkit/browser.ts';

let demo: Demo;
let browser: Browser;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Whether something is in view without scrolling sideways. */
async function fits(page: Page): Promise<void> {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

const visits: Record<string, Visit> = {
  'with JavaScript': {},
  'without JavaScript': { javaScript: false },
  'with JavaScript at 320 px': { width: 320 },
  'without JavaScript at 320 px, in the dark': { javaScript: false, width: 320, scheme: 'dark' },
};

describe.each(Object.entries(visits))('the ten steps of the article, %s', (_name, visit) => {
  it('lead from the log-in to a cancellation, and back', async () => {
    const page = await openWindow(browser, demo, visit);
    // 1: log in
    await logIn(page);
    await resetDemo(page);
    await page.goto('/');
    await fits(page);
    // 2: the initials, and Settings in their menu
    await page.getByRole('button', { name: /OH/ }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.waitForURL('**/settings/profile');
    await fits(page);
    // 3: Subscription Plan
    await page.getByRole('link', { name: 'Subscription Plan' }).click();
    await page.waitForURL('**/settings/subscription');
    await fits(page);
    // 4: Cancel my subscription
    await page.getByRole('button', { name: 'Cancel my subscription' }).click();
    // 5: a reason from a dropdown
    await page.getByLabel('Reason').selectOption({ label: 'No longer doing outbound campaigns' });
    await fits(page);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    // 6: pages that the reason leads to
    await page.waitForURL(/cancel\/pages\/outbound/);
    await fits(page);
    await page.getByRole('button', { name: 'Continue Cancellation' }).click();
    // 7: the pause, for just $1 a month
    await page.waitForURL(/cancel\/pages\/pause/);
    await expect(page.getByRole('heading', { level: 1 }).textContent()).resolves.toContain('$1');
    await page.getByRole('button', { name: 'Pause subscription' }).waitFor();
    await fits(page);
    await page.getByRole('button', { name: 'Continue Cancellation' }).click();
    // 8: the pop-up
    await page.waitForURL(/cancel\/confirm/);
    const dialog = page.locator('dialog');
    await dialog.waitFor();
    if (visit.javaScript !== false) {
      expect(await dialog.evaluate((element) => element.matches(':modal')), 'the pop-up is modal').toBe(true);
    }
    await page
      .getByRole('button', { name: 'Keep my subscription' })
      .or(page.getByRole('link', { name: 'Keep my subscription' }))
      .waitFor();
    await fits(page);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    // 9: scheduled, and access until the end
    await page.waitForURL(/cancel\/done/);
    await page
      .getByText(/You have access until/)
      .first()
      .waitFor();
    await fits(page);
    await page.goto('/');
    await page.getByRole('button', { name: /^Order \d/ }).waitFor();
    // 10: the red notification, and the way back
    await page.goto('/settings/subscription');
    const red = page.locator('.notification.ends').first();
    await red.waitFor();
    await page.getByRole('link', { name: 'Contact support' }).first().waitFor();
    await fits(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Resume Subscription' }).first().click();
    await page.goto('/settings/subscription');
    expect(await page.locator('.notification.ends').count()).toBe(0);
    await page.context().close();
  });
});

it('the ten steps can be gone by keyboard alone', async () => {
  const page = await openWindow(browser, demo);
  await logIn(page);
  await resetDemo(page);
  await page.goto('/settings/subscription');
  await press(page, 'Cancel my subscription');
  await page.waitForURL(/subscription\/cancel/);
  await tabTo(page, 'Reason');
  await page.keyboard.type('No longer');
  await press(page, 'Continue');
  await page.waitForURL(/pages\/outbound/);
  await press(page, 'Continue Cancellation');
  await page.waitForURL(/pages\/pause/);
  await press(page, 'Continue Cancellation');
  await page.waitForURL(/cancel\/confirm/);
  // Escape leaves the pop-up and changes nothing: the attempt goes on where it was, and leads back to the offers
  await page.keyboard.press('Escape');
  await page.waitForURL('**/settings/subscription');
  expect(await page.locator('.notification.ends').count()).toBe(0);
  await press(page, 'Cancel my subscription');
  await page.waitForURL(/cancel\/confirm/);
  await press(page, 'Back to the options');
  await page.waitForURL(/pages\/pause/);
  await press(page, 'Back to the page before');
  await page.waitForURL(/pages\/outbound/);
  await press(page, 'Continue Cancellation');
  await page.waitForURL(/pages\/pause/);
  await press(page, 'Continue Cancellation');
  await page.waitForURL(/cancel\/confirm/);
  await press(page, 'Confirm');
  await page.waitForURL(/cancel\/done/);
  await page.context().close();
});

/** Moves the focus with the Tab key until it is on the element of that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(`(() => {
      const it = document.activeElement;
      const label = it.labels && it.labels[0];
      return (label ? label.textContent : it.textContent || '').trim();
    })()`);
    if (focused === name || focused.startsWith(`${name} (`)) return;
  }
  throw new Error(`the Tab key never reached ${name} on ${page.url()}`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

it('a double click confirms once', async () => {
  const page = await openWindow(browser, demo);
  await logIn(page);
  await resetDemo(page);
  await page.goto('/settings/subscription');
  await page.getByRole('button', { name: 'Cancel my subscription' }).click();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL(/pages\/pause/);
  await page.getByRole('button', { name: 'Continue Cancellation' }).click();
  await page.getByRole('button', { name: 'Confirm', exact: true }).dblclick();
  await page.waitForURL(/cancel\/done/);
  const { count } = await demo.database.db
    .selectFrom('events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('type', '=', 'CancellationScheduled')
    .executeTakeFirstOrThrow();
  expect(count).toBe(1);
  await page.context().close();
});

it('a pause locks the tool, and coming back names the charge and asks to accept it', async () => {
  const page = await openWindow(browser, demo, { javaScript: false });
  await logIn(page);
  await resetDemo(page);
  await page.goto('/settings/subscription');
  await page.getByRole('button', { name: 'Cancel my subscription' }).click();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('button', { name: 'Pause subscription' }).click();
  await page.waitForURL(/done/);
  await page.getByRole('button', { name: 'To the period’s end' }).click();
  await page.goto('/');
  await page
    .getByRole('link', { name: 'Resume subscription' })
    .or(page.getByRole('button', { name: 'Resume subscription' }))
    .first()
    .click();
  await page.getByText('$297.00').first().waitFor();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForTimeout(1_500);
  await page.goto('/');
  await page.getByRole('button', { name: /^Order \d/ }).waitFor();
  await page.context().close();
});
