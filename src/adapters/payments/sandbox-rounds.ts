export interface SandboxLog {
  warn(fields: object, message: string): void;
}

export interface Expecting {
  /** Says that something falls due after so long. */
  readonly expect: (delayMs: number) => void;
}

interface Rounds extends Expecting {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Counts a piece of work among what is in flight. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** Waits for what is in flight; how much there was. */
  readonly settled: () => Promise<number>;
}

const POLL_MS = 1_000;

/** Runs a round of work when something is expected, and every second for what was expected before a restart. */
export function createRounds(work: () => Promise<void>, log: SandboxLog): Rounds {
  const inFlight = new Set<Promise<unknown>>();
  const timers = new Set<NodeJS.Timeout>();
  let running = false;

  const track = <T>(piece: Promise<T>): Promise<T> => {
    inFlight.add(piece);
    const forget = () => inFlight.delete(piece);
    piece.then(forget, forget);
    return piece;
  };

  const settled = async (): Promise<number> => {
    const waiting = [...inFlight];
    await Promise.allSettled(waiting);
    return waiting.length;
  };

  const after = (delayMs: number, then: () => void) => {
    if (!running) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, delayMs);
    timers.add(timer);
  };

  const round = () => {
    track(work()).catch((error: unknown) => log.warn({ error: String(error) }, 'the sandbox could not answer'));
  };

  const poll = () => {
    round();
    after(POLL_MS, poll);
  };

  return {
    track,
    settled,
    expect: (delayMs) => after(delayMs, round),
    start: () => {
      if (running) return;
      running = true;
      poll();
    },
    stop: async () => {
      running = false;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await settled();
    },
  };
}
