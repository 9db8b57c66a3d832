import { Agent, request } from 'node:http';

/** A request as it is to be sent. */
export interface Wanted {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly cookies: readonly string[];
  readonly location: string;
  readonly body: string;
}

const PATIENCE_MS = 60_000;
/** More of a page than anything is looked for in. */
const MOST_READ = 400_000;

/** Sends requests to a port of this machine over connections that are kept. */
export class Sender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(private readonly port: number) {}

  send({ method, path, headers, body }: Wanted): Promise<Answered> {
    return new Promise((resolve) => {
      const nothing = { status: 0, cookies: [], location: '', body: '' };
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.port, method, path, setHost: true };
      const asking = request({ ...options, headers: { ...length, ...headers } }, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size < MOST_READ) chunks.push(chunk);
        });
        answer.on('error', () => resolve(nothing));
        answer.on('end', () => {
          resolve({
            status: answer.statusCode ?? 0,
            cookies: answer.headers['set-cookie'] ?? [],
            location: answer.headers.location ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      asking.setTimeout(PATIENCE_MS, () => asking.destroy(new Error('no answer')));
      asking.on('error', () => resolve(nothing));
      asking.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
