import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/adapters/database/folder-lock.ts';

interface Holder {
  readonly pid: number;
  readonly machine: string;
  readonly started: string | null;
}

describe('the lock of a data folder', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairwell-lock-'));
    lock = join(folder, 'lock');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What this process would write, changed. */
  const leave = (change: Partial<Holder>) => {
    lockFolder(folder);
    const own = JSON.parse(readFileSync(lock, 'utf8')) as Holder;
    writeFileSync(lock, JSON.stringify({ ...own, id: 'another', ...change }));
  };

  it('lets nobody else in until it is let go', () => {
    const letGo = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`is in use by another Fairwell (process ${process.pid})`);
    letGo();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder)();
  });

  it('is taken over from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    leave({ pid });
    lockFolder(folder)();
    expect(existsSync(lock)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is taken over when another process has the number by now', () => {
    leave({ started: '1' });
    lockFolder(folder)();
  });

  it('of a process that cannot be seen from here is kept as long as it is heard of', () => {
    leave({ machine: 'elsewhere boot container' });
    expect(() => lockFolder(folder)).toThrow(`(process ${process.pid} on elsewhere)`);
    const longAgo = new Date(Date.now() - 16_000);
    utimesSync(lock, longAgo, longAgo);
    lockFolder(folder)();
  });

  it('is taken over when it says nothing', () => {
    writeFileSync(lock, '');
    lockFolder(folder)();
  });

  it('is not let go by somebody who lost it', () => {
    const letGo = lockFolder(folder);
    writeFileSync(lock, JSON.stringify({ id: 'another', pid: 1, machine: 'elsewhere', started: null }));
    letGo();
    expect(existsSync(lock)).toBe(true);
  });
});
