import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGate, type Gate } from '../testkit/gate.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';
import type { Visitor } from '../testkit/visitor.ts';
import { apart, lapse, moneyApart, readBooks, settled, type Books } from './books.ts';
import { copyOf, logIn, makeBase, type Base } from './customer.ts';
import { Node } from './node.ts';
import { lives, reached, type Named } from './points.ts';
import { story, type StepName } from './story.ts';

type Killed = 'web' | 'worker';

const ROLES = ['web', 'worker'] as const;

let base: Base;
/** What the books say after each step of a life in which nothing goes wrong. */
const undisturbed = new Map<string, Books>();

beforeAll(async () => {
  base = await makeBase(6_000);
}, 120_000);

/** Two processes on a copy of the database, each behind a gate of its own. */
class Life {
  private constructor(
    readonly client: pg.Client,
    readonly mail: MailServer,
    private readonly gates: Readonly<Record<Killed, Gate>>,
    private readonly nodes: Record<Killed, Node>,
    readonly visitor: Visitor,
  ) {}

  static async begin(): Promise<Life> {
    const url = await copyOf(base);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const mail = await startMailServer();
    const gates = { web: await openGate(url), worker: await openGate(url) };
    const [web, worker] = await Promise.all(ROLES.map((role) => start(role, gates[role], mail)));
    if (web === undefined || worker === undefined) throw new Error('There are two of them.');
    const nodes = { web, worker };
    return new Life(client, mail, gates, nodes, await logIn(base.email, () => nodes.web));
  }

  hold(role: Killed, [, point]: Named): Promise<void> {
    return this.gates[role].hold(point);
  }

  /** Ends it without a word, and starts it again; what it had claimed is free by then. */
  async kill(role: Killed): Promise<void> {
    await this.nodes[role].kill();
    await lapse(this.client);
    this.nodes[role] = await start(role, this.gates[role], this.mail);
  }

  async end(): Promise<void> {
    await Promise.all(ROLES.map((role) => this.nodes[role].kill()));
    await Promise.all([this.client.end(), this.mail.stop()]);
    await Promise.all(ROLES.map((role) => this.gates[role].close()));
  }
}

function start(role: Killed, gate: Gate, mail: MailServer): Promise<Node> {
  return Node.start(gate.url, { role, settings: { SMTP_URL: mail.url } });
}

describe('undisturbed', { timeout: 60_000 }, () => {
  let life: Life;
  let last: Books;

  beforeAll(async () => {
    life = await Life.begin();
    last = await readBooks(life.client);
  }, 120_000);
  afterAll(() => life.end());

  test.each(Object.entries(story))('%s', async (name, step) => {
    await (
      await step(life)
    )();
    await settled(life.client);
    const books = await readBooks(life.client);
    expect(books['events']?.length).toBeGreaterThan(last['events']?.length ?? 0);
    expect(await moneyApart(life.client)).toBeNull();
    undisturbed.set(name, books);
    last = books;
  });
});

describe.each(lives.map((kills, index) => [index + 1, kills] as const))(
  'killed again and again, life %i',
  { timeout: 60_000 },
  (_life, kills) => {
    let life: Life;

    beforeAll(async () => {
      life = await Life.begin();
    }, 120_000);
    afterAll(() => life.end());

    for (const [name, step] of Object.entries(story)) {
      const { web, worker } = kills[name as StepName] ?? {};
      const deaths = [web && `pages die ${web[0]}`, worker && `the worker dies ${worker[0]}`].filter(Boolean);
      test([name, ...deaths].join(', '), async () => {
        const act = await step(life);
        const workerHeld = worker && life.hold('worker', worker);
        if (web === undefined) await act();
        else {
          const held = life.hold('web', web);
          const lost = expect(act()).rejects.toThrow();
          await reached(web[0], held);
          await life.kill('web');
          await lost;
          // the customer tries again, with the same form
          await act();
        }
        if (worker !== undefined && workerHeld !== undefined) {
          await reached(worker[0], workerHeld);
          await life.kill('worker');
        }
        await settled(life.client);
        expect(apart(await readBooks(life.client), undisturbed.get(name) ?? {})).toEqual({});
        expect(await moneyApart(life.client)).toBeNull();
      });
    }

    test('every mail went out, and one that went twice can be told', async () => {
      const { rows } = await life.client.query(`select key from outbox where kind = 'mail' and id > $1`, [
        base.lastEffect,
      ]);
      const sent = life.mail.received.map(({ source }) => /^Message-ID: (.*)$/imu.exec(source)?.[1]);
      expect(new Set(sent).size).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(10);
    });
  },
);
