import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { MailRefused, type Mailer, type MailMessage, type NotTaken } from '../../ports/mailer.ts';

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
  const transport = transportTo(url, timeoutMs);
  const domain = domainOf(from);
  return {
    send: async (message) => {
      const mail = {
        from,
        // as objects, so that an address is never read as a list of addresses
        to: message.to.map((address) => ({ name: '', address })),
        ...(message.replyTo === undefined ? {} : { replyTo: { name: '', address: message.replyTo } }),
        subject: message.subject,
        text: message.text,
        html: message.html,
        messageId: messageId(message, domain),
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      const sent = await transport.sendMail(mail).catch((error: unknown) => {
        throw isRefusal(error) ? new MailRefused(error.message, { cause: error }) : error;
      });
      return notTaken(sent);
    },
  };
}

/** The library's types leave out what was said of recipients who were refused beside others. */
function notTaken(sent: object): readonly NotTaken[] {
  const { rejectedErrors = [] } = sent as { rejectedErrors?: readonly (Error & { readonly recipient: string })[] };
  return rejectedErrors.map((error) => ({ address: error.recipient, why: error.message, forGood: isRefusal(error) }));
}

/**
 * Whether the server said for good that it does not take this mail: a 5xx to its recipients or its content. A 5xx to
 * the log-in or the sender is about the server's settings, and whoever mends those wants the mail to go out.
 */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { responseCode = 0, command = '' } = error as { readonly responseCode?: number; readonly command?: string };
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
}

/** Greets a mail server as for sending, and leaves; rejects when it is not there or does not let us in. */
export async function greetSmtp(url: string, timeoutMs = TIMEOUT_MS): Promise<void> {
  const transport = transportTo(url, timeoutMs);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

function transportTo(url: string, timeoutMs: number) {
  return createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
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
