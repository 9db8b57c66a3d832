import { relative } from 'node:path';
import { openDatabase } from './adapters/database/open.ts';
import type { Database } from './adapters/database/open.ts';
import { inTurn } from './adapters/database/turns.ts';
import { listen } from './adapters/http/listen.ts';
import type { Listener } from './adapters/http/listen.ts';
import { createApp } from './app.ts';
import type { App, Demo } from './app.ts';
import { loadConfig } from './config.ts';
import type { Config } from './config.ts';
import { CannotStart } from './ports/cannot-start.ts';
import { migrate } from './store/migrate.ts';
import type { Tables } from './store/schema.ts';

/** What is allowed to answers in flight, and to everything, before the process ends anyway. */
const GRACE_MS = 3_000;
const DEADLINE_MS = 4_500;

interface Running {
  readonly listener: Listener;
  readonly app: App;
  readonly database: Database<Tables>;
}

/** Starts the program; resolves when it answers. */
async function start(config: Config): Promise<Running> {
  step(`Opening the database: ${placeOf(config)}`);
  const database = await openDatabase<Tables>(
    config.databaseUrl === null
      ? { dataDir: config.dataDir }
      : { url: config.databaseUrl, connections: config.databaseConnections },
  );
  let app: App | undefined;
  let listener: Listener | undefined;
  try {
    // before anything is made: a port that is taken should cost nobody time
    listener = await listen((request, connection) => app?.fetch(request, connection) ?? starting(), config);
    const applied = await migrate(database.db);
    if (applied.length > 0) step(`Brought the database up to date: ${applied.join(', ')}`);
    const made = await createApp(config, database);
    const { demo } = made;
    if (demo !== null) await inTurn(database, () => prepare(demo));
    made.start();
    app = made;
    return { listener, app, database };
  } catch (error) {
    await listener?.close(0);
    await database.close();
    throw error;
  }
}

function starting(): Response {
  return new Response('Starting\n', { status: 503, headers: { 'retry-after': '5' } });
}

async function prepare(demo: Demo): Promise<void> {
  step('Making the demo, unless it is there');
  if ((await demo.make()) === 'made') step('Made the demo');
}

/** Ends the program: no new requests or effects, those in flight finish, the database is let go. */
async function end({ listener, app, database }: Running): Promise<void> {
  await Promise.all([listener.close(GRACE_MS), app.stop()]);
  await database.close();
}

function endOnSignal(running: Running): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // asked again, by somebody who does not want to wait
      if (ending) process.exit(130);
      ending = true;
      say('Ending: finishing what is in flight');
      setTimeout(() => process.exit(1), DEADLINE_MS).unref();
      end(running).then(
        () => {
          say('Ended');
          process.exit(0);
        },
        (error: unknown) => {
          fail(error);
        },
      );
    });
  }
}

function welcome(config: Config, demo: Demo | null): void {
  say('');
  say(`Fairwell is ready at ${config.baseUrl}`);
  if (demo !== null) {
    for (const { email, role } of demo.logins) say(`  ${email.padEnd(20)} ${demo.password}   (${role})`);
  }
  say('Ctrl-C ends it.');
}

function placeOf(config: Config): string {
  if (config.databaseUrl !== null) return `PostgreSQL at ${new URL(config.databaseUrl).host}`;
  const path = relative(process.cwd(), config.dataDir);
  return `embedded, in ${path.startsWith('..') ? config.dataDir : path}`;
}

function step(text: string): void {
  say(`- ${text}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(error: unknown): void {
  const text = error instanceof CannotStart ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

try {
  const config = loadConfig();
  const running = await start(config);
  endOnSignal(running);
  welcome(config, running.app.demo);
} catch (error) {
  fail(error);
}
