import { emptyState } from '../../src/domain/subscription/empty-state.ts';
import { Temporal } from 'temporal-polyfill';
import { balance } from '../../src/domain/credits/lots.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { DomainEvent, EventType } from '../../src/domain/subscription/events.ts';
import type { Effect } from '../../src/domain/subscription/effects.ts';
import type { Notice } from '../../src/domain/subscription/notices.ts';
import { nextDueAt } from '../../src/domain/subscription/time-passing.ts';
import type { AccountState, Decision, Plan, Policy, Subscription } from '../../src/domain/subscription/types.ts';
import type { CreditEntry } from '../../src/domain/credits/types.ts';
import type { PaymentOutcome } from '../../src/domain/billing/types.ts';
import { Auditor } from './invariants.ts';

export const starter: Plan = {
  code: 'starter',
  name: 'Starter',
  interval: 'month',
  priceMinor: 9_700,
  credits: 2_000,
  rollover: 'all',
  rolloverCap: 0,
};
export const growth: Plan = { ...starter, code: 'growth', name: 'Growth', priceMinor: 29_700, credits: 10_000 };
export const lite: Plan = { ...starter, code: 'lite', name: 'Lite', priceMinor: 4_700, credits: 500 };
export const yearly: Plan = {
  ...starter,
  code: 'growth_yearly',
  name: 'Growth, yearly',
  interval: 'year',
  priceMinor: 297_000,
  credits: 120_000,
};

export const policy: Policy = {
  plans: [starter, growth, lite, yearly],
  pauseFeeMinor: 100,
  pauseMaxMonths: null,
  retryDays: [1, 3, 5, 7],
  noticeDays: 3,
  topUp: { credits: 1_000, priceMinor: 1_000 },
  attemptHours: 24,
};

export function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.includes('T') ? text : `${text}T00:00:00Z`);
}

/** An account that has a card and no subscription yet. */
export function newAccount(overrides: Partial<AccountState> = {}, timeZone = 'UTC'): AccountState {
  return {
    ...emptyState(
      {
        id: 'acct_1',
        code: 'k7q2m9xa',
        name: 'Acme Outbound',
        timeZone,
        currency: 'USD',
        country: 'US',
        createdAt: at('2024-01-01'),
      },
      policy,
    ),
    paymentMethod: { token: 'card_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2040 },
    ...overrides,
  };
}

export interface LifeOptions {
  readonly start?: string;
  readonly timeZone?: string;
  readonly policy?: Partial<Policy>;
  /** Null: nobody has subscribed yet. */
  readonly plan?: string | null;
}

/** How the provider answers from now on: at once, or only when `answer` is called. */
export type Provider = 'ok' | 'decline' | 'silent';

/**
 * One account's life in memory, on a clock that is moved by hand, with a provider that answers at once.
 * After every step, all that must ever hold is checked.
 */
export class Life {
  state: AccountState;
  now: Temporal.Instant;
  provider: Provider = 'ok';
  readonly events: DomainEvent[] = [];
  readonly entries: CreditEntry[] = [];
  readonly effects: Effect[] = [];
  readonly deliveries: number[] = [];
  private readonly auditor = new Auditor();
  private nextLead = 1;

  constructor(options: LifeOptions = {}) {
    const { start = '2024-01-31T15:00:00Z', timeZone = 'UTC', plan = 'starter' } = options;
    this.now = at(start);
    this.state = newAccount({ policy: { ...policy, ...options.policy } }, timeZone);
    if (plan !== null) this.do({ do: 'subscribe', plan });
  }

  get subscription(): Subscription {
    if (this.state.subscription === null) throw new Error('there is no subscription');
    return this.state.subscription;
  }

  get status(): string {
    return this.subscription.status;
  }

  get scheduled(): string | null {
    return this.subscription.scheduled?.kind ?? null;
  }

  get credits(): ReturnType<typeof balance> {
    return balance(this.state);
  }

  /** Charges that the provider has not answered, oldest first. */
  get unanswered(): readonly string[] {
    return this.state.charges
      .filter((charge) => ['asked', 'needs_authentication', 'dropped'].includes(charge.status))
      .map((charge) => charge.id);
  }

  get notices(): readonly Notice[] {
    return this.effects.flatMap((effect) => (effect.kind === 'mail' ? [effect.notice] : []));
  }

  types(): readonly EventType[] {
    return this.events.map((event) => event.type);
  }

  eventsOf(type: EventType): readonly DomainEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** Gives a command now, and lets the provider answer what it asked for; the refusal's code or null. */
  do(command: Command, by = 'member'): string | null {
    const decision = decide(this.state, command, this.now, by);
    this.auditor.witness(this.state, command, this.now, decision);
    this.record(decision);
    this.settle(decision.effects);
    return decision.refusal?.code ?? null;
  }

  /** The provider's answer to a charge, the oldest unanswered one unless it is named. */
  answer(outcome: PaymentOutcome['kind'], chargeId = this.unanswered[0]): string | null {
    if (chargeId === undefined) throw new Error('nothing was asked of the provider');
    const full: PaymentOutcome =
      outcome === 'declined' ? { kind: outcome, failure: 'card_declined' } : { kind: outcome };
    return this.do({ do: 'record_payment', chargeId, outcome: full }, 'provider');
  }

  /** Moves the clock, with everything due on the way at its own instant. */
  to(text: string): this {
    const target = at(text);
    for (;;) {
      const due = nextDueAt(this.state);
      if (due === null || Temporal.Instant.compare(due, target) > 0) break;
      if (Temporal.Instant.compare(due, this.now) > 0) this.now = due;
      this.do({ do: 'tick' }, 'timer');
    }
    this.now = target;
    return this;
  }

  /** Moves the clock in one jump, as when the worker was away. */
  jumpTo(text: string): this {
    this.now = at(text);
    return this;
  }

  /** Buys leads of which all verify, delivered at once. */
  order(leads: number): string | null {
    const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
    const refusal = this.do({ do: 'place_order', filter, fields: ['business_email'], leads });
    const order = this.state.orders.find((each) => each.status === 'running');
    if (refusal !== null || order === undefined) return refusal;
    const delivered = Array.from({ length: leads }, () => this.nextLead++);
    return this.do({
      do: 'record_delivery',
      orderId: order.id,
      delivered,
      rejected: 0,
      cursor: this.nextLead,
      exhausted: false,
    });
  }

  private record(decision: Decision): void {
    this.state = {
      ...decision.next,
      // What a database would not load again.
      invoices: decision.next.invoices.filter((invoice) => invoice.status === 'open'),
      lots: decision.next.lots.filter((lot) => lot.available > 0 || lot.reserved > 0),
      orders: decision.next.orders.filter((order) => order.status === 'running'),
      attempt: decision.next.attempt?.outcome === null ? decision.next.attempt : null,
    };
    this.events.push(...decision.events);
    this.entries.push(...decision.entries);
    this.effects.push(...decision.effects);
    this.deliveries.push(...decision.deliveries.map((delivery) => delivery.leadId));
  }

  private settle(effects: readonly Effect[]): void {
    if (this.provider === 'silent') return;
    for (const effect of effects) {
      if (effect.kind !== 'charge') continue;
      this.answer(this.provider === 'ok' ? 'succeeded' : 'declined', effect.chargeId);
    }
  }
}
