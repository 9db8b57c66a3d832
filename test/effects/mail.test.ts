import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createMailbox } from '../../src/adapters/mail/mailbox.ts';
import { createSmtpMailer } from '../../src/adapters/mail/smtp.ts';
import type { Effect } from '../../src/domain/subscription/effects.ts';
import type { Notice } from '../../src/domain/subscription/notices.ts';
import { createMail } from '../../src/effects/mail.ts';
import { createWorker } from '../../src/effects/worker.ts';
import { MailRefused, type Mailer, type MailMessage } from '../../src/ports/mailer.ts';
import { addEffects } from '../../src/store/outbox.ts';
import { onBothDatabases, type TestDatabase } from '../testkit/databases.ts';
import { startMailServer, type MailServer } from '../testkit/mail-server.ts';

const silent = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const frame = { brand: 'ListKit', supportEmail: 'support@listkit.test', baseUrl: 'https://desk.example' };

const cancelled: Notice = {
  kind: 'cancellation_scheduled',
  reference: 'REF-7',
  endsAt: '2026-03-31T19:00:00Z',
  creditsLost: 1500,
  creditsKept: 0,
  leadsClosed: 12345,
};

const message: MailMessage = {
  accountId: 'acc_1',
  key: 'mail_1',
  to: ['owner@acme.test'],
  subject: 'Zażółć — your receipt',
  text: 'The text says 31 March 2026.\n',
  html: '<p>The HTML says 31 March 2026.</p>',
};

