-- an effect is named by what it is about, and nothing looks for one by its number: one index less to be written
alter table outbox
  drop constraint outbox_pkey,
  drop constraint outbox_account_id_kind_key_key,
  add constraint outbox_pkey primary key using index outbox_by_name;
