-- outside of a transaction
-- timers go through what is due from where they were, by the time and then the account; accounts on a test
-- clock, which may be anywhere in time, are not among those
drop index concurrently if exists accounts_due_in_order;
create index concurrently accounts_due_in_order on accounts (due_at, id) where due_at is not null and clock_id is null;
drop index concurrently if exists accounts_due;
