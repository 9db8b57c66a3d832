/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the page's path, which holds nothing of anybody's. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Counts what the program does. Whatever becomes a label has few values, and tells nothing of an account. */
export interface Metrics {
  request(request: AnsweredRequest): void;
  /** `outcome`: `accepted`, `replayed`, `failed`, or the code of the refusal. */
  command(command: string, outcome: string): void;
  /** An answer of the payment provider that was recorded; one that comes again counts again. */
  charge(outcome: string): void;
  mail(outcome: 'sent' | 'failed'): void;
  /** Everything counted so far, with what waits right now, as Prometheus reads it. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

/** What waits: how many, and for how long the longest. */
export interface Waiting {
  /** Counted up to 10,000, however many there are. */
  readonly count: number;
  readonly oldestSeconds: number;
}

/** Effects of one kind that wait, or that are being carried out. */
export interface WaitingEffects extends Waiting {
  readonly kind: string;
  /** Of these, how many failed when they were last tried. */
  readonly failed: number;
}

export interface Backlog {
  /** Accounts for which something is due that nobody has carried out yet; those on test clocks are not counted. */
  readonly due: Waiting;
  /** One entry for each kind that was asked for. */
  readonly outbox: readonly WaitingEffects[];
}
