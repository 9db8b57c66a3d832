import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CannotStart } from './cannot-start.ts';

/** Makes the data folder, unless it is there, and does `work` in it; throws `CannotStart` when that fails. */
export function inDataFolder<T>(dataDir: string, work: () => T): T {
  try {
    makeFolder(resolve(dataDir));
    return work();
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CannotStart(`The data folder ${dataDir} cannot be written to (${code}).`);
  }
}

/** One level at a time: asked for all levels at once in a place like /proc, Node tries for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // another program made it meanwhile
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
