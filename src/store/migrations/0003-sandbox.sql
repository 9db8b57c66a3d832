-- The sandbox provider's own books. It is a component of its own: only src/adapters/payments reads them.
create table sandbox_cards (
  token text primary key,
  behaviour text not null
    check (behaviour in ('succeeds', 'insufficient_funds', 'declines_later', 'needs_authentication')),
  brand text not null,
  last4 text not null,
  attached_at timestamptz not null default now()
);

create table sandbox_charges (
  key text primary key,
  account_id text not null,
  token text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  outcome text not null check (outcome in ('succeeded', 'declined', 'needs_authentication')),
  failure text,
  asked_at timestamptz not null default now(),
  times_asked integer not null default 1,
  -- which answer this is: the customer's bank may bring about a second one
  answer_number integer not null default 1,
  -- how often the answer is still to be delivered, and when next
  owed integer not null check (owed >= 0),
  answer_at timestamptz not null,
  leased_until timestamptz not null default now(),
  times_delivered integer not null default 0,
  failures integer not null default 0,
  check ((outcome = 'declined') = (failure is not null))
);
create index sandbox_charges_owed on sandbox_charges (answer_at) where owed > 0;
create index sandbox_charges_account on sandbox_charges (account_id);

create table sandbox_refunds (
  key text primary key,
  charge_key text not null references sandbox_charges (key),
  amount_minor bigint not null check (amount_minor > 0),
  refunded_at timestamptz not null default now()
);
create index sandbox_refunds_charge on sandbox_refunds (charge_key);

-- what the demo sends goes into this mailbox instead of the world
create table demo_mails (
  account_id text not null,
  id bigint generated always as identity,
  key text not null,
  sent_at timestamptz not null default now(),
  recipients json not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  primary key (account_id, id),
  unique (account_id, key)
);
