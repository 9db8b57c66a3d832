import { describe, expect, test } from 'vitest';
import { listkit } from '../../../../flows/listkit.ts';
import { policy } from '../../../../test/testkit/life.ts';
import type { FlowDefinition } from '../../../domain/flow/types.ts';
import { plans } from '../../../plans.ts';
import { subscriptionLabels as labels } from '../subscription.ts';
import type { Article, HelpFacts } from './article.ts';
import { cancelArticle } from './cancel.ts';
import { collections, helpArticles } from './centre.ts';
import { wordsOf, wordsOfBlocks, type Block, type Step } from './rich-text.ts';

const facts: HelpFacts = { brand: 'ListKit', flow: listkit, policy: { ...policy, plans }, currency: 'USD' };

const stepsOf = (article: Article): readonly Step[] =>
  article.blocks.flatMap((block) => (block.kind === 'steps' ? block.steps : []));
const titlesOf = (article: Article) => stepsOf(article).map(({ title }) => title);
const textOf = (article: Article) => wordsOfBlocks(article.blocks);

function article(slug: string, about: HelpFacts = facts): Article {
  const found = helpArticles(about).find((each) => each.slug === slug);
  if (found === undefined) throw new Error(`there is no article ${slug}`);
  return found;
}

describe('the article on cancelling', () => {
  const cancelling = cancelArticle(facts);

  test('is called after the brand, and is under Billing', () => {
    expect(cancelling.title).toBe('How to cancel your ListKit subscription');
    expect(cancelArticle({ ...facts, brand: 'Leadly' }).title).toBe('How to cancel your Leadly subscription');
    expect(cancelling.collection).toBe('billing');
  });

  test('has ten steps', () => {
    expect(titlesOf(cancelling)).toEqual([
      'Log into your ListKit account',
      'Open the Settings',
      'Go to the Subscription Plan page',
      'Start the cancellation',
      'Select a reason',
      'Look at the options',
      'Pause or cancel',
      'Confirm the cancellation',
      'Use ListKit until the end of your subscription',
      'Check your cancellation',
    ]);
  });

  const named: readonly (readonly [number, string])[] = [
    [1, 'your initials in the bottom left corner'],
    [2, labels.settings],
    [3, labels.subscriptionPlan],
    [4, `On the left side of the page, click on ${labels.cancel}`],
    [5, 'No longer doing outbound campaigns'],
    [6, labels.continueCancellation],
    [7, 'pause your subscription for just $1/month'],
    [7, labels.pause],
    [7, labels.continueCancellation],
    [8, `Click on ${labels.confirm}`],
    [8, labels.keep],
    [9, labels.resumeScheduled],
    [10, 'red notification'],
    [10, labels.contactSupport],
  ];
  test.each(named)('step %i says “%s”', (number, words) => {
    expect(wordsOfBlocks(stepsOf(cancelling)[number - 1]?.blocks ?? [])).toContain(words);
  });

  test('lists every reason of the flow, in its order', () => {
    const reasons = listsIn(stepsOf(cancelling)[4]?.blocks ?? []);
    expect(reasons).toEqual(listkit.reasons.map(({ label }) => label));
  });

  test('follows the flow when it changes', () => {
    const changed: FlowDefinition = {
      ...listkit,
      reasons: [{ id: 'sold', label: 'We sold the company', pages: ['project-done'] }],
      pages: listkit.pages
        .filter(({ id }) => id === 'project-done' || id === 'pause')
        .map((page) =>
          page.id === 'pause'
            ? { ...page, offers: page.offers.map((offer) => ({ ...offer, label: 'Take a break' })) }
            : page,
        ),
    };
    const about = cancelArticle({ ...facts, flow: changed });
    expect(listsIn(stepsOf(about)[4]?.blocks ?? [])).toEqual(['We sold the company']);
    expect(textOf(about)).toContain('Take a break');
    expect(textOf(about)).not.toContain('No longer doing outbound campaigns');
    expect(textOf(about)).toContain('such as a download or a guide. If none');
    expect(textOf(cancelling)).toContain('a smaller plan');
  });

  test('follows the price of the pause and the currency', () => {
    const about = cancelArticle({ ...facts, currency: 'EUR', policy: { ...facts.policy, pauseFeeMinor: 250 } });
    expect(textOf(about)).toContain('for just €2.50/month');
    expect(textOf(about)).not.toContain('$1');
  });

  test('leaves out the pause where the flow ends without one', () => {
    const about = cancelArticle({ ...facts, flow: { ...listkit, closingPages: [] } });
    expect(titlesOf(about)).not.toContain('Pause or cancel');
    expect(titlesOf(about)).toHaveLength(9);
  });

  test('leaves out the options where no reason has any', () => {
    const reasons = listkit.reasons.map((reason) => ({ ...reason, pages: [] }));
    expect(titlesOf(cancelArticle({ ...facts, flow: { ...listkit, reasons } }))).not.toContain('Look at the options');
  });

  test('goes straight to the confirmation where there is no flow', () => {
    expect(titlesOf(cancelArticle({ ...facts, flow: null }))).toEqual([
      'Log into your ListKit account',
      'Open the Settings',
      'Go to the Subscription Plan page',
      'Start the cancellation',
      'Confirm the cancellation',
      'Use ListKit until the end of your subscription',
      'Check your cancellation',
    ]);
  });
});

