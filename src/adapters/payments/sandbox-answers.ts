import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import type { PaymentOutcome } from '../../domain/billing/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { PaymentAnswer } from '../../ports/payments.ts';
import { createRounds, type Expecting, type SandboxLog } from './sandbox-rounds.ts';
import type { SandboxTables } from './sandbox-tables.ts';

type Listener = (answer: PaymentAnswer) => Promise<void>;

/** The part of the sandbox that delivers answers. */
export interface Answering {
  onAnswer(listener: Listener): void;
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

const BATCH = 20;
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
  let listener: Listener = () => Promise.reject(new Error('nobody listens to the sandbox yet'));

  const deliver = async (row: Row): Promise<boolean> => {
    try {
      await listener({ accountId: row.account_id, chargeKey: row.key, outcome: outcomeFromRow(row) });
      await recordDelivery(db, row, latencyMs);
      if (row.owed > 1) rounds.expect(latencyMs);
      return true;
    } catch (error) {
      log.warn({ chargeKey: row.key, error: String(error) }, 'an answer of the sandbox was not taken');
      const againMs = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(row.failures, 10));
      await recordFailure(db, row, againMs);
      rounds.expect(againMs);
      return false;
    }
  };

  const deliverDue = async () => {
    for (;;) {
      const rows = await claim(db, { due: true });
      if (rows.length === 0) return;
      await Promise.all(rows.map(deliver));
    }
  };

  const rounds = createRounds(deliverDue, log);
  return {
    expect: rounds.expect,
    start: rounds.start,
    stop: rounds.stop,
    onAnswer: (next) => {
      listener = next;
    },
    drain: async (accountId) => {
      const failed: string[] = [];
      let delivered = 0;
      for (;;) {
        const rows = await claim(db, { due: false, accountId, except: failed });
        const taken = await Promise.all(rows.map((row) => rounds.track(deliver(row))));
        delivered += taken.filter(Boolean).length;
        failed.push(...rows.filter((_, index) => !taken[index]).map((row) => row.key));
        if (rows.length > 0) continue;
        const others = await rounds.settled();
        if (others === 0) return delivered;
        delivered += others;
      }
    },
  };
}

interface Claim {
  /** Only what is due, or everything that is owed. */
  readonly due: boolean;
  readonly accountId?: string | undefined;
  readonly except?: readonly string[];
}

/** Takes some answers for delivery; a claim that nobody finishes runs out. */
function claim(db: Kysely<SandboxTables>, { due, accountId, except = [] }: Claim): Promise<Row[]> {
  return db
    .updateTable('sandbox_charges')
    .set({ leased_until: soon(LEASE_MS) })
    .where('key', 'in', (eb) => {
      let owed = eb
        .selectFrom('sandbox_charges')
        .select('key')
        .where('owed', '>', 0)
        .where('leased_until', '<=', sql<Instant>`now()`);
      if (due) owed = owed.where('answer_at', '<=', sql<Instant>`now()`);
      if (accountId !== undefined) owed = owed.where('account_id', '=', accountId);
      if (except.length > 0) owed = owed.where('key', 'not in', except);
      return owed.orderBy('answer_at').limit(BATCH).forUpdate().skipLocked();
    })
    .returningAll()
    .execute();
}

/** An answer that was replaced while it was delivered leaves its successor owed. */
async function recordDelivery(db: Kysely<SandboxTables>, row: Row, latencyMs: number): Promise<void> {
  await db
    .updateTable('sandbox_charges')
    .set((eb) => ({
      times_delivered: eb('times_delivered', '+', 1),
      owed: sql<number>`owed - case when answer_number = ${row.answer_number}::integer then 1 else 0 end`,
      answer_at: soon(latencyMs),
      leased_until: sql<Instant>`now()`,
      failures: 0,
    }))
    .where('key', '=', row.key)
    .where('owed', '>', 0)
    .execute();
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
