import { openFolder, openMemory } from './embedded.ts';
import type { Database } from './pool.ts';
import { openPostgres } from './postgres.ts';

export type { Database } from './pool.ts';

/** Which database: PostgreSQL, the embedded one of a data folder, or one in memory that is gone when closed. */
type DatabasePlace =
  | { readonly url: string; readonly connections?: number }
  | { readonly dataDir: string }
  | { readonly memory: true; readonly snapshot?: Blob };

/** Opens a database; throws `CannotStart` with the reason when that is not possible. */
export async function openDatabase<Tables>(place: DatabasePlace): Promise<Database<Tables>> {
  if ('url' in place) return openPostgres(place.url, place.connections ?? 10);
  if ('dataDir' in place) return openFolder(place.dataDir);
  return openMemory(place.snapshot);
}
