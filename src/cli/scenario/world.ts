import { openMemory } from '../../adapters/database/embedded.ts';
import { mintId } from '../../adapters/ids/mint-id.ts';
import type { Actor } from '../../actions/actor.ts';
import type { Done } from '../../actions/perform-all.ts';
import { openFor } from '../../actions/sign-up.ts';
import { createEngine, type BatchHandler } from '../../app.ts';
import { loadConfig } from '../../config.ts';
import type { PaymentMethod } from '../../domain/billing/types.ts';
import type { Command } from '../../domain/subscription/commands.ts';
import type { Policy } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { livesSince, type LifeSince } from '../../queries/life.ts';
import { advanceClocks, createClock } from '../../store/clock.ts';
import { migrate } from '../../store/migrate.ts';
import { fillPlainLeads, leaveOutOfLog } from '../../store/plain-leads.ts';
import type { Tables } from '../../store/schema.ts';
import type { Scenario, Step } from './input.ts';

/** A card for each result: the well-known numbers of the sandbox. */
const CARDS = { ok: '4242424242424242', decline: '4000000000000341' } as const;

/** Leads are put into the catalogue by so many at least, so that a small order seldom has to. */
const LEADS_AT_ONCE = 1_000;
/** More leads than this are not held in memory: the life ends in an error instead of all of them. */
const MOST_LEADS = 5_000_000;
/** With more leads than this a world is not lived in again: it keeps the memory of all that was delivered. */
const MANY_LEADS = 100_000;
/** Nobody watches an order being delivered, so that the larger chunks may be. */
const CHUNK = 10_000;

const ANYBODY = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };

const CLOCK: Actor = { kind: 'system', name: 'clock' };

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Nobody in a scripted life reads mail. */
const unread: BatchHandler = (rows) => Promise.resolve(rows.map(() => 'done'));

/** An account that leads a life, on a test clock of its own. */
export interface Resident {
  readonly accountId: string;
  readonly clockId: string;
  readonly owner: Actor;
}

/** Where a resident goes: to an instant, and then to a step, or only to what is due there. */
export interface Journey {
  readonly resident: Resident;
  readonly to: Instant;
  readonly step: Step | null;
}

/** What came of a journey: the code of the refusal that a step was answered with at once, or what broke. */
export type Arrival = { readonly refused: string | null } | { readonly error: unknown };

/** The engine on a database in memory. */
export interface World {
  /** Opens an account with a good card, which has not subscribed yet. */
  settleIn(scenario: Scenario): Promise<Resident>;
  /**
   * Moves each clock, has everything done that is due there, and then each step, until provider and worker
   * are quiet.
   */
  travel(journeys: readonly Journey[]): Promise<readonly Arrival[]>;
  /** What happened to each since its place in the audit trail. */
  look(looks: readonly { readonly resident: Resident; readonly seq: number }[]): Promise<readonly LifeSince[]>;
  /** Whether so much was delivered that the next lives had better have a world of their own. */
  readonly isFull: boolean;
  close(): Promise<void>;
}

/** Opens a world of its own, with nobody in it. */
export async function openWorld(): Promise<World> {
  const database = await openMemory<Tables>();
  const { db } = database;
  await migrate(db);
  await leaveOutOfLog(db);
  const config = loadConfig({ FAIRWELL_SECRET: 'scenario'.repeat(4), SANDBOX_LATENCY_MS: '0' });
  const policies = new Map<string, Policy>();
  const policyFor = (accountId: string): Policy => {
    const policy = policies.get(accountId);
    if (policy === undefined) throw new Error(`account ${accountId} has no policy`);
    return policy;
  };
  const engine = createEngine({ ...config, mode: 'demo' }, database, quiet, { policyFor, mails: unread, chunk: CHUNK });
  const cards = { ok: await attach(engine, 'ok'), decline: await attach(engine, 'decline') };
  const catalogue = catalogueOn(db);
  return {
    settleIn: async (scenario) => {
      const resident = await open(db, scenario, cards.ok);
      policies.set(resident.accountId, policyOf(scenario));
      return resident;
    },
    travel: async (journeys) => {
      await advanceClocks(
        db,
        journeys.map(({ resident, to }) => ({ clockId: resident.clockId, to })),
      );
      const done = await engine.submitAll(
        journeys.map(({ resident: { accountId, owner }, step }) =>
          step === null
            ? { actor: CLOCK, accountId, command: { do: 'tick' } }
            : { actor: owner, accountId, command: commandOf(step, cards) },
        ),
      );
      const wanted = done.map(leadsWanted);
      await catalogue.offer(Math.max(0, ...wanted.filter((leads) => leads <= MOST_LEADS)));
      await engine.settle('all');
      return done.map(([, outcome], index) => arrivalOf(outcome, wanted[index] ?? 0));
    },
    look: async (looks) => {
      const lives = await livesSince(
        db,
        looks.map(({ resident, seq }) => ({ accountId: resident.accountId, seq })),
      );
      return looks.map(({ resident }) => {
        const life = lives.get(resident.accountId);
        if (life === undefined) throw new Error(`account ${resident.accountId} is gone`);
        return life;
      });
    },
    get isFull() {
      return catalogue.size > MANY_LEADS;
    },
    close: () => database.close(),
  };
}

