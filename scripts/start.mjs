// npm start: installs and builds what is missing, then runs the program in this process.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { demandNode } from './node-version.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  demandNode();
  if (!isInstalled(root)) {
    console.log('- Installing the packages that the lock file names');
    install(root);
  }
  if (!isBuilt(root)) {
    console.log('- Building');
    await build(root);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (process.env.npm_lifecycle_event) endWithNpm();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist', 'main.js')).href);

/** A signal that was sent to npm alone ends npm and not us: its end is taken for the signal. */
function endWithNpm() {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
