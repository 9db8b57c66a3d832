import type { Kysely } from 'kysely';
import { systemNow } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';

/** Whether an article answered the question of whoever read it. */
export interface ArticleVote {
  readonly article: string;
  /** A member's id, or the name that a visitor's cookie has. */
  readonly voter: string;
  readonly helpful: boolean;
}

/** Counts a reader's word on an article; the newest one of each reader counts. */
export async function voteArticle(deps: { readonly db: Kysely<Tables> }, vote: ArticleVote): Promise<void> {
  const { article, voter, helpful } = vote;
  const said = { helpful, voted_at: systemNow() };
  await deps.db
    .insertInto('article_votes')
    .values({ article, voter, ...said })
    .onConflict((conflict) => conflict.columns(['article', 'voter']).doUpdateSet(said))
    .execute();
}
