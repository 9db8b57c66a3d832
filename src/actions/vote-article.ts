import type { Kysely } from 'kysely';
import { putArticleVote, type ArticleVote } from '../store/article-votes.ts';
import { systemNow } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';

/** Counts a reader's word on an article; the newest one of each reader counts. */
export async function voteArticle(deps: { readonly db: Kysely<Tables> }, vote: ArticleVote): Promise<void> {
  await putArticleVote(deps.db, vote, systemNow());
}
