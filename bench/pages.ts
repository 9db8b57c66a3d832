import { Hono } from 'hono';
import { loadConfig } from '../src/config.ts';
import { createApp } from '../src/app.ts';
import { Desk } from '../test/testkit/desk.ts';
import { CANCELLATION, companyToShow, pagesOfMember, PUBLIC_PAGES } from '../test/testkit/every-page.ts';
import { SECRET, sessionOf, visitorOf } from './customers.ts';
import { inTurns, spreadOf, timed } from './measure.ts';
import type { Place } from './place.ts';
import { recorded } from './replay.ts';
import { Served } from './served.ts';
import { figure, told, type Row } from './table.ts';

interface Effort {
  readonly times: number;
  readonly rounds: number;
}

type Fetch = (request: Request) => Response | Promise<Response>;

const BASE = 'http://desk.test';

/** Each page: what the server takes for it beside a hello world, its size as it is sent, and how often it asks the database. */
export async function pages(place: Place, effort: Effort): Promise<readonly Row[]> {
  const opened = await place.open();
  const desk = new Desk(opened.database);
  await desk.fill(2_000);
  const company = await companyToShow(desk);
  const session = await sessionOf(desk, company);
  const environment = { ...Served.SETTINGS, DATABASE_URL: opened.url, FAIRWELL_SECRET: SECRET, LOG_LEVEL: 'silent' };
  const app = await createApp(loadConfig(environment), opened.database, 'web');
  const hello = new Hono().get('/', (c) => c.text('hello world'));
  const fetch: Fetch = (request) => app.fetch(request);
  const measured = (path: string, as = session) => measure((request) => hello.fetch(request), fetch, as, path, effort);
  try {
    const rows: Row[] = [];
    const ofMember = await pagesOfMember(opened.database.db, company);
    await warmUp(fetch, session, [...PUBLIC_PAGES, ...ofMember]);
    for (const path of PUBLIC_PAGES) rows.push(await measured(path, ''));
    for (const path of ofMember) rows.push(await measured(path));
    const visitor = visitorOf(fetch, session);
    let page = await (await visitor.open(CANCELLATION.root)).submit(CANCELLATION.reason);
    rows.push(await measured(page.path));
    page = await page.submit(`${CANCELLATION.reason}/reason`, { reason: 'no_outbound' });
    rows.push(await measured(page.path));
    while (page.path.includes('/pages/')) page = await page.submit(`${page.path}/continue`);
    rows.push(await measured(page.path));
    page = await page.submit(CANCELLATION.confirm);
    rows.push(await measured(page.path));
    return rows;
  } finally {
    await app.stop();
    await opened.close();
  }
}

/** A server has been running for a while: what it is made of is compiled when the first page is measured. */
async function warmUp(fetch: Fetch, session: string, paths: readonly string[]): Promise<void> {
  for (let time = 0; time < 100; time += 1) {
    for (const path of paths) {
      const response = await fetch(new Request(`${BASE}${path}`, { headers: { cookie: session } }));
      await response.arrayBuffer();
    }
  }
}

async function measure(hello: Fetch, fetch: Fetch, session: string, path: string, effort: Effort): Promise<Row> {
  const headers = { cookie: session, 'accept-encoding': 'gzip' };
  const ask = async (of: Fetch, at: string): Promise<number> => {
    const response = await of(new Request(`${BASE}${at}`, { headers }));
    const body = await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${at} answered ${response.status}`);
    return body.byteLength;
  };
  const many = (of: Fetch, at: string) => async () => {
    const ms = await timed(async () => {
      for (let time = 0; time < effort.times; time += 1) await ask(of, at);
    });
    return ms / effort.times;
  };
  await many(fetch, path)();
  const bytes = await ask(fetch, path);
  const queries = (await recorded(() => ask(fetch, path))).length;
  const { page, limit } = await inTurns(effort.rounds, { page: many(fetch, path), limit: many(hello, '/') });
  const over = spreadOf(page.map((ms, round) => ms - (limit[round] ?? 0)));
  const kilobytes = bytes / 1_024;
  return {
    row: `page ${path.replace(/_\w{8,}$/u, '…')}`,
    measured: `${told(over, 'ms')} over it, ${figure(kilobytes)} kB, ${queries} queries`,
    limit: `hello world: ${figure(spreadOf(limit).median)} ms`,
    ratio: '-',
    goal: '2 ms, 15 kB, 3',
    met: over.median < 2 && kilobytes < 15 && queries <= 3,
  };
}
