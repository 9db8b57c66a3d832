-- outside of a transaction
-- each kind of effect is looked for by a lane of its own, past however many of another kind
drop index concurrently if exists outbox_waiting_by_kind;
create index concurrently outbox_waiting_by_kind on outbox (kind, available_at) where done_at is null;
