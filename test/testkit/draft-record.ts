import type { Draft } from '../../src/domain/subscription/draft.ts';
import type { EventType } from '../../src/domain/subscription/events.ts';

type Recorded = Pick<Draft, 'entries' | 'events'>;

/** What was written into the ledger, a line a movement. */
export function ledger({ entries }: Recorded): readonly string[] {
  return entries.map((entry) => `${entry.lotId} ${entry.kind} ${entry.credits}`);
}

/** What was told, in order, with all that it says. */
export function told({ events }: Recorded): readonly (readonly [EventType, unknown])[] {
  return events.map(({ type, data }) => [type, data]);
}
