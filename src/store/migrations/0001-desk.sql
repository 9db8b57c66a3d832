create table clocks (
  id text primary key,
  now timestamptz not null
);

create table accounts (
  id text primary key,
  code text not null unique,
  name text not null,
  country text not null,
  time_zone text not null,
  currency text not null,
  clock_id text references clocks (id),
  created_at timestamptz not null,
  version bigint not null default 0,
  sequence bigint not null default 0,
  invoice_count integer not null default 0,
  credit_note_count integer not null default 0,
  charged_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  event_count bigint not null default 0,
  event_hash text not null default '',
  subscription_id text,
  pending json,
  -- the earliest instant at which something is due for this account
  due_at timestamptz
);
create index accounts_due on accounts (due_at) where due_at is not null;
create index accounts_clock on accounts (clock_id) where clock_id is not null;

create table subscriptions (
  account_id text not null references accounts (id),
  id text not null,
  plan_code text not null,
  plan json not null,
  status text not null check (status in ('active', 'past_due', 'paused', 'ended')),
  anchor_at timestamptz not null,
  anchor_time_zone text not null,
  anchor_offset integer not null,
  period_start timestamptz not null,
  period_end timestamptz not null check (period_end > period_start),
  scheduled json,
  discount json,
  period_discount_minor bigint not null default 0,
  dunning json,
  pause_months integer not null default 0,
  noticed_for timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  end_cause text,
  history_size integer not null default 0 check (history_size >= 0),
  primary key (account_id, id),
  check ((status = 'ended') = (ended_at is not null))
);

create table payment_methods (
  account_id text primary key references accounts (id),
  token text not null,
  brand text not null,
  last4 text not null,
  exp_month integer not null,
  exp_year integer not null
);

create table invoices (
  account_id text not null references accounts (id),
  id text not null,
  number text not null,
  subscription_id text,
  purpose text not null check (purpose in ('plan', 'pause', 'proration', 'top_up')),
  status text not null check (status in ('open', 'paid', 'void', 'uncollectible')),
  lines json not null,
  total_minor bigint not null check (total_minor >= 0),
  currency text not null,
  period_start timestamptz,
  period_end timestamptz,
  credits integer not null default 0,
  issued_at timestamptz not null,
  paid_at timestamptz,
  closed_at timestamptz,
  charge_id text,
  primary key (account_id, id),
  unique (account_id, number)
);
create index invoices_open on invoices (account_id) where status = 'open';
create index invoices_by_issue on invoices (account_id, issued_at desc);

create table charges (
  account_id text not null references accounts (id),
  id text not null,
  invoice_id text,
  purpose text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  token text not null,
  status text not null
    check (status in ('asked', 'needs_authentication', 'dropped', 'paid', 'declined', 'refunded')),
  period_start timestamptz,
  period_end timestamptz,
  lines json not null,
  on_session boolean not null,
  failure text,
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (account_id, id)
);
create index charges_unsettled on charges (account_id)
  where status in ('asked', 'needs_authentication', 'dropped');

create table credit_notes (
  account_id text not null references accounts (id),
  id text not null,
  number text not null,
  invoice_id text not null,
  charge_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  issued_at timestamptz not null,
  why text not null,
  primary key (account_id, id),
  unique (account_id, number),
  -- a charge goes back at most once
  unique (account_id, charge_id)
);

create table credit_lots (
  account_id text not null references accounts (id),
  id text not null,
  source text not null check (source in ('plan', 'bonus', 'bought')),
  rollover text,
  rollover_cap integer not null default 0,
  plan_code text,
  plan_credits integer not null default 0,
  invoice_id text,
  granted integer not null check (granted > 0),
  available integer not null check (available >= 0),
  reserved integer not null check (reserved >= 0),
  granted_at timestamptz not null,
  closed text,
  primary key (account_id, id),
  check (available + reserved <= granted)
);
-- an invoice grants its credits once (L29)
create unique index credit_lots_invoice on credit_lots (account_id, invoice_id) where invoice_id is not null;
create index credit_lots_held on credit_lots (account_id) where available > 0 or reserved > 0;

