/** A message of PostgreSQL's wire protocol: its letter ('' for the first of a connection), and its bytes. */
export interface Frame {
  readonly letter: string;
  readonly bytes: Buffer;
}

/** Cuts what arrives on a connection into messages; half a message waits for its other half. */
export class Frames {
  #rest = Buffer.alloc(0);
  #greeting: boolean;

  /** `greeting`: whether the first message has no letter, as a client's has none. */
  constructor(greeting: boolean) {
    this.#greeting = greeting;
  }

  cut(chunk: Buffer): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = this.#greeting ? 0 : 1;
      if (this.#rest.length < head + 4) return frames;
      const length = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < length) return frames;
      frames.push({
        letter: this.#greeting ? '' : this.#rest.toString('latin1', 0, 1),
        bytes: this.#rest.subarray(0, length),
      });
      this.#rest = this.#rest.subarray(length);
      this.#greeting = false;
    }
  }
}

/** The texts that end with a zero byte, one after the other, in the beginning of a message. */
export function textsOf({ bytes }: Frame, count: number): readonly string[] {
  const texts: string[] = [];
  let at = 5;
  while (texts.length < count) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    texts.push(bytes.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
}
