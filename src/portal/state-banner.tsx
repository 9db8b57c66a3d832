import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Charge } from '../domain/billing/types.ts';
import { lastRetryAt, nextCharge } from '../domain/subscription/consequences.ts';
import type { AccountState, Subscription } from '../domain/subscription/types.ts';
import { decidingMembers } from '../queries/deciding-members.ts';
import { Button, Form, Notification } from '../ui/components/index.ts';
import type { NotificationTone } from '../ui/components/index.ts';
import { formatInstant, formatMoney, formatMoneyShort } from '../ui/format.ts';
import { bankAnsweredTexts } from '../ui/messages/billing.ts';
import { bannerTexts as t } from '../ui/messages/state-banner.ts';
import { subscriptionLabels as labels } from '../ui/messages/subscription.ts';
import { atTheBank } from './billing/at-the-bank.ts';
import type { AtTheBank } from './billing/at-the-bank.ts';
import { mayChangeSubscription, memberOf } from './context.ts';
import type { PortalContext, Slot } from './context.ts';
import { paths } from './subscription/paths.ts';

interface Banner {
  readonly tone: NotificationTone;
  readonly title: string;
  readonly text: string;
  /** For whoever may change the subscription. */
  readonly actions: Child;
}

interface StateBannerProps {
  state: AccountState;
  /** Whether the reader may change the subscription; if not, the banner says whom to ask. */
  mayChange: boolean;
  /** The names of those who may. */
  whomToAsk: readonly string[];
  /** How a payment stands that the customer's bank asks about. */
  bank: (chargeId: string) => AtTheBank;
}

/** What the state asks the reader to know and to do; nothing when all is as it should be. */
function StateBanner(props: StateBannerProps): JSX.Element | null {
  const banner = waiting(props) ?? standing(props.state);
  if (banner === null) return null;
  return (
    <Notification tone={banner.tone} title={banner.title} actions={props.mayChange ? banner.actions : undefined}>
      <p>{banner.text}</p>
      {props.mayChange ? null : <p>{askSentence(props.whomToAsk)}</p>}
    </Notification>
  );
}

/** The banner as a part of every page of members. */
export const stateBanner: Slot = async (c) => {
  const actor = c.get('actor');
  if (actor === null) return null;
  const app = c.get('app');
  const { state } = await app.view(actor.accountId);
  const mayChange = mayChangeSubscription(actor);
  return (
    <StateBanner
      state={state}
      mayChange={mayChange}
      whomToAsk={mayChange ? [] : await whomToAsk(c)}
      bank={(chargeId) => atTheBank(c, chargeId)}
    />
  );
};

/** The names of the members who may change the subscription, owners first. */
export function whomToAsk(c: PortalContext): Promise<readonly string[]> {
  return decidingMembers(c.get('app').db, memberOf(c).accountId);
}

/** The sentence for a member who may not change the subscription. */
export function askSentence(names: readonly string[]): string {
  return names.length === 0 ? t.whomToAskNobody : t.whomToAsk(names.join(t.and));
}

/** What waits for money comes before how the subscription stands: it is what changes next. */
function waiting({ state, bank }: StateBannerProps): Banner | null {
  const { pending, charges, account } = state;
  const open = charges.find((charge) => charge.status === 'needs_authentication');
  if (open !== undefined) return waitingForBank(open, bank(open.id));
  if (pending === null) return null;
  return {
    tone: 'info',
    title: t.waiting,
    text: t.waitingText[pending.kind](formatMoney(pending.amountMinor, account.currency)),
    actions: refreshButton(),
  };
}

/** What was said to the bank is not asked for again. */
function waitingForBank({ amountMinor, currency }: Charge, { url, said }: AtTheBank): Banner {
  const amount = formatMoney(amountMinor, currency);
  if (said !== null) {
    const { title, text } = bankAnsweredTexts[said];
    return { tone: 'info', title, text: text(amount), actions: refreshButton() };
  }
  return {
    tone: 'warning',
    title: t.authenticate,
    text: t.authenticateText(amount),
    actions: <Button href={url}>{t.confirmPayment}</Button>,
  };
}

