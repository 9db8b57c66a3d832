import { decide } from '../src/domain/subscription/decide.ts';
import type { Command } from '../src/domain/subscription/commands.ts';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createAccountStore, type AccountStore } from '../src/store/account-store.ts';
import type { Commit } from '../src/store/commit.ts';
import { chain } from '../src/store/events.ts';
import { loadState } from '../src/store/load.ts';
import { Desk, type Company } from '../test/testkit/desk.ts';
import { freePort } from '../test/testkit/free-port.ts';
import { Served } from './served.ts';
import { cancelAndResume, SECRET, sessionOf, visitorAt, visitorOf } from './customers.ts';
import { inTurns, spreadOf, timed } from './measure.ts';
import type { Opened, Place } from './place.ts';
import { findPgbench, recorded, replay, type Recording, type Statement } from './replay.ts';
import { figure, told, type Row } from './table.ts';

interface Effort {
  readonly clients: number;
  /** How often each client does it in a round. */
  readonly times: number;
  readonly rounds: number;
}

/** A cancellation and its withdrawal over HTTP, and the commit of one command, against pgbench with the same statements. */
export async function commands(place: Place, effort: Effort): Promise<readonly Row[]> {
  const pgbench = findPgbench();
  if (pgbench === null) return ROWS.map(({ row, goal }) => notMeasured(row, goal));
  return [await overHttp(place, pgbench, effort), await oneCommit(place, pgbench, effort)];
}

const ROWS = [
  { row: 'cancel and resume over HTTP', goal: '0.8' },
  { row: 'the commit of one command', goal: '0.9' },
] as const;

function notMeasured(row: string, goal: string): Row {
  return {
    row,
    measured: '-',
    limit: 'pgbench is not on this machine; it comes with PostgreSQL',
    ratio: '-',
    goal,
    met: null,
  };
}

async function overHttp(place: Place, pgbench: string, { clients, times, rounds }: Effort): Promise<Row> {
  const opened = await place.open(20);
  const desk = new Desk(opened.database);
  const companies: Company[] = [];
  for (let number = 0; number < clients; number += 1) companies.push(await desk.company());
  const sessions = await Promise.all(companies.map((company) => sessionOf(desk, company)));
  const before = await place.copy(opened);
  const recording = await recordFlows(opened, sessions, times);
  const port = await freePort();
  const server = await Served.start({ DATABASE_URL: opened.url, PORT: String(port), FAIRWELL_SECRET: SECRET });
  try {
    const visitors = sessions.map((session) => visitorAt(`http://127.0.0.1:${port}`, session));
    // a server has been running for a while: connections are open, statements prepared, what it runs compiled
    for (let time = 0; time < 10; time += 1) for (const visitor of visitors) await cancelAndResume(visitor);
    const { http, limit } = await inTurns(rounds, {
      http: async () => {
        const startedAt = performance.now();
        await Promise.all(
          visitors.map(async (visitor) => {
            for (let time = 0; time < times; time += 1) await cancelAndResume(visitor);
          }),
        );
        return (clients * times) / ((performance.now() - startedAt) / 1_000);
      },
      limit: async () => {
        const copy = await place.copy(before);
        const perSecond = await replay(pgbench, copy.url, recording);
        await copy.drop();
        return perSecond;
      },
    });
    const ratio = spreadOf(http.map((each, round) => each / (limit[round] ?? Number.NaN)));
    return {
      row: `${ROWS[0].row}, ${clients} clients`,
      measured: told(spreadOf(http), '/s'),
      limit: `pgbench, the same statements: ${told(spreadOf(limit), '/s')}`,
      ratio: figure(ratio.median),
      goal: ROWS[0].goal,
      met: ratio.median >= 0.8,
      note: `one is ${recording[0]?.[0]?.length ?? 0} statements; the load comes from this machine as well.`,
    };
  } finally {
    await server.stop();
    await before.drop();
    await opened.close();
  }
}

