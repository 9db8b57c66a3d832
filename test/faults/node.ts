import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../testkit/free-port.ts';

const COMMAND = join(import.meta.dirname, '..', '..', 'scripts', 'fairwell.mjs');

/** Long enough for a machine that has other things to do. */
const READY_MS = 60_000;

/** Signs cookies: a log-in of one node is one of the next. */
export const SECRET = 'a secret of forty characters for the tests';

export type Role = 'web' | 'worker' | 'all';

export interface NodeOptions {
  readonly role?: Role;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The program in a process of its own, as production runs it. */
export class Node {
  readonly #child: ChildProcess;
  #said = '';
  readonly ended: Promise<number | null>;

  private constructor(
    readonly port: number,
    child: ChildProcess,
  ) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    }
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** Starts it on a database; it need not be ready. */
  static async launch(databaseUrl: string, { role = 'all', settings = {} }: NodeOptions = {}): Promise<Node> {
    const port = await freePort();
    const child = spawn(process.execPath, [COMMAND, 'start', '--role', role], {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        FAIRWELL_SECRET: SECRET,
        BASE_URL: `http://localhost:${port}`,
        SMTP_URL: 'smtp://127.0.0.1:1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        SANDBOX_LATENCY_MS: '0',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Node(port, child);
  }

  /** Starts it, and waits until it answers. */
  static async start(databaseUrl: string, options: NodeOptions = {}): Promise<Node> {
    const node = await Node.launch(databaseUrl, options);
    await node.ready();
    return node;
  }

  /** Everything that it has written. */
  get said(): string {
    return this.#said;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async ready(): Promise<void> {
    const giveUpAt = Date.now() + READY_MS;
    while (!this.#said.includes('Ctrl-C ends it.')) {
      if (!this.alive || Date.now() > giveUpAt) throw new Error(`The program did not start: ${this.#said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? {} : { body: await request.arrayBuffer() };
    const init = { method: request.method, headers: request.headers, redirect: 'manual', ...body } as const;
    return fetch(`http://127.0.0.1:${this.port}${pathname}${search}`, init);
  }

  /** Ends it without a word to it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}
