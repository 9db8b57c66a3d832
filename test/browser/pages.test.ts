import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, logIn, openWindow, startDemo, type Demo } from '../testkit/browser.ts';
import { Findings } from './findings.ts';
import { chapters } from './tour.ts';

let demo: Demo;
let browser: Browser;
let page: Page;
const findings = new Findings();

async function open(): Promise<Page> {
  const opened = await openWindow(browser, demo, { still: true });
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

describe('pages are accessible, fit, weigh little and say nothing on the console', () => {
  it.each(Object.entries(chapters))('%s', async (_name, chapter) => {
    await chapter({ page, open, look: (shown, name) => findings.look(shown, name) });
    expect(findings.take()).toEqual([]);
  });
});
