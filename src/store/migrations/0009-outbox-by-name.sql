-- outside of a transaction
drop index concurrently if exists outbox_by_name;
create unique index concurrently outbox_by_name on outbox (account_id, kind, key);
