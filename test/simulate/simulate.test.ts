import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScenario } from '../../src/cli/scenario/input.ts';
import { simulateCommand } from '../../src/cli/simulate/command.ts';
import { scenarioLineOf } from '../../src/cli/simulate/scenario-line.ts';
import { simulate, taskOf, type Simulated, type SimulationOptions } from '../../src/cli/simulate/simulation.ts';
import { reportOf } from '../../src/cli/simulate/report.ts';
import { streamOf } from '../../src/cli/simulate/stream.ts';
import type { StartWorker } from '../../src/cli/simulate/threads.ts';
import { decide } from '../../src/domain/subscription/decide.ts';

const root = join(import.meta.dirname, '..', '..');
const small: SimulationOptions = { accounts: 150, years: 3, seed: '7', threads: 1, isChecked: false };

interface Told {
  readonly account: string;
  readonly at: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let folder: string;
let first: Simulated;
let written: Buffer;
let events: readonly Told[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairwell-simulate-'));
  const chunks: Uint8Array[] = [];
  const write = (lines: Uint8Array) => Promise.resolve(void chunks.push(lines));
  first = await simulate(small, { write });
  written = Buffer.concat(chunks);
  events = written
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** A thread from the sources, which a thread cannot read by itself. */
async function builtWorker(): Promise<StartWorker> {
  const outfile = join(folder, 'worker.cjs');
  const entryPoints = [join(root, 'src/cli/simulate/worker.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return (task) => new Worker(outfile, { workerData: task });
}

describe('a simulation', { timeout: 60_000 }, () => {
  it('of the same seed is the same history, in one thread and in two', async () => {
    const again = await simulate({ ...small, threads: 2 }, { startWorker: await builtWorker() });
    expect(again).toEqual(first);
  });

  it('of another seed is another history', async () => {
    const other = await simulate({ ...small, seed: '8' });
    expect(other.digest).not.toBe(first.digest);
  });

  it('of more accounts begins with the same ones', async () => {
    const chunks: Uint8Array[] = [];
    const write = (lines: Uint8Array) => Promise.resolve(void chunks.push(lines));
    await simulate({ ...small, accounts: 20 }, { write });
    const fewer = Buffer.concat(chunks);
    expect(written.subarray(0, fewer.length).equals(fewer)).toBe(true);
  });

  it('holds up under every invariant, over some hundreds of accounts', async () => {
    const checked = await simulate({ ...small, accounts: 300, isChecked: true });
    expect(checked.violation).toBeNull();
    expect(checked.tally.accounts).toBe(300);
  });

  it('reports how far it has come', async () => {
    const told: number[] = [];
    await simulate({ ...small, accounts: 150, years: 2 }, { progress: (accounts) => told.push(accounts) });
    expect(told).toEqual([96, 150]);
  });
});

describe('its digest', () => {
  it('is that of the events as they are written', () => {
    expect(createHash('sha256').update(written).digest('hex')).toBe(first.digest);
  });

  it('covers events account after account, each in order of time', () => {
    const accounts = [...new Set(events.map(({ account }) => account))];
    expect(accounts).toEqual([...accounts].sort());
    for (const account of accounts.slice(0, 20)) {
      const times = events.filter((event) => event.account === account).map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});

describe('its table', () => {
  const sum = (type: string, field: string, which: (data: Told['data']) => boolean = () => true) =>
    events
      .filter((event) => event.type === type && which(event.data))
      .reduce((total, { data }) => total + Number(data[field]), 0);

  it('says of money what the events say', () => {
    for (const purpose of ['plan', 'pause', 'proration', 'top_up'] as const) {
      const charged = sum('PaymentSucceeded', 'amountMinor', (data) => data['purpose'] === purpose);
      expect(first.tally.revenueMinor[purpose]).toBe(charged);
      expect(charged).toBeGreaterThan(0);
    }
    expect(first.tally.revenueMinor.refunded).toBe(sum('PaymentRefunded', 'amountMinor'));
  });

  it('says of credits what the events say, and loses none', () => {
    const { granted, bought, spent, forfeited, expired, left } = first.tally.credits;
    expect(granted).toBe(sum('CreditsGranted', 'credits'));
    expect(bought).toBe(sum('CreditsBought', 'credits'));
    expect(spent).toBe(sum('CreditsSpent', 'credits'));
    expect(granted + bought - spent - forfeited - expired).toBe(left);
  });

  it('counts every account once, and every attempt', () => {
    const { standing, ended, attempts, saves } = first.tally;
    const stand = [...Object.values(standing), ...Object.values(ended)].reduce((total, number) => total + number);
    expect(stand).toBe(small.accounts);
    const attemptsEnded = events.filter(({ type }) => type === 'AttemptEnded');
    expect(attempts.saved + attempts.cancelled + attempts.abandoned).toBe(attemptsEnded.length);
    expect(Object.values(saves).reduce((total, number) => total + number)).toBe(attempts.saved);
  });

  it('is text without anything of the machine', () => {
    const table = reportOf(first.tally, { seed: 'a', years: 2 });
    expect(table).toMatch(/^Seed +a\nYears +2\nAccounts +150\n/u);
    expect(table).toMatch(/ {2}refunded +-\$[\d,]+\.\d\d\n/u);
    expect(table.split('\n').filter((row) => row.length !== 52 && row !== '')).toEqual([]);
  });

  it('has something of everything that can happen', () => {
    const types = new Set(events.map(({ type }) => type));
    for (const type of [
      'SubscriptionPaused',
      'SubscriptionResumed',
      'PlanChanged',
      'PaymentRecovered',
      'PaymentNeedsAuthentication',
      'PaymentRefunded',
      'CancellationWithdrawn',
      'CreditsExpired',
      'AttemptEnded',
      'InvoiceUncollectible',
      'CardReplaced',
    ]) {
      expect(types).toContain(type);
    }
  });
});

describe('a broken engine', () => {
  /** Charges once more than it says, from the second year on. */
  const broken: typeof decide = (state, command, now, by) => {
    const decision = decide(state, command, now, by);
    if (now.epochMilliseconds < Date.UTC(2025, 0, 1) || decision.entries.length === 0) return decision;
    return { ...decision, entries: decision.entries.slice(1) };
  };

  it('is found out by the check, which tells how to see it again', async () => {
    const options = { ...small, isChecked: true };
    const { violation } = await simulate(options, { engine: broken });
    expect(violation?.message).toMatch(/credits/u);
    if (violation === null) return;
    const line = scenarioLineOf(violation, taskOf(options), broken);
    const read = readScenario(line);
    expect(read.ok ? '' : read.message).toBe('');
    expect(JSON.parse(line)).toMatchObject({ id: `seed 7, account ${violation.account}`, currency: 'USD' });
  });

  it('that gives up is found out as well', async () => {
    const throwing: typeof decide = (state, command, now, by) => {
      if (command.do === 'place_order') throw new Error('lot lot_1 would be negative');
      return decide(state, command, now, by);
    };
    const options = { ...small, isChecked: true };
    const { violation } = await simulate(options, { engine: throwing });
    expect(violation?.message).toBe('lot lot_1 would be negative');
    const line = violation === null ? '' : scenarioLineOf(violation, taskOf(options), throwing);
    expect((JSON.parse(line) as { steps: { do: string }[] }).steps.at(-1)?.do).toBe('order');
  });
});

describe('a stream of random numbers', () => {
  it('is its account’s own', () => {
    const draw = (seed: string, account: number) => {
      const stream = streamOf(seed, account);
      return Array.from({ length: 8 }, () => stream.between(0, 1_000_000));
    };
    expect(draw('a', 1)).toEqual(draw('a', 1));
    expect(draw('a', 1)).not.toEqual(draw('a', 2));
    expect(draw('a', 1)).not.toEqual(draw('b', 1));
    expect(draw('a', 12)).not.toEqual(draw('a1', 2));
  });

  it('keeps to its chances', () => {
    const stream = streamOf('chances', 0);
    const draws = Array.from({ length: 20_000 }, () => stream.happens(250)).filter(Boolean).length;
    expect(draws / 20_000).toBeCloseTo(0.25, 1);
    expect(stream.happens(0)).toBe(false);
    expect(stream.happens(1_000)).toBe(true);
    expect(stream.weighted([['never', 0], ['always', 1]])).toBe('always'); // prettier-ignore
  });
});

describe('the command', { timeout: 60_000 }, () => {
  const run = promisify(execFile);
  const fairwell = (...options: string[]) =>
    run(process.execPath, ['--import', 'tsx', join(root, 'src/cli/fairwell.ts'), 'simulate', ...options], {
      cwd: root,
    });

  it('prints the table and the digest, and nothing that two runs differ in', async () => {
    const { stdout, stderr } = await fairwell('--accounts', '20', '--years', '1', '--seed', '7', '--threads', '1');
    const { tally, digest } = await simulate({ ...small, accounts: 20, years: 1 });
    expect(stdout).toBe(`${reportOf(tally, { seed: '7', years: 1 })}digest ${digest}\n`);
    expect(stderr).toMatch(/^\d+ subscriber-months a second/u);
  });

  it('says in a sentence where it cannot write, and ends with 1', async () => {
    const failure: unknown = await fairwell('--accounts', '1', '--out', folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stdout: '', stderr: `error: ${folder} cannot be written (EISDIR)\n` });
  });

  it.each([
    ['--accounts', '0'],
    ['--years', 'two'],
    ['--threads', '1.5'],
    ['--accounts', '-3'],
  ])('refuses %s %s with a sentence', async (option, value) => {
    let said = '';
    const command = simulateCommand()
      .exitOverride()
      .configureOutput({ writeErr: (text) => (said += text) });
    await expect(command.parseAsync([option, value], { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
    expect(said).toMatch(/must be a whole number from 1/u);
  });
});
