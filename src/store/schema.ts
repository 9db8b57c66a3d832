import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../domain/account/types.ts';
import type {
  ChargeStatus,
  CreditNote,
  InvoiceLine,
  InvoiceStatus,
  PaymentMethod,
  Purpose,
} from '../domain/billing/types.ts';
import type { CreditLot, EntryKind, LotSource } from '../domain/credits/types.ts';
import type { AttemptOutcome, OfferDecision } from '../domain/flow/types.ts';
import type { LeadField, LeadFilter, OrderStatus, Reservation } from '../domain/orders/types.ts';
import type { EventType } from '../domain/subscription/events.ts';
import type { Refusal } from '../domain/subscription/refusals.ts';
import type {
  Discount,
  Dunning,
  EndCause,
  Pending,
  Plan,
  Rollover,
  ScheduledChange,
  SubscriptionStatus,
} from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import type { AuthTables } from './auth-tables.ts';

/**
 * The tables, as the database drivers give them: timestamptz is an `Instant`, bigint a number, json is
 * parsed. Instants are taken as parameters; json is written as text (`JSON.stringify`).
 */
export interface Tables extends AuthTables {
  clocks: ClocksTable;
  accounts: AccountsTable;
  subscriptions: SubscriptionsTable;
  payment_methods: PaymentMethodsTable;
  invoices: InvoicesTable;
  charges: ChargesTable;
  credit_notes: CreditNotesTable;
  credit_lots: CreditLotsTable;
  credit_entries: CreditEntriesTable;
  orders: OrdersTable;
  leads: LeadsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
  events: EventsTable;
  answers: AnswersTable;
  outbox: OutboxTable;
  members: MembersTable;
  invitations: InvitationsTable;
  support_requests: SupportRequestsTable;
  article_votes: ArticleVotesTable;
  demo_mails: DemoMailsTable;
}

/** A domain value as it is kept in json, where an instant is an ISO string. */
export type Stored<T> = T extends Instant
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

/** A json column: read as the value, written as its text. */
type Json<T> = ColumnType<Stored<T>, string, string>;

/** A json column that may be null. */
type JsonOrNull<T> = ColumnType<Stored<T> | null, string | null, string | null>;

interface ClocksTable {
  id: string;
  now: Instant;
}

export interface AccountsTable {
  id: string;
  code: string;
  name: string;
  country: string;
  time_zone: string;
  currency: string;
  clock_id: string | null;
  created_at: Instant;
  version: Generated<number>;
  sequence: Generated<number>;
  invoice_count: Generated<number>;
  credit_note_count: Generated<number>;
  charged_minor: Generated<number>;
  refunded_minor: Generated<number>;
  event_count: Generated<number>;
  event_hash: Generated<string>;
  subscription_id: string | null;
  pending: JsonOrNull<Pending>;
  due_at: Instant | null;
}

export interface SubscriptionsTable {
  account_id: string;
  id: string;
  plan_code: string;
  plan: Json<Plan>;
  status: SubscriptionStatus;
  anchor_at: Instant;
  anchor_time_zone: string;
  anchor_offset: number;
  period_start: Instant;
  period_end: Instant;
  scheduled: JsonOrNull<ScheduledChange>;
  discount: JsonOrNull<Discount>;
  period_discount_minor: Generated<number>;
  dunning: JsonOrNull<Dunning>;
  pause_months: Generated<number>;
  noticed_for: Instant | null;
  started_at: Instant;
  ended_at: Instant | null;
  end_cause: EndCause | null;
  history_size: Generated<number>;
}

export interface PaymentMethodsTable {
  account_id: string;
  token: PaymentMethod['token'];
  brand: string;
  last4: string;
  exp_month: number;
  exp_year: number;
}

export interface InvoicesTable {
  account_id: string;
  id: string;
  number: string;
  subscription_id: string | null;
  purpose: Purpose;
  status: InvoiceStatus;
  lines: Json<readonly InvoiceLine[]>;
  total_minor: number;
  currency: string;
  period_start: Instant | null;
  period_end: Instant | null;
  credits: Generated<number>;
  issued_at: Instant;
  paid_at: Instant | null;
  closed_at: Instant | null;
  charge_id: string | null;
}

