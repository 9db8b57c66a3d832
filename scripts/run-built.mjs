import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { install, isInstalled } from './install.mjs';
import { demandNode } from './node-version.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is missing, step by step by way of `say`, then runs a built program in this process. */
export async function runBuilt(program, say) {
  await prepare(say);
  endWithNpm();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(join(root, 'dist', program)).href);
}

/** Installs and builds what is missing; ends the process with a sentence where that is not possible. */
export async function prepare(say) {
  try {
    demandNode();
    if (!isInstalled(root)) {
      say('- Installing the packages that the lock file names');
      install(root);
    }
    if (!isBuilt(root)) {
      say('- Building');
      await build(root);
    }
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
