import { Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import type { RateLimits } from '../../ports/rate-limits.ts';
import { articleVotes } from '../../queries/help.ts';
import { Button, Empty, Field, Form, Panel, type FormState } from '../../ui/components/index.ts';
import { helpSearchTexts as s, helpTexts as t } from '../../ui/messages/help.ts';
import type { Article } from '../../ui/messages/help/article.ts';
import { collections, helpArticles, type Collection } from '../../ui/messages/help/centre.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { CURRENCY } from '../currency.ts';
import { NotFound } from '../errors.tsx';
import { readQuery } from '../forms.ts';
import { showPage, type Crumb } from '../page.tsx';
import { sendContact, showContact, showReceived } from './contact.tsx';
import { readerOf } from './reader.ts';
import { Blocks } from './rich-text-view.tsx';
import { searchArticles } from './search.ts';
import { vote, VotePanel } from './vote.tsx';

/** What the help centre needs beside what all pages have. */
interface HelpParts {
  readonly limits: RateLimits;
}

const HOME: Crumb = { label: t.title, href: '/help' };

const searchQuery = z.object({ q: z.string().trim().max(200).optional() });

/** The help centre, for everybody: collections, articles, search, and the way to a person. */
export function helpRoutes({ limits }: HelpParts): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  let articles: readonly Article[] | undefined;
  const articlesFor = (c: PortalContext): readonly Article[] => {
    const { config, flow, policy } = c.get('app');
    return (articles ??= helpArticles({ brand: config.brand, flow, policy, currency: CURRENCY }));
  };
  const articleFor = (c: PortalContext, slug: string): Article => {
    const article = articlesFor(c).find((each) => each.slug === slug);
    if (article === undefined) throw new NotFound();
    return article;
  };
  routes.get('/help', (c) => showHome(c, articlesFor(c)));
  routes.get('/help/collections/:slug', (c) => showCollection(c, articlesFor(c), c.req.param('slug')));
  routes.get('/help/articles/:slug', (c) => showArticle(c, articlesFor(c), articleFor(c, c.req.param('slug'))));
  routes.post('/help/articles/:slug/vote', (c) => vote(c, limits, articleFor(c, c.req.param('slug')).slug));
  routes.get('/help/search', (c) => showSearch(c, articlesFor(c)));
  routes.get('/help/contact', showContact);
  routes.post('/help/contact', (c) => sendContact(c, limits));
  routes.get('/help/contact/received/:id', (c) => showReceived(c, c.req.param('id')));
  return routes;
}

function showHome(c: PortalContext, articles: readonly Article[]): Promise<Response> {
  const { brand } = c.get('app').config;
  return showPage(
    c,
    { title: t.title, tool: 'help', intro: t.intro(brand) },
    <>
      <SearchForm />
      <Collections articles={articles} />
      <Contact />
    </>,
  );
}

function showCollection(c: PortalContext, articles: readonly Article[], slug: string): Promise<Response> {
  const collection = collections.find((each) => each.slug === slug);
  if (collection === undefined) throw new NotFound();
  return showPage(
    c,
    { title: collection.title, tool: 'help', width: 'text', crumbs: [HOME], intro: collection.summary },
    <>
      <Panel>
        <ArticleList articles={inCollection(articles, collection)} />
      </Panel>
      <Contact />
    </>,
  );
}

async function showArticle(c: PortalContext, articles: readonly Article[], article: Article): Promise<Response> {
  const collection = collections.find(({ slug }) => slug === article.collection);
  const votes = await articleVotes(c.get('app').db, article.slug, await readerOf(c));
  const others = articles.filter((each) => each.collection === article.collection && each.slug !== article.slug);
  const above = collection ? [{ label: collection.title, href: `/help/collections/${collection.slug}` }] : [];
  return showPage(
    c,
    { title: article.title, tool: 'help', width: 'text', crumbs: [HOME, ...above] },
    <>
      <article class="prose">
        <Blocks blocks={article.blocks} />
      </article>
      <VotePanel slug={article.slug} votes={votes} />
      <Panel title={t.more}>
        <ArticleList articles={others} />
      </Panel>
      <Contact />
    </>,
  );
}

function showSearch(c: PortalContext, articles: readonly Article[]): Promise<Response> {
  const query = readQuery(c, searchQuery);
  const form = query.ok ? undefined : query;
  const asked = query.ok ? (query.value.q ?? '') : '';
  const found = searchArticles(articles, asked);
  return showPage(
    c,
    { title: s.title, tool: 'help', width: 'text', crumbs: [HOME], status: form ? 422 : 200 },
    <>
      <SearchForm form={form} asked={asked} />
      {asked === '' ? (
        <Collections articles={articles} />
      ) : found.length === 0 ? (
        <Empty title={s.nothing(asked)} icon="help" action={<Button href="/help/contact">{t.contact}</Button>}>
          {s.nothingText}
        </Empty>
      ) : (
        <Panel title={s.found(found.length, asked)}>
          <ArticleList articles={found} />
        </Panel>
      )}
    </>,
  );
}

function SearchForm({ form, asked }: { form?: FormState | undefined; asked?: string }): JSX.Element {
  return (
    <Form action="/help/search" method="get" label={s.title} class="search-line">
      <Field
        label={s.label}
        name="q"
        type="search"
        form={form}
        value={asked}
        placeholder={s.placeholder}
        maxlength={200}
      />
      <Button>{s.button}</Button>
    </Form>
  );
}

function Collections({ articles }: { articles: readonly Article[] }): JSX.Element {
  return (
    <div class="collections">
      {collections.map((collection) => {
        const own = inCollection(articles, collection);
        return (
          <Panel
            title={collection.title}
            intro={collection.summary}
            aside={<a href={`/help/collections/${collection.slug}`}>{t.articles(own.length)}</a>}
          >
            <ul class="link-list">
              {own.map((article) => (
                <li>
                  <a href={`/help/articles/${article.slug}`}>{article.title}</a>
                </li>
              ))}
            </ul>
          </Panel>
        );
      })}
    </div>
  );
}

function ArticleList({ articles }: { articles: readonly Article[] }): JSX.Element {
  return (
    <ul class="link-list">
      {articles.map((article) => (
        <li>
          <a href={`/help/articles/${article.slug}`}>{article.title}</a>
          <p class="hint">{article.summary}</p>
        </li>
      ))}
    </ul>
  );
}

function Contact(): JSX.Element {
  return (
    <Panel title={t.notFoundHere}>
      <p>{t.notFoundText}</p>
      <Button kind="secondary" href="/help/contact">
        {t.contact}
      </Button>
    </Panel>
  );
}

function inCollection(articles: readonly Article[], { slug }: Collection): readonly Article[] {
  return articles.filter(({ collection }) => collection === slug);
}
