import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Mailer, MailMessage } from '../../ports/mailer.ts';

interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…` */
  readonly url: string;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** How long the server may take for each step of a conversation. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 8_000;

/** Sends mail over SMTP. Repeats of one mail carry the same Message-ID, so that mailboxes can tell. */
export function createSmtpMailer({ url, from, timeoutMs = TIMEOUT_MS }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = domainOf(from);
  return {
    send: async (message) => {
      await transport.sendMail({
        from,
        // as objects, so that an address is never read as a list of addresses
        to: message.to.map((address) => ({ name: '', address })),
        ...(message.replyTo === undefined ? {} : { replyTo: { name: '', address: message.replyTo } }),
        subject: message.subject,
        text: message.text,
        html: message.html,
        messageId: messageId(message, domain),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
  };
}

function messageId({ accountId, key }: MailMessage, domain: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([accountId, key]))
    .digest('hex');
  return `<${hash.slice(0, 40)}@${domain}>`;
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
