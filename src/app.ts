import { createAuth } from './adapters/auth/create-auth.ts';
import { createRateLimits } from './adapters/auth/rate-limits.ts';
import { demoCatalogue } from './adapters/catalogue/demo-catalogue.ts';
import { csvFile } from './adapters/csv/csv-file.ts';
import type { Database } from './adapters/database/open.ts';
import { mintId } from './adapters/ids/mint-id.ts';
import { createLog } from './adapters/log/create-log.ts';
import { createMailbox } from './adapters/mail/mailbox.ts';
import { createSmtpMailer } from './adapters/mail/smtp.ts';
import { createMetrics } from './adapters/metrics/create-metrics.ts';
import { createSandbox, type Sandbox } from './adapters/payments/sandbox.ts';
import { createInvoicePdf } from './adapters/pdf/invoice-pdf.ts';
import type { Actor } from './actions/actor.ts';
import { advanceTestClock } from './actions/advance-clock.ts';
import { deliveriesOn, manyDeliveriesOn } from './actions/deliveries.ts';
import { DEMO_LOGINS, DEMO_PASSWORD, makeDemo, resetDemo, type DemoDeps } from './actions/make-demo.ts';
import { perform, UnknownAccount, view, type ActionDeps, type Asked } from './actions/perform.ts';
import { performAll, performTaken, type Done } from './actions/perform-all.ts';
import { notePassword } from './actions/note-password.ts';
import { sendPasswordReset } from './actions/send-password-reset.ts';
import type { SignUpDeps } from './actions/sign-up.ts';
import { noteAll, watched, type Watch } from './actions/watched.ts';
import type { Config } from './config.ts';
import type { PaymentOutcome } from './domain/billing/types.ts';
import { checkFlow } from './domain/flow/check-flow.ts';
import type { FlowDefinition } from './domain/flow/types.ts';
import type { Policy } from './domain/subscription/types.ts';
import { createAnswersListener, createCharge, createCharges, type Heard } from './effects/charge.ts';
import type { BatchHandler } from './effects/handler.ts';
export type { BatchHandler };
import { createDeliverTogether } from './effects/deliver-together.ts';
import { createDeliver, DELIVER_DEFAULTS } from './effects/deliver.ts';
import { createMail } from './effects/mail.ts';
import { createRefund } from './effects/refund.ts';
import { createSettle } from './effects/settle.ts';
import { createWorker, type Worker } from './effects/worker.ts';
import { plans } from './plans.ts';
import type { PortalApp } from './portal/context.ts';
import type { DemoControls } from './portal/demo/controls.ts';
import { operationsAlone, operationsRoutes, type Operations } from './portal/operations.ts';
import { buildPortal } from './portal/pages.ts';
import { loadAssets } from './portal/static.ts';
import { EFFECT_KINDS } from './ports/effect-kinds.ts';
import type { Log } from './ports/log.ts';
import type { Mailer } from './ports/mailer.ts';
import type { Metrics } from './ports/metrics.ts';
import { readBacklog } from './queries/backlog.ts';
import { membersOfSessions } from './queries/members.ts';
import { createAccountStore } from './store/account-store.ts';
import { gatheredReads } from './store/gathered.ts';
import { createClock, systemNow } from './store/clock.ts';
import { isCurrent } from './store/migrate.ts';
import type { PolicyFor } from './store/load.ts';
import type { Tables } from './store/schema.ts';
import { createClearUp } from './timers/clear-up.ts';
import { createTimers } from './timers/timers.ts';

/** What a process does: serve pages, carry out what is due and what follows from it, or both. */
export const ROLES = ['web', 'worker', 'all'] as const;
export type Role = (typeof ROLES)[number];

/** The program, put together. */
export interface App {
  /** `connection` says where the request came from. */
  fetch(request: Request, connection?: object): Response | Promise<Response>;
  /** Null in production, and where no pages are served. */
  readonly demo: Demo | null;
  /** Starts workers and timers, where that is the role. */
  start(): void;
  /** Stops workers and timers; resolves when effects in flight are finished. */
  stop(): Promise<void>;
}

export interface Demo {
  readonly logins: readonly { readonly email: string; readonly role: string }[];
  readonly password: string;
  /** Makes the demo, unless it is there already. */
  make(): Promise<'made' | 'found'>;
}

const TIMER_MS = 1_000;
/** In the demo a progress bar can be watched. */
const DEMO_PACE = { ...DELIVER_DEFAULTS, chunk: 100, paceMs: 250 };

