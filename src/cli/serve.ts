import type { Database } from '../adapters/database/open.ts';
import { inTurn } from '../adapters/database/turns.ts';
import { listen, type Listener } from '../adapters/http/listen.ts';
import { createApp, type App, type Demo, type Role } from '../app.ts';
import { loadConfig, type Config } from '../config.ts';
import { CannotStart } from '../ports/cannot-start.ts';
import { migrate } from '../store/migrate.ts';
import type { Tables } from '../store/schema.ts';
import { openConfigured, placeOf } from './configured-database.ts';
import { fail, say } from './said.ts';

/** What is allowed to answers in flight, and to everything, before the process ends anyway. */
const GRACE_MS = 3_000;
const DEADLINE_MS = 4_500;

interface Running {
  readonly listener: Listener;
  readonly app: App;
  readonly database: Database<Tables>;
}

/** Starts the program in a role and lets it run until somebody ends it; resolves when it answers. */
export async function serve(role: Role): Promise<void> {
  const config = loadConfig();
  if (config.databaseUrl === null && role !== 'all') {
    throw new CannotStart(
      `The embedded database serves one process that does everything; --role ${role} needs DATABASE_URL.`,
    );
  }
  const running = await start(config, role);
  endOnSignal(running);
  welcome(config, role, running.app.demo);
}

async function start(config: Config, role: Role): Promise<Running> {
  step(`Opening the database: ${placeOf(config)}`);
  const database = await openConfigured(config);
  let app: App | undefined;
  let listener: Listener | undefined;
  try {
    // before anything is made: a port that is taken should cost nobody time
    listener = await listen((request, connection) => app?.fetch(request, connection) ?? starting(), config);
    const applied = await migrate(database.db);
    if (applied.length > 0) step(`Brought the database up to date: ${applied.join(', ')}`);
    const made = await createApp(config, database, role);
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

function welcome(config: Config, role: Role, demo: Demo | null): void {
  say('');
  say(
    role === 'worker'
      ? `The worker of Fairwell is ready; how it is, ${config.host}:${config.port} tells at /readyz and /metrics`
      : `Fairwell is ready at ${config.baseUrl}`,
  );
  if (demo !== null) {
    for (const { email, role: of } of demo.logins) say(`  ${email.padEnd(20)} ${demo.password}   (${of})`);
  }
  say('Ctrl-C ends it.');
}

function step(text: string): void {
  say(`- ${text}`);
}
