import type { Kysely } from 'kysely';
import type { Command } from '../domain/subscription/commands.ts';
import { atOrBefore, type Instant } from '../domain/time/period.ts';
import { nextDueOn } from '../queries/due.ts';
import { advanceClock } from '../store/clock.ts';
import type { Tables } from '../store/schema.ts';
import type { Actor } from './actor.ts';
import type { Answer } from './perform.ts';

const CLOCK: Actor = { kind: 'system', name: 'clock' };

interface AdvanceDeps {
  readonly db: Kysely<Tables>;
  readonly perform: (actor: Actor, accountId: string, command: Command) => Promise<Answer>;
  /** Carries out effects and waits for the provider, until nothing is left to be done at this instant. */
  readonly settle: () => Promise<void>;
}

/**
 * Moves a test clock forward to `to`, stopping at everything that is due on the way, in order, until
 * it is carried out, effects and answers included. A clock never goes back: an earlier `to` does nothing.
 */
export async function advanceTestClock(deps: AdvanceDeps, clockId: string, to: Instant): Promise<Instant> {
  await deps.settle();
  let stuckAt: string | null = null;
  for (;;) {
    const due = await nextDueOn(deps.db, clockId);
    if (due === null || !atOrBefore(due.at, to)) break;
    // What a tick does not move on waits for something that no clock brings.
    const here = `${due.at.toString()} ${due.accountIds.join(' ')}`;
    if (here === stuckAt) throw new Error(`what is due at ${here} was not carried out`);
    stuckAt = here;
    await advanceClock(deps.db, clockId, due.at);
    for (const accountId of due.accountIds) await deps.perform(CLOCK, accountId, { do: 'tick' });
    await deps.settle();
  }
  return advanceClock(deps.db, clockId, to);
}
