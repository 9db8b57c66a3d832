-- outside of a transaction
-- with the account first it was taken for looks into the order history, where it reads all of the account's
-- deliveries for each lead; with the order first only what asks for an order can use it
drop index concurrently if exists deliveries_of_order;
create index concurrently deliveries_of_order on deliveries (order_id, account_id, lead_id);
drop index concurrently if exists deliveries_by_order;
