import { Temporal } from 'temporal-polyfill';
import { balance } from '../credits/lots.ts';
import type { EntryKind } from '../credits/types.ts';
import type { Charge, Invoice } from '../billing/types.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { DomainEvent } from './events.ts';
import { nextDueAt } from './time-passing.ts';
import type { AccountState, Decision } from './types.ts';
import { periodAt, type Instant } from '../time/period.ts';

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Whether two values are the same to their last part, instants included. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Temporal.Instant) return b instanceof Temporal.Instant && a.equals(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [parts, others] = [Object.entries(a), new Map(Object.entries(b))];
  return parts.length === others.size && parts.every(([key, part]) => others.has(key) && isSame(part, others.get(key)));
}

const isOver = (state: AccountState) => state.subscription?.status === 'ended';

/**
 * Watches one account from its beginning, decision by decision, and throws with a sentence that names what
 * does not hold. It keeps its own books, from what every decision adds, and compares them with the state.
 */
export class Auditor {
  private readonly moved: Partial<Record<EntryKind, number>> = {};
  private readonly succeeded = new Set<string>();
  private readonly periodsPaid = new Set<string>();
  private readonly grants = new Set<string>();
  private readonly invoices = new Map<string, Pick<Invoice, 'status' | 'chargeId'>>();
  private leads = new Set<number>();
  private charged = 0;
  private refunded = 0;
  private paidLines = 0;
  private refundedUnpaid = 0;
  private stopped: 'cancel' | 'pause' | 'ended' | null = null;
  private period: { readonly end: string } | null = null;
  /** Until when the plan is paid for in the present subscription. */
  private paidUntil: Instant | null = null;

  /** Takes in a decision on a command at `now`. */
  witness(before: AccountState, command: Command, now: Instant, decision: Decision): void {
    if (decision.refusal !== null) this.refusedChangesNothing(before, command, now, decision);
    if (isOver(before)) this.endedStays(before, decision.next);
    const fees = new Map(decision.next.charges.map((charge) => [charge.id, charge]));
    for (const event of decision.events) {
      this.follow(event, fees);
    }
    this.historyGrows(before, decision);
    this.takeInInvoices(decision);
    this.creditsAreConserved(before, decision);
    this.moneyIsAccountedFor(decision);
    this.stateIsLegal(decision.next);
    this.accessIsWhatIsPaid(decision.next, now);
  }

  private refusedChangesNothing(before: AccountState, command: Command, now: Instant, decision: Decision): void {
    const code = decision.refusal?.code ?? '';
    const due = nextDueAt(before);
    if (due === null || Temporal.Instant.compare(due, now) > 0) {
      const added = [decision.events, decision.effects, decision.entries, decision.deliveries, decision.creditNotes];
      must(decision.next === before, `${command.do} was refused ${code} and changed the state`);
      must(
        added.every((rows) => rows.length === 0),
        `${command.do} was refused ${code} and added something`,
      );
      return;
    }
    const { refusal: _refusal, ...left } = decision;
    const { refusal: _none, ...byTime } = decide(before, { do: 'tick' }, now);
    must(isSame(left, byTime), `${command.do} was refused ${code} and did more than time had brought`);
  }

  private endedStays(before: AccountState, after: AccountState): void {
    if (after.subscription?.id !== before.subscription?.id) return;
    const same = after.subscription === before.subscription || isSame(after.subscription, before.subscription);
    must(same, 'a subscription changed after its end');
  }

  /** Stops, periods and money in the order in which they happened. */
  private follow(event: DomainEvent, charges: ReadonlyMap<string, Charge>): void {
    const { type, data } = event;
    switch (type) {
      case 'CancellationScheduled':
        this.stopped = 'cancel';
        break;
      case 'PauseScheduled':
        this.stopped = 'pause';
        break;
      case 'SubscriptionStarted':
        this.leads = new Set();
        this.stopped = null;
        break;
      case 'CancellationWithdrawn':
      case 'PauseWithdrawn':
      case 'SubscriptionResumed':
        this.stopped = null;
        break;
      case 'SubscriptionEnded':
        this.stopped = 'ended';
        break;
      case 'PaymentRequested':
        this.nothingNewAfterAStop(charges.get(String(data['chargeId'])));
        break;
      case 'PaymentSucceeded':
        this.moneyArrived(event, charges.get(String(data['chargeId'])));
        break;
      case 'PaymentRefunded':
        this.refunded += Number(data['amountMinor']);
        break;
      default:
    }
    if ('plan' in data && typeof data['periodEnd'] === 'string') this.periodsTile(event);
  }

