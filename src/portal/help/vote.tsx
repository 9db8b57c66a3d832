import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import { voteArticle } from '../../actions/vote-article.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import type { ArticleVotes } from '../../queries/help.ts';
import { Button, ButtonRow, Form, Panel } from '../../ui/components/index.ts';
import { voteTexts as t } from '../../ui/messages/help.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { clientAddress } from '../sign-in/client-address.ts';
import { nameReader } from './reader.ts';

const voteForm = z.object({ helpful: z.enum(['yes', 'no']) });

/** "Did this answer your question?", with what readers said. */
export function VotePanel({ slug, votes }: { slug: string; votes: ArticleVotes }): JSX.Element {
  const { helpful, all, mine } = votes;
  return (
    <Panel title={t.question} id="answered">
      <Form action={`/help/articles/${slug}/vote`} label={t.question}>
        <ButtonRow>
          <Button kind="secondary" name="helpful" value="yes">
            {t.yes}
          </Button>
          <Button kind="secondary" name="helpful" value="no">
            {t.no}
          </Button>
        </ButtonRow>
      </Form>
      <p class="hint number">
        {all === 0 ? t.none : t.count(helpful, all)}
        {mine === null ? null : ` ${t.mine(mine)}`}
      </p>
    </Panel>
  );
}

/** Counts a reader's word, once a reader; the newest one counts. */
export async function vote(c: PortalContext, limits: RateLimits, slug: string): Promise<Response> {
  const path = `/help/articles/${slug}`;
  const form = readForm(c, voteForm);
  if (!form.ok) return redirectWith(c, path, 'warning', t.choose);
  if ((await limits.count([{ limit: 'vote', key: clientAddress(c) }])) > 0) {
    return redirectWith(c, path, 'warning', t.often);
  }
  const voter = await nameReader(c);
  await voteArticle(c.get('app'), { article: slug, voter, helpful: form.value.helpful === 'yes' });
  return redirectWith(c, path, 'success', t.thanks);
}
