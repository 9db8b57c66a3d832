#!/usr/bin/env node
// The command line: installs and builds what is missing, then runs the command in this process.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { install, isInstalled } from './install.mjs';
import { demandNode } from './node-version.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  demandNode();
  // what a command prints is for its reader, so everything else goes to standard error
  if (!isInstalled(root)) {
    console.error('- Installing the packages that the lock file names');
    install(root);
  }
  if (!isBuilt(root)) {
    console.error('- Building');
    await build(root);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
endWithNpm();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist', 'fairwell.js')).href);