function standing(state: AccountState): Banner | null {
  const { subscription } = state;
  if (subscription === null) {
    return { tone: 'info', title: t.none, text: t.noneText, actions: planButton(t.choosePlan) };
  }
  if (subscription.status === 'ended') return ended(state, subscription);
  if (subscription.dunning !== null) return overdue(state);
  if (subscription.scheduled?.kind === 'cancel') return cancelScheduled(state, subscription);
  if (subscription.status === 'paused') return paused(state);
  if (subscription.scheduled?.kind === 'pause') return pauseScheduled(state, subscription);
  return null;
}

function ended(state: AccountState, subscription: Subscription): Banner {
  const end = formatInstant(subscription.endedAt ?? subscription.period.end, state.account.timeZone);
  return {
    tone: 'ends',
    title: subscription.endCause === 'payment_failed' ? t.endedUnpaid(end) : t.ended(end),
    text: t.endedText,
    actions: planButton(t.startAgain),
  };
}

function overdue(state: AccountState): Banner {
  const { account, subscription } = state;
  const invoice = state.invoices.find((each) => each.id === subscription?.dunning?.invoiceId);
  const retry = nextCharge(state);
  const last = lastRetryAt(state);
  const sentences = [
    invoice ? t.overdueText(formatMoney(invoice.totalMinor, invoice.currency), invoice.number) : null,
    retry ? t.overdueRetry(formatInstant(retry.at, account.timeZone)) : null,
    last ? t.overdueEnds(formatInstant(last, account.timeZone)) : null,
    t.overdueCard,
  ];
  return {
    tone: 'warning',
    title: t.overdue,
    text: sentences.filter((sentence) => sentence !== null).join(' '),
    actions: (
      <>
        <Button href={paths.card}>{t.replaceCard}</Button>
        <Button kind="secondary" href={paths.billing}>
          {t.seeBilling}
        </Button>
      </>
    ),
  };
}

function cancelScheduled(state: AccountState, subscription: Subscription): Banner {
  const end = formatInstant(subscription.period.end, state.account.timeZone);
  return {
    tone: 'ends',
    title: t.cancelScheduled(end),
    text: subscription.status === 'paused' ? t.pausedCancelScheduledText : t.cancelScheduledText,
    actions: (
      <>
        {keepButton()}
        <Button kind="secondary" href={paths.contact}>
          {labels.contactSupport}
        </Button>
      </>
    ),
  };
}

function paused(state: AccountState): Banner {
  return {
    tone: 'info',
    title: t.paused,
    text: pausedText(state),
    actions: <Button href={paths.resume}>{labels.resumePaused}</Button>,
  };
}

function pausedText(state: AccountState): string {
  const next = nextCharge(state);
  if (next === null) return t.pausedTextNoCharge;
  const amount = formatMoneyShort(next.amountMinor, state.account.currency);
  const at = formatInstant(next.at, state.account.timeZone);
  return next.purpose === 'pause' ? t.pausedText(amount, at) : t.pausedEndsText(amount, at);
}

function pauseScheduled(state: AccountState, subscription: Subscription): Banner {
  const { account, policy } = state;
  return {
    tone: 'info',
    title: t.pauseScheduled(formatInstant(subscription.period.end, account.timeZone)),
    text: t.pauseScheduledText(formatMoneyShort(policy.pauseFeeMinor, account.currency)),
    actions: keepButton(),
  };
}

function keepButton(): Child {
  return (
    <Form action={paths.keep} keyed>
      <Button>{labels.resumeScheduled}</Button>
    </Form>
  );
}

function refreshButton(): Child {
  return (
    <Button kind="secondary" href="">
      {t.refresh}
    </Button>
  );
}

function planButton(label: string): Child {
  return <Button href={paths.subscribe}>{label}</Button>;
}