type Engine = ReturnType<typeof createEngine>;
type Db = Awaited<ReturnType<typeof openMemory<Tables>>>['db'];
type Cards = Readonly<Record<keyof typeof CARDS, PaymentMethod>>;

/** Lets there be so many leads that nobody runs out of them. */
function catalogueOn(db: Db): { readonly size: number; offer(leads: number): Promise<void> } {
  let size = 0;
  return {
    get size() {
      return size;
    },
    offer: async (leads) => {
      if (leads <= size) return;
      const upTo = Math.max(leads, size + LEADS_AT_ONCE);
      await fillPlainLeads(db, size + 1, upTo);
      size = upTo;
    },
  };
}

function arrivalOf(outcome: Done[1], leads: number): Arrival {
  if ('error' in outcome) return outcome;
  if (leads > MOST_LEADS) {
    return { error: new Error(`leads: ${leads} would be delivered, and ${MOST_LEADS} are the most that a life holds`) };
  }
  return { refused: outcome.answer.refusal?.code ?? null };
}

/** How many leads there have to be so that an order finds enough of them; none for one that was refused. */
function leadsWanted([{ command }, outcome]: Done): number {
  if (command.do !== 'place_order' || 'error' in outcome || outcome.answer.refusal !== null) return 0;
  return command.leads + (outcome.answer.state.subscription?.historySize ?? 0);
}

async function open(db: Db, { start: now, timeZone, currency }: Scenario, card: PaymentMethod): Promise<Resident> {
  const clockId = mintId('acct').replace('acct_', 'clock_');
  await createClock(db, clockId, now);
  const owner = await openFor(
    { db, mintId, clockFor: () => Promise.resolve({ clockId, now }) },
    {
      company: 'A life',
      name: 'Its owner',
      email: `${clockId}@scenario.example`,
      country: 'US',
      timeZone,
      currency,
    },
    'nobody logs in',
    card,
  );
  return { accountId: owner.accountId, clockId, owner };
}

async function attach({ sandbox }: Engine, result: keyof typeof CARDS): Promise<PaymentMethod> {
  const attached = await sandbox.attach({ number: CARDS[result], expMonth: 12, expYear: 2099, cvc: '123' });
  if (!attached.ok) throw new Error(`the card was not taken: ${attached.failure}`);
  return attached.card;
}

function commandOf(step: Step, cards: Cards): Command {
  switch (step.do) {
    case 'cancel':
    case 'keep':
    case 'pause':
    case 'resume':
      return { do: step.do };
    case 'changePlan':
      return { do: 'change_plan', plan: step.plan };
    case 'subscribe':
      return { do: 'subscribe', plan: step.plan };
    case 'topUp':
      return { do: 'top_up', credits: step.credits };
    case 'card':
      return { do: 'replace_card', card: cards[step.result] };
    case 'order':
      return { do: 'place_order', filter: ANYBODY, fields: ['business_email'], leads: step.leads };
  }
}

function policyOf({ plans, pause, retryDays }: Scenario): Policy {
  return {
    plans: plans.map((plan) => ({ ...plan, name: plan.code, rolloverCap: plan.rolloverCap ?? 0 })),
    pauseFeeMinor: pause.feeMinor,
    pauseMaxMonths: null,
    retryDays,
    noticeDays: 3,
    topUp: { credits: 1_000, priceMinor: 1_000 },
    attemptHours: 24,
  };
}
