import { iso } from '../../domain/time/iso.ts';
import { Auditor } from '../../domain/subscription/auditor.ts';
import { Life, type Engine, type Span, type Witness } from './life.ts';
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
  const lines: Uint8Array[] = [];
  let violation: Violation | null = null;
  for (let account = first; account < first + count && violation === null; account += 1) {
    const simulated = simulateAccount(account, task, tally, engine);
    // bytes of one account at a time: a text of them all would be put together from thousands of pieces
    lines.push(encoder.encode(simulated.text));
    ({ violation } = simulated);
  }
  return { lines: joined(lines), tally, violation };
}

function simulateAccount(
  account: number,
  task: Task,
  tally: Tally,
  engine: Engine | undefined,
): { readonly text: string; readonly violation: Violation | null } {
  const auditor = task.isChecked ? new Auditor() : null;
  let text = '';
  const witness: Witness = ({ before, command, now, decision }) => {
    auditor?.witness(before, command, now, decision);
    for (const event of decision.events) {
      countEvent(tally, event);
      const { type, at, data } = event;
      // nothing but `data` can hold a character that JSON writes in another way
      text += `{"account":"${before.account.id}","at":"${iso(at)}","type":"${type}","data":${JSON.stringify(data)}}\n`;
    }
  };
  const life = new Life(account, task, witness, engine);
  try {
    while (life.goOn());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { text, violation: { account, at: life.now, message } };
  }
  countStanding(tally, life.state, task.until);
  return { text, violation: null };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
