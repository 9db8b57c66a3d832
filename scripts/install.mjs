import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether node_modules holds every package that the lock file names, in its version. */
export function isInstalled(root) {
  const locked = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(locked).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    // what is made for another platform is left out
    if (found === undefined) return Boolean(optional ?? devOptional);
    return found.version === version && existsSync(join(root, path));
  });
}

/** Installs what the lock file names. Throws one sentence when npm cannot. */
export function install(root) {
  const npm = process.env.npm_execpath;
  // standard output belongs to the command that needs the packages
  const stdio = ['inherit', 2, 2];
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio })
    : spawnSync('npm', options, { cwd: root, stdio, shell: process.platform === 'win32' });
  if (status !== 0) {
    throw new Error(`The packages cannot be installed: npm ci ended with ${error?.code ?? status}; see above.`);
  }
}

function packagesOf(file) {
  if (!existsSync(file)) return {};
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