/** Puts the program together on a database that is open and migrated. */
export async function createApp(config: Config, database: Database<Tables>, role: Role = 'all'): Promise<App> {
  const log = createLog(config.logLevel);
  const metrics = createMetrics(() => readBacklog(database.db, EFFECT_KINDS));
  const watch: Watch = { log, metrics, mintId };
  const engine = createEngine(config, database, log, { watch });
  if (config.mode === 'production') log.warn({ provider: 'sandbox' }, 'payments go to the sandbox: no money moves');
  const { metricsToken, mode } = config;
  const operations: Operations = { isReady: () => isCurrent(database.db), metrics, metricsToken, mode };
  const serving =
    role === 'worker'
      ? { fetch: operationsAlone(operations).fetch, demo: null }
      : await createPages(config, database, engine, { ...watch, operations });
  const works = role !== 'web';
  const clearUp = createClearUp({ db: database.db, log });
  return {
    fetch: (request, connection) => serving.fetch(request, connection),
    demo: serving.demo,
    start: () => {
      if (!works) return;
      engine.sandbox.start();
      engine.worker.start();
      engine.timers.start();
      clearUp.start();
    },
    stop: async () => {
      await Promise.all([engine.timers.stop(), clearUp.stop()]);
      await Promise.all([engine.worker.stop(), engine.sandbox.stop()]);
    },
  };
}

interface Watching extends Watch {
  readonly operations: Operations;
}

async function createPages(config: Config, { db }: Database<Tables>, engine: Engine, watching: Watching) {
  const { log, metrics, operations } = watching;
  const clockFor = config.mode === 'demo' ? ownClock(engine.deps) : systemClock;
  const auth = createAuth({
    db,
    secret: config.secret,
    baseUrl: config.baseUrl,
    log,
    memberOfSession: gatheredReads((tokens: readonly string[]) => membersOfSessions(db, tokens)),
    sendReset: (reset) => sendPasswordReset(engine.deps, config.baseUrl, reset),
    notePassword: (change) => notePassword(engine.deps, change),
  });
  const signUp: SignUpDeps = {
    db,
    wake: engine.worker.wake,
    auth,
    payments: engine.sandbox,
    mintId,
    clockFor,
    perform: engine.submit,
  };
  const demo = config.mode === 'demo' ? createDemo(engine, signUp) : null;
  const app: PortalApp = {
    db,
    config,
    policy: policyOf(config),
    flow: await loadFlow(log),
    payments: engine.sandbox,
    auth,
    log,
    assets: await loadAssets(),
    perform: engine.submit,
    view: (accountId) => view(engine.deps, accountId),
    wake: engine.worker.wake,
  };
  const portal = buildPortal(app, {
    auth,
    bank: engine.sandbox,
    csvFile,
    pdf: createInvoicePdf(),
    limits: createRateLimits(db),
    mintId,
    signUp,
    demo: demo?.controls ?? null,
    operations: operationsRoutes(operations),
    watch: { log, metrics },
  });
  return { fetch: portal.fetch, demo };
}

/** The rules that the configuration sets. */
export function policyOf(config: Config): Policy {
  return {
    plans,
    pauseFeeMinor: config.pauseFeeMinor,
    pauseMaxMonths: config.pauseMaxMonths,
    retryDays: config.retryDays,
    noticeDays: 3,
    topUp: { credits: 1_000, priceMinor: 1_000 },
    attemptHours: 24,
  };
}

interface EngineOptions {
  /** The rules of each account; without it the configuration's for all. */
  readonly policyFor?: PolicyFor;
  /** Looks on where somebody runs it for real. */
  readonly watch?: Watch;
  /** What becomes of mails instead of being sent, where nobody could read them. */
  readonly mails?: BatchHandler;
  /** How many leads are recorded together, of one order or of many, where nobody watches; more of them cost less each. */
  readonly chunk?: number;
}

/** Everything that works without pages. */
export function createEngine(config: Config, { db }: Database<Tables>, log: Log, options: EngineOptions = {}) {
  const { policyFor = always(policyOf(config)), watch, mails, chunk } = options;
  const { baseUrl, brand, supportEmail, smtpUrl, mailFrom } = config;
  const sandbox: Sandbox = createSandbox(db, {
    baseUrl,
    latencyMs: config.sandboxLatencyMs,
    lateMs: config.sandboxLatencyMs * 4,
    log,
  });
  const accounts = createAccountStore(db, policyFor);
  const deps: ActionDeps = { db, accounts, policyFor, wake: () => worker.wake(), atHand: () => worker.atHand() };
  const carryOut: PortalApp['perform'] = (actor, accountId, command, options) =>
    perform(deps, actor, accountId, command, options);
  const submit = watch === undefined ? carryOut : watched(watch, carryOut);
  const noted = async (work: Promise<readonly Done[]>): Promise<readonly Done[]> => {
    const done = await work;
    if (watch !== undefined) noteAll(watch, done);
    return done;
  };
  const submitAll = (asked: readonly Asked[]) => noted(performAll(deps, asked));
  const recordPayment = paymentRecorder(submit, log, watch?.metrics);
  const recordPayments = paymentsRecorder(submitAll, log, watch?.metrics);
  const mailing = smtpUrl === null ? createMailbox(db) : createSmtpMailer({ url: smtpUrl, from: mailFrom });
  const mailer = watch === undefined ? mailing : countedMailer(mailing, watch.metrics);
  const handlers = {
    charge: createCharge({ db, payments: sandbox, recordPayment }),
    refund: createRefund(sandbox),
    mail: createMail({ db, mailer, log, brand, supportEmail, baseUrl }),
    deliver: createDeliver(deliveriesOn(deps), config.mode === 'demo' ? DEMO_PACE : DELIVER_DEFAULTS),
  };
  const charges = createCharges(db, sandbox, recordPayments, handlers.charge);
  // What a moved clock sets off is not watched, so it is not slowed down either.
  const deliver = createDeliver(deliveriesOn(deps), { ...DELIVER_DEFAULTS, ...(chunk === undefined ? {} : { chunk }) });
  const worker: Worker = createWorker({
    db,
    handlers,
    log,
    atOnce: { deliver },
    together: {
      charge: charges,
      ...(mails === undefined ? {} : { mail: mails }),
      ...(chunk === undefined ? {} : { deliver: createDeliverTogether(manyDeliveriesOn(deps), deliver, chunk) }),
    },
  });
  sandbox.onAnswers(createAnswersListener(db, recordPayments));
  const settle = createSettle(worker, sandbox);
  const timers = createTimers({ performTaken: (take) => noted(performTaken(deps, take)), log, everyMs: TIMER_MS });
  return { deps, sandbox, worker, timers, settle, submit, submitAll, charges };
}

