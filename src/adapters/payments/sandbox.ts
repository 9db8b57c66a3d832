import { createHash, randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { sql, type Kysely } from 'kysely';
import type { PaymentOutcome } from '../../domain/billing/types.ts';
import type {
  AttachResult,
  CardInput,
  ChargeAtBank,
  ChargeRequest,
  PaymentProvider,
  RefundRequest,
  SandboxBank,
} from '../../ports/payments.ts';
import type { Tables } from '../../store/schema.ts';
import { createAnswering, outcomeFromRow, soon, type Answering } from './sandbox-answers.ts';
import { checkCard, type CardBehaviour } from './sandbox-cards.ts';
import type { SandboxLog } from './sandbox-rounds.ts';
import type { SandboxTables } from './sandbox-tables.ts';

export interface SandboxOptions {
  /** Where the portal is reached, without a slash at its end. */
  readonly baseUrl: string;
  /** How long an answer takes. */
  readonly latencyMs: number;
  /** How long one in eight takes instead. */
  readonly lateMs: number;
  readonly log: SandboxLog;
}

/** One line of what the sandbox has in its books. */
interface StatementCharge {
  readonly key: string;
  readonly accountId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly outcome: PaymentOutcome;
  readonly timesAsked: number;
  readonly timesDelivered: number;
}

interface Statement {
  readonly charges: readonly StatementCharge[];
  readonly refunds: readonly { readonly key: string; readonly chargeKey: string; readonly amountMinor: number }[];
}

export interface Sandbox extends PaymentProvider, SandboxBank, Answering {
  chargeAll: NonNullable<PaymentProvider['chargeAll']>;
  /** The sandbox's books, by key, of one account or of all. */
  statement(accountId?: string): Promise<Statement>;
}

type Db = Kysely<SandboxTables>;

/** After an answer that was given there and then it is told again, if it is: not before whoever asked has heard it. */
const TOLD_AGAIN_MS = 500;

/**
 * A payment provider that moves no money. It behaves like a real one: it keeps its own books, answers
 * when it likes, sometimes late and sometimes twice (by a hash of the key, so that a run can be
 * repeated), and tells every answer again until the listener has taken it.
 */
export function createSandbox(database: Kysely<Tables>, options: SandboxOptions): Sandbox {
  const db: Db = database.withTables<SandboxTables>();
  const answering = createAnswering(db, options);
  return {
    ...answering,
    attach: (card) => attach(db, card),
    charge: async (request) => {
      const manner = mannerOf(request.idempotencyKey);
      const delayMs = manner.late ? options.lateMs : options.latencyMs;
      await takeIn(db, request, delayMs, manner.twice ? 2 : 1);
      answering.expect(delayMs);
    },
    chargeAll: async (requests) => {
      const asks = requests.map((request) => {
        const manner = mannerOf(request.idempotencyKey);
        const delayMs = manner.late ? options.lateMs : options.latencyMs;
        const atOnce = delayMs === 0;
        return { request, atOnce, tellInMs: atOnce ? TOLD_AGAIN_MS : delayMs, answers: manner.twice ? 2 : 1 };
      });
      const answers = await takeInAll(db, asks);
      for (const tellInMs of new Set(asks.map((ask) => ask.tellInMs))) answering.expect(tellInMs);
      return answers;
    },
    refund: (request) => refund(db, request),
    authenticationUrl: (chargeKey) => `${options.baseUrl}/sandbox/authenticate/${encodeURIComponent(chargeKey)}`,
    chargeAtBank: (chargeKey) => chargeAtBank(db, chargeKey),
    settle: async (chargeKey, said) => {
      await settle(db, chargeKey, said, options.latencyMs);
      answering.expect(options.latencyMs);
    },
    statement: (accountId) => statement(db, accountId),
  };
}

/** How a charge is answered, decided by its key: one in eight late, one in eight twice. */
export function mannerOf(key: string): { readonly late: boolean; readonly twice: boolean } {
  const hash = createHash('sha256').update(key).digest();
  return { late: hash.readUInt8(0) % 8 === 0, twice: hash.readUInt8(1) % 8 === 0 };
}

async function attach(db: Db, card: CardInput): Promise<AttachResult> {
  const check = checkCard(card, Temporal.Now.plainDateISO('UTC'));
  if (!check.ok) return check;
  const { behaviour, brand, last4 } = check;
  const token = `card_${randomBytes(18).toString('base64url')}`;
  await db.insertInto('sandbox_cards').values({ token, behaviour, brand, last4 }).execute();
  return { ok: true, card: { token, brand, last4, expMonth: card.expMonth, expYear: card.expYear } };
}

/** The first request under a key decides; a repeated one only brings the stored answer again. */
async function takeIn(db: Db, request: ChargeRequest, delayMs: number, owed: number): Promise<void> {
  const { idempotencyKey: key, accountId, token, amountMinor, currency } = request;
  const card = await db.selectFrom('sandbox_cards').select('behaviour').where('token', '=', token).executeTakeFirst();
  const outcome = outcomeOf(card?.behaviour, request.onSession);
  const inserted = await db
    .insertInto('sandbox_charges')
    .values({
      key,
      account_id: accountId,
      token,
      amount_minor: amountMinor,
      currency,
      outcome: outcome.kind,
      failure: outcome.kind === 'declined' ? outcome.failure : null,
      owed,
      answer_at: soon(delayMs),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  if (inserted === undefined) await askedAgain(db, request, delayMs);
}

interface Ask {
  readonly request: ChargeRequest;
  /** Whether the first answer is given there and then. */
  readonly atOnce: boolean;
  /** When the listener hears of it. */
  readonly tellInMs: number;
  readonly answers: number;
}

/**
 * Takes in many as one is: with a statement for what their cards do, and one for those that are new.
 * @returns what is answered there and then, null for what the listener hears
 */
async function takeInAll(db: Db, asks: readonly Ask[]): Promise<readonly (PaymentOutcome | null)[]> {
  if (asks.length === 0) return [];
  const cards = await sql<{ token: string; behaviour: CardBehaviour }>`
    select token, behaviour from sandbox_cards
    where token = any(${asks.map(({ request }) => request.token)}::text[])`.execute(db);
  const behaviours = new Map(cards.rows.map((card) => [card.token, card.behaviour]));
  const outcomes = asks.map(({ request }) => outcomeOf(behaviours.get(request.token), request.onSession));
  const inserted = await sql<{ key: string }>`
    insert into sandbox_charges (key, account_id, token, amount_minor, currency, outcome, failure, owed, times_delivered,
      answer_at)
    select key, account_id, token, amount_minor, currency, outcome, failure, owed, times_delivered,
      now() + delay_ms * interval '1 millisecond'
    from unnest(
      ${asks.map(({ request }) => request.idempotencyKey)}::text[],
      ${asks.map(({ request }) => request.accountId)}::text[],
      ${asks.map(({ request }) => request.token)}::text[],
      ${asks.map(({ request }) => request.amountMinor)}::bigint[],
      ${asks.map(({ request }) => request.currency)}::text[],
      ${outcomes.map((outcome) => outcome.kind)}::text[],
      ${outcomes.map((outcome) => (outcome.kind === 'declined' ? outcome.failure : null))}::text[],
      ${asks.map(({ atOnce, answers }) => (atOnce ? answers - 1 : answers))}::integer[],
      ${asks.map(({ atOnce }) => (atOnce ? 1 : 0))}::integer[],
      ${asks.map(({ tellInMs }) => tellInMs)}::double precision[]
    ) as it (key, account_id, token, amount_minor, currency, outcome, failure, owed, times_delivered, delay_ms)
    on conflict (key) do nothing
    returning key`.execute(db);
  const taken = new Set(inserted.rows.map((row) => row.key));
  for (const { request, atOnce, tellInMs } of asks) {
    if (!taken.has(request.idempotencyKey)) await askedAgain(db, request, atOnce ? 0 : tellInMs);
  }
  return asks.map(({ request, atOnce }, index) =>
    atOnce && taken.has(request.idempotencyKey) ? (outcomes[index] ?? null) : null,
  );
}

async function askedAgain(db: Db, request: ChargeRequest, delayMs: number): Promise<void> {
  const { idempotencyKey: key, accountId, amountMinor, currency } = request;
  const charge = await db.selectFrom('sandbox_charges').selectAll().where('key', '=', key).executeTakeFirstOrThrow();
  const same = charge.account_id === accountId && charge.amount_minor === amountMinor && charge.currency === currency;
  if (!same) throw new Error(`the key ${key} was used for another charge`);
  await db
    .updateTable('sandbox_charges')
    .set((eb) => ({ times_asked: eb('times_asked', '+', 1) }))
    .where('key', '=', key)
    .execute();
  await db
    .updateTable('sandbox_charges')
    .set({ owed: 1, answer_at: soon(delayMs) })
    .where('key', '=', key)
    .where('owed', '=', 0)
    .execute();
}

function outcomeOf(behaviour: CardBehaviour | undefined, onSession: boolean): PaymentOutcome {
  switch (behaviour) {
    case 'succeeds':
      return { kind: 'succeeded' };
    case 'insufficient_funds':
      return { kind: 'declined', failure: 'insufficient_funds' };
    case 'declines_later':
      return { kind: 'declined', failure: 'card_declined' };
    case 'needs_authentication':
      return onSession ? { kind: 'needs_authentication' } : { kind: 'declined', failure: 'authentication_required' };
    case undefined:
      return { kind: 'declined', failure: 'card_unknown' };
  }
}

async function settle(db: Db, chargeKey: string, said: 'approve' | 'decline', delayMs: number): Promise<void> {
  await db
    .updateTable('sandbox_charges')
    .set((eb) => ({
      outcome: said === 'approve' ? 'succeeded' : 'declined',
      failure: said === 'approve' ? null : 'authentication_failed',
      answer_number: eb('answer_number', '+', 1),
      owed: 1,
      answer_at: soon(delayMs),
    }))
    .where('key', '=', chargeKey)
    .where('outcome', '=', 'needs_authentication')
    .execute();
}

async function chargeAtBank(db: Db, chargeKey: string): Promise<ChargeAtBank | null> {
  const row = await db
    .selectFrom('sandbox_charges')
    .leftJoin('sandbox_cards', 'sandbox_cards.token', 'sandbox_charges.token')
    .selectAll('sandbox_charges')
    .select('sandbox_cards.last4')
    .where('key', '=', chargeKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    chargeKey,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    last4: row.last4 ?? '',
    outcome: outcomeFromRow(row),
  };
}

async function refund(db: Db, request: RefundRequest): Promise<void> {
  const { idempotencyKey: key, chargeKey, amountMinor } = request;
  await db.transaction().execute(async (tx) => {
    const charge = await tx
      .selectFrom('sandbox_charges')
      .select(['amount_minor', 'outcome'])
      .where('key', '=', chargeKey)
      .forUpdate()
      .executeTakeFirst();
    const refunds = await tx.selectFrom('sandbox_refunds').selectAll().where('charge_key', '=', chargeKey).execute();
    const known = refunds.find((each) => each.key === key);
    if (known !== undefined && known.amount_minor === amountMinor) return;
    if (charge?.outcome !== 'succeeded') throw new Error(`no money arrived under the key ${chargeKey}`);
    const refunded = refunds.reduce((sum, each) => sum + each.amount_minor, 0);
    if (refunded + amountMinor > charge.amount_minor) throw new Error(`more than was charged under ${chargeKey}`);
    await tx.insertInto('sandbox_refunds').values({ key, charge_key: chargeKey, amount_minor: amountMinor }).execute();
  });
}

async function statement(db: Db, accountId: string | undefined): Promise<Statement> {
  const all = db.selectFrom('sandbox_charges').selectAll().orderBy('key');
  const charges = await (accountId === undefined ? all : all.where('account_id', '=', accountId)).execute();
  const keys = new Set(charges.map((charge) => charge.key));
  const refunds = await db.selectFrom('sandbox_refunds').selectAll().orderBy('key').execute();
  return {
    charges: charges.map((row) => ({
      key: row.key,
      accountId: row.account_id,
      amountMinor: row.amount_minor,
      currency: row.currency,
      outcome: outcomeFromRow(row),
      timesAsked: row.times_asked,
      timesDelivered: row.times_delivered,
    })),
    refunds: refunds
      .filter((row) => keys.has(row.charge_key))
      .map((row) => ({ key: row.key, chargeKey: row.charge_key, amountMinor: row.amount_minor })),
  };
}
