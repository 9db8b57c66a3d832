import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The Chromium that browser tests drive: CHROMIUM_PATH, else one on the PATH. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...ELSEWHERE].find((file) => existsSync(file));
}

/** Installs Chromium where that is possible, and throws one sentence where it is not. */
export function ensureChromium() {
  if (findChromium() !== undefined) return;
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (mayInstall) {
    console.log('- Installing Chromium');
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...options) =>
      spawnSync('apt-get', options, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'chromium');
  }
  if (findChromium() === undefined) {
    throw new Error(
      'Browser tests need Chromium: install it (on Debian, `apt-get install chromium`) or set CHROMIUM_PATH.',
    );
  }
}
