import type { OutboxRow } from '../store/outbox-queue.ts';

/**
 * What came of running an effect. `forget`: done, and the payload holds a secret that is not kept.
 * `retryInMs`: not done yet, which is no error. `gaveUp`: it will never be done, for this reason.
 */
export type HandlerResult =
  'done' | 'forget' | { readonly retryInMs: number } | { readonly gaveUp: string; readonly forget: boolean };

/** Runs one effect. It may run again for the same row, so whatever it does is keyed on the row. */
export type Handler = (row: OutboxRow) => Promise<HandlerResult>;

/** What can come of an effect that is run with others. */
export type BatchResult = Extract<HandlerResult, 'done' | { readonly retryInMs: number }>;

/**
 * Runs many effects of one kind together; what came of each, in their order. When it rejects, each is run by
 * itself, so that one that fails fails alone.
 */
export type BatchHandler = (rows: readonly OutboxRow[]) => Promise<readonly BatchResult[]>;

export interface EffectsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
