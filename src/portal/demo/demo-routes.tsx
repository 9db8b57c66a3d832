import { Hono } from 'hono';
import { z } from 'zod';
import { whatIsDueNext } from '../../domain/subscription/time-passing.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { newestMails, storedMail, type MailSummary } from '../../queries/mailbox.ts';
import { Button, Choices, Empty, Facts, Form, Panel, Table } from '../../ui/components/index.ts';
import { formatDate, formatInstant, formatTime, zoneName } from '../../ui/format.ts';
import { demoTexts as t } from '../../ui/messages/demo.ts';
import { requireMember, memberOf, safeNext } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { BadRequest, NotFound } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import type { DemoControls } from './controls.ts';

const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation allow-popups";

const advanceForm = z.object({ by: z.enum(['next', 'day', 'period']) });

/** The pages and buttons of the demo: its clock, its mailbox, its reset. */
export function demoRoutes(demo: DemoControls): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>();
  routes.post('/demo/advance', requireMember, (c) => advance(c, demo));
  routes.get('/demo/reset', requireMember, (c) => askBeforeReset(c));
  routes.post('/demo/reset', requireMember, async (c) => {
    await demo.reset();
    return redirectWith(c, '/', 'success', t.wasReset);
  });
  routes.get('/demo/mailbox', (c) => showMailbox(c));
  routes.get('/demo/mailbox/:id', (c) => showMail(c));
  routes.get('/demo/mailbox/:id/html', async (c) => {
    const mail = await mailOf(c);
    c.header('content-security-policy', MAIL_POLICY);
    return c.html(mail.html);
  });
  return routes;
}

async function advance(c: PortalContext, demo: DemoControls): Promise<Response> {
  const form = readForm(c, advanceForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const { state, now, clockId } = await c.get('app').view(memberOf(c).accountId);
  const back = wayBack(c);
  if (clockId === null) return redirectWith(c, back, 'warning', t.noClock);
  const to = targetOf(form.value.by, state, now);
  if (to === null) return redirectWith(c, back, 'info', t.notMoved);
  const stands = await demo.advance(clockId, to);
  return redirectWith(c, back, 'info', t.moved(formatInstant(stands, state.account.timeZone)));
}

function targetOf(by: 'next' | 'day' | 'period', state: AccountState, now: Instant): Instant | null {
  switch (by) {
    case 'day':
      return now.add({ hours: 24 });
    case 'next':
      return whatIsDueNext(state)?.at ?? null;
    case 'period':
      return state.subscription?.period.end ?? null;
  }
}

function wayBack(c: PortalContext): string {
  const referer = c.req.header('referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const from = new URL(referer);
  return from.host === new URL(c.req.url).host ? safeNext(from.pathname + from.search) : '/';
}

function askBeforeReset(c: PortalContext): Promise<Response> {
  return showPage(
    c,
    { title: t.resetTitle, width: 'narrow', noBanner: true },
    <Panel>
      <p>{t.resetWhat}</p>
      <Choices
        options={[
          { label: t.reset, wrap: (button) => <Form action="/demo/reset">{button}</Form> },
          { label: t.resetKeep, href: '/' },
        ]}
      />
    </Panel>,
  );
}

/** The demo's mails have no zone of their own; they are listed in the reader's. */
async function zoneOf(c: PortalContext): Promise<string> {
  const actor = c.get('actor');
  if (actor === null) return 'UTC';
  return (await c.get('app').view(actor.accountId)).state.account.timeZone;
}

async function showMailbox(c: PortalContext): Promise<Response> {
  const mails = await newestMails(c.get('app').db);
  const timeZone = await zoneOf(c);
  const link = (mail: MailSummary) => <a href={`/demo/mailbox/${mail.id}`}>{mail.subject}</a>;
  return showPage(
    c,
    { title: t.mailbox, intro: t.mailboxIntro(zoneName(timeZone)), noBanner: true },
    <Panel flush>
      {mails.length === 0 ? (
        <Empty title={t.noMail} />
      ) : (
        <Table
          caption={t.mailbox}
          columns={[
            { title: t.subject, cell: link, head: true },
            { title: t.to, cell: (mail) => mail.recipients.join(', ') },
            {
              title: t.sent,
              cell: ({ sentAt }) => t.at(formatDate(sentAt, timeZone), formatTime(sentAt, timeZone)),
              short: true,
            },
          ]}
          rows={mails}
        />
      )}
    </Panel>,
  );
}

async function mailOf(c: PortalContext) {
  const id = Number(c.req.param('id'));
  const mail = Number.isSafeInteger(id) && id > 0 ? await storedMail(c.get('app').db, id) : null;
  if (mail === null) throw new NotFound();
  return mail;
}

async function showMail(c: PortalContext): Promise<Response> {
  const mail = await mailOf(c);
  const timeZone = await zoneOf(c);
  const links = [...new Set(mail.text.match(/https?:\/\/\S+/g) ?? [])];
  return showPage(
    c,
    {
      title: mail.subject,
      crumbs: [{ label: t.backToMailbox, href: '/demo/mailbox' }],
      width: 'text',
      noBanner: true,
    },
    <Panel>
      <Facts
        facts={[
          { label: t.to, value: mail.recipients.join(', ') },
          { label: t.sent, value: formatInstant(mail.sentAt, timeZone) },
        ]}
      />
      <pre class="mail-text">{mail.text}</pre>
      {links.length === 0 ? null : (
        <nav aria-label={t.links}>
          <h2>{t.links}</h2>
          <ul class="link-list">
            {links.map((href) => (
              <li>
                <a href={href}>{href}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Button kind="secondary" href={`/demo/mailbox/${mail.id}/html`}>
        {t.showHtml}
      </Button>
    </Panel>,
  );
}
