import { openMemory } from '../../adapters/database/embedded.ts';
import { plainCatalogue } from '../../adapters/catalogue/plain-catalogue.ts';
import { mintId } from '../../adapters/ids/mint-id.ts';
import { advanceTestClock } from '../../actions/advance-clock.ts';
import type { Actor } from '../../actions/actor.ts';
import { signUp } from '../../actions/sign-up.ts';
import { createEngine } from '../../app.ts';
import { loadConfig } from '../../config.ts';
import type { PaymentMethod } from '../../domain/billing/types.ts';
import type { Command } from '../../domain/subscription/commands.ts';
import type { Policy } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { nextDueOn } from '../../queries/due.ts';
import { lifeSince, type LifeSince } from '../../queries/life.ts';
import { createClock } from '../../store/clock.ts';
import { fillCatalogue } from '../../store/leads.ts';
import { migrate } from '../../store/migrate.ts';
import type { Tables } from '../../store/schema.ts';
import type { Scenario } from './input.ts';

/** A card for each result: the well-known numbers of the sandbox. */
const CARDS = { ok: '4242424242424242', decline: '4000000000000341' } as const;

/** Leads are put into the catalogue by so many at least, so that a small order seldom has to. */
const LEADS_AT_ONCE = 1_000;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The engine on a database in memory, in which lives are led one after the other. */
export interface World {
  /** Starts a life: an account on a test clock of its own, with the first period paid. */
  begin(scenario: Scenario): Promise<Life>;
  close(): Promise<void>;
}

/** One account of a world, as the scenario's steps see it. */
export interface Life {
  /** The next instant at or before `to` at which something is due, or null. */
  nextDue(to: Instant): Promise<Instant | null>;
  /** Moves the clock, with everything that is due on the way. */
  advance(to: Instant): Promise<void>;
  /** Gives a command, and lets the provider and the worker finish; the code of a refusal, or null. */
  submit(command: Command): Promise<string | null>;
  /** A card that every charge succeeds on, or is declined on. */
  card(result: 'ok' | 'decline'): Promise<PaymentMethod>;
  /** Lets there be so many leads that none of them was delivered yet. */
  offerLeads(count: number): Promise<void>;
  since(seq: number): Promise<LifeSince>;
}

/** Opens a world of its own, with nothing in it. */
export async function openWorld(): Promise<World> {
  const database = await openMemory<Tables>();
  await migrate(database.db);
  const config = loadConfig({ FAIRWELL_SECRET: 'scenario'.repeat(4), SANDBOX_LATENCY_MS: '0' });
  let leads = 0;
  let lives = 0;
  return {
    begin: async (scenario) => {
      lives += 1;
      const engine = createEngine({ ...config, mode: 'demo' }, database, quiet, policyOf(scenario));
      const life = await lead(engine, database, scenario, `life-${lives}`);
      return {
        ...life,
        offerLeads: async (count) => {
          if (count <= leads) return;
          const upTo = Math.max(count, leads + LEADS_AT_ONCE);
          await fillCatalogue(database.db, plainCatalogue(leads + 1, upTo));
          leads = upTo;
        },
      };
    },
    close: () => database.close(),
  };
}

type Engine = ReturnType<typeof createEngine>;
type Opened = Awaited<ReturnType<typeof openMemory<Tables>>>;

async function lead(
  engine: Engine,
  { db }: Opened,
  scenario: Scenario,
  name: string,
): Promise<Omit<Life, 'offerLeads'>> {
  const clockId = `clock_${name}`;
  const settle = () => engine.settle('all');
  await createClock(db, clockId, scenario.start);
  const { accountId, owner } = await open(engine, db, scenario, clockId);
  await settle();
  return {
    nextDue: async (to) => {
      const due = await nextDueOn(db, clockId);
      return due !== null && due.at.epochNanoseconds <= to.epochNanoseconds ? due.at : null;
    },
    advance: async (to) => {
      await advanceTestClock({ db, perform: engine.submit, settle }, clockId, to);
    },
    submit: async (command) => {
      const { refusal } = await engine.submit(owner, accountId, command);
      await settle();
      return refusal?.code ?? null;
    },
    card: (result) => attach(engine, result),
    since: (seq) => lifeSince(db, accountId, seq),
  };
}

async function open(engine: Engine, db: Opened['db'], scenario: Scenario, clockId: string) {
  const { start: now, timeZone, currency, plan } = scenario;
  const email = `${clockId}@scenario.example`;
  let owner: Actor | null = null;
  const answer = await signUp(
    {
      db,
      wake: () => undefined,
      auth: { hashPassword: () => Promise.resolve('nobody logs in') },
      payments: engine.sandbox,
      mintId,
      clockFor: () => Promise.resolve({ clockId, now }),
      perform: (actor, ...rest) => {
        owner = actor;
        return engine.submit(actor, ...rest);
      },
    },
    {
      company: 'Life',
      name: 'Owner',
      email,
      password: 'nobody logs in',
      plan,
      card: { number: CARDS.ok, expMonth: 12, expYear: 2099, cvc: '123' },
      country: 'US',
      timeZone,
      currency,
    },
  );
  if (!answer.ok || owner === null) throw new Error('the life could not be started');
  return { accountId: answer.accountId, owner: owner as Actor };
}

async function attach({ sandbox }: Engine, result: keyof typeof CARDS): Promise<PaymentMethod> {
  const attached = await sandbox.attach({ number: CARDS[result], expMonth: 12, expYear: 2099, cvc: '123' });
  if (!attached.ok) throw new Error(`the card was not taken: ${attached.failure}`);
  return attached.card;
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