  private nothingNewAfterAStop(charge: Charge | undefined): void {
    // What a command asks for itself, a resume or a new subscription, is nobody's accident.
    if (charge === undefined || charge.invoiceId === null) return;
    must(
      this.stopped === null || (this.stopped === 'pause' && charge.purpose === 'pause'),
      `${charge.purpose} was asked for after a stop (${this.stopped ?? ''})`,
    );
  }

  private moneyArrived({ data }: DomainEvent, charge: Charge | undefined): void {
    const id = String(data['chargeId']);
    must(!this.succeeded.has(id), `charge ${id} succeeded twice`);
    this.succeeded.add(id);
    this.charged += Number(data['amountMinor']);
    if (charge?.status === 'refunded') return;
    must(this.stopped !== 'ended', `charge ${id} was kept after the end`);
    if (data['purpose'] !== 'plan' && data['purpose'] !== 'pause') return;
    const key = `${String(data['purpose'])} ${String(data['periodStart'])} ${String(data['periodEnd'])}`;
    must(!this.periodsPaid.has(key), `one period was charged twice: ${key}`);
    this.periodsPaid.add(key);
  }

  /** Periods follow each other without gap or overlap, except where a new anchor cuts one short. */
  private periodsTile({ type, data }: DomainEvent): void {
    if (type === 'SubscriptionEnded') {
      this.period = null;
      return;
    }
    const [start, end] = [String(data['periodStart']), String(data['periodEnd'])];
    const before = this.period;
    this.period = { end };
    if (before === null || start === before.end) return;
    must(type === 'SubscriptionResumed' || type === 'PlanChanged', `${start} is not the end before it: ${before.end}`);
    // Who comes back from a pause may have waited for the provider beyond the pause month.
    if (type === 'PlanChanged') must(Temporal.Instant.compare(start, before.end) <= 0, `a gap before ${start}`);
  }

  private historyGrows(before: AccountState, { next, deliveries }: Decision): void {
    for (const { leadId } of deliveries) {
      must(!this.leads.has(leadId), `lead ${leadId} was delivered twice`);
      this.leads.add(leadId);
    }
    const { subscription } = next;
    if (subscription === null || isOver(next)) return;
    const kept = before.subscription?.id === subscription.id ? before.subscription.historySize : 0;
    must(subscription.historySize === kept + deliveries.length, 'the order history is not what was delivered');
  }

  private takeInInvoices({ next, creditNotes }: Decision): void {
    for (const invoice of next.invoices) {
      const was = this.invoices.get(invoice.id)?.status;
      must(was === undefined || was === 'open' || was === invoice.status, `invoice ${invoice.number} changed again`);
      this.invoices.set(invoice.id, invoice);
      if (invoice.status !== 'paid' || was === 'paid') continue;
      const lines = invoice.lines.reduce((sum, line) => sum + line.amountMinor, 0);
      must(lines === invoice.totalMinor, `invoice ${invoice.number} is not the sum of its lines`);
      this.paidLines += lines;
      if (invoice.purpose === 'plan' && invoice.period !== null) this.paidUntil = invoice.period.end;
    }
    must(this.invoices.size === next.invoiceCount, 'the numbers of the invoices have a gap');
    for (const note of creditNotes) {
      if (this.invoices.get(note.invoiceId)?.chargeId !== note.chargeId) this.refundedUnpaid += note.amountMinor;
    }
  }

