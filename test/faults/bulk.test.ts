import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyAccounts } from '../../bench/accounts.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import type { Tables } from '../../src/store/schema.ts';
import { makePostgres, type TestDatabase } from '../testkit/databases.ts';
import { Desk, type Company } from '../testkit/desk.ts';
import { commitOf, openGate, saying, type Gate, type Point } from '../testkit/gate.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import { apart, lapse, moneyApart, readBooks, settled, type Books } from './books.ts';
import { asking, copyOf } from './customer.ts';
import { Node } from './node.ts';
import { reached, type Named } from './points.ts';

/** Customers who all live differently, and as many others as it takes for a second batch, of whom no mails are sent. */
const COMPANIES = 40;
const OTHERS = 500;

const EVENTS = commitOf(/insert into "?events\b/iu);
const TAKE = /for update of accounts skip locked/iu;
const ANSWER = /^select "id" from "accounts"/iu;
const GRANTED = /insert into "?credit_entries/iu;
const READ = /join charges on charges\.account_id = it\.account_id/iu;
const ASK = /insert into sandbox_charges/iu;
const NOTE = /update outbox set done_at\b.*it\.key/isu;
const taking: Point['at'] = (statement) => EVENTS(statement) && commitOf(TAKE)(statement);
/** Right after its commit a batch is answered by one statement, what was claimed later under locks. */
const answering: Point['at'] = (statement) =>
  EVENTS(statement) && (statement.transaction === null ? saying(GRANTED) : commitOf(ANSWER))(statement);

/** Where the worker is killed, in each month's run three times: it goes on from what the one before it left. */
const MONTHS: readonly (readonly Named[])[] = [
  [
    ['when it has taken the first batch', { side: 'after', at: saying(TAKE) }],
    ['before that batch is committed', { side: 'before', at: taking }],
    ['after that, before it knows', { side: 'after', at: taking }],
  ],
  [
    ['before the second batch is committed', { side: 'before', at: taking, skip: 1 }],
    ['after that, before it knows', { side: 'after', at: taking }],
    ['when it has claimed charges', { side: 'before', at: saying(READ) }],
  ],
  [
    ['when its commit claimed charges, before it asks for the money', { side: 'before', at: saying(ASK) }],
    ['after that, before it knows', { side: 'after', at: saying(ASK) }],
    ['before answers are committed', { side: 'before', at: answering }],
  ],
  [
    ['after answers are committed, before it knows', { side: 'after', at: answering }],
    ['between the answers of a batch and its note', { side: 'before', at: saying(NOTE) }],
    ['after that note', { side: 'after', at: saying(NOTE) }],
  ],
];

/** The ends of periods are at the end of each month, and each month's run is after that. */
const monthOf = (index: number) => new Date(Date.UTC(2026, 2 + index, 1, 16)).toISOString();

let url: string;
/** What was left to be done is younger. */
let lastEffect = 0;

beforeAll(async () => {
  url = await makePostgres();
  const database = await openPostgres<Tables>(url, 4);
  try {
    const desk = new Desk(database);
    for (let number = 0; number < COMPANIES; number += 1) await live(await desk.company(), number);
    await others(database, await desk.company());
    await desk.settle();
    const outbox = database.db.selectFrom('outbox').select(({ fn }) => fn.max('id').as('last'));
    lastEffect = Number((await outbox.executeTakeFirstOrThrow()).last);
  } finally {
    await database.close();
  }
}, 120_000);

/** Most renew; of the others each eighth pauses, leaves, changes the plan, or has a card that fails. */
async function live(company: Company, number: number): Promise<void> {
  if (number % 8 === 1) await company.do({ do: 'pause' });
  if (number % 8 === 3) await company.card('declinesLater');
  if (number % 8 === 5) await company.do({ do: 'change_plan', plan: 'lite' });
  if (number % 16 === 7) await company.do({ do: 'cancel' });
}

async function others({ db }: TestDatabase, pattern: Company): Promise<void> {
  await copyAccounts(db, pattern, 1, OTHERS);
  await asking(url, async (client) => {
    await client.query(
      `update accounts set charged_minor = 0, clock_id = $1, due_at = (select period_end from subscriptions where account_id = accounts.id)
       where clock_id is null`,
      [pattern.clockId],
    );
    await client.query(`
      create function keep_mail() returns trigger language plpgsql as $$ begin new.done_at = now(); return new; end $$;
      create trigger keep_mail before insert on outbox for each row
        when (new.kind = 'mail' and new.account_id like 'acct_bench%') execute function keep_mail()`);
  });
}

/** A worker on a copy of the database, behind a gate. */
class Life {
  private constructor(
    readonly client: pg.Client,
    readonly mail: MailServer,
    readonly gate: Gate,
    private node: Node,
  ) {}

  static async begin(): Promise<Life> {
    const copy = await copyOf({ url });
    const client = new pg.Client({ connectionString: copy });
    await client.connect();
    const [mail, gate] = await Promise.all([startMailServer(), openGate(copy)]);
    return new Life(client, mail, gate, await work(gate, mail));
  }

  async month(index: number): Promise<void> {
    await this.client.query('update clocks set now = $1', [monthOf(index)]);
  }

  /** Ends the worker without a word; what it had claimed is free by then. */
  async kill(): Promise<void> {
    await this.node.kill();
    await lapse(this.client);
  }

  async restart(): Promise<void> {
    this.node = await work(this.gate, this.mail);
  }

  async end(): Promise<void> {
    await this.node.kill();
    await Promise.all([this.client.end(), this.mail.stop(), this.gate.close()]);
  }
}

function work(gate: Gate, mail: MailServer): Promise<Node> {
  return Node.start(gate.url, { role: 'worker', settings: { SMTP_URL: mail.url } });
}

describe('a bulk run that is killed is made whole by the next worker', { timeout: 60_000 }, () => {
  const undisturbed: Books[] = [];
  let life: Life;

  beforeAll(async () => {
    life = await Life.begin();
    for (const index of MONTHS.keys()) {
      await life.month(index);
      await settled(life.client);
      undisturbed.push(await readBooks(life.client));
    }
    await life.end();
    life = await Life.begin();
  }, 120_000);
  afterAll(() => life.end());

  for (const [index, points] of MONTHS.entries()) {
    test(`month ${index + 1}: ${points.map(([name]) => name).join('; ')}`, async () => {
      for (const [number, [name, point]] of points.entries()) {
        const held = life.gate.hold(point);
        await (number === 0 ? life.month(index) : life.restart());
        await reached(name, held);
        await life.kill();
      }
      await life.restart();
      await settled(life.client);
      expect(apart(await readBooks(life.client), undisturbed[index] ?? {})).toEqual({});
      expect(await moneyApart(life.client)).toBeNull();
    });
  }

  test('every paid invoice was paid by one charge at the provider, and every mail went out', async () => {
    const { rows } = await life.client.query<{ key: string; times: number }>(`
      select invoices.id as key, count(*)::int as times from invoices
      join charges on charges.account_id = invoices.account_id and charges.invoice_id = invoices.id
      join sandbox_charges on sandbox_charges.key = charges.id and sandbox_charges.outcome = 'succeeded'
      where invoices.status = 'paid' group by invoices.account_id, invoices.id`);
    expect(rows.length).toBeGreaterThan(OTHERS * undisturbed.length);
    expect(rows.filter(({ times }) => times !== 1)).toEqual([]);
    const { rows: mails } = await life.client.query(
      `select key from outbox where kind = 'mail' and account_id not like 'acct_bench%' and id > $1`,
      [lastEffect],
    );
    const sent = life.mail.received.map(({ source }) => /^Message-ID: (.*)$/imu.exec(source)?.[1]);
    expect(new Set(sent).size).toBe(mails.length);
    expect(mails.length).toBeGreaterThan(COMPANIES * undisturbed.length * 0.8);
  });
});
