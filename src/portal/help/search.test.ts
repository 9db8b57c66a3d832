import { describe, expect, test } from 'vitest';
import { listkit } from '../../../flows/listkit.ts';
import { policy } from '../../../test/testkit/life.ts';
import { helpArticles } from '../../ui/messages/help/centre.ts';
import { searchArticles } from './search.ts';

const articles = helpArticles({ brand: 'ListKit', flow: listkit, policy, currency: 'USD' });
const found = (query: string) => searchArticles(articles, query).map(({ slug }) => slug);

const questions: readonly (readonly [string, string])[] = [
  ['cancel', 'how-to-cancel-your-subscription'],
  ['How do I cancel my subscription?', 'how-to-cancel-your-subscription'],
  ['CANCELLATION', 'how-to-cancel-your-subscription'],
  ['pausing', 'pause-your-subscription'],
  ['invoice pdf', 'invoices-and-cards'],
  ['credit card declined', 'failed-payments'],
  ['duplicates twice', 'order-history'],
  ['roll over', 'credits'],
  ['invite', 'invite-members'],
  ['upgrade plan change', 'change-your-plan'],
  ['Support', 'contact-support'],
  ['csv', 'find-and-order-leads'],
  ['unsubscribe', 'how-to-cancel-your-subscription'],
  ['stop paying', 'how-to-cancel-your-subscription'],
  ['refund', 'invoices-and-cards'],
  ['tax', 'invoices-and-cards'],
  ['discount', 'how-to-cancel-your-subscription'],
];

describe('the search', () => {
  test.each(questions)('“%s” finds %s', (query, slug) => {
    expect(found(query).slice(0, 2)).toContain(slug);
  });

  test('an article that has every word beats those that have some', () => {
    expect(found('triple verification mobile')).toEqual(found('verification mobile'));
    expect(found('mobile number')).toEqual(['credits']);
  });

  test.each(['', '   ', '?!', 'zebra', '(((', '日本'])('“%s” finds nothing', (query) => {
    expect(found(query)).toEqual([]);
  });

  test('words that say nothing are looked for when there are no others', () => {
    expect(found('the').length).toBeGreaterThan(0);
  });
});
