import type { Kysely } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from '../store/schema.ts';

export interface MailSummary {
  readonly accountId: string;
  readonly id: number;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly sentAt: Instant;
}

interface StoredMail extends MailSummary {
  readonly text: string;
  readonly html: string;
}

const PER_PAGE = 50;

/** The newest mails of the demo, whoever they are for: it is one mailbox for everybody who tries it. */
export async function newestMails(db: Kysely<Tables>): Promise<readonly MailSummary[]> {
  const rows = await db
    .selectFrom('demo_mails')
    .select(['account_id', 'id', 'recipients', 'subject', 'sent_at'])
    .orderBy('id', 'desc')
    .limit(PER_PAGE)
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    id: row.id,
    recipients: row.recipients,
    subject: row.subject,
    sentAt: row.sent_at,
  }));
}

/** One mail of the demo, or null. */
export async function storedMail(db: Kysely<Tables>, id: number): Promise<StoredMail | null> {
  const row = await db.selectFrom('demo_mails').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    accountId: row.account_id,
    id: row.id,
    recipients: row.recipients,
    subject: row.subject,
    sentAt: row.sent_at,
    text: row.text_body,
    html: row.html_body,
  };
}
