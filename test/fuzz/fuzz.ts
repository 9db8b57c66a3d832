import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { streamOf, type Stream } from '../../src/cli/simulate/stream.ts';
import { verifyEvents } from '../../src/store/events.ts';
import type { Tables } from '../../src/store/schema.ts';
import { UNKNOWN, type Ids } from '../attack/company-with-everything.ts';
import { sendRaw } from '../attack/program.ts';
import { rowsOf } from '../attack/rows-of.ts';
import { moneyApart, settled } from '../faults/books.ts';
import { Node } from '../faults/node.ts';
import { startMailServer } from '../testkit/mail-server.ts';
import { formOn, KINDS, make, page, type Expected, type Parties } from './generator.ts';
import { layGround, logIn, type Ground } from './ground.ts';
import { rawBytes } from './values.ts';
import { Sender, type Answered, type Wanted } from './wanted.ts';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: string;
  /** How many requests are on their way at once. */
  readonly lanes?: number;
  readonly report?: (line: string) => void;
}

export interface FuzzResult {
  /** What was wrong, each with the request that shows it; the first few. */
  readonly failures: readonly string[];
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** How many things happened to accounts by commands of their members, by command. */
  readonly commands: Readonly<Record<string, number>>;
  /** What the program held after a collection, at each fifth of the requests. */
  readonly heldMb: readonly number[];
}

const LANES = 12;
const CHECKS = 10;
const FIFTHS = 5;
const MOST_FAILURES = 5;
const KEPT = 200;
const PATIENCE_MS = 10_000;
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 250;
/** What a page of ours never shows. */
const INSIDES = /node_modules|\bat \S+ \(|pg-pool|kysely|ECONN/u;
const TURNED_AWAY = new Set([0, 400, 403, 404, 405, 413, 415]);
/** What is held after a collection is flat if the last three fifths of the requests added no more to the first two. */
const MOST_GROWTH_MB = 6;
/** Loaded into the program, so that it can be made to collect. */
const COLLECTED = pathToFileURL(join(import.meta.dirname, 'collected.mjs')).href;
/** Fewer requests than these say nothing of memory: the program still warms up. */
const TELLING = 20_000;

/** Sends seeded requests to the program, in a process of its own on this empty PostgreSQL database. */
export async function fuzz(url: string, options: FuzzOptions): Promise<FuzzResult> {
  const ground = await layGround(url);
  const mail = await startMailServer();
  const watched = { NODE_OPTIONS: `--import=${COLLECTED}` };
  const settings = { TRUST_PROXY: 'true', LOG_LEVEL: 'error', SMTP_URL: mail.url, ...watched };
  const node = await Node.start(url, { settings });
  const database = await openPostgres<Tables>(url, 3);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const run = await Run.begin(options, ground, node, client);
    const before = await rowsOf(database.db, ground.bystander.accountId);
    await run.send(async () => {
      const after = await rowsOf(database.db, ground.bystander.accountId);
      for (const [table, rows] of Object.entries(before)) {
        if (JSON.stringify(rows) !== JSON.stringify(after[table])) {
          run.fail(`rows of ${table} changed for somebody who asked for nothing`);
        }
      }
    });
    await settled(client, 60_000).catch((error: Error) => run.fail(error.message));
    const apart = await moneyApart(client);
    if (apart !== null) run.fail(`money is not where it should be: ${apart}`);
    for (const { accountId } of [...ground.actors, ground.bystander]) {
      if (!(await verifyEvents(database.db, accountId)).ok) run.fail(`the trail of ${accountId} is broken`);
    }
    if (!node.alive) run.fail('the program ended');
    for (const line of node.said.split('\n').filter((one) => /"level":[56]0/u.test(one))) run.fail(`it logged ${line}`);
    return { ...run.result(), commands: await commandsIn(client) };
  } finally {
    await Promise.all([database.close(), client.end(), node.kill()]);
    await mail.stop();
  }
}

async function commandsIn(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ command: string; times: string }>(
    `select command, count(*) as times from events where actor_kind = 'member' group by command order by command`,
  );
  return Object.fromEntries(rows.map(({ command, times }) => [command, Number(times)]));
}

/** One run: who takes part, what was sent, and what was wrong. */
class Run {
  readonly #failures: string[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #sent: Wanted[] = [];
  readonly #heldMb: number[] = [];
  #done = 0;

  private constructor(
    private readonly options: FuzzOptions,
    private readonly ground: Ground,
    private readonly node: Node,
    private readonly client: pg.Client,
    private readonly sender: Sender,
    private readonly parties: Parties,
  ) {}

  static async begin(options: FuzzOptions, ground: Ground, node: Node, client: pg.Client): Promise<Run> {
    const sender = new Sender(node.port);
    const send = (wanted: Wanted) => sender.send(wanted);
    const enter = (party: { accountId: string }, email: string) => logIn(send, party.accountId, email);
    const [first] = ground.actors;
    if (first === undefined) throw new Error('nobody acts');
    const askers = [
      ...(await Promise.all(ground.actors.map((party) => enter(party, party.emails.owner)))),
      await enter(first, first.emails.billing),
      await enter(first, first.emails.member),
    ];
    const { bystander } = ground;
    const parties = { askers, bystander: await enter(bystander, bystander.emails.owner), theirs: bystander.ids };
    return new Run(options, ground, node, client, sender, parties);
  }

  fail(what: string): void {
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(`seed ${this.options.seed}: ${what}`);
  }

