import { relative } from 'node:path';
import { openDatabase, type Database } from '../adapters/database/open.ts';
import type { Config } from '../config.ts';
import type { Tables } from '../store/schema.ts';

/** Opens the database that the settings name. */
export function openConfigured(config: Config): Promise<Database<Tables>> {
  return openDatabase<Tables>(
    config.databaseUrl === null
      ? { dataDir: config.dataDir }
      : { url: config.databaseUrl, connections: config.databaseConnections },
  );
}

/** The database that the settings name, in words and without its password. */
export function placeOf(config: Config): string {
  if (config.databaseUrl !== null) return `PostgreSQL at ${new URL(config.databaseUrl).host}`;
  const path = relative(process.cwd(), config.dataDir);
  return `embedded, in ${path.startsWith('..') ? config.dataDir : path}`;
}
