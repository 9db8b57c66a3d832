import type { MintId } from '../ports/ids.ts';
import type { ScopedLog } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { commandActor, type Actor } from './actor.ts';
import type { Answer, PerformOptions } from './perform.ts';
import type { Done } from './perform-all.ts';
import type { Command } from '../domain/subscription/commands.ts';

/** Who looks on while commands are carried out. */
export interface Watch {
  readonly log: ScopedLog;
  readonly metrics: Metrics;
  readonly mintId: MintId;
}

type Submit = (actor: Actor, accountId: string, command: Command, options?: PerformOptions) => Promise<Answer>;

/** Carries commands out as before, counts each by its outcome, and logs it under an id of its own. */
export function watched({ log, metrics, mintId }: Watch, submit: Submit): Submit {
  return (actor, accountId, command, options) =>
    log.within({ commandId: mintId('cmd') }, async () => {
      const startedAt = performance.now();
      let outcome = 'failed';
      try {
        const answer = await submit(actor, accountId, command, options);
        outcome = outcomeOf(answer);
        return answer;
      } finally {
        metrics.command(command.do, outcome);
        const ms = Math.round((performance.now() - startedAt) * 10) / 10;
        log.info({ accountId, actor: commandActor(actor).id, command: command.do, outcome, ms }, 'a command');
      }
    });
}

/** Counts and logs commands that were carried out together, as if each had been alone. */
export function noteAll({ log, metrics, mintId }: Watch, done: readonly Done[]): void {
  for (const [{ actor, accountId, command }, result] of done) {
    const outcome = 'answer' in result ? outcomeOf(result.answer) : 'failed';
    metrics.command(command.do, outcome);
    const commandId = mintId('cmd');
    log.info({ commandId, accountId, actor: commandActor(actor).id, command: command.do, outcome }, 'a command');
  }
}

function outcomeOf({ replayed, refusal }: Answer): string {
  if (replayed) return 'replayed';
  return refusal?.code ?? 'accepted';
}