function always(policy: Policy): PolicyFor {
  return () => policy;
}

export type Engine = ReturnType<typeof createEngine>;

/** Submits the provider's answers as commands. An account that is gone has nothing to record. */
function paymentRecorder(submit: PortalApp['perform'], log: Log, metrics?: Metrics) {
  const provider: Actor = { kind: 'system', name: 'provider' };
  return async (accountId: string, chargeId: string, outcome: PaymentOutcome): Promise<void> => {
    try {
      await submit(provider, accountId, { do: 'record_payment', chargeId, outcome });
      metrics?.charge(outcome.kind);
    } catch (error) {
      if (!(error instanceof UnknownAccount)) throw error;
      log.warn({ accountId, chargeId }, 'the provider answered for an account that is gone');
    }
  };
}

/** The same for many answers; says which of them are recorded. */
function paymentsRecorder(
  submitAll: (asked: readonly Asked[]) => Promise<readonly Done[]>,
  log: Log,
  metrics?: Metrics,
) {
  const actor: Actor = { kind: 'system', name: 'provider' };
  return async (answers: readonly Heard[]): Promise<readonly boolean[]> => {
    const asked = answers.map(({ accountId, chargeKey: chargeId, outcome, on }) => ({
      actor,
      accountId,
      command: { do: 'record_payment', chargeId, outcome } as const,
      on,
    }));
    const done = await submitAll(asked);
    return done.map(([{ accountId, command }, result]) => {
      if ('answer' in result) {
        if (command.do === 'record_payment') metrics?.charge(command.outcome.kind);
        return true;
      }
      const isGone = result.error instanceof UnknownAccount;
      if (isGone) log.warn({ accountId }, 'the provider answered for an account that is gone');
      else log.error({ accountId, error: result.error }, 'an answer of the provider could not be recorded');
      return isGone;
    });
  };
}

function countedMailer(mailer: Mailer, metrics: Metrics): Mailer {
  return {
    send: async (mail) => {
      try {
        const missed = await mailer.send(mail);
        metrics.mail('sent');
        return missed;
      } catch (error) {
        metrics.mail('failed');
        throw error;
      }
    },
  };
}

function createDemo(engine: Engine, signUp: SignUpDeps): Demo & { readonly controls: DemoControls } {
  const { deps, settle, submit } = engine;
  const advance: DemoDeps['advance'] = (clockId, to) =>
    advanceTestClock({ db: deps.db, perform: submit, settle: () => settle('all') }, clockId, to);
  const demoDeps: DemoDeps = {
    db: deps.db,
    signUp,
    catalogue: demoCatalogue(),
    perform: submit,
    advance,
    settle: () => settle('all'),
  };
  const next = oneAtATime();
  return {
    logins: DEMO_LOGINS,
    password: DEMO_PASSWORD,
    make: () => makeDemo(demoDeps),
    controls: {
      advance: (clockId, to) => next(() => advance(clockId, to)),
      reset: () => next(() => resetDemo(demoDeps)),
    },
  };
}

/** Lets each work begin when the one before is over: nobody moves the clock of a demo that is made anew. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

const systemClock: SignUpDeps['clockFor'] = () => Promise.resolve({ clockId: null, now: systemNow() });

/** In the demo every account has a test clock of its own, so that whoever signs up can move it. */
function ownClock({ db }: ActionDeps): SignUpDeps['clockFor'] {
  return async (accountId) => {
    const clockId = accountId.replace('acct_', 'clock_');
    const now = systemNow();
    await createClock(db, clockId, now);
    return { clockId, now };
  };
}

/** The cancellation's definition. Broken or missing, it is null, and leaving goes straight to the confirmation. */
async function loadFlow(log: Log): Promise<FlowDefinition | null> {
  try {
    const { listkit } = await import('../flows/listkit.ts');
    const check = checkFlow(listkit);
    if (check.ok) return check.flow;
    log.error({ problems: check.problems }, 'the flow is broken; cancelling goes straight to the confirmation');
  } catch (error) {
    log.error({ error }, 'the flow could not be read; cancelling goes straight to the confirmation');
  }
  return null;
}
