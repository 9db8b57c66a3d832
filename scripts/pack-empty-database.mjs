import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tsImport } from 'tsx/esm/api';

const NAME = 'empty-database.tar.gz';

/** Puts an empty embedded database into the draft: the one of the last build, or a new one after its maker was installed anew. */
export async function packEmptyDatabase(root, draft) {
  const last = join(root, 'dist', NAME);
  const maker = join(root, 'node_modules', '@electric-sql', 'pglite', 'package.json');
  if (existsSync(last) && statSync(last).mtimeMs > statSync(maker).ctimeMs) {
    copyFileSync(last, join(draft, NAME));
    return;
  }
  const { openMemory } = await tsImport('../src/adapters/database/embedded.ts', import.meta.url);
  const database = await openMemory();
  const packed = await (await database.snapshot()).arrayBuffer();
  await database.close();
  writeFileSync(join(draft, NAME), gzipSync(packed));
}
