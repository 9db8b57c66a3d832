-- outside of a transaction
-- every look into the outbox names its kinds, so the index by kind serves them all, and each row is kept in one less
drop index concurrently if exists outbox_waiting;
