import type { Article } from '../../ui/messages/help/article.ts';
import { wordsOfBlocks } from '../../ui/messages/help/rich-text.ts';

/** Where a word stands says how much the article is about it. */
const WEIGHT = { title: 8, summary: 4, body: 1 } as const;

/** Words that say nothing about what is looked for. */
const IDLE = new Set(
  'a an and are at be can do does for from how i in is it me my of on or the to what when where why with you your'.split(
    ' ',
  ),
);

/**
 * The articles that fit best, best first: those that have every word, or, if none has, those that
 * have some. A word fits where another begins with it.
 */
export function searchArticles(articles: readonly Article[], query: string): readonly Article[] {
  const asked = [...new Set(wordsIn(query))];
  const meant = asked.filter((word) => !IDLE.has(word));
  const words = meant.length > 0 ? meant : asked;
  const scored = articles.map((article) => ({ article, scores: scoresOf(article, words) }));
  const complete = scored.filter(({ scores }) => scores.length > 0 && scores.every((score) => score > 0));
  const fitting = complete.length > 0 ? complete : scored.filter(({ scores }) => sum(scores) > 0);
  return fitting.toSorted((a, b) => sum(b.scores) - sum(a.scores)).map(({ article }) => article);
}

function scoresOf(article: Article, words: readonly string[]): readonly number[] {
  const places = placesIn(article);
  return words.map((word) =>
    sum(places.map(({ weight, has }) => (has.some((each) => each.startsWith(stem(word))) ? weight : 0))),
  );
}

interface Place {
  readonly weight: number;
  readonly has: readonly string[];
}

/** An article's words are the same for everybody who searches. */
const known = new WeakMap<Article, readonly Place[]>();

function placesIn(article: Article): readonly Place[] {
  const before = known.get(article);
  if (before !== undefined) return before;
  const places = [
    { weight: WEIGHT.title, has: wordsIn(article.title) },
    { weight: WEIGHT.summary, has: wordsIn(`${article.summary} ${article.alsoCalled ?? ''}`) },
    { weight: WEIGHT.body, has: wordsIn(wordsOfBlocks(article.blocks)) },
  ];
  known.set(article, places);
  return places;
}

function wordsIn(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('e-mail', 'email')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** "Cancelling", "cancelled" and "invoices" are looked up as "cancel" and "invoice". */
function stem(word: string): string {
  const bare = word.replace(/(?:lation|ling|led|ing|ed|s)$/u, '');
  return bare.length < 3 ? word : bare;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
