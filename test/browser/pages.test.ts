import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, logIn, openWindow, startDemo, type Demo, type Visit } from '../testkit/browser.ts';
import { Findings } from './findings.ts';
import { chapters } from './tour.ts';

let demo: Demo;
let browser: Browser;
let page: Page;
const findings = new Findings();

/** What has the focus, if the middle of it is out of view or under something else. */
const COVERED = `(() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const box = it.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top !== null && (it.contains(top) || top.contains(it) || top.control === it) ? null : it.outerHTML;
})()`;

async function open(visit: Visit = {}): Promise<Page> {
  const opened = await openWindow(browser, demo, { ...visit, still: true });
  findings.watch(opened);
  return opened;
}

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
  page = await open();
  await logIn(page);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

describe('what has the focus is in view', () => {
  /** Goes through a page with the Tab key. */
  async function coveredOn(window: Page, presses: number): Promise<readonly string[]> {
    const covered: (string | null)[] = [];
    for (let times = 0; times < presses; times += 1) {
      await window.keyboard.press('Tab');
      covered.push(await window.evaluate<string | null>(COVERED));
    }
    return covered.filter((each) => each !== null);
  }

  it('above the bar of the demo', async () => {
    await page.goto('/settings/billing');
    expect(await coveredOn(page, 40)).toEqual([]);
  });

  it('above the choices of an offer on a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto('/settings/subscription');
    await page.getByRole('button', { name: 'Cancel my subscription' }).click();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.waitForURL('**/pages/pause');
    expect(await coveredOn(page, 25)).toEqual([]);
    await page.getByRole('button', { name: 'Keep my subscription' }).click();
    await page.waitForURL('**/settings/subscription');
  });
});

it('the last question without JavaScript has both of its choices in view, and a way back', async () => {
  const plain = await open({ javaScript: false });
  await logIn(plain);
  await plain.goto('/settings/subscription');
  await plain.getByRole('button', { name: 'Cancel my subscription' }).click();
  await plain.getByRole('button', { name: 'Continue', exact: true }).click();
  await plain.getByRole('button', { name: 'Continue Cancellation' }).click();
  await plain.waitForURL('**/cancel/confirm');
  await findings.lookAtChoices(plain);
  expect(findings.take()).toEqual([]);
  await plain.getByRole('link', { name: 'Back to the options' }).click();
  await plain.waitForURL('**/pages/pause');
  await plain.getByRole('button', { name: 'Pause subscription' }).waitFor();
  await plain.getByRole('button', { name: 'Continue Cancellation' }).click();
  await plain.waitForURL('**/cancel/confirm');
  await plain.getByRole('button', { name: 'Keep my subscription' }).click();
  await plain.context().close();
});

describe('pages are accessible, fit, weigh little and say nothing on the console', () => {
  it.each(Object.entries(chapters))('%s', async (_name, chapter) => {
    await chapter({ page, open, look: (shown, name) => findings.look(shown, name) });
    expect(findings.take()).toEqual([]);
  });
});
