import type { PaymentOutcome } from '../../domain/billing/types.ts';
import { charges } from './model.ts';
import type { Stream } from './stream.ts';

/** What the provider will say of a charge, and when. */
interface Answer {
  readonly at: number;
  readonly chargeId: string;
  readonly outcome: PaymentOutcome;
}

const SUCCEEDED: PaymentOutcome = { kind: 'succeeded' };
const NEEDS_AUTHENTICATION: PaymentOutcome = { kind: 'needs_authentication' };
const DECLINED: PaymentOutcome = { kind: 'declined', failure: 'card_declined' };

/** A payment provider with one customer's card: it answers every charge, at once or late, once or twice. */
export class Provider {
  private readonly answers: Answer[] = [];
  private cardWorks = true;

  constructor(private readonly stream: Stream) {}

  /** When the next answer comes. */
  get nextAt(): number {
    return this.answers[0]?.at ?? Infinity;
  }

  /** The next answer, which is given with that. */
  take(): Answer {
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error('the provider has nothing to answer');
    return answer;
  }

  /** Whether it will still say something of a charge. */
  willAnswer(chargeId: string): boolean {
    return this.answers.some((answer) => answer.chargeId === chargeId);
  }

  replaceCard(): void {
    this.cardWorks = this.stream.happens(charges.newCardWorks);
  }

  /** Is asked for money: what becomes of it is settled now, and told later. */
  ask(chargeId: string, now: number): void {
    const { stream } = this;
    if (this.cardWorks && stream.happens(charges.cardFails)) this.cardWorks = false;
    const at = stream.happens(charges.late) ? now + stream.time(...charges.lateBy) : now;
    if (this.cardWorks && stream.happens(charges.authentication)) {
      this.put({ at, chargeId, outcome: NEEDS_AUTHENTICATION });
      if (!stream.happens(charges.authenticates)) return;
      const later = at + stream.time(...charges.authenticatesWithin);
      this.put({ at: later, chargeId, outcome: SUCCEEDED });
      return;
    }
    const outcome = this.cardWorks && !stream.happens(charges.declined) ? SUCCEEDED : DECLINED;
    this.put({ at, chargeId, outcome });
    if (!stream.happens(charges.twice)) return;
    this.put({ at: at + stream.time(...charges.lateBy), chargeId, outcome });
  }

  private put(answer: Answer): void {
    const later = this.answers.findIndex((each) => each.at > answer.at);
    if (later < 0) this.answers.push(answer);
    else this.answers.splice(later, 0, answer);
  }
}
