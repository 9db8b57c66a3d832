#!/usr/bin/env node
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';
import { prepare, root } from './run-built.mjs';

// What is measured in this process is made the way the program is: what loads sources for development slows them down.
await prepare(console.error);
const draft = join(root, `dist.bench.${process.pid}`);
process.once('exit', () => rmSync(draft, { recursive: true, force: true }));
await bundle(root, draft, { main: 'bench/main.ts' });
for (const beside of ['migrations', 'static'])
  cpSync(join(root, 'dist', beside), join(draft, beside), { recursive: true });
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(draft, 'main.js')).href);
