import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const sources = tracked.filter((file) => /\.(?:ts|tsx|mjs|css|sql)$/u.test(file));
const texts = tracked.filter((file) => !/\.(?:png|jpg|webp|ico|pdf)$/u.test(file) && file !== 'package-lock.json');

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const breaking = (files: readonly string[], breaks: (file: string) => boolean) => files.filter(breaks);

describe('conventions', () => {
  it('a file has 400 lines at most', () => {
    expect(breaking(sources, (file) => read(file).split('\n').length > 401)).toEqual([]);
  });

  it('files and folders of the sources are named in kebab-case', () => {
    const kebab = /^(?:\.?[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.[a-z0-9]+)*$/u;
    const named = breaking(sources, (file) => !file.split('/').every((part) => kebab.test(part)));
    expect(named).toEqual([]);
  });

  it('nothing is called a utility or a helper', () => {
    expect(breaking(sources, (file) => /\b(?:utils?|helpers?|misc)\b/u.test(file))).toEqual([]);
  });

  it('only the configuration reads the environment', () => {
    const inSources = sources.filter((file) => file.startsWith('src/') && file !== 'src/config.ts');
    expect(breaking(inSources, (file) => /process\.env/u.test(read(file)))).toEqual([]);
  });

  it('the domain does no I/O, waits for nothing and has no clock or random of its own', () => {
    const domain = sources.filter((file) => file.startsWith('src/domain/') && !file.includes('.test.'));
    const impure = /Date\.now|new Date|Math\.random|from 'node:|\basync\b|\bawait\b|Temporal\.Now|\bprocess\./u;
    expect(breaking(domain, (file) => impure.test(read(file)))).toEqual([]);
    expect(domain.length).toBeGreaterThan(0);
  });

  it('the lock file holds no download address', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"|\.tgz"/u);
  });

  it('every dependency has an exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    for (const version of Object.values({ ...dependencies, ...devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u);
    }
  });

  it('no file names the folder that it happens to be in', () => {
    expect(breaking(texts, (file) => read(file).includes(root))).toEqual([]);
  });

  it('a cancelled subscription is written with two l', () => {
    // the rest of the word is apart, so that this file keeps the rule
    const american = new RegExp(`cancel${'(?:ed|ing)\\b'}`, 'iu');
    expect(breaking(texts, (file) => american.test(read(file)))).toEqual([]);
  });

  it('what is run by itself may be run', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o100).not.toBe(0);
  });
});
