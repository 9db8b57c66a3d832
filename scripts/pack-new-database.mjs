import { copyFileSync, existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tsImport } from 'tsx/esm/api';
import { newestIn } from './newest-in.mjs';

const NAME = 'new-database.tar.gz';

/**
 * Puts a new embedded database, up to date and without a row, into the draft: the one of the last build, unless what
 * it is made by or from has changed since.
 */
export async function packNewDatabase(root, draft) {
  const startedAt = new Date();
  const last = join(root, 'dist', NAME);
  const packed = join(draft, NAME);
  const installedAt = statSync(join(root, 'node_modules', '@electric-sql', 'pglite', 'package.json')).ctimeMs;
  const changedAt = Math.max(installedAt, newestIn(join(root, 'src', 'store')));
  if (existsSync(last) && statSync(last).mtimeMs > changedAt) {
    copyFileSync(last, packed);
    utimesSync(packed, startedAt, statSync(last).mtime);
    return;
  }
  const { openMemory } = await tsImport('../src/adapters/database/embedded.ts', import.meta.url);
  const { migrate } = await tsImport('../src/store/migrate.ts', import.meta.url);
  const database = await openMemory();
  await migrate(database.db);
  const snapshot = await (await database.snapshot()).arrayBuffer();
  await database.close();
  writeFileSync(packed, gzipSync(snapshot));
  // a migration that changes while it is packed is newer than what was packed
  utimesSync(packed, startedAt, startedAt);
}
