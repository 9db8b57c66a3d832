import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { migrate } from '../store/migrate.ts';
import { openConfigured } from './configured-database.ts';
import { fail, say } from './said.ts';

/** `fairwell migrate`. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database of DATABASE_URL, or the embedded one, up to date, and say what was done')
    .action(async () => {
      try {
        await bringUpToDate();
      } catch (error) {
        fail(error);
      }
    });
}

async function bringUpToDate(): Promise<void> {
  const database = await openConfigured(loadConfig());
  try {
    const applied = await migrate(database.db);
    for (const name of applied) say(`applied ${name}`);
    say(applied.length === 0 ? 'The database is up to date already.' : 'The database is up to date.');
  } finally {
    await database.close();
  }
}
