import type { JSX } from 'hono/jsx/jsx-runtime';
import { balance } from '../../domain/credits/lots.ts';
import type { Attempt, Offer } from '../../domain/flow/types.ts';
import { nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import type { AccountState, ScheduledChange, Subscription } from '../../domain/subscription/types.ts';
import { lastEndedAttempt } from '../../queries/attempts.ts';
import { listMembers } from '../../queries/members.ts';
import { Button, ButtonRow, Facts, Form, Notification, Panel } from '../../ui/components/index.ts';
import type { Fact } from '../../ui/components/index.ts';
import { cancelDoneTexts as t, offerDoneTexts } from '../../ui/messages/cancel.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';
import { planCrumb } from './accept-form.tsx';
import { keptAfterEnd, Lines, lostAtEnd } from './end-lists.tsx';
import { KeepForm } from './notices.tsx';
import { paths } from './paths.ts';
import { periodsText, wordsOf } from './words.ts';

/** What came of the attempt, as it is true now; where nothing of it holds any more, the plan page. */
export async function showDone(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const { accountId } = memberOf(c);
  const { state } = await app.view(accountId);
  const { subscription } = state;
  if (subscription === null) return c.redirect(paths.plan, 303);
  const { scheduled } = subscription;
  if (scheduled?.kind === 'cancel') return showCancelled(c, state, subscription, scheduled);
  if (subscription.status === 'ended') return showEnded(c, state, subscription);
  const attempt = await lastEndedAttempt(app.db, accountId);
  const offer = app.flow?.pages.flatMap(({ offers }) => offers).find(({ id }) => id === attempt?.acceptedOffer);
  if (attempt === null || offer === undefined) return c.redirect(paths.plan, 303);
  return showOffer(c, state, subscription, attempt, offer);
}

async function recipients(c: PortalContext): Promise<string> {
  const members = await listMembers(c.get('app').db, memberOf(c).accountId);
  const addresses = members.filter(({ role }) => role !== 'member').map(({ email }) => email);
  return addresses.join(t.and);
}

async function showCancelled(
  c: PortalContext,
  state: AccountState,
  subscription: Subscription,
  scheduled: ScheduledChange,
): Promise<Response> {
  const words = wordsOf(state.account);
  const end = words.at(subscription.period.end);
  const paused = subscription.status === 'paused';
  return showPage(
    c,
    { title: t.cancelled, crumbs: [planCrumb], width: 'text', noBanner: true },
    <>
      <Notification tone="ends" title={paused ? t.pausedUntil(end) : t.accessUntil(end)}>
        {t.noCharge}
      </Notification>
      <Panel title={t.summary}>
        <Facts
          facts={[
            { label: t.reference, value: scheduled.reference, detail: t.referenceDetail },
            { label: t.cancelledAt, value: words.at(scheduled.at) },
            { label: paused ? t.endsOn : t.accessEnds, value: end },
            { label: t.mailed, value: await recipients(c), detail: t.mailedDetail },
            { label: t.lost, value: <Lines items={lostAtEnd(state, false)} /> },
            { label: t.stays, value: <Lines items={keptAfterEnd(state)} /> },
          ]}
        />
      </Panel>
      <Panel title={t.undoTitle}>
        <p>{paused ? t.undoPaused(labels.resumeScheduled) : t.undoText(labels.resumeScheduled)}</p>
        <ButtonRow>
          <KeepForm label={labels.resumeScheduled} kind="secondary" />
          {planButton(t.seePlan)}
          <Button kind="secondary" href={paths.contact}>
            {labels.contactSupport}
          </Button>
        </ButtonRow>
      </Panel>
    </>,
  );
}

async function showEnded(c: PortalContext, state: AccountState, subscription: Subscription): Promise<Response> {
  const end = wordsOf(state.account).at(subscription.endedAt ?? subscription.period.end);
  return showPage(
    c,
    { title: t.ended, crumbs: [planCrumb], width: 'text', noBanner: true },
    <>
      <Notification tone="ends" title={t.endedOn(end)}>
        {t.noCharge}
      </Notification>
      <Panel title={t.summary}>
        <Facts
          facts={[
            { label: t.endedAt, value: end },
            { label: t.mailed, value: await recipients(c), detail: t.endedMailDetail },
            { label: t.stays, value: <Lines items={keptAfterEnd(state)} /> },
          ]}
        />
      </Panel>
      <p>{t.startAgainText}</p>
      <ButtonRow>{planButton(t.seePlans)}</ButtonRow>
    </>,
  );
}

function planButton(label: string): JSX.Element {
  return (
    <Button kind="secondary" href={paths.plan}>
      {label}
    </Button>
  );
}

/** What an accepted offer changed, while it holds, and how to take it back. */
function showOffer(
  c: PortalContext,
  state: AccountState,
  subscription: Subscription,
  attempt: Attempt,
  offer: Offer,
): Promise<Response> | Response {
  const { kind } = offer.effect;
  const facts = factsOf(state, subscription, attempt, offer);
  if (facts === null || kind === 'contact' || kind === 'link') return c.redirect(paths.plan, 303);
  const words = wordsOf(state.account);
  const next = nextCharge(state);
  const undo =
    kind === 'discount' ? (
      <Form action={paths.undoDiscount} keyed>
        <Button kind="secondary">{labels.undo}</Button>
      </Form>
    ) : (
      <KeepForm label={labels.undo} kind="secondary" />
    );
  return showPage(
    c,
    {
      title: offerDoneTexts.title[kind],
      crumbs: [planCrumb],
      intro: offerDoneTexts.stays,
      width: 'text',
      noBanner: true,
    },
    <>
      <Panel title={offerDoneTexts.changed}>
        <Facts
          facts={[
            ...facts,
            { label: offerDoneTexts.chargedNow, value: offerDoneTexts.nothing },
            next === null ? null : { label: offerDoneTexts.nextCharge, value: words.charge(next) },
          ]}
        />
      </Panel>
      <p>
        {kind === 'bonus_credits' ? offerDoneTexts.noUndo : offerDoneTexts.undoUntil(words.at(subscription.period.end))}
      </p>
      <ButtonRow>
        {kind === 'bonus_credits' ? null : undo}
        {planButton(t.seePlan)}
      </ButtonRow>
    </>,
  );
}

/** The offer's own figures, or null when it does not hold any more. */
function factsOf(
  state: AccountState,
  subscription: Subscription,
  attempt: Attempt,
  { id, effect }: Offer,
): readonly Fact[] | null {
  const words = wordsOf(state.account);
  const { scheduled, discount, period } = subscription;
  const reference = { label: t.reference, value: scheduled?.reference ?? '' };
  switch (effect.kind) {
    case 'pause':
      if (scheduled?.kind !== 'pause') return null;
      return [{ label: offerDoneTexts.pauseStarts, value: words.at(period.end) }, reference];
    case 'plan_change':
      if (scheduled?.kind !== 'change_plan') return null;
      return [{ label: offerDoneTexts.changeStarts(planAfter(state).name), value: words.at(period.end) }, reference];
    case 'discount':
      if (discount === null || discount.offerId !== id || discount.used) return null;
      return [
        {
          label: offerDoneTexts.discount,
          value: offerDoneTexts.discountFor(
            words.off(discount),
            periodsText(discount.periodsLeft, subscription.plan.interval),
          ),
        },
      ];
    case 'bonus_credits':
      if (attempt.outcome !== 'saved') return null;
      return [
        { label: offerDoneTexts.bonus, value: creditsText(effect.credits) },
        { label: offerDoneTexts.credits, value: creditsText(balance(state).available) },
      ];
    case 'contact':
    case 'link':
      return null;
  }
}
