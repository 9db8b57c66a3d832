import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { listen, type Listener } from '../../src/adapters/http/listen.ts';
import { openDatabase, type Database } from '../../src/adapters/database/open.ts';
import { createApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Tables } from '../../src/store/schema.ts';
import { findChromium } from '../../scripts/chromium.mjs';
import { freePort } from './free-port.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Demo {
  readonly base: string;
  readonly database: Database<Tables>;
  close(): Promise<void>;
}

/** The whole program with its demo, on a database in memory, as `npm start` would show it. */
export async function startDemo(): Promise<Demo> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'fairwell-browser-'));
  const config = loadConfig({
    PORT: String(port),
    FAIRWELL_DATA_DIR: dataDir,
    SANDBOX_LATENCY_MS: '50',
    LOG_LEVEL: 'error',
    BASE_URL: `http://localhost:${port}`,
  });
  const database = await openDatabase<Tables>({ memory: true });
  await migrate(database.db);
  const app: App = await createApp(config, database);
  await app.demo?.make();
  const listener: Listener = await listen((request) => app.fetch(request), { host: '127.0.0.1', port });
  app.start();
  return {
    base: config.baseUrl,
    database,
    close: async () => {
      await Promise.all([listener.close(1_000), app.stop()]);
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium; `npm test` says how to install it');
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface Visit {
  readonly javaScript?: boolean;
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** Leaves transitions out, so that what is looked at does not change any more. */
  readonly still?: boolean;
}

/** A browser window of its own, with its own cookies. */
export async function openWindow(browser: Browser, demo: Demo, visit: Visit = {}): Promise<Page> {
  const { javaScript = true, width = 1280, scheme = 'light', still = false } = visit;
  const context: BrowserContext = await browser.newContext({
    baseURL: demo.base,
    javaScriptEnabled: javaScript,
    viewport: { width, height: width < 500 ? 640 : 800 },
    colorScheme: scheme,
    reducedMotion: still ? 'reduce' : 'no-preference',
  });
  return context.newPage();
}

export async function logIn(page: Page, email = 'owner@demo.test'): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('demo-password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Makes the demo as it was at the start; whoever is logged in stays so. */
export async function resetDemo(page: Page): Promise<void> {
  await page.goto('/demo/reset');
  await page.getByRole('button', { name: 'Reset the demo' }).click();
  await page.getByText('The demo is as it was at the start.').waitFor();
}
