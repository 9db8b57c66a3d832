import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message as it came over the wire. */
  readonly source: string;
}

/** A mail server on a port of this machine. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  stop(): Promise<void>;
}

export interface MailServerOptions {
  /** A port that a server had before; else any that is free. */
  readonly port?: number;
  /** Recipients that the server does not know. */
  readonly unknown?: readonly string[];
  /** Recipients that it puts off, once each. */
  readonly busy?: readonly string[];
  /** What the server answers to every recipient, or to every content, instead of taking it. */
  readonly refuses?: { readonly what: 'recipient' | 'content'; readonly code: number };
}

/** Starts a mail server that keeps what it is sent. */
export async function startMailServer({
  port = 0,
  unknown = [],
  busy = [],
  refuses,
}: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const waiting = new Set(busy);
  const server = new SMTPServer({
    authOptional: true,
    // a machine without a name server would wait for the name of every client
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      if (refuses?.what === 'recipient') return done(refusal(refuses.code));
      if (unknown.includes(address)) return done(refusal(550));
      if (!waiting.delete(address)) return done();
      done(refusal(451));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuses?.what === 'content') return done(refusal(refuses.code));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        received.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('not here'), { responseCode });
}
