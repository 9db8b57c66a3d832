import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const START = join(import.meta.dirname, '..', '..', 'scripts', 'start.mjs');

/** What makes the program start without a demo. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  FAIRWELL_SECRET: 'a secret of forty characters for the tests',
  BASE_URL: 'http://desk.example',
  SMTP_URL: 'smtp://127.0.0.1:1',
} as const;

/** The program, started as `npm start` does it, in a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  #output = '';
  #errors = '';
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;

  constructor(environment: Readonly<Record<string, string>>, options: readonly string[] = []) {
    this.#child = spawn(process.execPath, [START, ...options], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code) => {
        resolve({ code, output: this.#output, errors: this.#errors });
      }),
    );
  }

  /** Resolves with what it said when it is ready. */
  async ready(): Promise<string> {
    const ended = this.ended.then(({ errors }) => {
      throw new Error(`The program ended before it was ready: ${errors}`);
    });
    const said = new Promise<string>((resolve) => {
      const look = () => {
        if (this.#output.includes('Ctrl-C ends it.')) resolve(this.#output);
      };
      this.#child.stdout?.on('data', look);
      look();
    });
    return Promise.race([said, ended]);
  }

  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(signal);
  }
}