const servers: MailServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const startServer = async (options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> => {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
};

const smtp = (url: string) => createSmtpMailer({ url, from: 'ListKit <no-reply@listkit.test>', timeoutMs: 5_000 });

describe('a mail over SMTP', () => {
  test('has both bodies, the sender and a subject beyond ASCII', async () => {
    const server = await startServer();
    await smtp(server.url).send(message);
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: 'no-reply@listkit.test', to: ['owner@acme.test'] });
    expect(header(mail?.source, 'Content-Type')).toMatch(/^multipart\/alternative;/);
    expect(header(mail?.source, 'From')).toBe('ListKit <no-reply@listkit.test>');
    expect(header(mail?.source, 'Subject')).toMatch(/^=\?UTF-8\?/);
    expect(mail?.source).toContain('Content-Type: text/plain; charset=utf-8');
    expect(mail?.source).toContain('The text says 31 March 2026.');
    expect(mail?.source).toContain('Content-Type: text/html; charset=utf-8');
    expect(mail?.source).toContain('<p>The HTML says 31 March 2026.</p>');
  });

  test('that is sent again can be recognised', async () => {
    const server = await startServer();
    const mailer = smtp(server.url);
    await mailer.send(message);
    await mailer.send(message);
    await mailer.send({ ...message, key: 'mail_2' });
    const ids = server.received.map((mail) => header(mail.source, 'Message-ID'));
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@listkit\.test>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('cannot be made to carry another header or recipient', async () => {
    const server = await startServer();
    await smtp(server.url).send({
      ...message,
      subject: 'Hello\r\nBcc: spy@else.test',
      replyTo: 'a@b.test\r\nBcc: spy@else.test',
      to: ['owner@acme.test'],
    });
    const [mail] = server.received;
    expect(mail?.to).toEqual(['owner@acme.test']);
    expect(mail?.source).not.toMatch(/^Bcc:/im);
  });

  test('that nobody takes is an error, which tells for good from for now', async () => {
    const server = await startServer({ unknown: ['owner@acme.test'] });
    await expect(smtp(server.url).send(message)).rejects.toThrow(MailRefused);
    const busy = await startServer({ refuses: { what: 'recipient', code: 450 } });
    await expect(smtp(busy.url).send(message)).rejects.not.toThrow(MailRefused);
    const gone = await startServer();
    await gone.stop();
    await expect(smtp(gone.url).send(message)).rejects.toThrow();
  });
});

onBothDatabases('the mail effect', (open) => {
  let database: TestDatabase;
  let count = 0;

  beforeAll(async () => {
    database = await open();
  });

  const addAccount = async (timeZone = 'America/New_York'): Promise<string> => {
    count += 1;
    const id = `acc_mail${count}`;
    const at = Temporal.Instant.from('2026-01-01T00:00:00Z');
    await database.db
      .insertInto('accounts')
      .values({
        id,
        code: `mail${count}`,
        name: 'Acme Outbound',
        country: 'US',
        time_zone: timeZone,
        currency: 'USD',
        created_at: at,
      })
      .execute();
    const people = ['owner', 'billing', 'member'] as const;
    await database.db
      .insertInto('members')
      .values(
        people.map((role) => ({
          account_id: id,
          id: `mem_${role}${count}`,
          user_id: `usr_${role}${count}`,
          name: role,
          email: `${role}@acme${count}.test`,
          role,
          joined_at: at,
        })),
      )
      .execute();
    return id;
  };

  const leave = async (accountId: string, notices: readonly Notice[]) => {
    const effects = notices.map((notice, index): Effect => ({ kind: 'mail', key: `mail_${index}`, notice }));
    await database.db.transaction().execute((tx) => addEffects(tx, accountId, effects));
  };

  const workerWith = (mailer: Mailer, pollMs = 50) => {
    const nothing = () => Promise.resolve('done' as const);
    const mail = createMail({ db: database.db, mailer, log: silent, ...frame });
    const handlers = { charge: nothing, refund: nothing, deliver: nothing, mail };
    return createWorker({ db: database.db, handlers, log: silent, pollMs });
  };

  const sentTo = async (accountId: string, notice: Notice): Promise<MailMessage[]> => {
    const sent: MailMessage[] = [];
    await leave(accountId, [notice]);
    const send = (mail: MailMessage) => {
      sent.push(mail);
      return Promise.resolve([]);
    };
    await workerWith({ send }).drain({ accountId });
    return sent;
  };

  test('goes to owner and billing, in the zone of the account', async () => {
    const accountId = await addAccount('Asia/Tokyo');
    const [mail] = await sentTo(accountId, cancelled);
    expect(mail?.to).toEqual([`owner@acme${count}.test`, `billing@acme${count}.test`]);
    expect(mail?.subject).toBe('Your ListKit subscription is cancelled and ends on 1 April 2026');
    expect(mail?.text).toContain('1 April 2026, 04:00 Tokyo time');
  });

  test('goes to the address that the notice names, and keeps no link that lets somebody in', async () => {
    const accountId = await addAccount();
    const notice: Notice = {
      kind: 'invitation',
      to: 'new@acme.test',
      role: 'member',
      invitedBy: 'Olive',
      token: 'very-secret',
      expiresAt: '2026-03-31T19:00:00Z',
    };
    const [mail] = await sentTo(accountId, notice);
    expect(mail?.to).toEqual(['new@acme.test']);
    expect(mail?.text).toContain('https://desk.example/invitations/very-secret');
    const rows = await database.db.selectFrom('outbox').selectAll().where('account_id', '=', accountId).execute();
    expect(JSON.stringify(rows)).not.toContain('very-secret');
  });

  test('takes a visitor’s request to the support, who can answer it', async () => {
    const notice: Notice = {
      kind: 'support_request',
      requestId: 'req_1',
      from: 'visitor@else.test',
      name: 'Vera',
      subject: 'Prices',
      message: 'How much?',
    };
    const [mail] = await sentTo('visitor', notice);
    expect(mail).toMatchObject({ to: ['support@listkit.test'], replyTo: 'visitor@else.test' });
  });

  test('is not sent to what is no single address', async () => {
    const accountId = await addAccount();
    const sent = await sentTo(accountId, { kind: 'already_registered', to: 'a@b.test, spy@else.test' });
    expect(sent).toEqual([]);
  });

  test('waits while the mail server is down, and nothing is lost', async () => {
    const accountId = await addAccount();
    const down = await startServer();
    await down.stop();
    await leave(accountId, [cancelled, { ...cancelled, reference: 'REF-8' }, { ...cancelled, reference: 'REF-9' }]);
    const worker = workerWith(smtp(down.url));
    expect(await worker.drain({ accountId })).toBe(3);
    const waiting = await database.db
      .selectFrom('outbox')
      .select(['done_at', 'last_error'])
      .where('account_id', '=', accountId)
      .execute();
    expect(waiting.map((row) => row.done_at)).toEqual([null, null, null]);
    expect(waiting[0]?.last_error).toContain('ECONNREFUSED');

    const up = await startServer({ port: down.port });
    worker.start();
    await vi.waitFor(() => expect(up.received).toHaveLength(3), { timeout: 20_000 });
    await worker.stop();
    const references = up.received.map((mail) => /REF-\d/.exec(mail.source)?.[0]).sort();
    expect(references).toEqual(['REF-7', 'REF-8', 'REF-9']);
  });

  const outboxOf = (accountId: string) =>
    database.db
      .selectFrom('outbox')
      .select(['done_at', 'last_error', 'attempts', 'payload'])
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();

  test.each(['recipient', 'content'] as const)(
    'is given up when the server refuses its %s for good, and the log says why',
    async (what) => {
      const accountId = await addAccount();
      const server = await startServer({ refuses: { what, code: 554 } });
      await leave(accountId, [cancelled]);
      const worker = workerWith(smtp(server.url));
      expect(await worker.drain({ accountId })).toBe(1);
      const row = await outboxOf(accountId);
      expect(row.done_at).not.toBeNull();
      expect(row.last_error).toContain('554');
      expect(silent.error).toHaveBeenLastCalledWith(
        expect.objectContaining({ accountId, key: 'mail_0', error: row.last_error }),
        expect.stringContaining('not tried again'),
      );
      expect(await worker.drain({ accountId })).toBe(0);
    },
  );

  test.each(['recipient', 'content'] as const)('is tried again when the server puts off its %s', async (what) => {
    const accountId = await addAccount();
    const server = await startServer({ refuses: { what, code: 451 } });
    await leave(accountId, [cancelled]);
    await workerWith(smtp(server.url)).drain({ accountId });
    expect(await outboxOf(accountId)).toMatchObject({ done_at: null, attempts: 1 });
  });

  test('reaches the others when one recipient is put off, who has it later and alone', async () => {
    const accountId = await addAccount();
    const server = await startServer({ busy: [`billing@acme${count}.test`] });
    await leave(accountId, [cancelled]);
    await workerWith(smtp(server.url)).drain({ accountId });
    expect(server.received.map(({ to }) => to)).toEqual([[`owner@acme${count}.test`], [`billing@acme${count}.test`]]);
    const [first, second] = server.received.map(({ source }) => header(source, 'Subject'));
    expect(second).toBe(first);
    const open = await database.db
      .selectFrom('outbox')
      .select('key')
      .where('account_id', '=', accountId)
      .where('done_at', 'is', null)
      .execute();
    expect(open).toEqual([]);
  });

  test('that was put off for somebody goes to nobody who has left meanwhile', async () => {
    const accountId = await addAccount();
    const billing = `billing@acme${count}.test`;
    const sent: MailMessage[] = [];
    await leave(accountId, [cancelled]);
    const mailer: Mailer = {
      send: async (mail) => {
        sent.push(mail);
        await database.db.deleteFrom('members').where('email', '=', billing).execute();
        return [{ address: billing, forGood: false, why: '452 full' }];
      },
    };
    await workerWith(mailer).drain({ accountId });
    expect(sent.map(({ to }) => to)).toEqual([[`owner@acme${count}.test`, billing]]);
    const open = await database.db.selectFrom('outbox').select('key').where('done_at', 'is', null).execute();
    expect(open.filter(({ key }) => key.startsWith('mail_0_'))).toEqual([]);
  });

  test('reaches the others when one recipient is refused for good, and the log says so', async () => {
    const accountId = await addAccount();
    const server = await startServer({ unknown: [`owner@acme${count}.test`] });
    await leave(accountId, [cancelled]);
    expect(await workerWith(smtp(server.url)).drain({ accountId })).toBe(1);
    expect(server.received.map(({ to }) => to)).toEqual([[`billing@acme${count}.test`]]);
    const row = await outboxOf(accountId);
    expect(row.done_at).not.toBeNull();
    expect(row.last_error).toContain('550');
    expect(silent.error).toHaveBeenLastCalledWith(
      expect.objectContaining({ accountId, key: 'mail_0', error: row.last_error }),
      expect.stringContaining('not tried again'),
    );
  });

  test('that is given up keeps no link that lets somebody in', async () => {
    const accountId = await addAccount();
    const refuse = () => Promise.reject(new MailRefused('550 no such mailbox'));
    await leave(accountId, [
      { kind: 'password_reset', to: 'gone@acme.test', url: 'https://desk.example/?token=secret' },
    ]);
    await workerWith({ send: refuse }).drain({ accountId });
    expect(await outboxOf(accountId)).toMatchObject({ last_error: '550 no such mailbox', payload: {} });
  });

  test('that cannot be sent for the server’s settings waits for somebody to mend them', async () => {
    const accountId = await addAccount();
    const badLogin = Object.assign(new Error('Invalid login: 535 no'), {
      code: 'EAUTH',
      responseCode: 535,
      command: 'AUTH PLAIN',
    });
    await leave(accountId, [cancelled]);
    await workerWith({ send: () => Promise.reject(badLogin) }).drain({ accountId });
    expect((await outboxOf(accountId)).done_at).toBeNull();
  });

  test('is in the demo’s mailbox once, however often it is sent', async () => {
    const accountId = await addAccount();
    const mailbox = createMailbox(database.db);
    await mailbox.send({ ...message, accountId });
    await mailbox.send({ ...message, accountId });
    const mails = await database.db.selectFrom('demo_mails').selectAll().where('account_id', '=', accountId).execute();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipients: ['owner@acme.test'],
      subject: message.subject,
      text_body: message.text,
      html_body: message.html,
    });
  });
});

function header(source: string | undefined, name: string): string | undefined {
  const [head] = (source ?? '').split('\r\n\r\n');
  const lines = (head ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))?.slice(name.length + 2);
}
