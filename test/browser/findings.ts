import { get } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Response } from 'playwright-core';

/** What a page weighs at most as it is sent, with the style sheet. */
const MOST_BYTES = 15 * 1024;

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that can answer differently where nothing but the colours differ. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** The choices of an offer and of the last question. */
const CHOICES = ':is(.page > .choices, dialog .choices) :is(button, a)';

/** What stays in view with the choices, and the part of a narrow view that it takes at most. */
const BAR = '.page > .choices, .dialog-foot';
const MOST_OF_VIEW = 0.2;

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 640 };

/**
 * What can be pressed and is smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8). What stands in a sentence is as high as the
 * sentence, and a small box is pressed by its label.
 */
const SMALL_TARGETS = `(() => {
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const inline = (element) => getComputedStyle(element).display === 'inline';
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const counts = node.nodeType === Node.ELEMENT_NODE && !node.matches(pressed) && inline(node);
    return counts ? [...node.childNodes].map(words).join('') : '';
  };
  const inSentence = (element) => {
    if (!inline(element)) return false;
    let line = element.parentElement;
    while (inline(line)) line = line.parentElement;
    return /\\p{L}/u.test([...line.childNodes].map(words).join(''));
  };
  const isLarge = ({ width, height }) => Math.min(width, height) >= 24;
  const found = [...document.querySelectorAll(pressed)].filter((element) => {
    if (element.getClientRects().length === 0 || inSentence(element)) return false;
    return ![element, ...(element.labels ?? [])].some((each) => isLarge(each.getBoundingClientRect()));
  });
  return found.map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.outerHTML.slice(0, 160) + ' of ' + Math.round(width) + ' by ' + Math.round(height) + ' px';
  });
})()`;

interface Choice {
  readonly label: string;
  readonly area: number;
  readonly weight: string;
  readonly font: string;
  readonly inView: boolean;
}

/** Looks at pages, and says what is wrong with them. */
export class Findings {
  private found: string[] = [];
  private readonly documents = new WeakMap<Page, Response>();
  private styleSheet: Promise<number> | null = null;

  /** Takes note of what the console of a window says from now on, and of the pages that it is sent. */
  watch(page: Page): void {
    page.on('pageerror', (error) => this.found.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // a page that answers with 404 or 403 is one that was asked for
      const itself = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
      if (['error', 'warning'].includes(message.type()) && !itself) this.found.push(`${page.url()}: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) this.documents.set(page, response);
    });
  }

  /** Looks at the page that a window shows, wide and narrow, in light and dark. */
  async look(page: Page, name: string): Promise<void> {
    const note = (problems: readonly string[]) => this.found.push(...problems.map((problem) => `${name}: ${problem}`));
    const offers = /^cancel: (?!reason)/.test(name);
    await page.setViewportSize(WIDE);
    note(await accessibility(page, 'at 1280 px'));
    note(await smallTargets(page, 'at 1280 px'));
    if (offers) note(await weights(page));
    await page.emulateMedia({ colorScheme: 'dark' });
    note(await accessibility(page, 'in the dark', COLOUR_RULES));
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(NARROW);
    note(await accessibility(page, 'at 320 px'));
    note(await smallTargets(page, 'at 320 px'));
    note(await overflow(page));
    if (offers) note([...(await weights(page)), ...(await hidden(page)), ...(await room(page))]);
    note(await this.weight(page));
    await page.setViewportSize(WIDE);
  }

  /** Looks at nothing but the choices of a page, which needs no script in it. */
  async lookAtChoices(page: Page): Promise<void> {
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      this.found.push(...(await weights(page)), ...(await hidden(page)));
    }
  }

  /** What was found since it was asked last. */
  take(): readonly string[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  private async weight(page: Page): Promise<readonly string[]> {
    const document = await this.documents.get(page)?.request().sizes();
    if (document === undefined) return ['was never seen to be sent'];
    this.styleSheet ??= styleSheetBytes(page);
    const bytes = document.responseBodySize + (await this.styleSheet);
    return bytes > MOST_BYTES ? [`weighs ${bytes} bytes`] : [];
  }
}

async function accessibility(page: Page, where: string, rules?: string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(TAGS)).analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id} ${where}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join('; ')}`,
  );
}

async function smallTargets(page: Page, where: string): Promise<readonly string[]> {
  const targets = await page.evaluate<string[]>(SMALL_TARGETS);
  return targets.map((target) => `is hard to press ${where}: ${target}`);
}

async function overflow(page: Page): Promise<readonly string[]> {
  const pixels = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return pixels > 0 ? [`scrolls sideways by ${pixels} px at 320 px`] : [];
}

function choicesOf(page: Page): Promise<readonly Choice[]> {
  return page.evaluate<Choice[]>(`[...document.querySelectorAll('${CHOICES}')].map((choice) => {
    const box = choice.getBoundingClientRect();
    const style = getComputedStyle(choice);
    const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const label = choice.textContent.trim();
    const font = style.fontSize + ' ' + style.fontFamily;
    return { label, area: box.width * box.height, weight: style.fontWeight, font, inView: inside && choice.contains(top) };
  })`);
}

/** Whether the choices differ in size or weight. */
async function weights(page: Page): Promise<readonly string[]> {
  const choices = await choicesOf(page);
  if (choices.length < 2) return [`has ${choices.length} choices`];
  const areas = choices.map(({ area }) => area);
  const same = (values: readonly string[]) => new Set(values).size === 1;
  return [
    ...(Math.min(...areas) / Math.max(...areas) < 0.8 ? [`has choices of ${areas.join(' and ')} square pixels`] : []),
    ...(same(choices.map(({ weight }) => weight)) ? [] : ['has choices of different weights']),
    ...(same(choices.map(({ font }) => font)) ? [] : ['has choices in different letters']),
  ];
}

/** The choices that cannot be seen without scrolling, or that something covers. */
async function hidden(page: Page): Promise<readonly string[]> {
  const choices = await choicesOf(page);
  return choices.filter(({ inView }) => !inView).map(({ label }) => `hides “${label}”`);
}

/** Whether the choices leave room for what they are about. */
async function room(page: Page): Promise<readonly string[]> {
  const part = await page.evaluate<number>(
    `document.querySelector('${BAR}').getBoundingClientRect().height / innerHeight`,
  );
  return part > MOST_OF_VIEW ? [`has choices that take ${Math.round(part * 100)}% of the view`] : [];
}

/** The style sheet's bytes as a browser is sent them that unpacks nothing but gzip. */
async function styleSheetBytes(page: Page): Promise<number> {
  const href = await page.evaluate<string>(`document.querySelector('link[rel=stylesheet]').href`);
  return new Promise((resolve, reject) => {
    get(href, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
