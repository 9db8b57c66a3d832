import { cpSync, existsSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestIn } from './newest-in.mjs';

/** What the built program is made from. */
const SOURCES = ['src', 'flows', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Whether dist is at least as new as everything that it is made from. */
export function isBuilt(root) {
  const stamp = join(root, 'dist', 'built');
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  return SOURCES.every((source) => newestIn(join(root, source)) <= builtAt);
}

/** Builds the program beside dist, and puts it there when it is whole. */
export async function build(root) {
  const { buildAssets } = await import('./build-assets.mjs');
  const { packNewDatabase } = await import('./pack-new-database.mjs');
  const startedAt = new Date();
  const draft = join(root, `dist.${process.pid}`);
  try {
    await bundle(root, draft, {
      main: 'src/main.ts',
      fairwell: 'src/cli/fairwell.ts',
      'simulate-worker': 'src/cli/simulate/worker.ts',
      'scenario-worker': 'src/cli/scenario/worker.ts',
    });
    cpSync(join(root, 'src/store/migrations'), join(draft, 'migrations'), { recursive: true });
    await buildAssets(join(draft, 'static'));
    await packNewDatabase(root, draft);
    const stamp = join(draft, 'built');
    writeFileSync(stamp, '');
    // a source that changes while it is built is newer than what was built
    utimesSync(stamp, startedAt, startedAt);
    replace(draft, join(root, 'dist'));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Makes programs of sources, each under its name in the folder. */
export async function bundle(root, outdir, entryPoints) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    // files that are found by their place beside the program need every chunk beside it too
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'warning',
  });
}

function replace(draft, dist) {
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(dirname(dirname(process.argv[1])));
