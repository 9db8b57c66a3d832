import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A statement as it went over the wire. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** What each client sent, a list for each time that it did the same. */
export type Recording = readonly (readonly (readonly Statement[])[])[];

/** Writes down every statement that is sent while `work` runs, in their order. */
export async function recorded(work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const prototype = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given as [{ text?: string; values?: unknown[] } | string];
    if (typeof first === 'object' && first.text !== undefined) {
      statements.push({ text: first.text, values: (first.values ?? []).map(wired) });
    }
    return query.apply(this, given);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return statements;
}

function wired(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (!Array.isArray(value)) throw new Error('a parameter is neither text nor a number');
  const items = value.map((item: unknown) => {
    const text = wired(item);
    return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}

/** Where pgbench is, or null on a machine without it. */
export function findPgbench(): string | null {
  const versions = '/usr/lib/postgresql';
  const packaged = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const folders = [...packaged, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path)) ?? null;
}

const TABLE = 'bench_recorded';

/**
 * Has pgbench send what was recorded, with prepared statements and one connection for each client. What differs
 * from time to time is fetched from a table before each statement, which is left out of the account.
 * @returns how often a second all clients together did the whole of it
 */
export async function replay(pgbench: string, url: string, recording: Recording): Promise<number> {
  const [pattern = []] = recording[0] ?? [];
  await keep(url, recording);
  const lines = pattern.flatMap(({ text, values }, at) => {
    const columns = values.map((_, index) => `v[${index + 1}] as p${index + 1}`);
    const look = `select ${columns.join(', ')} from ${TABLE} where client = :client_id and n = :n and at = ${at} \\gset`;
    const filled = text.replace(/\$(\d+)/gu, (_, number: string) => `:p${number}`);
    return [...(values.length === 0 ? [] : [look]), `${filled.replace(/\s+/gu, ' ').trim()};`];
  });
  const own = lines.flatMap((line, at) => (line.endsWith('gset') ? [] : [at]));
  const folder = mkdtempSync(join(tmpdir(), 'fairwell-bench-'));
  const script = join(folder, 'replay.sql');
  writeFileSync(script, ['\\set n :n + 1', ...lines].join('\n'));
  try {
    const clients = String(recording.length);
    const times = String(recording[0]?.length ?? 0);
    const given = ['-n', '-r', '-M', 'prepared', '-D', 'n=0', '-c', clients, '-j', recording.length > 1 ? '2' : '1'];
    const { stdout } = await promisify(execFile)(pgbench, [...given, '-t', times, '-f', script, url], {
      maxBuffer: 64_000_000,
    });
    return read(stdout, lines.length, own, recording.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keep(url: string, recording: Recording): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `create table ${TABLE} (client integer, n integer, at integer, v text[], primary key (client, n, at))`,
    );
    // what was packed would be unpacked again for each value
    await client.query(`alter table ${TABLE} alter column v set storage external`);
    const [pattern = []] = recording[0] ?? [];
    for (const [number, times] of recording.entries()) {
      for (const [index, statements] of times.entries()) {
        const same = statements.every(({ text }, at) => text === pattern[at]?.text);
        if (!same || statements.length !== pattern.length)
          throw new Error('what was recorded is not the same each time');
        const rows = statements.map(({ values }, at) => [number, index + 1, at, values]);
        for (const row of rows) await client.query(`insert into ${TABLE} values ($1, $2, $3, $4)`, row);
      }
    }
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

/** From what pgbench says of each statement: a client does the whole in the sum of their times. */
function read(report: string, lines: number, own: readonly number[], clients: number): number {
  const failed = Number(/number of failed transactions: (\d+)/u.exec(report)?.[1] ?? 0);
  if (failed > 0) throw new Error(`pgbench could not replay: ${report}`);
  const latencies = [...report.matchAll(/^\s+([\d.]+)\s+\d+\s+.+$/gmu)].map(([, ms]) => Number(ms));
  const ofLines = latencies.slice(-lines);
  const wholeMs = own.reduce((sum, at) => sum + (ofLines[at] ?? Number.NaN), 0);
  return (clients * 1_000) / wholeMs;
}
