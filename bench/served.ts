import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const START = join(import.meta.dirname, '..', 'scripts', 'fairwell.mjs');

/** The program as it is started for real, in a process of its own. */
export class Served {
  /** What the program needs to run for real. */
  static readonly SETTINGS = {
    NODE_ENV: 'production',
    BASE_URL: 'http://desk.test',
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'warn',
  } as const;

  private constructor(
    private readonly child: ChildProcess,
    /** From the start of the process to its readiness. */
    readonly readyMs: number,
  ) {}

  /** Starts it, pages only unless another role is asked for; resolves when it answers. */
  static async start(settings: Readonly<Record<string, string>>, role = 'web'): Promise<Served> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...process.execArgv, START, 'start', '--role', role], {
      env: { PATH: process.env['PATH'], ...Served.SETTINGS, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ctrl-C ends it.')) resolve();
      });
      child.once('exit', () => reject(new Error(`the program ended before it was ready: ${said}`)));
    });
    return new Served(child, performance.now() - startedAt);
  }

  /** What the process holds in memory, in megabytes; null where the system does not tell. */
  memoryMb(): number | null {
    try {
      const status = readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8');
      const kilobytes = /^VmRSS:\s+(\d+)/mu.exec(status)?.[1];
      return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
