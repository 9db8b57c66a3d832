import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Desk } from '../test/testkit/desk.ts';
import { freePort } from '../test/testkit/free-port.ts';
import { cancelAndResume, SECRET, sessionOf, visitorAt } from './customers.ts';
import { spreadOf } from './measure.ts';
import type { Place } from './place.ts';
import { Served } from './served.ts';
import { figure, told, type Row } from './table.ts';

const LOAD_MS = 5_000;
const CLIENTS = 10;

/** How long a start takes, first and later, and what the program holds in memory. */
export async function starting(place: Place, rounds: number): Promise<readonly Row[]> {
  // whatever has to be built is built
  await startEmbedded(temporary(), () => undefined);
  const figures = {
    embeddedFirst: [] as number[],
    embeddedLater: [] as number[],
    first: [] as number[],
    later: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const folder = temporary();
    await startEmbedded(folder, (ms) => figures.embeddedFirst.push(ms), false);
    await startEmbedded(folder, (ms) => figures.embeddedLater.push(ms));
    const opened = await place.openEmpty();
    await startOn(opened.url, (ms) => figures.first.push(ms));
    await startOn(opened.url, (ms) => figures.later.push(ms));
    await opened.drop();
  }
  return [
    startRow('first start, embedded, with the demo made', figures.embeddedFirst, 5),
    startRow('later start, embedded', figures.embeddedLater, 1.5),
    startRow('first start, PostgreSQL', figures.first, 5),
    startRow('later start, PostgreSQL', figures.later, 1.5),
    await memory(place),
  ];
}

function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'fairwell-bench-'));
}

async function startEmbedded(folder: string, note: (ms: number) => void, last = true): Promise<void> {
  const port = String(await freePort());
  const demo = { NODE_ENV: '', FAIRWELL_MODE: 'demo', SMTP_URL: '', BASE_URL: '' };
  const served = await Served.start({ ...demo, FAIRWELL_DATA_DIR: folder, PORT: port }, 'all');
  note(served.readyMs);
  await served.stop();
  if (last) rmSync(folder, { recursive: true, force: true });
}

async function startOn(url: string, note: (ms: number) => void): Promise<void> {
  const served = await Served.start(
    { DATABASE_URL: url, PORT: String(await freePort()), FAIRWELL_SECRET: SECRET },
    'all',
  );
  note(served.readyMs);
  await served.stop();
}

function startRow(row: string, ms: readonly number[], goal: number): Row {
  const seconds = spreadOf(ms.map((each) => each / 1_000));
  return { row, measured: told(seconds, 's'), limit: '-', ratio: '-', goal: `${goal} s`, met: seconds.median <= goal };
}

/** While idle, and the most that was seen while ten customers cancel and resume as fast as they can. */
async function memory(place: Place): Promise<Row> {
  const opened = await place.open();
  const desk = new Desk(opened.database);
  const sessions: string[] = [];
  for (let client = 0; client < CLIENTS; client += 1) sessions.push(await sessionOf(desk, await desk.company()));
  const port = await freePort();
  const served = await Served.start({ DATABASE_URL: opened.url, PORT: String(port), FAIRWELL_SECRET: SECRET }, 'all');
  try {
    await sleep(1_000);
    const idle = served.memoryMb() ?? Number.NaN;
    let most = idle;
    const until = performance.now() + LOAD_MS;
    const customers = sessions.map(async (session) => {
      const visitor = visitorAt(`http://127.0.0.1:${port}`, session);
      while (performance.now() < until) {
        await cancelAndResume(visitor);
        most = Math.max(most, served.memoryMb() ?? 0);
      }
    });
    await Promise.all(customers);
    return {
      row: 'memory on PostgreSQL',
      measured: `${figure(idle)} MB idle, ${figure(most)} MB under load`,
      limit: '-',
      ratio: '-',
      goal: '300 MB',
      met: most < 300,
    };
  } finally {
    await served.stop();
    await opened.close();
  }
}
