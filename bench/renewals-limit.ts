import { sql, type Kysely } from 'kysely';
import type { Tables } from '../src/store/schema.ts';
import { accountId } from './accounts.ts';

/**
 * The limit of renewals: what is left of one when nobody decides anything, as one statement that writes the
 * rows of all of them in the state in which the engine leaves them. The figures are those of the pattern's plan.
 */
export async function renewInOneStatement(db: Kysely<Tables>, from: number, count: number): Promise<void> {
  await sql`
    with due as materialized (
      select a.id as account_id, a.code, a.sequence, a.invoice_count, a.event_count, a.event_hash, a.currency,
        s.id as subscription_id, s.period_end as starts, s.period_end + interval '1 month' as ends, s.plan,
        p.token,
        a.code || lpad(to_hex(a.sequence + 1), 4, '0') as one, a.code || lpad(to_hex(a.sequence + 2), 4, '0') as two,
        a.code || lpad(to_hex(a.sequence + 3), 4, '0') as three, a.code || lpad(to_hex(a.sequence + 4), 4, '0') as four,
        a.code || lpad(to_hex(a.sequence + 5), 4, '0') as five,
        9700::bigint as amount,
        json_build_array(json_build_object('kind', 'plan', 'planCode', 'starter', 'quantity', 1, 'amountMinor', 9700)) as lines
      from accounts a
      join subscriptions s on s.account_id = a.id and s.id = a.subscription_id
      join payment_methods p on p.account_id = a.id
      where a.due_at <= now() and a.clock_id is null
        and a.id between ${accountId(from)} and ${accountId(from + count - 1)}
    ), trail as materialized (
      select due.account_id, due.event_count + number as seq, type, due.starts,
        json_build_object('plan', 'starter', 'periodStart', starts, 'periodEnd', ends, 'amountMinor', amount) as data,
        event_hash as previous_hash,
        encode(sha256(convert_to(event_hash || due.account_id || type || starts || ends, 'utf8')), 'hex') as hash
      from due cross join (values
        (1, 'SubscriptionRenewed'), (2, 'PaymentRequested'), (3, 'PaymentSucceeded'), (4, 'CreditsGranted')
      ) as happened (number, type)
    ), into_accounts as (
      update accounts set version = version + 2, sequence = accounts.sequence + 5,
        invoice_count = accounts.invoice_count + 1, charged_minor = charged_minor + due.amount,
        event_count = accounts.event_count + 4, due_at = due.ends,
        event_hash = encode(sha256(convert_to(due.event_hash || due.account_id, 'utf8')), 'hex')
      from due where accounts.id = due.account_id
    ), into_subscriptions as (
      update subscriptions set period_start = due.starts, period_end = due.ends, anchor_offset = anchor_offset + 1
      from due where subscriptions.account_id = due.account_id and subscriptions.id = due.subscription_id
    ), into_invoices as (
      insert into invoices (account_id, id, number, subscription_id, purpose, status, lines, total_minor, currency,
        period_start, period_end, credits, issued_at, paid_at, closed_at, charge_id)
      select account_id, 'inv_' || one, code || '-' || lpad((invoice_count + 1)::text, 4, '0'), subscription_id, 'plan',
        'paid', lines, amount, currency, starts, ends, 2000, starts, now(), null, 'ch_' || two from due
    ), into_charges as (
      insert into charges (account_id, id, invoice_id, purpose, amount_minor, currency, token, status, period_start,
        period_end, lines, on_session, failure, asked_at, answered_at)
      select account_id, 'ch_' || two, 'inv_' || one, 'plan', amount, currency, token, 'paid', starts, ends, lines, false,
        null, starts, now() from due
    ), into_lots as (
      insert into credit_lots (account_id, id, source, rollover, rollover_cap, plan_code, plan_credits, invoice_id,
        granted, available, reserved, granted_at, closed)
      select account_id, 'lot_' || three, 'plan', 'cap', 2, 'starter', 2000, 'inv_' || one, 2000, 2000, 0, now(), null
      from due
    ), into_entries as (
      insert into credit_entries (account_id, id, lot_id, kind, credits, at, order_id)
      select account_id, 'ent_' || four, 'lot_' || three, 'granted', 2000, now(), null from due
    ), into_events as (
      insert into events (account_id, seq, type, at, recorded_at, actor_kind, actor_id, command, data, previous_hash,
        hash)
      select account_id, seq, type, starts, now(), 'system', 'timer', 'tick', data, previous_hash, hash from trail
    ), into_outbox as (
      insert into outbox (account_id, kind, key, payload, attempts, done_at)
      select account_id, kind, key || two,
        json_build_object('kind', kind, 'key', key || two, 'chargeId', 'ch_' || two, 'amountMinor', amount,
          'currency', currency, 'purpose', 'plan', 'periodStart', starts, 'periodEnd', ends),
        attempts, done_at
      from due cross join (values ('charge', 'ch_', 1, now()), ('mail', 'mail_', 0, null)) as it (kind, key, attempts, done_at)
    )
    insert into sandbox_charges (key, account_id, token, amount_minor, currency, outcome, owed, answer_at, times_delivered)
    select 'ch_' || two, account_id, token, amount, currency, 'succeeded', 0, now(), 1 from due`.execute(db);
}
