import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { runScenarios } from '../../src/cli/scenario/command.ts';
import type { Line } from '../../src/cli/scenario/lines.ts';
import { Life, type Engine } from '../../src/cli/simulate/life.ts';
import { scenarioLineOf } from '../../src/cli/simulate/scenario-line.ts';
import { simulate, taskOf, type SimulationOptions } from '../../src/cli/simulate/simulation.ts';
import { balance } from '../../src/domain/credits/lots.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { EventType } from '../../src/domain/subscription/events.ts';
import type { AccountState, Decision } from '../../src/domain/subscription/types.ts';

const options: SimulationOptions = { accounts: 400, years: 3, seed: 'again', threads: 1, isChecked: true };

type When = (decision: Decision, command: Command) => boolean;

/** A domain that gives a cent away when it comes to something. */
const brokenWhen =
  (when: When): Engine =>
  (state, command, now, by) => {
    const decision = decide(state, command, now, by);
    if (!when(decision, command)) return decision;
    return { ...decision, next: { ...decision.next, refundedMinor: decision.next.refundedMinor + 1 } };
  };

const happens =
  (type: EventType): When =>
  ({ events }) =>
    events.some((event) => event.type === type);

const PLACES: Readonly<Record<string, When>> = {
  'an order is placed': happens('OrderPlaced'),
  'an order finds fewer leads than were asked for': (_, command) =>
    command.do === 'record_delivery' && command.exhausted && command.delivered.length > 0,
  'a pause begins': happens('SubscriptionPaused'),
  'the third month of a pause begins': ({ next }) => next.subscription?.pauseMonths === 3,
  'somebody comes back': happens('SubscriptionResumed'),
  'a renewal is overdue': happens('PaymentOverdue'),
  'the second retry is asked for': ({ next }) => next.subscription?.dunning?.retries === 2,
  'the last retry is declined': happens('InvoiceUncollectible'),
  'an end is scheduled': happens('CancellationScheduled'),
  'it ends': happens('OrderHistoryClosed'),
  'one begins anew': (decision, command) =>
    happens('SubscriptionStarted')(decision, command) && decision.next.invoiceCount > 1,
  'a smaller plan is scheduled': happens('PlanChangeScheduled'),
  'a larger plan begins': happens('PlanChanged'),
  'credits are bought': happens('CreditsBought'),
  'a payment is given up': happens('PaymentDropped'),
  'nobody answered the bank in time': (decision, command) =>
    command.do === 'tick' && happens('PaymentDeclined')(decision, command),
};

/** What a violation is seen with again: the line for it, and where the life stood. */
async function found(when: When): Promise<{ readonly line: string; readonly state: AccountState }> {
  const engine = brokenWhen(when);
  const { violation } = await simulate(options, { engine });
  if (violation === null) throw new Error('the check has found nothing');
  expect(violation.message).toBe('refunded money is not the sum of refunds');
  const life = new Life(violation.account, { ...taskOf(options), until: violation.at }, () => undefined);
  while (life.goOn());
  return { line: scenarioLineOf(violation, taskOf(options), engine), state: life.state };
}

/** What the last line of a scenario says of where everything stands. */
function told(state: AccountState): Line {
  const { subscription } = state;
  const { available, frozen } = balance(state);
  return {
    type: 'end',
    status: subscription?.status,
    scheduled: subscription?.scheduled?.kind ?? null,
    plan: subscription?.plan.code,
    periodStart: subscription?.period.start.toString(),
    periodEnd: subscription?.period.end.toString(),
    creditsAvailable: available,
    creditsFrozen: frozen,
  };
}

const kept = (charged: unknown, refunded: unknown) => Number(charged) - Number(refunded);

describe('what a check stops at is seen again by its scenario line', { timeout: 60_000 }, () => {
  const states = new Map<string, AccountState>();
  const ends = new Map<string, Line>();

  beforeAll(async () => {
    const lines: string[] = [];
    for (const [place, when] of Object.entries(PLACES)) {
      const { line, state } = await found(when);
      states.set(place, state);
      lines.push(JSON.stringify({ ...(JSON.parse(line) as object), id: place }));
    }
    const failed = await runScenarios(Readable.from([lines.join('\n')]), (line) => ends.set(String(line['id']), line));
    expect(failed).toBe(0);
  }, 120_000);

  it.each(Object.keys(PLACES))('when %s', (place) => {
    const state = states.get(place);
    const end = ends.get(place);
    if (state === undefined || end === undefined) throw new Error('the line told nothing');
    expect(end).toMatchObject(told(state));
    expect(kept(end['chargedMinor'], end['refundedMinor'])).toBe(kept(state.chargedMinor, state.refundedMinor));
  });
});