/** The program in this process does what the browsers will ask for, while every statement is written down. */
async function recordFlows(opened: Opened, sessions: readonly string[], times: number): Promise<Recording> {
  const environment = { ...Served.SETTINGS, DATABASE_URL: opened.url, FAIRWELL_SECRET: SECRET, LOG_LEVEL: 'silent' };
  const app = await createApp(loadConfig(environment), opened.database, 'web');
  const recording: (readonly Statement[])[][] = [];
  for (const session of sessions) {
    const visitor = visitorOf((request) => app.fetch(request), session);
    const flows: (readonly Statement[])[] = [];
    for (let time = 0; time < times; time += 1) flows.push(await recorded(() => cancelAndResume(visitor)));
    recording.push(flows);
  }
  await app.stop();
  return recording;
}

/** A commit is done so much faster than a cancellation with its pages, so there are more of them in a round. */
const MORE = 20;

/** Each client commits what was decided for its account, one after the other, as pgbench sends the same statements. */
async function oneCommit(place: Place, pgbench: string, { clients, times, rounds }: Effort): Promise<Row> {
  const opened = await place.open(clients * 2);
  const desk = new Desk(opened.database);
  const companies: Company[] = [];
  for (let number = 0; number < clients; number += 1) companies.push(await desk.company());
  const before = await place.copy(opened);
  const accounts = createAccountStore(opened.database.db, () => desk.policy);
  const recording: (readonly Statement[])[][] = [];
  for (const company of companies) {
    const decided = await decideAhead(desk, company, times * MORE);
    const statements = await recorded(() => inOrder(accounts, decided));
    recording.push(Array.from({ length: (times * MORE) / 2 }, (_, at) => statements.slice(at * 2, at * 2 + 2)));
  }
  try {
    const { ours, limit } = await inTurns(rounds, {
      ours: async () => {
        const decided = await Promise.all(companies.map((company) => decideAhead(desk, company, times * MORE)));
        const ms = await timed(() => Promise.all(decided.map((commits) => inOrder(accounts, commits))));
        return (clients * times * MORE) / (ms / 1_000);
      },
      limit: async () => {
        const copy = await place.copy(before);
        const perSecond = await replay(pgbench, copy.url, recording);
        await copy.drop();
        return perSecond * 2;
      },
    });
    const ratio = spreadOf(ours.map((each, round) => each / (limit[round] ?? Number.NaN)));
    return {
      row: `${ROWS[1].row}, ${clients} clients`,
      measured: told(spreadOf(ours), '/s'),
      limit: `pgbench, the same statement: ${told(spreadOf(limit), '/s')}`,
      ratio: figure(ratio.median),
      goal: ROWS[1].goal,
      met: ratio.median >= 0.9,
    };
  } finally {
    await before.drop();
    await opened.close();
  }
}

async function inOrder(accounts: AccountStore, commits: readonly Commit[]): Promise<void> {
  for (const each of commits) await accounts.commit(each);
}

/** Decisions that follow each other, cancelled and taken back in turns, of which none is committed yet. */
async function decideAhead(desk: Desk, company: Company, count: number): Promise<readonly Commit[]> {
  const actor = { kind: 'member', id: company.members.owner.memberId } as const;
  let before = await loadState(desk.database.db, { accountId: company.accountId }, () => desk.policy);
  const commits: Commit[] = [];
  for (let number = 0; number < count; number += 1) {
    if (before === null) throw new Error('the account is gone');
    const command: Command = { do: number % 2 === 0 ? 'cancel' : 'keep' };
    const decision = decide(before.state, command, before.now, actor.id);
    commits.push({ before, decision, actor, command: command.do });
    const cause = { actor, command: command.do, recordedAt: before.now };
    const trail = chain(company.accountId, before.trail, decision.events, cause).end;
    before = { ...before, state: decision.next, version: before.version + 1, trail };
  }
  return commits;
}
