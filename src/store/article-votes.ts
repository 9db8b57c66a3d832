import type { Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

/** Whether an article answered the question of whoever read it. */
export interface ArticleVote {
  readonly article: string;
  /** A member's id, or the name that a visitor's cookie has. */
  readonly voter: string;
  readonly helpful: boolean;
}

/** Keeps a reader's word on an article, in the place of the one that the reader gave before. */
export async function putArticleVote(db: Kysely<Tables>, vote: ArticleVote, at: Instant): Promise<void> {
  const { article, voter, helpful } = vote;
  const said = { helpful, voted_at: at };
  await db
    .insertInto('article_votes')
    .values({ article, voter, ...said })
    .onConflict((conflict) => conflict.columns(['article', 'voter']).doUpdateSet(said))
    .execute();
}
