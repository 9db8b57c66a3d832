import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { Database } from '../adapters/database/open.ts';
import { greetSmtp } from '../adapters/mail/smtp.ts';
import { loadConfig, type Config } from '../config.ts';
import { CannotStart } from '../ports/cannot-start.ts';
import { EFFECT_KINDS } from '../ports/effect-kinds.ts';
import { readBacklog } from '../queries/backlog.ts';
import { databaseFacts } from '../queries/database-facts.ts';
import { outstandingMigrations } from '../store/migrate.ts';
import type { Tables } from '../store/schema.ts';
import { openConfigured, placeOf } from './configured-database.ts';
import { checkClock, checkConfiguration, checkDue, checkOutbox, type Finding } from './doctor-checks.ts';
import { say } from './said.ts';

/** `fairwell doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check configuration, database, mail, clock, due backlog and outbox; exit code 1 if one fails')
    .addHelpText('after', '\nThe embedded database serves one process: end what uses it first.')
    .action(async () => {
      let failed = false;
      for await (const { state, name, sentence } of examine()) {
        failed ||= state === 'fail';
        say(`${state.padEnd(4)} ${name}: ${sentence}`);
      }
      process.exitCode = failed ? 1 : 0;
    });
}

async function* examine(): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    yield { state: 'fail', name: 'configuration', sentence: saidOf(error) };
    return;
  }
  yield checkConfiguration(config);
  yield* examineDatabase(config);
  yield await checkMail(config);
}

async function* examineDatabase(config: Config): AsyncGenerator<Finding> {
  const name = 'database';
  if (config.databaseUrl === null && !existsSync(config.dataDir)) {
    yield { state: 'warn', name, sentence: `${placeOf(config)}: there is none yet; the first start makes it.` };
    return;
  }
  let database: Database<Tables>;
  try {
    database = await openConfigured(config);
  } catch (error) {
    yield { state: 'fail', name, sentence: saidOf(error) };
    yield* unchecked;
    return;
  }
  try {
    yield* examineOpen(database, placeOf(config));
  } catch (error) {
    yield { state: 'fail', name, sentence: `it stopped answering: ${saidOf(error)}` };
  } finally {
    await database.close();
  }
}

/** What only an open database can tell. */
const unchecked: readonly Finding[] = ['clock', 'schema', 'due backlog', 'outbox'].map((name) => ({
  state: 'skip',
  name,
  sentence: 'not checked, without the database.',
}));

async function* examineOpen({ db }: Database<Tables>, place: string): AsyncGenerator<Finding> {
  const facts = await databaseFacts(db);
  yield { state: 'ok', name: 'database', sentence: `${place}: version ${facts.version}, answered in ${facts.ms} ms.` };
  yield checkClock(facts);
  try {
    const outstanding = await outstandingMigrations(db);
    if (outstanding.length > 0) {
      const sentence = `${outstanding.join(', ')} not applied yet; the next start does it, or \`fairwell migrate\`.`;
      yield { state: 'warn', name: 'schema', sentence };
      return;
    }
  } catch (error) {
    yield { state: 'fail', name: 'schema', sentence: saidOf(error) };
    return;
  }
  yield { state: 'ok', name: 'schema', sentence: 'it is the one of this program.' };
  const backlog = await readBacklog(db, EFFECT_KINDS);
  yield checkDue(backlog);
  yield checkOutbox(backlog);
}

async function checkMail({ smtpUrl }: Config): Promise<Finding> {
  const name = 'mail';
  if (smtpUrl === null) return { state: 'ok', name, sentence: "mails go into the demo's mailbox." };
  const { host } = new URL(smtpUrl);
  try {
    await greetSmtp(smtpUrl);
    return { state: 'ok', name, sentence: `${host} answers and lets us in.` };
  } catch (error) {
    return { state: 'fail', name, sentence: `${host} does not take mail from us: ${saidOf(error)}` };
  }
}

/** What went wrong, as the end of a line, without anybody's credentials. */
function saidOf(error: unknown): string {
  if (error instanceof CannotStart) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `${message
    .replace(/\/\/[^/@\s]*@/gu, '//')
    .replace(/\s+/gu, ' ')
    .replace(/\.$/u, '')}.`;
}
