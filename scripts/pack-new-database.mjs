import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
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
  const last = join(root, 'dist', NAME);
  const installedAt = statSync(join(root, 'node_modules', '@electric-sql', 'pglite', 'package.json')).ctimeMs;
  const changedAt = Math.max(installedAt, newestIn(join(root, 'src', 'store')));
  if (existsSync(last) && statSync(last).mtimeMs > changedAt) {
    copyFileSync(last, join(draft, NAME));
    return;
  }
  const { openMemory } = await tsImport('../src/adapters/database/embedded.ts', import.meta.url);
  const { migrate } = await tsImport('../src/store/migrate.ts', import.meta.url);
  const database = await openMemory();
  await migrate(database.db);
  const packed = await (await database.snapshot()).arrayBuffer();
  await database.close();
  writeFileSync(join(draft, NAME), gzipSync(packed));
}
