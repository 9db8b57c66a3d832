import type { Charge, Invoice } from '../../src/domain/billing/types.ts';
import type { CreditLot } from '../../src/domain/credits/types.ts';
import { Auditor } from '../../src/domain/subscription/auditor.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { DomainEvent, EventType } from '../../src/domain/subscription/events.ts';
import type { AccountState, Decision, Subscription } from '../../src/domain/subscription/types.ts';
import { at, newAccount } from './life.ts';

/** A decision made into one that the engine would never make. */
export type Forge = (decision: Decision) => Decision;

/** An account whose every decision is audited, and of which the last one can be forged. */
export class Watched {
  state: AccountState = newAccount();
  now = at('2024-01-31T15:00:00Z');
  private readonly auditor = new Auditor();

  /** Gives a command; what was decided may be forged before the auditor sees it. */
  give(command: Command, forge: Forge = (decision) => decision): this {
    const decision = forge(decide(this.state, command, this.now));
    this.auditor.witness(this.state, command, this.now, decision);
    this.state = decision.next;
    return this;
  }

  /** The provider answers what it was asked. */
  says(kind: 'succeeded' | 'declined', forge?: Forge): this {
    const charge = this.state.charges.find(({ status }) => status === 'asked');
    const outcome = kind === 'declined' ? { kind, failure: 'card_declined' } : { kind };
    return this.give({ do: 'record_payment', chargeId: charge?.id ?? '', outcome }, forge);
  }

  /** Moves the clock; nothing happens by that. */
  at(when: string): this {
    this.now = at(when);
    return this;
  }
}

/** Another state than the one that was decided. */
export const next = (patch: (state: AccountState) => Partial<AccountState>): Forge => {
  return (decision) => ({ ...decision, next: { ...decision.next, ...patch(decision.next) } });
};
/** Another subscription than the one that was decided. */
export const subscription = (patch: Partial<Subscription>): Forge => {
  return next(({ subscription: held }) => ({ subscription: held && { ...held, ...patch } }));
};
/** Other lots. */
export const lots = (patch: (lot: CreditLot) => Partial<CreditLot>): Forge => {
  return next((state) => ({ lots: state.lots.map((lot) => ({ ...lot, ...patch(lot) })) }));
};
/** Other invoices. */
export const invoices = (patch: (invoice: Invoice) => Partial<Invoice>): Forge => {
  return next((state) => ({ invoices: state.invoices.map((each) => ({ ...each, ...patch(each) })) }));
};
/** One more event. */
export const tells = (type: EventType, data: DomainEvent['data']): Forge => {
  return (decision) => ({ ...decision, events: [...decision.events, { type, at: at('2024-02-01'), data }] });
};
/** One forgery after the other. */
export const all =
  (...forges: readonly Forge[]): Forge =>
  (decision) =>
    forges.reduce((forged, forge) => forge(forged), decision);
/** Another charge like the first, told as asked for. */
export const asks = (patch: Partial<Charge>): Forge =>
  all(
    next((state) => {
      const [first] = state.charges;
      return {
        charges: first === undefined ? [] : [...state.charges, { ...first, id: 'chg_9', status: 'asked', ...patch }],
      };
    }),
    tells('PaymentRequested', { chargeId: 'chg_9' }),
  );
/** One more movement of credits. */
export const enters = (kind: 'granted' | 'reserved' | 'frozen', credits: number): Forge => {
  const entry = { id: 'cre_9', lotId: 'lot_9', kind, credits, at: at('2024-02-01'), orderId: null };
  return (decision) => ({ ...decision, entries: [...decision.entries, entry] });
};
/** These leads, delivered. */
export const delivers = (...leadIds: readonly number[]): Forge => {
  return (decision) => {
    const deliveries = leadIds.map((leadId) => ({
      subscriptionId: 'sub',
      orderId: 'ord',
      leadId,
      at: decision.next.account.createdAt,
    }));
    return { ...decision, deliveries };
  };
};
