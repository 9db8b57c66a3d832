import { iso } from '../../domain/time/iso.ts';
import { Auditor } from '../../domain/subscription/auditor.ts';
import { Life, type Engine, type Span } from './life.ts';
import { countEvent, countStanding, emptyTally, type Tally } from './tally.ts';

/** Accounts that are simulated at one go. */
export interface Job {
  readonly first: number;
  readonly count: number;
}

/** What a simulation is of, and whether every step is audited. */
export interface Task extends Span {
  readonly isChecked: boolean;
}

/** Something that must never be, and where it was seen. */
export interface Violation {
  readonly account: number;
  /** When it was, in milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** What came of a job. */
export interface Block {
  /** The accounts' events as JSON Lines, account after account. */
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly tally: Tally;
  /** Why the block ends before its last account, or null. */
  readonly violation: Violation | null;
}

const encoder = new TextEncoder();

/** Simulates some accounts, one after the other. */
export function simulateBlock({ first, count }: Job, task: Task, engine?: Engine): Block {
  const tally = emptyTally();
  let text = '';
  for (let account = first; account < first + count; account += 1) {
    const auditor = task.isChecked ? new Auditor() : null;
    const life = new Life(
      account,
      task,
      ({ before, command, now, decision }) => {
        auditor?.witness(before, command, now, decision);
        for (const event of decision.events) {
          countEvent(tally, event);
          const { type, at, data } = event;
          text += `${JSON.stringify({ account: before.account.id, at: iso(at), type, data })}\n`;
        }
      },
      engine,
    );
    try {
      while (life.goOn());
    } catch (error) {
      const violation = { account, at: life.now, message: error instanceof Error ? error.message : String(error) };
      return { lines: encoder.encode(text), tally, violation };
    }
    countStanding(tally, life.state, task.until);
  }
  return { lines: encoder.encode(text), tally, violation: null };
}
