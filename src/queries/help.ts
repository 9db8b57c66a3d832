import type { Kysely } from 'kysely';
import type { Tables } from '../store/schema.ts';
import { VISITOR } from '../store/support-requests.ts';

/** What readers said of an article. */
export interface ArticleVotes {
  readonly helpful: number;
  readonly all: number;
  /** What this reader said, or null. */
  readonly mine: boolean | null;
}

/** Counts what readers said of an article; `voter` is who reads it, or null for somebody new. */
export async function articleVotes(db: Kysely<Tables>, article: string, voter: string | null): Promise<ArticleVotes> {
  const { all, helpful, mine } = await db
    .selectFrom('article_votes')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('all'),
      fn.countAll<number>().filterWhere('helpful', '=', true).as('helpful'),
      fn
        .agg<boolean | null>('bool_or', ['helpful'])
        .filterWhere(eb('voter', '=', voter ?? ''))
        .as('mine'),
    ])
    .where('article', '=', article)
    .executeTakeFirstOrThrow();
  return { all, helpful, mine };
}

/** Whether this account, or a visitor, has opened a request of this id. */
export async function hasSupportRequest(db: Kysely<Tables>, accountId: string | null, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('support_requests')
    .select('id')
    .where('account_id', '=', accountId ?? VISITOR)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** The attempt to cancel that is open in an account, or null. */
export async function openAttemptId(db: Kysely<Tables>, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('attempts')
    .select('id')
    .where('account_id', '=', accountId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}
