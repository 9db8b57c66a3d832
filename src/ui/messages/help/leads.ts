import { FIELD_CREDITS } from '../../../domain/orders/pricing.ts';
import type { Plan } from '../../../domain/subscription/types.ts';
import { subscriptionLabels as labels } from '../subscription.ts';
import { money, type Article, type HelpFacts } from './article.ts';
import { heading, link, list, named, paragraph, sentence } from './rich-text.ts';

/** The articles on what the product is for. */
export function leadsArticles(facts: HelpFacts): readonly Article[] {
  return [orderLeads(), credits(facts), orderHistory()];
}

function orderLeads(): Article {
  return {
    slug: 'find-and-order-leads',
    collection: 'leads-and-credits',
    title: 'Find and order leads',
    summary: 'Search the catalogue, order a list, and download it.',
    blocks: [
      paragraph`${link('Lead search', '/')} is the first page after you log in.`,
      list(
        sentence`Choose whom you look for: a title, a seniority, an industry, the size of the company, a country. You see how many leads match, and how many of them are new to you.`,
        sentence`Choose what you want to know of each lead, and how many leads you want. The price in credits is shown before you order.`,
        sentence`Order. The list fills while you watch; you may leave the page in the meantime.`,
        sentence`Download the list as a CSV file from ${link('Orders', '/orders')}. It stays there.`,
      ),
      heading('What you pay for'),
      paragraph`Only for leads that are delivered. Each one is verified before; leads that fail are left out and not charged. The credits for a whole order are reserved when you place it, and those that were not needed come back when it is complete.`,
    ],
  };
}

function credits(facts: HelpFacts): Article {
  const { topUp, plans } = facts.policy;
  const pack = `${topUp.credits.toLocaleString('en-US')} credits cost ${money(facts, topUp.priceMinor)}`;
  return {
    slug: 'credits',
    collection: 'leads-and-credits',
    title: 'Credits: what a lead costs, and how credits roll over',
    summary: 'The price of a lead in credits, when credits come, and when they expire.',
    alsoCalled: 'cost tokens top up',
    blocks: [
      heading('What a lead costs'),
      list(
        sentence`Business e-mail: ${count(FIELD_CREDITS.business_email)}`,
        sentence`Verification of the business e-mail: ${count(FIELD_CREDITS.email_verification)} more`,
        sentence`Personal e-mail: ${count(FIELD_CREDITS.personal_email)} more`,
        sentence`Mobile number: ${count(FIELD_CREDITS.mobile)} more`,
      ),
      heading('When credits come'),
      paragraph`The credits of your plan come with each period, as soon as it is paid. If you need more, buy them under ${link(labels.billing, '/settings/billing/top-up')}: ${pack}.`,
      heading('Roll-over'),
      ...rolloverRules(plans).map((rule) => paragraph`${rule}`),
      paragraph`Credits that you bought in addition do not expire. What would expire first is spent first.`,
      heading('Pausing and cancelling'),
      paragraph`While your subscription is ${link('paused', '/help/articles/pause-your-subscription')}, all credits are frozen: none expires, and none can be spent. When it ends, the credits of your plan end with it; credits that you bought in addition are frozen until you start again.`,
    ],
  };
}

/** One sentence for all plans with the same rule; each names its plans where there is more than one rule. */
function rolloverRules(plans: readonly Plan[]): readonly string[] {
  const rules = new Map<string, string[]>();
  for (const plan of plans) {
    const rule = rolloverRule(plan);
    rules.set(rule, [...(rules.get(rule) ?? []), plan.name]);
  }
  const only = rules.size === 1;
  return [...rules].map(([rule, names]) => (only ? rule : `${names.join(', ')}: ${rule}`));
}

function rolloverRule({ rollover, rolloverCap }: Plan): string {
  switch (rollover) {
    case 'all':
      return 'Credits that you did not use roll over to the next period, all of them.';
    case 'none':
      return 'Credits that you did not use expire when the next period begins.';
    case 'cap':
      return `Credits that you did not use roll over to the next period, up to ${times(rolloverCap)} the credits of your plan. What is above that expires when the next period begins, oldest first.`;
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function count(credits: number): string {
  return credits === 1 ? '1 credit' : `${credits} credits`;
}

function orderHistory(): Article {
  return {
    slug: 'order-history',
    collection: 'leads-and-credits',
    title: 'Order history: why you get no lead twice',
    summary: 'What the order history is, and when it is kept or closed.',
    blocks: [
      paragraph`Your order history is all leads that you were delivered. While it is kept, you are not delivered any of them again, whichever filters you use and whoever of your team orders.`,
      heading('When it is kept'),
      paragraph`As long as your subscription runs, and through a ${link('pause', '/help/articles/pause-your-subscription')}.`,
      heading('When it is closed'),
      paragraph`When your subscription ends. The lists that you ordered stay yours, and stay under ${link('Orders', '/orders')}. If you start again later, a new history begins, and a lead that you already have can be delivered again.`,
      paragraph`That is the main difference between ${named('pausing')} and ${named('cancelling')}.`,
    ],
  };
}
