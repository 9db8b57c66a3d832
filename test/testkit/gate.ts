import { connect, createServer, type Server, type Socket } from 'node:net';
import { Frames, textsOf, type Frame } from './frames.ts';

/** A statement on its way to the database. */
export interface Statement {
  readonly text: string;
  /** What was said in its transaction before it, or null when it is a transaction of its own. */
  readonly transaction: readonly string[] | null;
}

/** A place at which whoever speaks to the database can be stopped. */
export interface Point {
  /** `before`: the database has not heard the statement. `after`: it is done, and nobody was told. */
  readonly side: 'before' | 'after';
  readonly at: (statement: Statement) => boolean;
  /** How many such statements are let through first. */
  readonly skip?: number;
}

/** A way to a PostgreSQL server on which a process can be held at an exact statement. */
export interface Gate {
  /** The address of the database by this way. */
  readonly url: string;
  /** Lets everything through until somebody comes to the point; resolves when somebody is held there. */
  hold(point: Point): Promise<void>;
  /** Forgets the point, and lets on whoever is held there. */
  release(): void;
  close(): Promise<void>;
}

/** What makes one's writes durable: the end of a transaction that said so, or the statement itself. */
export function commitOf(said: RegExp): Point['at'] {
  return ({ text, transaction }) =>
    transaction === null ? said.test(text) : isCommit(text) && transaction.some((each) => said.test(each));
}

/** A statement that says so. */
export function saying(said: RegExp): Point['at'] {
  return ({ text }) => said.test(text);
}

const isBegin = (text: string) => /^\s*(begin|start transaction)\b/iu.test(text);
const isCommit = (text: string) => /^\s*commit\b/iu.test(text);
const isEnd = (text: string) => /^\s*(commit|rollback)\s*;?\s*$/iu.test(text);

interface Held extends Point {
  left: number;
  readonly reached: () => void;
}

/** Opens a gate to the database at this address. */
export async function openGate(url: string): Promise<Gate> {
  const to = new URL(url);
  const passages = new Set<Passage>();
  let held: Held | null = null;
  const meets = (statement: Statement): Held | null => {
    if (held === null || !held.at(statement)) return null;
    if (held.left > 0) {
      held.left -= 1;
      return null;
    }
    const met = held;
    held = null;
    return met;
  };
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const end of [near, far]) end.setNoDelay(true);
    const passage = new Passage(near, far, meets);
    passages.add(passage);
    near.on('close', () => passages.delete(passage));
  });
  const port = await listening(server);
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return {
    url: through.toString(),
    hold: (point) =>
      new Promise((reached) => {
        held = { ...point, left: point.skip ?? 0, reached };
      }),
    release: () => {
      held = null;
      for (const passage of passages) passage.letOn();
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const passage of passages) passage.cut();
      await closed;
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

/** One connection through the gate. */
class Passage {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #meets: (statement: Statement) => Held | null;
  readonly #prepared = new Map<string, string>();
  #transaction: string[] | null = null;
  /** How often the client has asked the server to say when it is ready, and how often it has; its greeting is not asked for. */
  #asked = 0;
  #ready = -1;
  #heldBefore = false;
  #heldAfter: { readonly point: Held; readonly ready: number } | null = null;
  readonly #kept: { readonly to: Socket; readonly bytes: Buffer }[] = [];

  constructor(near: Socket, far: Socket, meets: (statement: Statement) => Held | null) {
    this.#near = near;
    this.#far = far;
    this.#meets = meets;
    const [asking, answering] = [new Frames(true), new Frames(false)];
    near.on('data', (chunk: Buffer) => {
      for (const frame of asking.cut(chunk)) this.#ask(frame);
    });
    far.on('data', (chunk: Buffer) => {
      for (const frame of answering.cut(chunk)) this.#answer(frame);
    });
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => undefined);
      end.on('close', () => other.destroy());
    }
  }

  cut(): void {
    this.#near.destroy();
    this.#far.destroy();
  }

  letOn(): void {
    this.#heldBefore = false;
    this.#heldAfter = null;
    for (const { to, bytes } of this.#kept.splice(0)) to.write(bytes);
  }

  #ask(frame: Frame): void {
    const text = this.#textOf(frame);
    const met = text === null || this.#heldBefore || this.#heldAfter !== null ? null : this.#note(text);
    if (frame.letter === 'Q' || frame.letter === 'S') this.#asked += 1;
    if (met?.side === 'before') {
      this.#heldBefore = true;
      met.reached();
    } else if (met?.side === 'after') {
      // what it waits for is the answer to this very question, which an extended one asks for later
      this.#heldAfter = { point: met, ready: frame.letter === 'Q' ? this.#asked : this.#asked + 1 };
    }
    if (this.#heldBefore) this.#kept.push({ to: this.#far, bytes: frame.bytes });
    else this.#far.write(frame.bytes);
  }

  #answer(frame: Frame): void {
    if (frame.letter === 'Z') this.#ready += 1;
    if (this.#heldAfter === null) {
      this.#near.write(frame.bytes);
      return;
    }
    this.#kept.push({ to: this.#near, bytes: frame.bytes });
    if (frame.letter === 'Z' && this.#ready === this.#heldAfter.ready) this.#heldAfter.point.reached();
  }

  /** The statement that a message runs; a prepared one is known by its name. */
  #textOf(frame: Frame): string | null {
    if (frame.letter === 'Q') return textsOf(frame, 1)[0] ?? '';
    if (frame.letter === 'P') {
      const [name = '', text = ''] = textsOf(frame, 2);
      this.#prepared.set(name, text);
    }
    if (frame.letter !== 'B') return null;
    return this.#prepared.get(textsOf(frame, 2)[1] ?? '') ?? '';
  }

  #note(text: string): Held | null {
    const met = this.#meets({ text, transaction: this.#transaction });
    if (isBegin(text)) this.#transaction = [];
    else if (isEnd(text)) this.#transaction = null;
    else this.#transaction?.push(text);
    return met;
  }
}
