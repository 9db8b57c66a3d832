import { existsSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { CannotStart } from '../../ports/cannot-start.ts';
import { inDataFolder } from '../../ports/data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { databaseOn } from './pool.ts';
import type { Database } from './pool.ts';
import { valueTypes } from './values.ts';

/**
 * A new database, put beside the program when it is built, with its tables and nobody's rows in them: to unpack it takes a
 * second, to make one takes five.
 */
const NEW = new URL('./new-database.tar.gz', import.meta.url);

/** Opens the embedded database of a data folder, which is made if it is missing and locked while open. */
export async function openFolder<Tables>(dataDir: string): Promise<Database<Tables>> {
  const unlock = inDataFolder(dataDir, () => lockFolder(dataDir));
  try {
    const folder = join(dataDir, 'database');
    if (!existsSync(folder)) await makeDatabase(folder);
    return overPool(await PGlite.create(folder), unlock);
  } catch (error) {
    unlock();
    throw new CannotStart(
      `The database in ${dataDir} cannot be opened (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}

/** Opens a database in memory, new or as it was when `snapshot` was taken. */
export async function openMemory<Tables>(snapshot?: Blob): Promise<Database<Tables> & { snapshot(): Promise<Blob> }> {
  const pglite = await createFrom(snapshot ?? (await newDatabase()));
  return { ...overPool<Tables>(pglite, () => undefined), snapshot: () => pglite.dumpDataDir('none') };
}

/** Makes it beside its place, so that a process that ends half-way leaves nothing that looks like a database. */
async function makeDatabase(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  await (await createFrom(await newDatabase(), draft)).close();
  renameSync(draft, folder);
}

/** Null where the program runs from its sources. */
async function newDatabase(): Promise<Blob | null> {
  return existsSync(NEW) ? new Blob([await readFile(NEW)]) : null;
}

/** In the folder, or in memory; made anew if there is nothing to unpack. */
function createFrom(packed: Blob | null, folder?: string): Promise<PGlite> {
  return PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(packed === null ? {} : { loadDataDir: packed }),
  });
}

function overPool<Tables>(pglite: PGlite, letGo: () => void): Database<Tables> {
  /** A client that was ended leaves dead listeners behind, so each brings its own connection. */
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, ...createPgConfig(pglite) });
    }
  }
  const pool = new pg.Pool({
    Client: EmbeddedClient,
    types: valueTypes,
    // it serves one connection: two clients would share a transaction
    max: 1,
    idleTimeoutMillis: 0,
    // whoever asks the pool from inside a transaction would wait forever
    connectionTimeoutMillis: 30_000,
  });
  return databaseOn('embedded', pool, async () => {
    await pglite.close();
    letGo();
  });
}
