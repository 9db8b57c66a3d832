import { emptyState } from '../../domain/subscription/empty-state.ts';
import type { Charge, Invoice } from '../../domain/billing/types.ts';
import type { CreditLot } from '../../domain/credits/types.ts';
import type { AcceptedOffer, Attempt } from '../../domain/flow/types.ts';
import type { Order } from '../../domain/orders/types.ts';
import type { Command } from '../../domain/subscription/commands.ts';
import { decide } from '../../domain/subscription/decide.ts';
import { copyOf } from '../../domain/subscription/draft.ts';
import { nextDueAt } from '../../domain/subscription/time-passing.ts';
import type { AccountState, Decision } from '../../domain/subscription/types.ts';
import { epochMs, type Instant } from '../../domain/time/period.ts';
import { instantAt } from '../../domain/time/whole-hours.ts';
import { BEGINNING, firstMonth, fromTheStart, order, places, policy } from './model.ts';
import { Provider } from './provider.ts';
import { streamOf, type Stream } from './stream.ts';
import { visit } from './visits.ts';

/** One command and what came of it. */
export interface Step {
  readonly before: AccountState;
  readonly command: Command;
  readonly decision: Decision;
  readonly now: Instant;
}

/** Sees every step of a life. */
export type Witness = (step: Step) => void;

/** What a simulation is of. */
export interface Span {
  readonly seed: string;
  /** The instant at which it ends, which belongs to it; milliseconds since 1970. */
  readonly until: number;
}

/** The domain; a test puts a broken one in its place. */
export type Engine = typeof decide;

/** An account on a virtual clock: a customer, a provider that answers when it likes, and timers that are never late. */
export class Life {
  state: AccountState;
  /** Milliseconds since 1970. */
  now: number;
  readonly stream: Stream;
  readonly provider: Provider;
  private visitAt: number;
  private leads = 0;
  /** The clock, as it was read last. */
  private reading: Instant;
  private readAt: number;

  constructor(
    index: number,
    private readonly span: Span,
    private readonly witness: Witness,
    private readonly engine: Engine = decide,
  ) {
    this.stream = streamOf(span.seed, index);
    this.provider = new Provider(this.stream);
    const latest = this.stream.happens(fromTheStart) ? Math.min(span.until, BEGINNING + firstMonth) : span.until;
    this.now = BEGINNING + this.stream.time(0, latest - BEGINNING);
    this.visitAt = this.now;
    this.reading = instantAt(this.now);
    this.readAt = this.now;
    this.state = opened(index, this.stream, this.reading);
  }

  /** Lets the next thing happen, if there is one: what is due comes before an answer, an answer before a visit. */
  goOn(): boolean {
    const due = nextDueAt(this.state);
    const dueAt = due === null ? Infinity : epochMs(due);
    const answerAt = this.provider.nextAt;
    const next = Math.min(dueAt, answerAt, this.visitAt);
    if (next > this.span.until) return false;
    this.now = Math.max(this.now, next);
    if (due !== null && dueAt === next) {
      if (dueAt === this.now) this.read(due);
      this.do({ do: 'tick' }, 'timer');
    } else if (answerAt === next) {
      const { chargeId, outcome } = this.provider.take();
      this.do({ do: 'record_payment', chargeId, outcome }, 'provider');
    } else {
      this.visitAt = visit(this);
    }
    return true;
  }

  /** Time between two clicks. */
  wait(milliseconds: number): void {
    this.now += milliseconds;
  }

  /** Gives a command now, and says whether it was carried out; what it asks of the outside happens. */
  do(command: Command, by = 'member'): boolean {
    const now = this.instant();
    const before = this.state;
    const decision = this.engine(before, command, now, by);
    for (const effect of decision.effects) {
      if (effect.kind === 'charge') this.provider.ask(effect.chargeId, this.now);
    }
    this.state = this.reloaded(decision.next);
    this.witness({ before, command, decision, now });
    for (const effect of decision.effects) {
      if (effect.kind === 'deliver') this.deliver(effect.orderId);
    }
    return decision.refusal === null;
  }

  private instant(): Instant {
    if (this.readAt !== this.now) this.read(instantAt(this.now));
    return this.reading;
  }

  private read(instant: Instant): void {
    this.reading = instant;
    this.readAt = this.now;
  }

  private deliver(orderId: string): void {
    const placed = this.state.orders.find((each) => each.id === orderId);
    if (placed === undefined) return;
    const exhausted = this.stream.happens(order.exhausted);
    const leads = exhausted ? this.stream.between(0, placed.requested - 1) : placed.requested;
    const delivered: number[] = [];
    while (delivered.length < leads) delivered.push((this.leads += 1));
    this.do({ do: 'record_delivery', orderId, delivered, rejected: 0, cursor: this.leads, exhausted }, 'delivery');
  }

  /** What a database would load again: only what a later command can depend on. */
  private reloaded(next: AccountState): AccountState {
    const loaded = copyOf(next);
    loaded.invoices = kept(next.invoices, isOpen);
    loaded.charges = kept(next.charges, this.isAwaited);
    loaded.lots = kept(next.lots, holdsCredits);
    loaded.orders = kept(next.orders, isRunning);
    if (next.attempt !== null && next.attempt.outcome !== null) {
      loaded.attempt = null;
      loaded.acceptedOffers = accepted(next.acceptedOffers, next.attempt);
    }
    return loaded;
  }

  private readonly isAwaited = (charge: Charge): boolean => isUnsettled(charge) || this.provider.willAnswer(charge.id);
}

function accepted(offers: readonly AcceptedOffer[], { acceptedOffer, endedAt }: Attempt): readonly AcceptedOffer[] {
  if (acceptedOffer === null || endedAt === null) return offers;
  return [...offers, { offerId: acceptedOffer, at: endedAt }];
}

function isOpen({ status }: Invoice): boolean {
  return status === 'open';
}

function holdsCredits({ available, reserved }: CreditLot): boolean {
  return available > 0 || reserved > 0;
}

function isRunning({ status }: Order): boolean {
  return status === 'running';
}

function isUnsettled({ status }: Charge): boolean {
  return status === 'asked' || status === 'needs_authentication' || status === 'dropped';
}

function kept<T>(items: readonly T[], isKept: (item: T) => boolean): readonly T[] {
  return items.every(isKept) ? items : items.filter(isKept);
}

function opened(index: number, stream: Stream, createdAt: Instant): AccountState {
  const { timeZone, country } = stream.weighted(places);
  const code = index.toString(36).padStart(8, '0');
  return {
    ...emptyState(
      {
        id: `acct_${code}`,
        code,
        name: `Customer ${index}`,
        timeZone,
        currency: 'USD',
        country,
        createdAt,
      },
      policy,
    ),
    paymentMethod: { token: 'card_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2040 },
  };
}
