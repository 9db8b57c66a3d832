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

/**
 * The life in which something was seen that must never be, as a scenario of one line: what the customer
 * did and how the card answered until then. What a scenario cannot say is left out: late and repeated
 * answers, discounts, bonus credits, leads that failed.
 */
export function scenarioLineOf(violation: Violation, task: Task, engine: Engine = decide): string {
  const script = new Script();
  const noting: Engine = (state, command, now, by) => {
    script.note(state, command, now);
    const decision = engine(state, command, now, by);
    script.noteStart(decision);
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
  private readonly steps: ScriptedStep[] = [];
  private start: { readonly at: Instant; readonly plan: string } | null = null;
  private cardWorks = true;

  note(before: AccountState, command: Command, now: Instant): void {
    if (command.do === 'record_payment') this.noteAnswer(before, command);
    const step = stepOf(before, command);
    if (step !== null) this.steps.push({ at: now.epochMilliseconds, step });
  }

  noteStart({ events }: Decision): void {
    for (const { type, at, data } of events) {
      if (type === 'SubscriptionStarted') this.start ??= { at, plan: String(data['plan']) };
    }
  }

  /** A scenario's card answers when it is asked, so it must be the right one the moment before. */
  private noteAnswer(
    { charges }: AccountState,
    { chargeId, outcome }: Extract<Command, { do: 'record_payment' }>,
  ): void {
    const charge = charges.find(({ id }) => id === chargeId);
    const works = outcome.kind === 'succeeded';
    if (charge === undefined || outcome.kind === 'needs_authentication' || works === this.cardWorks) return;
    this.cardWorks = works;
    this.steps.push({
      at: charge.askedAt.epochMilliseconds - 1,
      step: { do: 'card', result: works ? 'ok' : 'decline' },
    });
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
