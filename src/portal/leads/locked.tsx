import { pauseFigures } from '../../domain/subscription/consequences.ts';
import { preview } from '../../domain/subscription/preview.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { Button, Empty } from '../../ui/components/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { lockedTexts as t, searchTexts } from '../../ui/messages/leads.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { noticeTexts } from '../../ui/messages/subscription-pages.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';
import { askSentence, whomToAsk } from '../state-banner.tsx';
import { paths } from '../subscription/paths.ts';

/** Why a tool cannot be used now. */
type Lock = 'paused' | 'resuming' | 'ended' | 'none' | 'starting';

/** Whether the tools are locked, and why; past due, they stay open. */
export function lockOf(state: AccountState): Lock | null {
  const waitsFor = state.pending?.kind ?? null;
  const status = state.subscription?.status ?? 'none';
  if (status === 'paused') return waitsFor === 'resume' ? 'resuming' : 'paused';
  if (status === 'ended' || status === 'none') return waitsFor === 'subscribe' ? 'starting' : status;
  return null;
}

/** An account as it is now. */
interface AccountView {
  readonly state: AccountState;
  readonly now: Instant;
}

/** The locked tool: what waits behind it, and what opens it. */
export async function showLocked(c: PortalContext, { state, now }: AccountView, lock: Lock): Promise<Response> {
  const mayChange = mayChangeSubscription(memberOf(c));
  const names = mayChange ? [] : await whomToAsk(c);
  // the banner would say no more than the page, unless something is scheduled, owed or waiting
  const { subscription } = state;
  const saysAll = lock === 'paused' && subscription?.scheduled === null && subscription.dunning === null;
  return showPage(
    c,
    { title: searchTexts.title, tool: 'search', noBanner: saysAll && state.pending === null },
    <Empty title={titles[lock]} icon="lock" action={mayChange ? opener({ state, now }, lock) : seeOrders()}>
      {textOf({ state, now }, lock)} {mayChange ? '' : askSentence(names)}
    </Empty>,
  );
}

const titles: Readonly<Record<Lock, string>> = {
  paused: t.paused,
  resuming: t.paused,
  ended: t.ended,
  none: t.none,
  starting: t.starting,
};

function textOf(view: AccountView, lock: Lock): string {
  const { credits, leads } = pauseFigures(view.state);
  switch (lock) {
    case 'paused':
      return `${t.pausedText(credits, leads)} ${charge(view)}`;
    case 'resuming':
      return `${t.pausedText(credits, leads)} ${t.pausedWaiting}`;
    case 'ended':
      return t.endedText;
    case 'none':
      return t.noneText;
    case 'starting':
      return t.startingText;
  }
}

/** What resuming would charge now. */
function charge(view: AccountView): string {
  const amount = amountOf(view);
  return amount === null ? '' : t.acceptNext(amount);
}

function amountOf({ state, now }: AccountView): string | null {
  const { refusal, chargeMinor } = preview(state, { do: 'resume' }, now);
  return refusal === null ? formatMoney(chargeMinor, state.account.currency) : null;
}

/** Below the button that takes back a cancellation, the one that ends the pause names what it costs. */
function resumeLabel(view: AccountView): string {
  const amount = view.state.subscription?.scheduled?.kind === 'cancel' ? amountOf(view) : null;
  return amount === null ? labels.resumePaused : noticeTexts.resumeNow(amount);
}

function opener(view: AccountView, lock: Lock) {
  if (lock !== 'paused') return seeOrders();
  return (
    <>
      <Button href={paths.resume}>{resumeLabel(view)}</Button>
      {seeOrders()}
    </>
  );
}

function seeOrders() {
  return (
    <Button kind="secondary" href="/orders">
      {t.orders}
    </Button>
  );
}
