import type { Kysely } from 'kysely';
import type { Mailer } from '../../ports/mailer.ts';
import { nowFor } from '../../store/clock.ts';
import type { Tables } from '../../store/schema.ts';

/** The demo's post: every mail goes into a mailbox of the database, once for each key, and nowhere else. */
export function createMailbox(db: Kysely<Tables>): Mailer {
  return {
    send: async ({ accountId, key, to, subject, text, html }) => {
      await db
        .insertInto('demo_mails')
        .values({
          account_id: accountId,
          key,
          recipients: JSON.stringify(to),
          subject,
          text_body: text,
          html_body: html,
          // an account on a test clock has its mail at the time that its pages show
          sent_at: await nowFor(db, accountId),
        })
        .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing())
        .execute();
      return [];
    },
  };
}
