-- outside of a transaction
-- what was finished long ago is cleared; rows stand nearly in the order in which they came, so ranges of them are enough
drop index concurrently if exists outbox_by_age;
create index concurrently outbox_by_age on outbox using brin (created_at);
drop index concurrently if exists answers_by_age;
create index concurrently answers_by_age on answers using brin (at);
