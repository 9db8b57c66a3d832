import { accountArticles } from './account.ts';
import type { Article, CollectionSlug, HelpFacts } from './article.ts';
import { billingArticles } from './billing.ts';
import { cancelArticle } from './cancel.ts';
import { leadsArticles } from './leads.ts';

export interface Collection {
  readonly slug: CollectionSlug;
  readonly title: string;
  readonly summary: string;
}

export const collections: readonly Collection[] = [
  { slug: 'billing', title: 'Billing', summary: 'Cancel, pause, come back, change your plan, pay.' },
  { slug: 'leads-and-credits', title: 'Leads and credits', summary: 'Search, order, and what it costs.' },
  { slug: 'your-account', title: 'Your account', summary: 'Your team, and how to reach us.' },
];

/** All articles of the help centre, in the order in which collections list them. */
export function helpArticles(facts: HelpFacts): readonly Article[] {
  return [cancelArticle(facts), ...billingArticles(facts), ...leadsArticles(facts), ...accountArticles(facts)];
}
