import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { isInFlight } from '../../domain/billing/charges.ts';
import type { Charge } from '../../domain/billing/types.ts';
import { wouldDo } from '../../domain/subscription/attempts.ts';
import { preview } from '../../domain/subscription/preview.ts';
import { lastRetryAt, nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import type { AccountState, ScheduledChange, Subscription } from '../../domain/subscription/types.ts';
import { before, type Instant } from '../../domain/time/period.ts';
import { Button, Form, Notification } from '../../ui/components/index.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { noticeTexts as t } from '../../ui/messages/subscription-pages.ts';
import type { AtTheBank } from '../billing/at-the-bank.ts';
import { BankAnswered } from '../billing/bank-answered.tsx';
import { paths } from './paths.ts';
import { wordsOf } from './words.ts';

/** How long a declined payment is spoken of. */
const DECLINED_HOURS = 24;

export interface NoticesProps {
  readonly state: AccountState;
  readonly now: Instant;
  /** Whether the reader may change the subscription; the buttons are for these. */
  readonly mayChange: boolean;
  /** What the card was asked for last. */
  readonly newest: Charge | null;
  /** The charge whose answer the reader came to see. */
  readonly awaited: string | null;
  /** How a charge stands that the customer's bank asks about. */
  readonly bank: (chargeId: string) => AtTheBank;
}

/** What to know first about a subscription: what waits for money, then what is scheduled or missing. */
export function Notices(props: NoticesProps): JSX.Element {
  return (
    <>
      <Payment {...props} />
      <StandingNotice {...props} />
    </>
  );
}

/** Whether the page has something to wait for. */
export function isWaiting(state: AccountState): boolean {
  return state.charges.some(isInFlight);
}

function Payment({ state, now, mayChange, newest, awaited, bank }: NoticesProps): JSX.Element | null {
  const open = state.charges.find(({ status }) => status === 'needs_authentication');
  if (open !== undefined) {
    return <Authentication state={state} charge={open} mayChange={mayChange} {...bank(open.id)} />;
  }
  const asked = state.charges.find(({ status }) => status === 'asked');
  if (asked !== undefined) return <Waiting state={state} charge={asked} mayChange={mayChange} />;
  if (newest === null) return null;
  if (newest.status === 'paid' && newest.id === awaited) {
    return (
      <Notification tone="success" live>
        {t.paid(wordsOf(state.account).money(newest.amountMinor))}
      </Notification>
    );
  }
  return isFreshDecline(newest, now) ? <Declined state={state} charge={newest} mayChange={mayChange} /> : null;
}

/** A command that its money refused; an overdue invoice is told of where the subscription stands. */
function isFreshDecline({ status, invoiceId, purpose, answeredAt }: Charge, now: Instant): boolean {
  const wasCommand = invoiceId === null && purpose !== 'top_up';
  if (status !== 'declined' || !wasCommand || answeredAt === null) return false;
  return before(now, answeredAt.add({ hours: DECLINED_HOURS }));
}

interface PaymentProps {
  state: AccountState;
  charge: Charge;
  mayChange: boolean;
}

function Authentication({ state, charge, mayChange, url, said }: PaymentProps & AtTheBank): JSX.Element {
  if (said !== null) {
    const mayDrop = mayChange && said === 'approve' && state.pending?.chargeId === charge.id;
    const drop = mayDrop ? <DropPayment state={state} charge={charge} /> : undefined;
    return <BankAnswered charge={charge} said={said} actions={drop} />;
  }
  const actions = (
    <>
      <Button href={url}>{t.confirmPayment}</Button>
      <DropPayment state={state} charge={charge} />
    </>
  );
  return (
    <Notification tone="warning" title={t.authenticate} actions={mayChange ? actions : undefined}>
      <p>{t.authenticateText(wordsOf(state.account).money(charge.amountMinor))}</p>
    </Notification>
  );
}

function Waiting({ state, charge, mayChange }: PaymentProps): JSX.Element {
  const { pending } = state;
  const kind = pending?.chargeId === charge.id ? pending.kind : 'invoice';
  const actions = <DropPayment state={state} charge={charge} />;
  const canDrop = mayChange && pending?.chargeId === charge.id;
  return (
    <Notification tone="info" title={t.waiting} actions={canDrop ? actions : undefined}>
      <p>
        {t.waitingText[kind](wordsOf(state.account).money(charge.amountMinor))}{' '}
        {kind === 'invoice' ? null : t.waitingUnchanged}
      </p>
    </Notification>
  );
}

/** What waits for its money can be given up without giving up the subscription. */
function DropPayment({ state: { pending }, charge }: { state: AccountState; charge: Charge }): JSX.Element | null {
  if (pending?.chargeId !== charge.id) return null;
  return (
    <Form action={paths.dropPayment} keyed>
      <input type="hidden" name="payment" value={charge.id} />
      <Button kind="secondary">{t.dropPayment}</Button>
    </Form>
  );
}

function Declined({ state, charge, mayChange }: PaymentProps): JSX.Element {
  const words = wordsOf(state.account);
  const at = words.at(charge.answeredAt ?? charge.askedAt);
  const actions = (
    <Button kind="secondary" href={paths.card}>
      {t.replaceCard}
    </Button>
  );
  return (
    <Notification tone="warning" title={t.declined} actions={mayChange ? actions : undefined}>
      <p>{t.declinedText(words.money(charge.amountMinor), at, paymentFailureText(charge.failure ?? ''))}</p>
    </Notification>
  );
}

function StandingNotice(props: NoticesProps): JSX.Element | null {
  const { state } = props;
  const { subscription } = state;
  if (subscription === null)
    return state.pending === null ? <Notification title={t.none}>{t.noneText}</Notification> : null;
  if (subscription.status === 'ended') return <Ended {...props} subscription={subscription} />;
  if (subscription.dunning !== null) return <Overdue {...props} />;
  const { scheduled } = subscription;
  if (scheduled?.kind === 'cancel') return <Cancelled {...props} subscription={subscription} scheduled={scheduled} />;
  if (subscription.status === 'paused') return <Paused {...props} />;
  if (scheduled === null) return null;
  return <Scheduled {...props} subscription={subscription} scheduled={scheduled} />;
}

function Ended({ state, mayChange, subscription }: NoticesProps & { subscription: Subscription }): JSX.Element {
  const start = <Button href="#plans">{t.startAgain}</Button>;
  const end = wordsOf(state.account).at(subscription.endedAt ?? subscription.period.end);
  return (
    <Notification tone="ends" title={t.ended(end)} actions={mayChange && state.pending === null ? start : undefined}>
      <p>{subscription.endCause === 'payment_failed' ? t.endedUnpaid : t.endedCancelled}</p>
    </Notification>
  );
}

function Overdue({ state, mayChange }: NoticesProps): JSX.Element {
  const words = wordsOf(state.account);
  const invoice = state.invoices.find(({ id }) => id === state.subscription?.dunning?.invoiceId);
  const retry = nextCharge(state);
  const last = lastRetryAt(state);
  const text = invoice?.purpose === 'pause' ? t.overduePause : t.overdueText;
  return (
    <Notification
      tone="warning"
      title={t.overdue}
      actions={
        mayChange ? (
          <>
            <Button href={paths.card}>{t.replaceCard}</Button>
            {wouldDo(state, 'resume') ? <ResumeLink /> : null}
          </>
        ) : undefined
      }
    >
      <p>
        {invoice ? `${text(words.money(invoice.totalMinor), invoice.number)} ` : null}
        {retry ? `${t.overdueRetry(words.at(retry.at))} ` : null}
        {t.overdueCard}
      </p>
      {last ? <p>{t.overdueEnds(words.at(last))}</p> : null}
    </Notification>
  );
}

interface ScheduledProps extends NoticesProps {
  readonly subscription: Subscription;
  readonly scheduled: ScheduledChange;
}

function Cancelled({ state, now, mayChange, subscription, scheduled }: ScheduledProps): JSX.Element {
  const words = wordsOf(state.account);
  const end = words.at(subscription.period.end);
  const paused = subscription.status === 'paused';
  const resume = preview(state, { do: 'resume' }, now);
  const actions = (
    <>
      {wouldDo(state, 'keep') ? <KeepForm label={labels.resumeScheduled} /> : null}
      {paused && resume.refusal === null ? (
        <Button kind="secondary" href={paths.resume}>
          {t.resumeNow(words.money(resume.chargeMinor))}
        </Button>
      ) : null}
      <Button kind="secondary" href={paths.contact}>
        {labels.contactSupport}
      </Button>
    </>
  );
  return (
    <Notification tone="ends" title={t.cancelled} actions={mayChange ? actions : undefined}>
      <p>
        <strong>{paused ? t.pausedUntil(end) : t.accessUntil(end)}</strong> {t.reference(scheduled.reference)}
      </p>
      <p>{paused ? t.pausedCancelledText(labels.resumeScheduled) : t.cancelledText}</p>
    </Notification>
  );
}

function Paused({ state, mayChange }: NoticesProps): JSX.Element {
  const words = wordsOf(state.account);
  const next = nextCharge(state);
  const nextText = next?.purpose === 'pause' ? t.pausedNext : t.pausedEnds;
  return (
    <Notification title={t.paused} actions={mayChange && wouldDo(state, 'resume') ? <ResumeLink /> : undefined}>
      <p>
        {t.pausedText} {next === null ? null : nextText(words.money(next.amountMinor), words.at(next.at))}
      </p>
    </Notification>
  );
}

function Scheduled({ state, mayChange, subscription, scheduled }: ScheduledProps): JSX.Element {
  const words = wordsOf(state.account);
  const at = words.at(subscription.period.end);
  const pause = scheduled.kind === 'pause';
  const title = pause ? t.pauseScheduled(at) : t.changeScheduled(planAfter(state).name, at);
  const text: Child = pause
    ? t.pauseScheduledText(words.moneyShort(state.policy.pauseFeeMinor))
    : t.changeScheduledText(subscription.plan.name);
  const mayKeep = mayChange && wouldDo(state, 'keep');
  const keep = <KeepForm label={pause ? labels.resumeScheduled : labels.undo} kind="secondary" />;
  return (
    <Notification title={title} actions={mayKeep ? keep : undefined}>
      <p>
        {text} {t.reference(scheduled.reference)}
      </p>
      {pause && mayKeep ? <p>{t.pauseHoldsPlan(labels.resumeScheduled)}</p> : null}
    </Notification>
  );
}

/** Takes back what is scheduled. */
export function KeepForm({ label, kind }: { label: string; kind?: 'primary' | 'secondary' }): JSX.Element {
  return (
    <Form action={paths.keep} keyed>
      <Button kind={kind ?? 'primary'}>{label}</Button>
    </Form>
  );
}

function ResumeLink(): JSX.Element {
  return <Button href={paths.resume}>{labels.resumePaused}</Button>;
}