export interface ChargesTable {
  account_id: string;
  id: string;
  invoice_id: string | null;
  purpose: Purpose;
  amount_minor: number;
  currency: string;
  token: string;
  status: ChargeStatus;
  period_start: Instant | null;
  period_end: Instant | null;
  lines: Json<readonly InvoiceLine[]>;
  on_session: boolean;
  failure: string | null;
  asked_at: Instant;
  answered_at: Instant | null;
}

interface CreditNotesTable {
  account_id: string;
  id: string;
  number: string;
  invoice_id: string;
  charge_id: string;
  amount_minor: number;
  currency: string;
  issued_at: Instant;
  why: CreditNote['why'];
}

export interface CreditLotsTable {
  account_id: string;
  id: string;
  source: LotSource;
  rollover: Rollover | null;
  rollover_cap: Generated<number>;
  plan_code: string | null;
  plan_credits: Generated<number>;
  invoice_id: string | null;
  granted: number;
  available: number;
  reserved: number;
  granted_at: Instant;
  closed: CreditLot['closed'];
}

interface CreditEntriesTable {
  account_id: string;
  id: string;
  lot_id: string;
  kind: EntryKind;
  credits: number;
  at: Instant;
  order_id: string | null;
}

export interface OrdersTable {
  account_id: string;
  id: string;
  subscription_id: string;
  filter: Json<LeadFilter>;
  fields: Json<readonly LeadField[]>;
  requested: number;
  credits_per_lead: number;
  delivered: number;
  rejected: number;
  reservations: Json<readonly Reservation[]>;
  credits_spent: number;
  credits_released: number;
  lead_cursor: number;
  status: OrderStatus;
  placed_at: Instant;
  placed_by: string;
  completed_at: Instant | null;
}

export interface LeadsTable {
  id: number;
  first_name: string;
  last_name: string;
  title: string;
  seniority: string;
  industry: string;
  company: string;
  company_size: string;
  country: string;
  business_email: string;
  personal_email: string;
  mobile: string;
  verified: boolean;
}

interface DeliveriesTable {
  account_id: string;
  subscription_id: string;
  lead_id: number;
  order_id: string;
  delivered_at: Instant;
}

export interface AttemptsTable {
  account_id: string;
  id: string;
  flow_code: string;
  flow_version: number;
  started_at: Instant;
  started_by: string;
  touched_at: Instant;
  reason: string | null;
  note: string | null;
  page: string;
  path: Json<readonly string[]>;
  decisions: Json<readonly OfferDecision[]>;
  outcome: AttemptOutcome | null;
  accepted_offer: string | null;
  ended_at: Instant | null;
}

interface EventsTable {
  account_id: string;
  seq: number;
  type: EventType;
  at: Instant;
  recorded_at: Instant;
  actor_kind: 'member' | 'system';
  actor_id: string;
  command: string;
  data: Json<Record<string, unknown>>;
  previous_hash: string;
  hash: string;
}

interface AnswersTable {
  account_id: string;
  idempotency_key: string;
  command: string;
  refusal: JsonOrNull<Refusal>;
  at: Instant;
}

interface OutboxTable {
  account_id: string;
  id: ColumnType<number, never, never>;
  kind: string;
  key: string;
  payload: Json<unknown>;
  created_at: Generated<Instant>;
  available_at: Generated<Instant>;
  attempts: Generated<number>;
  done_at: Instant | null;
  last_error: string | null;
}

export interface MembersTable {
  account_id: string;
  id: string;
  user_id: string;
  name: string;
  email: string;
  role: MemberRole;
  joined_at: Instant;
}

type MemberRole = Role;

export interface InvitationsTable {
  account_id: string;
  id: string;
  email: string;
  role: MemberRole;
  token_hash: string;
  invited_by: string;
  invited_at: Instant;
  expires_at: Instant;
  accepted_at: Instant | null;
  withdrawn_at: Instant | null;
}

interface SupportRequestsTable {
  account_id: string;
  id: string;
  name: string;
  email: string;
  subject: string;
  message: string;
  attempt_id: string | null;
  opened_at: Instant;
}

interface ArticleVotesTable {
  article: string;
  voter: string;
  helpful: boolean;
  voted_at: Instant;
}

interface DemoMailsTable {
  account_id: string;
  id: ColumnType<number, never, never>;
  key: string;
  sent_at: Generated<Instant>;
  recipients: Json<readonly string[]>;
  subject: string;
  text_body: string;
  html_body: string;
}