  /** Sends everything; `check` looks at what may not have changed, from time to time and at the end. */
  async send(check: () => Promise<void>): Promise<void> {
    const { requests, lanes = LANES, report } = this.options;
    for (let part = 1; part <= CHECKS && this.#failures.length === 0; part += 1) {
      const until = Math.floor((requests * part) / CHECKS);
      let next = this.#done;
      const lane = async () => {
        while (next < until && this.#failures.length < MOST_FAILURES) await this.#one((next += 1) - 1);
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      this.#done = until;
      await check();
      await this.#passTime(streamOf(this.options.seed, -part));
      const held = await heldMb(this.node);
      if (part % (CHECKS / FIFTHS) === 0) this.#heldMb.push(held);
      report?.(`${until} requests, ${held} MB held of ${residentMb(this.node.pid)}, ${this.#failures.length} failures`);
    }
    this.sender.close();
  }

  result(): Omit<FuzzResult, 'commands'> {
    const [early, late = 0] = [Math.max(...this.#heldMb.slice(0, 2)), this.#heldMb.at(-1)];
    if (this.options.requests >= TELLING && !(late <= early + MOST_GROWTH_MB)) {
      this.fail(`what is held grew from ${early} MB to ${late} MB`);
    }
    const statuses = Object.fromEntries([...this.#statuses].sort());
    return { failures: this.#failures, requests: this.#done, statuses, heldMb: this.#heldMb };
  }

  /** The request of this number, with what it needs before it. */
  async #one(number: number): Promise<void> {
    const stream = streamOf(this.options.seed, number);
    if (stream.happens(10)) {
      const bytes = rawBytes(stream, this.node.port);
      const { status, body } = await sendRaw(this.node.port, bytes);
      return this.#judge('raw', { method: 'raw', path: bytes, headers: {} }, 'anything', { status, body });
    }
    const kind = stream.weighted(KINDS);
    const made = make(kind, stream, this.parties, await this.#ids(stream));
    if (kind === 'replay' && this.#sent.length > 0) {
      return this.#ask(kind, stream.pick(this.#sent), 'anything');
    }
    if (kind !== 'form') return this.#ask(kind, made.wanted, made.expected);
    const asker = stream.pick(this.parties.askers);
    const shown = await this.sender.send(page(stream, asker, await this.#ids(stream)));
    const wanted = formOn(stream, asker, shown.body);
    await this.#ask(kind, wanted ?? made.wanted, 'anything');
  }

  async #ask(kind: string, wanted: Wanted, expected: Expected): Promise<void> {
    const answer = await this.sender.send(wanted);
    if (kind === 'form' || kind === 'command') {
      this.#sent.push(wanted);
      if (this.#sent.length > KEPT) this.#sent.shift();
    }
    this.#judge(kind, wanted, expected, answer);
  }

  #judge(kind: string, wanted: Wanted, expected: Expected, answer: Pick<Answered, 'status' | 'body'>): void {
    const { status, body } = answer;
    const counted = `${kind} ${status}`;
    this.#statuses.set(counted, (this.#statuses.get(counted) ?? 0) + 1);
    const of = () => `${counted}: ${JSON.stringify({ ...wanted, body: wanted.body?.toString().slice(0, 400) })}`;
    if (status >= 500) this.fail(`an answer of ${of()}`);
    else if (status === 0 && kind !== 'raw' && kind !== 'unreadable') this.fail(`no answer to ${of()}`);
    else if (expected === 'turned away' && !TURNED_AWAY.has(status)) this.fail(`not turned away: ${of()}`);
    else if (status >= 400 && INSIDES.test(body)) this.fail(`shows its insides: ${of()}`);
  }

  /** What one of the actors has by now, looked up now and then. */
  async #ids(stream: Stream): Promise<Ids> {
    if (this.#known === null || stream.happens(20))
      this.#known = this.#lookUp(stream.pick(this.ground.actors).accountId);
    return this.#known;
  }

  #known: Promise<Ids> | null = null;

  async #lookUp(accountId: string): Promise<Ids> {
    const { rows } = await this.client.query<Partial<Record<keyof Ids, string>>>(
      `select (select id from orders where account_id = $1 order by placed_at desc limit 1) as order,
        (select id from invoices where account_id = $1 order by issued_at desc limit 1) as invoice,
        (select id from members where account_id = $1 and role <> 'owner' limit 1) as member,
        (select id from invitations where account_id = $1 order by invited_at desc limit 1) as invitation,
        (select id from attempts where account_id = $1 and outcome is null) as attempt,
        (select page from attempts where account_id = $1 and outcome is null) as page,
        (select id from charges where account_id = $1 order by asked_at desc limit 1) as charge`,
      [accountId],
    );
    const found = Object.entries(rows[0] ?? {}).filter(([, value]) => value !== null);
    return { ...UNKNOWN, ...Object.fromEntries(found) };
  }

  /** Moves the clocks of those who act, so that renewals, pauses and ends happen among the requests. */
  async #passTime(stream: Stream): Promise<void> {
    for (const { clockId } of this.ground.actors) {
      const days = stream.between(1, 20);
      await this.client.query(`update clocks set now = now + $2 * interval '1 day' where id = $1`, [clockId, days]);
    }
  }
}

/** What the program holds when it has collected the rest, in megabytes: the least of some looks, since it works on. */
async function heldMb(node: Node): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < LOOKS; look += 1) {
    least = Math.min(least, await heldNow(node));
    await sleep(BETWEEN_LOOKS_MS);
  }
  return Math.round(least / 100_000) / 10;
}

async function heldNow(node: Node): Promise<number> {
  const from = node.said.length;
  process.kill(node.pid, 'SIGUSR2');
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const bytes = /"heldBytes":(\d+)\}/u.exec(node.said.slice(from))?.[1];
    if (bytes !== undefined) return Number(bytes);
    if (!node.alive || Date.now() > giveUpAt) return Number.NaN;
    await sleep(20);
  }
}

function residentMb(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
