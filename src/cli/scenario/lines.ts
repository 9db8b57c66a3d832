import type { EventType } from '../../domain/subscription/events.ts';
import type { Subscription } from '../../domain/subscription/types.ts';
import type { LifeSince } from '../../queries/life.ts';
import type { Step } from './input.ts';

/** A line of output; its keys are printed in the order in which they were put in. */
export type Line = Readonly<Record<string, unknown>>;

/** One thing that a scenario sets off: a step, or everything that was due at an instant. */
export interface Happening {
  readonly at: string;
  readonly step: Step | null;
  /** The code of a refusal that the step was answered with at once. */
  readonly refused: string | null;
  readonly since: LifeSince;
}

/** What stays from one happening to the next. */
interface Standing {
  readonly available: number;
  readonly frozen: number;
  readonly change: string | null;
}

export const BEGINNING: Standing = { available: 0, frozen: 0, change: null };

type Event = LifeSince['events'][number];

const PURPOSES = { plan: 'plan', pause: 'pause', proration: 'proration', top_up: 'topUp' } as const;

/** How each event changes what there is of credits. To freeze or thaw them changes only what they can be used for. */
const MOVES: Partial<Record<EventType, { readonly why: string; readonly by: -1 | 0 | 1 }>> = {
  CreditsGranted: { why: 'granted', by: 1 },
  CreditsBought: { why: 'bought', by: 1 },
  CreditsSpent: { why: 'spent', by: -1 },
  CreditsExpired: { why: 'expired', by: -1 },
  CreditsForfeited: { why: 'forfeited', by: -1 },
  CreditsFrozen: { why: 'frozen', by: 0 },
  CreditsThawed: { why: 'thawed', by: 0 },
};

/**
 * Tells a happening in lines: first the money, then where the subscription stands, then the credits and
 * leads, then a refusal. What stood only between two events of one instant is not told.
 */
export function tell(id: string, standing: Standing, it: Happening): { lines: readonly Line[]; standing: Standing } {
  const { events, subscription } = it.since;
  const change = subscription === null ? null : JSON.stringify(changeOf(subscription));
  const changed: Line[] =
    subscription === null || change === standing.change
      ? []
      : [{ id, at: it.at, type: 'changed', ...changeOf(subscription) }];
  const credits = tellCredits(id, standing, it.since);
  return {
    lines: [
      ...events.flatMap((event) => tellMoney(id, event)),
      ...changed,
      ...credits.lines,
      ...tellDeliveries(id, events),
      ...tellRefusal(id, it),
    ],
    standing: { available: credits.available, frozen: credits.frozen, change },
  };
}

/** The last line: where everything stands at `at`. */
export function tellEnd(id: string, at: string, standing: Standing, since: LifeSince): Line {
  const { subscription, chargedMinor, refundedMinor } = since;
  if (subscription === null) throw new Error('a scenario without a subscription');
  const { scheduledPlan: _, ...stands } = changeOf(subscription);
  return {
    id,
    at,
    type: 'end',
    ...stands,
    creditsAvailable: standing.available,
    creditsFrozen: standing.frozen,
    historySize: subscription.historySize,
    chargedMinor,
    refundedMinor,
  };
}

function changeOf({ status, scheduled, plan, period }: Subscription): Line {
  return {
    status,
    scheduled: scheduled?.kind ?? null,
    ...(scheduled?.kind === 'change_plan' ? { scheduledPlan: scheduled.plan } : {}),
    plan: plan.code,
    periodStart: period.start.toString(),
    periodEnd: period.end.toString(),
  };
}

function tellMoney(id: string, { type, at: instant, data }: Event): readonly Line[] {
  const at = instant.toString();
  if (type === 'PaymentRefunded') return [{ id, at, type: 'refunded', amountMinor: data['amountMinor'] }];
  if (type !== 'PaymentSucceeded' && type !== 'PaymentDeclined') return [];
  const { purpose, amountMinor, periodStart, periodEnd } = data;
  return [
    {
      id,
      at,
      type: type === 'PaymentSucceeded' ? 'charged' : 'declined',
      for: PURPOSES[purpose as keyof typeof PURPOSES],
      amountMinor,
      ...(periodStart === null ? {} : { periodStart, periodEnd }),
    },
  ];
}

/** Paused and ended show all under `frozen`, from the line that says so on. What changes neither figure is not told. */
function tellCredits(id: string, standing: Standing, { subscription, events }: LifeSince) {
  const isLocked = subscription?.status === 'paused' || subscription?.status === 'ended';
  let { available, frozen } = standing;
  const lines: Line[] = [];
  for (const { type, at, data } of together(events, 'CreditsSpent', 'credits')) {
    const move = MOVES[type];
    if (move === undefined) continue;
    const before = available;
    const all = available + frozen + move.by * Number(data['credits']);
    [available, frozen] = isLocked ? [0, all] : [all, 0];
    if (move.by === 0 && before === available) continue;
    lines.push({ id, at: at.toString(), type: 'credits', available, frozen, why: move.why });
  }
  return { lines, available, frozen };
}

function tellDeliveries(id: string, events: readonly Event[]): readonly Line[] {
  return together(events, 'LeadsDelivered', 'leads')
    .filter(({ type }) => type === 'LeadsDelivered')
    .map(({ at, data }) => ({
      id,
      at: at.toString(),
      type: 'delivered',
      leads: data['leads'],
      historySize: data['historySize'],
    }));
}

/** An order is delivered in chunks, and told as one. */
function together(events: readonly Event[], type: EventType, sum: 'credits' | 'leads'): readonly Event[] {
  const merged: Event[] = [];
  for (const event of events) {
    const index = merged.findIndex((each) => each.type === type && each.data['orderId'] === event.data['orderId']);
    const before = merged[index];
    if (event.type !== type || before === undefined) merged.push(event);
    else {
      const total = Number(before.data[sum]) + Number(event.data[sum]);
      merged[index] = { ...event, data: { ...event.data, [sum]: total } };
    }
  }
  return merged;
}

function tellRefusal(id: string, { at, step, refused, since }: Happening): readonly Line[] {
  if (step === null) return [];
  const declined = since.events.some((event) => event.type === 'PaymentDeclined' && event.data['command'] !== null);
  const code = refused ?? (declined ? 'payment_failed' : null);
  return code === null ? [] : [{ id, at, type: 'refused', do: step.do, code }];
}
