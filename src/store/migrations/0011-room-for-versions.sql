-- every command writes these two anew: where the new version finds room on the page of the old one and no column of an
-- index changes, no index is written
alter table accounts set (fillfactor = 70);
alter table subscriptions set (fillfactor = 70);
