import type { Command } from '../../domain/subscription/commands.ts';
import { decide } from '../../domain/subscription/decide.ts';
import type { AccountState, Decision } from '../../domain/subscription/types.ts';
import { creditsPerLead } from '../../domain/orders/pricing.ts';
import { iso } from '../../domain/time/iso.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { Task, Violation } from './block.ts';
import { Life, type Engine } from './life.ts';
import { policy } from './model.ts';

/** A step of a scenario, as `fairwell scenario` reads it. */
interface ScriptedStep {
  readonly at: number;
  readonly step: Readonly<Record<string, unknown>>;
}

/** Whom a step is about later: the order that it placed, or the charge that it waits for. */
interface Traced {
  readonly id: string;
  readonly scripted: ScriptedStep;
}

/**
 * The life in which something was seen that must never be, as a scenario of one line: what the customer
 * did and how the card answered until then. What a scenario cannot say is left out: late and repeated
 * answers, commands that were given up before their money came, discounts, bonus credits.
 */
export function scenarioLineOf(violation: Violation, task: Task, engine: Engine = decide): string {
  const script = new Script();
  const noting: Engine = (state, command, now, by) => {
    script.note(state, command, now);
    const decision = engine(state, command, now, by);
    script.noteOutcome(state, command, decision);
    return decision;
  };
  const life = new Life(violation.account, { ...task, until: violation.at }, () => undefined, noting);
  try {
    while (life.goOn());
  } catch {
    // the domain itself refused to go on: what led there was noted
  }
  return script.line(`seed ${task.seed}, account ${violation.account}`, life.state, violation.at);
}

/** Notes down a life while it is led. */
class Script {
  private steps: ScriptedStep[] = [];
  private start: { readonly at: Instant; readonly plan: string } | null = null;
  private cardWorks = true;
  private orders: readonly Traced[] = [];
  private waiting: Traced | null = null;

  /** What is asked, before the domain has answered: it may never do. */
  note(before: AccountState, command: Command, now: Instant): void {
    if (command.do === 'record_payment' && command.outcome.kind !== 'needs_authentication') {
      this.noteAnswer(before, command.chargeId, command.outcome.kind === 'succeeded');
    }
    if (command.do === 'record_delivery') this.noteDelivery(before, command);
    const step = stepOf(before, command);
    if (step !== null) this.steps.push({ at: now.epochMilliseconds, step });
  }

  noteOutcome(before: AccountState, command: Command, { events, next }: Decision): void {
    for (const { type, at, data } of events) {
      if (type === 'SubscriptionStarted') this.start ??= { at, plan: String(data['plan']) };
      if (type === 'PaymentDropped') this.leaveOut(String(data['chargeId']));
      // nobody answered the bank in time
      if (type === 'PaymentDeclined' && command.do !== 'record_payment') {
        this.noteAnswer(before, String(data['chargeId']), false);
      }
    }
    const scripted = this.steps.at(-1);
    if (scripted === undefined) return;
    const placed = next.orders.filter((order) => !before.orders.some(({ id }) => id === order.id));
    this.orders = [...this.orders, ...placed.map(({ id }) => ({ id, scripted }))];
    if (next.pending === null) this.waiting = null;
    else if (next.pending !== before.pending) this.waiting = { id: next.pending.chargeId, scripted };
  }

  /** A scenario's card answers when it is asked, so it must be the right one the moment before. */
  private noteAnswer({ charges }: AccountState, chargeId: string, works: boolean): void {
    const charge = charges.find(({ id }) => id === chargeId);
    if (charge === undefined || works === this.cardWorks) return;
    this.cardWorks = works;
    this.steps.push({
      at: charge.askedAt.epochMilliseconds - 1,
      step: { do: 'card', result: works ? 'ok' : 'decline' },
    });
  }

  /** A scenario's catalogue has no end, so no more is ordered there than was delivered here. */
  private noteDelivery(before: AccountState, command: Extract<Command, { do: 'record_delivery' }>): void {
    const order = before.orders.find(({ id }) => id === command.orderId);
    const placed = this.orders.find(({ id }) => id === command.orderId)?.scripted;
    if (order === undefined || placed === undefined || !command.exhausted) return;
    const leads = (order.delivered + command.delivered.length) * order.creditsPerLead;
    this.steps = this.steps
      .map((each) => (each === placed ? { ...each, step: { do: 'order', leads } } : each))
      .filter((each) => each.step['leads'] !== 0);
  }

  /** What was given up before its money came would be paid at once there. */
  private leaveOut(chargeId: string): void {
    const given = this.waiting?.id === chargeId ? this.waiting.scripted : null;
    this.steps = this.steps.filter((each) => each !== given);
  }

  line(id: string, { account }: AccountState, until: number): string {
    const start = this.start?.at ?? account.createdAt;
    const steps = this.steps
      .filter(({ at }) => at >= start.epochMilliseconds)
      .sort((a, b) => a.at - b.at)
      .map(({ at, step }) => ({ at: new Date(at).toISOString(), ...step }));
    return JSON.stringify({
      id,
      timeZone: account.timeZone,
      currency: account.currency,
      start: iso(start),
      plans: policy.plans.map(({ name: _, ...plan }) => plan),
      pause: { feeMinor: policy.pauseFeeMinor },
      retryDays: policy.retryDays,
      plan: this.start?.plan ?? policy.plans[0]?.code,
      steps,
      until: new Date(Math.max(until, start.epochMilliseconds)).toISOString(),
    });
  }
}

function stepOf(before: AccountState, command: Command): ScriptedStep['step'] | null {
  switch (command.do) {
    case 'cancel':
    case 'confirm_attempt':
      return { do: 'cancel' };
    case 'keep':
    case 'pause':
    case 'resume':
      return { do: command.do };
    case 'change_plan':
      return { do: 'changePlan', plan: command.plan };
    case 'subscribe':
      return before.subscription === null ? null : { do: 'subscribe', plan: command.plan };
    case 'top_up':
      return { do: 'topUp', credits: command.credits };
    case 'place_order':
      return { do: 'order', leads: command.leads * creditsPerLead(command.fields) };
    case 'accept_offer':
      return stepOfOffer(command);
    default:
      return null;
  }
}

function stepOfOffer({ flow, offerId }: Extract<Command, { do: 'accept_offer' }>): ScriptedStep['step'] | null {
  const effect = flow.pages.flatMap(({ offers }) => offers).find(({ id }) => id === offerId)?.effect;
  if (effect?.kind === 'pause') return { do: 'pause' };
  return effect?.kind === 'plan_change' ? { do: 'changePlan', plan: effect.plan } : null;
}