describe('the other articles follow the settings', () => {
  test('the bound of a pause', () => {
    expect(textOf(article('pause-your-subscription'))).toContain('lasts until you come back');
    const bounded = { ...facts, policy: { ...facts.policy, pauseMaxMonths: 3 } };
    expect(textOf(article('pause-your-subscription', bounded))).toContain(
      'lasts up to 3 months. 3 days before it ends',
    );
  });

  test('the retries of a payment', () => {
    expect(textOf(article('failed-payments'))).toContain('again 1, 3, 5 and 7 days after');
    const once = { ...facts, policy: { ...facts.policy, retryDays: [2] } };
    expect(textOf(article('failed-payments', once))).toContain('again 2 days after');
  });

  test('the plans', () => {
    const text = textOf(article('change-your-plan'));
    for (const { name } of plans) expect(text).toContain(name);
    expect(text).toContain('Starter: $97 a month, with 2,000 credits');
    expect(text).toContain('Growth (yearly): $2,970 a year, with 120,000 credits');
  });

  test('the price of credits, and the roll-over of each plan', () => {
    expect(textOf(article('credits'))).toContain('1,000 credits cost $10');
    expect(textOf(article('credits'))).toContain('up to twice the credits of your plan');
    const mixed = plans.map((plan) => (plan.code === 'lite' ? { ...plan, rollover: 'none' as const } : plan));
    const text = textOf(article('credits', { ...facts, policy: { ...facts.policy, plans: mixed } }));
    expect(text).toContain('Lite: Credits that you did not use expire');
    expect(text).toContain('Starter, Growth');
  });
});

describe('the centre', () => {
  const articles = helpArticles(facts);

  test('every article has an address of its own and is in a collection that is shown', () => {
    expect(new Set(articles.map(({ slug }) => slug)).size).toBe(articles.length);
    for (const { collection } of articles) expect(collections.map(({ slug }) => slug)).toContain(collection);
    for (const { slug } of collections) expect(articles.some(({ collection }) => collection === slug)).toBe(true);
  });

  test('links between articles lead to articles', () => {
    const known = articles.map(({ slug }) => `/help/articles/${slug}`);
    const linked = articles
      .flatMap(({ blocks }) => hrefsIn(blocks))
      .filter((href) => href.startsWith('/help/articles'));
    expect(linked.length).toBeGreaterThan(0);
    for (const href of linked) expect(known).toContain(href);
  });

  test('what the flow links to in the help centre is there', () => {
    const hrefs = listkit.pages
      .flatMap(({ offers }) => offers)
      .flatMap(({ effect }) => (effect.kind === 'link' && effect.href.startsWith('/help') ? [effect.href] : []));
    for (const href of hrefs) expect(collections.map(({ slug }) => `/help/collections/${slug}`)).toContain(href);
  });

  test('no text has a hole', () => {
    for (const each of articles)
      expect(`${each.title} ${each.summary} ${textOf(each)}`).not.toMatch(/undefined|NaN|[{}]/);
  });
});

function listsIn(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(wordsOf) : []));
}

function hrefsIn(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'steps') return block.steps.flatMap((step) => hrefsIn(step.blocks));
    const texts = block.kind === 'text' ? [block.text] : block.kind === 'list' ? block.items : [];
    return texts.flat().flatMap((part) => (typeof part === 'object' && 'href' in part ? [part.href] : []));
  });
}
