import { Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Temporal } from 'temporal-polyfill';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { activityPage, verifyActivity } from '../../queries/activity.ts';
import type { ActivityEntry } from '../../queries/activity.ts';
import { Button, Empty, Form, Pagination, Panel, Table } from '../../ui/components/index.ts';
import { formatCount, formatDate, formatNumber, formatTime, zoneName } from '../../ui/format.ts';
import { activityTexts as t, eventSentences } from '../../ui/messages/activity.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { pageAsked } from '../page-asked.ts';
import { showPage } from '../page.tsx';
import { eventWords } from './event-words.ts';
import type { Reading } from './event-words.ts';

const PATH = '/settings/activity';

/** The audit trail in plain words, for every member. */
export const activityRoutes = new Hono<PortalEnv>();
activityRoutes.get(PATH, showActivity);
activityRoutes.post(`${PATH}/verify`, verify);

async function showActivity(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const actor = memberOf(c);
  const page = pageAsked(c);
  const { state } = await app.view(actor.accountId);
  const trail = await activityPage(app.db, actor.accountId, page);
  const { timeZone, currency } = state.account;
  const { brand } = app.config;
  const telling: Telling = {
    reading: { timeZone, currency, brand, policy: app.policy, flow: app.flow },
    mayPay: mayChangeSubscription(actor),
  };
  return showPage(
    c,
    { title: t.title, settings: 'activity', intro: t.intro, noBanner: true },
    trail.rows.length === 0 ? (
      <Empty title={t.empty}>{t.emptyText}</Empty>
    ) : (
      <>
        <Seal total={trail.total} account={state.account} />
        {byDay(stepsOf(trail.rows, brand), timeZone).map(([day, steps]) => (
          <Day day={day} steps={steps} telling={telling} />
        ))}
        <Pagination page={trail.page} pages={trail.pages} href={(n) => `${PATH}?page=${n}`} />
      </>
    ),
  );
}

async function verify(c: PortalContext): Promise<Response> {
  const verdict = await verifyActivity(c.get('app').db, memberOf(c).accountId);
  if (verdict.ok) return redirectWith(c, PATH, 'success', t.verified(entryCount(verdict.count)));
  c.get('app').log.error({ accountId: memberOf(c).accountId, ...verdict }, 'an audit trail does not verify');
  return redirectWith(c, PATH, 'warning', `${t.broken[verdict.why](formatNumber(verdict.seq))} ${t.brokenAsk}`);
}

function entryCount(count: number): string {
  return formatCount(count, t.entry, t.entriesWord);
}

function Seal({ total, account }: { total: number; account: AccountState['account'] }): JSX.Element {
  return (
    <Panel
      title={t.entries(entryCount(total))}
      aside={
        <Form action={`${PATH}/verify`}>
          <Button kind="secondary" small>
            {t.verify}
          </Button>
        </Form>
      }
      intro={`${t.verifyHint} ${t.times(zoneName(account.timeZone))}`}
    />
  );
}

interface Telling {
  readonly reading: Reading;
  /** Whether the reader may see invoices. */
  readonly mayPay: boolean;
}

/** What one command, or one turn of the schedule, brought about. */
interface Step {
  readonly at: Instant;
  readonly who: string;
  /** Oldest first. */
  readonly entries: readonly ActivityEntry[];
}

/** Neighbours of one instant and one actor, newest first. */
function stepsOf(entries: readonly ActivityEntry[], brand: string): readonly Step[] {
  const steps: Step[] = [];
  for (const entry of entries) {
    const by = who(entry, brand);
    const last = steps.at(-1);
    if (last?.who === by && last.at.equals(entry.at)) {
      steps[steps.length - 1] = { ...last, entries: [entry, ...last.entries] };
    } else {
      steps.push({ at: entry.at, who: by, entries: [entry] });
    }
  }
  return steps;
}

/** Neighbours of one civil day, in the account's zone. */
function byDay(steps: readonly Step[], timeZone: string): readonly [string, readonly Step[]][] {
  const days: [string, Step[]][] = [];
  for (const step of steps) {
    const day = formatDate(step.at, timeZone);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(step);
    else days.push([day, [step]]);
  }
  return days;
}

function Day({ day, steps, telling }: { day: string; steps: readonly Step[]; telling: Telling }): JSX.Element {
  return (
    <Panel title={day} flush>
      <Table
        caption={day}
        columns={[
          {
            title: t.columns.when,
            short: true,
            cell: (step) => (
              <>
                {formatTime(step.at, telling.reading.timeZone)}
                <span class="fact-detail">{step.who}</span>
              </>
            ),
          },
          { title: t.columns.what, head: true, cell: (step) => <Sentences step={step} telling={telling} /> },
        ]}
        rows={steps}
      />
    </Panel>
  );
}

/** A sentence an entry; neighbours that lead to the same place share one link. */
function Sentences({ step, telling }: { step: Step; telling: Telling }): JSX.Element {
  const told = step.entries.map((entry) => {
    const words = eventWords(entry.data, telling.reading);
    return { sentence: eventSentences[entry.type](words), link: linkOf(words, telling.mayPay) };
  });
  return (
    <>
      {told.map(({ sentence, link }, index) => (
        <p>
          {sentence}
          {link === null || link.href === told[index + 1]?.link?.href ? null : (
            <>
              {' '}
              <a href={link.href}>{link.label}</a>
            </>
          )}
        </p>
      ))}
    </>
  );
}

function linkOf(words: ReturnType<typeof eventWords>, mayPay: boolean): { href: string; label: string } | null {
  if (words.has('orderId')) return { href: `/orders/${words.text('orderId')}`, label: t.order };
  if (!mayPay || !words.has('invoiceId')) return null;
  return { href: `/settings/billing/invoices/${words.text('invoiceId')}`, label: t.invoice };
}

/** What time brought about is the schedule's, whoever's command came next. */
function who(entry: ActivityEntry, brand: string): string {
  if (Temporal.Instant.compare(entry.at, entry.recordedAt) < 0) return t.schedule;
  if (entry.actorKind === 'member') return entry.memberName ?? t.formerMember;
  const system = t.systems[entry.actorId];
  return system === undefined ? brand : t[system];
}