  private creditsAreConserved(before: AccountState, { next, entries, events }: Decision): void {
    for (const { kind, credits } of entries) {
      must(credits > 0, `an entry of ${credits} credits`);
      this.moved[kind] = (this.moved[kind] ?? 0) + credits;
    }
    const of = (...kinds: EntryKind[]) => kinds.reduce((sum, kind) => sum + (this.moved[kind] ?? 0), 0);
    const { available, frozen, reserved } = balance(next);
    const expected = of('granted', 'bought') - of('spent', 'expired', 'forfeited');
    must(available + frozen + reserved === expected, `credits: ${available} + ${frozen} + ${reserved} ≠ ${expected}`);
    must(
      of('reserved') - of('released', 'spent') === reserved,
      `${reserved} reserved credits are not what orders hold`,
    );
    const known = new Set(before.lots.map((lot) => lot.id));
    for (const lot of next.lots) {
      must(lot.available >= 0 && lot.reserved >= 0, `lot ${lot.id} is negative`);
      must(lot.available + lot.reserved <= lot.granted, `lot ${lot.id} holds more than was granted`);
      if (lot.invoiceId === null || known.has(lot.id)) continue;
      must(!this.grants.has(lot.invoiceId), `invoice ${lot.invoiceId} granted its credits twice`);
      this.grants.add(lot.invoiceId);
    }
    const wasFrozen = before.subscription?.status === 'paused' && next.subscription?.status === 'paused';
    if (!wasFrozen || events.some(({ type }) => type === 'SubscriptionResumed')) return;
    must(
      entries.every(({ kind }) => kind === 'bought'),
      'frozen credits moved',
    );
  }

  private moneyIsAccountedFor({ next }: Decision): void {
    must(next.chargedMinor === this.charged, 'charged money is not the sum of payments');
    must(next.refundedMinor === this.refunded, 'refunded money is not the sum of refunds');
    must(
      this.charged - this.refundedUnpaid === this.paidLines,
      `${this.charged} charged, ${this.refundedUnpaid} of it refunded beside paid invoices, but ${this.paidLines} on paid invoices`,
    );
    const open = next.invoices.filter((invoice) => invoice.status === 'open');
    must(open.length <= 1, 'two invoices are open at once');
    for (const invoice of open) {
      const asked = next.charges.filter((charge) => {
        return (
          charge.invoiceId === invoice.id && (charge.status === 'asked' || charge.status === 'needs_authentication')
        );
      });
      must(asked.length <= 1, `invoice ${invoice.number} is asked for twice at once`);
    }
  }

  private stateIsLegal({ subscription, pending, charges, invoices }: AccountState): void {
    const waits = charges.some(({ id, status }) => id === pending?.chargeId && /asked|needs/u.test(status));
    must(pending === null || waits, 'a command waits for nothing');
    if (subscription === null) return;
    const { status, scheduled, dunning, period, anchor, offset, plan, pauseMonths, historySize } = subscription;
    if (status === 'ended') {
      must(scheduled === null && dunning === null, 'something is scheduled after the end');
      must(historySize === 0, 'the order history is open after the end');
      return;
    }
    const computed = periodAt(anchor, offset, status === 'paused' || plan.interval === 'month' ? 1 : 12);
    must(computed.start.equals(period.start) && computed.end.equals(period.end), 'the period is not the anchor’s');
    must(status !== 'past_due' || dunning !== null, 'past due without an invoice to retry');
    must(dunning === null || scheduled === null, 'something is scheduled while an invoice is overdue');
    must(status !== 'paused' || pauseMonths > 0, 'a pause without its months');
    const isUnpaid = invoices.some(({ status, purpose }) => status === 'open' && purpose === 'plan');
    must(status === 'paused' || pauseMonths === 0 || isUnpaid, 'pause months without a pause');
  }

  /** The tools are open while the plan is paid, or its charge is awaited or retried; and never a moment less. */
  private accessIsWhatIsPaid({ subscription, invoices, charges }: AccountState, now: Instant): void {
    if (subscription === null) return;
    const { status, period } = subscription;
    const isPaid = this.paidUntil !== null && Temporal.Instant.compare(now, this.paidUntil) < 0;
    const open = invoices.find((invoice) => invoice.status === 'open');
    if (status === 'ended' || status === 'paused') {
      must(!isPaid, `${status} before the end of what is paid for`);
      return;
    }
    const isBilled = open?.purpose === 'plan' && open.period?.end.equals(period.end) === true;
    must(this.paidUntil?.equals(period.end) === true || isBilled, 'open without being paid or billed');
    if (Temporal.Instant.compare(now, period.end) < 0) return;
    must(
      status === 'past_due' ||
        charges.some(({ invoiceId, status }) => invoiceId === open?.id && /asked|needs/u.test(status)),
      'open after the end of the period, though nothing is awaited',
    );
  }
}
