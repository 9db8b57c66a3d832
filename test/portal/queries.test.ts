import { beforeAll, expect, it } from 'vitest';
import { recorded } from '../../bench/replay.ts';
import { wholePortal } from '../attack/whole-portal.ts';
import { onBothDatabases } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import { CANCELLATION, companyToShow, pagesOfMember, PUBLIC_PAGES } from '../testkit/every-page.ts';
import type { Visitor } from '../testkit/visitor.ts';

/** Statements of a page at most: the session, the account, and what the page is about. */
const MOST = 3;

onBothDatabases('each page', (open) => {
  let desk: Desk;
  let company: Company;
  let owner: Visitor;
  let anybody: Visitor;

  beforeAll(async () => {
    desk = new Desk(await open());
    await desk.fill(500);
    company = await companyToShow(desk);
    const portal = await wholePortal(desk);
    owner = await portal.logIn(company, 'owner');
    anybody = portal.anyone();
  });

  const queriesOf = async (visitor: Visitor, path: string): Promise<number> => {
    // what is read once and kept, such as the values that a filter can have, is not the page's
    await visitor.ask(path);
    let status = 0;
    const statements = await recorded(async () => (status = (await visitor.ask(path)).status));
    expect([path, status]).toEqual([path, 200]);
    return statements.length;
  };

  it('asks the database three times at most', async () => {
    const found: [string, number][] = [];
    for (const path of PUBLIC_PAGES) found.push([path, await queriesOf(anybody, path)]);
    for (const path of await pagesOfMember(desk.database.db, company)) {
      found.push([path.replace(/(ord|inv)_\w+$/u, '…'), await queriesOf(owner, path)]);
    }
    const over = found.filter(([, queries]) => queries > MOST);
    expect(over).toEqual([]);
  });

  it('of the cancellation, too', async () => {
    let page = await (await owner.open(CANCELLATION.root)).submit(CANCELLATION.reason);
    const counted: number[] = [await queriesOf(owner, page.path)];
    page = await page.submit(`${CANCELLATION.reason}/reason`, { reason: 'no_outbound' });
    counted.push(await queriesOf(owner, page.path));
    while (page.path.includes('/pages/')) page = await page.submit(`${page.path}/continue`);
    counted.push(await queriesOf(owner, page.path));
    page = await page.submit(CANCELLATION.confirm);
    counted.push(await queriesOf(owner, page.path));
    expect(Math.max(...counted)).toBeLessThanOrEqual(MOST);
  });
});
