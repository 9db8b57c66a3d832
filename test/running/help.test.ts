import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import { Readable } from 'node:stream';
import { fairwell } from './command.ts';

const COMMANDS = ['start', 'migrate', 'doctor', 'scenario', 'simulate', 'bench'];

describe('fairwell', { timeout: 60_000 }, () => {
  test('--help lists every command', async () => {
    const { code, output } = await fairwell(['--help'], {});
    for (const name of COMMANDS) expect(output).toMatch(new RegExp(`^ {2}${name} `, 'mu'));
    expect(code).toBe(0);
  });

  test('--version says which it is', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await fairwell(['--version'], {})).output).toBe(`${version}\n`);
  });

  test.each(['toString', 'nonsense'])('%s is no command', async (name) => {
    const { code, output, errors } = await fairwell([name], {});
    expect([code, output + errors]).toEqual([1, expect.stringContaining(`unknown command '${name}'`)]);
  });

  test('scenario --help shows one that runs', async () => {
    const { output } = await fairwell(['scenario', '--help'], {});
    const example = /echo '(.*)'/u.exec(output)?.[1] ?? '';
    const types: unknown[] = [];
    expect(await runScenarios(Readable.from([`${example}\n`]), (line) => types.push(line['type']))).toBe(0);
    expect(types.at(-1)).toBe('end');
  });
});
