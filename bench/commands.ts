import { decide } from '../src/domain/subscription/decide.ts';
import type { Command } from '../src/domain/subscription/commands.ts';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { commit } from '../src/store/commit.ts';
import { loadState } from '../src/store/load.ts';
import { Desk, type Company } from '../test/testkit/desk.ts';
import { freePort } from '../test/testkit/free-port.ts';
import { Served } from './served.ts';
import { cancelAndResume, SECRET, sessionOf, visitorAt, visitorOf } from './customers.ts';
import { inTurns, spreadOf } from './measure.ts';
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
  if (pgbench === null) throw new Error('pgbench is not on this machine; it comes with PostgreSQL');
  return [await overHttp(place, pgbench, effort), await oneCommit(place, pgbench, effort)];
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
    // what is used for the first time is made ready
    for (const visitor of visitors) for (let time = 0; time < 3; time += 1) await cancelAndResume(visitor);
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
        const { perSecond } = await replay(pgbench, copy.url, recording);
        await copy.drop();
        return perSecond;
      },
    });
    const ratio = spreadOf(http.map((each, round) => each / (limit[round] ?? Number.NaN)));
    return {
      row: `cancel and resume over HTTP, ${clients} clients`,
      measured: told(spreadOf(http), '/s'),
      limit: `pgbench, the same statements: ${told(spreadOf(limit), '/s')}`,
      ratio: figure(ratio.median),
      goal: '0.8',
      met: ratio.median >= 0.8,
      note: `one is ${recording[0]?.[0]?.length ?? 0} statements in 12 requests; the load comes from this machine as well.`,
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

async function oneCommit(place: Place, pgbench: string, { times, rounds }: Effort): Promise<Row> {
  const opened = await place.open(2);
  const { db } = opened.database;
  const desk = new Desk(opened.database);
  const company = await desk.company();
  const before = await place.copy(opened);
  const actor = { kind: 'member', id: company.members.owner.memberId } as const;
  const turn = async (command: Command): Promise<number> => {
    const loaded = await loadState(db, { accountId: company.accountId }, () => desk.policy);
    if (loaded === null) throw new Error('the account is gone');
    const decision = decide(loaded.state, command, loaded.now, actor.id);
    const startedAt = performance.now();
    await commit(db, [{ before: loaded, decision, actor, command: command.do }]);
    return performance.now() - startedAt;
  };
  const both = async () => (await turn({ do: 'cancel' })) + (await turn({ do: 'keep' }));
  const pairs: (readonly Statement[])[] = [];
  for (let time = 0; time < times * 4; time += 1) {
    const statements = await recorded(both);
    pairs.push(statements.filter(({ text }) => text.startsWith('with guard')));
  }
  try {
    const { ours, limit } = await inTurns(rounds, {
      ours: async () => {
        const each: number[] = [];
        for (let time = 0; time < times * 4; time += 1) each.push((await both()) / 2);
        return each.reduce((sum, ms) => sum + ms, 0) / each.length;
      },
      limit: async () => {
        const copy = await place.copy(before);
        const { statementMs } = await replay(pgbench, copy.url, [pairs]);
        await copy.drop();
        return statementMs.reduce((sum, ms) => sum + ms, 0) / statementMs.length;
      },
    });
    const ratio = spreadOf(ours.map((each, round) => (limit[round] ?? Number.NaN) / each));
    return {
      row: 'the commit of one command',
      measured: told(spreadOf(ours), 'ms'),
      limit: `pgbench, the same statement: ${told(spreadOf(limit), 'ms')}`,
      ratio: figure(ratio.median),
      goal: '0.9',
      met: ratio.median >= 0.9,
    };
  } finally {
    await before.drop();
    await opened.close();
  }
}