create table credit_entries (
  account_id text not null references accounts (id),
  id text not null,
  lot_id text not null,
  kind text not null,
  credits integer not null check (credits > 0),
  at timestamptz not null,
  order_id text,
  primary key (account_id, id)
);

create table orders (
  account_id text not null references accounts (id),
  id text not null,
  subscription_id text not null,
  filter json not null,
  fields json not null,
  requested integer not null check (requested > 0),
  credits_per_lead integer not null,
  delivered integer not null,
  rejected integer not null,
  reservations json not null,
  credits_spent integer not null,
  credits_released integer not null,
  lead_cursor integer not null,
  status text not null check (status in ('running', 'completed')),
  placed_at timestamptz not null,
  placed_by text not null,
  completed_at timestamptz,
  primary key (account_id, id)
);
create index orders_running on orders (account_id) where status = 'running';
create index orders_by_time on orders (account_id, placed_at desc);

create table leads (
  id integer primary key,
  first_name text not null,
  last_name text not null,
  title text not null,
  seniority text not null,
  industry text not null,
  company text not null,
  company_size text not null,
  country text not null,
  business_email text not null,
  personal_email text not null,
  mobile text not null,
  verified boolean not null
);
create index leads_facets on leads (industry, country, seniority, company_size, id);

-- the order history: while it is kept, a lead enters it once
create table deliveries (
  account_id text not null references accounts (id),
  subscription_id text not null,
  lead_id integer not null references leads (id),
  order_id text not null,
  delivered_at timestamptz not null,
  primary key (account_id, subscription_id, lead_id)
);
create index deliveries_by_order on deliveries (account_id, order_id, lead_id);

create table attempts (
  account_id text not null references accounts (id),
  id text not null,
  flow_code text not null,
  flow_version integer not null,
  started_at timestamptz not null,
  started_by text not null,
  touched_at timestamptz not null,
  reason text,
  note text,
  page text not null,
  path json not null,
  decisions json not null,
  outcome text check (outcome in ('saved', 'cancelled', 'abandoned')),
  accepted_offer text,
  ended_at timestamptz,
  primary key (account_id, id)
);
create unique index attempts_open on attempts (account_id) where outcome is null;
create index attempts_accepted on attempts (account_id) where accepted_offer is not null;

-- the audit trail: append-only, each row with the hash of the row before it
create table events (
  account_id text not null references accounts (id),
  seq bigint not null,
  type text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  command text not null,
  data json not null,
  previous_hash text not null,
  hash text not null,
  primary key (account_id, seq)
);

-- what a command with an idempotency key was answered
create table answers (
  account_id text not null references accounts (id),
  idempotency_key text not null,
  command text not null,
  refusal json,
  at timestamptz not null,
  primary key (account_id, idempotency_key)
);

create table outbox (
  account_id text not null,
  id bigint generated always as identity,
  kind text not null,
  key text not null,
  payload json not null,
  created_at timestamptz not null default now(),
  available_at timestamptz not null default now(),
  attempts integer not null default 0,
  done_at timestamptz,
  last_error text,
  primary key (account_id, id),
  unique (account_id, kind, key)
);
create index outbox_waiting on outbox (available_at) where done_at is null;

create table members (
  account_id text not null references accounts (id),
  id text not null,
  user_id text not null unique,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'billing', 'member')),
  joined_at timestamptz not null,
  primary key (account_id, id)
);

create table invitations (
  account_id text not null references accounts (id),
  id text not null,
  email text not null,
  role text not null check (role in ('owner', 'billing', 'member')),
  token_hash text not null unique,
  invited_by text not null,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (account_id, id)
);
create unique index invitations_open on invitations (account_id, email)
  where accepted_at is null and withdrawn_at is null;

-- account_id is 'visitor' for somebody who is not logged in
create table support_requests (
  account_id text not null,
  id text not null,
  name text not null,
  email text not null,
  subject text not null,
  message text not null,
  attempt_id text,
  opened_at timestamptz not null,
  primary key (account_id, id)
);

create table article_votes (
  article text not null,
  voter text not null,
  helpful boolean not null,
  voted_at timestamptz not null,
  primary key (article, voter)
);
