import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import type { PaymentOutcome } from '../../domain/billing/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { PaymentAnswer } from '../../ports/payments.ts';
import { createRounds, type Expecting, type SandboxLog } from './sandbox-rounds.ts';
import type { SandboxTables } from './sandbox-tables.ts';

type Listener = (answer: PaymentAnswer) => Promise<void>;

/** Says for each answer whether it was taken. */
type ManyListener = (answers: readonly PaymentAnswer[]) => Promise<readonly boolean[]>;

/** The part of the sandbox that delivers answers. */
export interface Answering {
  onAnswer(listener: Listener): void;
  /** The same for a listener that takes many at once. */
  onAnswers(listener: ManyListener): void;
  /** Delivers answers when their time has come, also those of before a restart. */
  start(): void;
  /** Takes up nothing new and waits for deliveries in flight. */
  stop(): Promise<void>;
  /**
   * Delivers everything that is still owed, of one account or of all, without waiting for its time, and
   * waits for other deliveries in flight; 0 when there was nothing of either.
   */
  drain(accountId?: string): Promise<number>;
}

type Row = Selectable<SandboxTables['sandbox_charges']>;

const BATCH = 250;
const LEASE_MS = 30_000;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 30_000;

/** The database's time so many milliseconds from now. */
export function soon(delayMs: number): RawBuilder<Instant> {
  return sql<Instant>`now() + ${delayMs}::double precision * interval '1 millisecond'`;
}

/** What a charge came to, as its row says. */
export function outcomeFromRow(row: Pick<Row, 'outcome' | 'failure'>): PaymentOutcome {
  if (row.outcome === 'declined') return { kind: 'declined', failure: row.failure ?? 'card_declined' };
  return { kind: row.outcome };
}

/** Delivers what is owed to one listener, each answer until the listener resolves. */
export function createAnswering(
  db: Kysely<SandboxTables>,
  { latencyMs, log }: { readonly latencyMs: number; readonly log: SandboxLog },
): Answering & Expecting {
  let listener = eachTo(() => Promise.reject(new Error('nobody listens to the sandbox yet')), log);

  const deliver = async (rows: readonly Row[]): Promise<readonly boolean[]> => {
    const answers = rows.map((row) => ({
      accountId: row.account_id,
      chargeKey: row.key,
      outcome: outcomeFromRow(row),
    }));
    const taken = await listener(answers).catch((error: unknown) =>
      answers.map(({ chargeKey }) => notTaken(log, chargeKey, error)),
    );
    await recordDeliveries(
      db,
      rows.filter((_, index) => taken[index] === true),
      latencyMs,
    );
    if (rows.some((row, index) => taken[index] === true && row.owed > 1)) rounds.expect(latencyMs);
    for (const row of rows.filter((_, index) => taken[index] !== true)) {
      const againMs = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(row.failures, 10));
      await recordFailure(db, row, againMs);
      rounds.expect(againMs);
    }
    return taken;
  };

  const deliverDue = async () => {
    for (;;) {
      const rows = await claim(db, { due: true });
      if (rows.length === 0) return;
      await deliver(rows);
    }
  };

  const rounds = createRounds(deliverDue, log);
  return {
    expect: rounds.expect,
    start: rounds.start,
    stop: rounds.stop,
    onAnswer: (next) => {
      listener = eachTo(next, log);
    },
    onAnswers: (next) => {
      listener = next;
    },
    drain: async (accountId) => {
      const failed: string[] = [];
      let delivered = 0;
      for (;;) {
        // what is over while we ask may have kept something from us
        const before = rounds.settled();
        const rows = await claim(db, { due: false, accountId, except: failed });
        const taken = rows.length === 0 ? [] : await rounds.track(deliver(rows));
        delivered += taken.filter(Boolean).length;
        failed.push(...rows.filter((_, index) => !taken[index]).map((row) => row.key));
        if (rows.length > 0) continue;
        const others = (await before) + (await rounds.settled());
        if (others === 0) return delivered;
        delivered += others;
      }
    },
  };
}

function notTaken(log: SandboxLog, chargeKey: string, error: unknown): boolean {
  log.warn({ chargeKey, error: String(error) }, 'an answer of the sandbox was not taken');
  return false;
}

/** A listener to many answers that hands each to a listener to one. */
function eachTo(listener: Listener, log: SandboxLog): ManyListener {
  const give = async (answer: PaymentAnswer) => {
    try {
      await listener(answer);
      return true;
    } catch (error) {
      return notTaken(log, answer.chargeKey, error);
    }
  };
  return (answers) => Promise.all(answers.map(give));
}

interface Claim {
  /** Only what is due, or everything that is owed. */
  readonly due: boolean;
  readonly accountId?: string | undefined;
  readonly except?: readonly string[];
}

/** Takes some answers for delivery; a claim that nobody finishes runs out, and one that nobody heard of is none. */
function claim(db: Kysely<SandboxTables>, which: Claim): Promise<Row[]> {
  return db.transaction().execute((tx) => claimIn(tx, which));
}

function claimIn(db: Kysely<SandboxTables>, { due, accountId, except = [] }: Claim): Promise<Row[]> {
  let owed = db
    .selectFrom('sandbox_charges')
    .select('key')
    .where('owed', '>', 0)
    .where('leased_until', '<=', sql<Instant>`now()`);
  if (due) owed = owed.where('answer_at', '<=', sql<Instant>`now()`);
  if (accountId !== undefined) owed = owed.where('account_id', '=', accountId);
  if (except.length > 0) owed = owed.where('key', 'not in', except);
  return (
    db
      .updateTable('sandbox_charges')
      .set({ leased_until: soon(LEASE_MS) })
      // a list is looked up by the key, where the same as a part of the query may be looked for in all charges ever made
      .where(sql<boolean>`key = any(array(${owed.orderBy('answer_at').limit(BATCH).forUpdate().skipLocked()}))`)
      .returningAll()
      .execute()
  );
}

/** An answer that was replaced while it was delivered leaves its successor owed. */
async function recordDeliveries(db: Kysely<SandboxTables>, rows: readonly Row[], latencyMs: number): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update sandbox_charges set
      times_delivered = times_delivered + 1,
      owed = owed - case when sandbox_charges.answer_number = it.answer_number then 1 else 0 end,
      answer_at = ${soon(latencyMs)},
      leased_until = now(),
      failures = 0
    from unnest(${rows.map((row) => row.key)}::text[], ${rows.map((row) => row.answer_number)}::integer[])
      as it (key, answer_number)
    where sandbox_charges.key = it.key and owed > 0`.execute(db);
}

async function recordFailure(db: Kysely<SandboxTables>, row: Row, againMs: number): Promise<void> {
  await db
    .updateTable('sandbox_charges')
    .set({
      failures: row.failures + 1,
      answer_at: soon(againMs),
      leased_until: sql<Instant>`now()`,
    })
    .where('key', '=', row.key)
    .execute();
}
