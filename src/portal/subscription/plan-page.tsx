import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { wouldDo } from '../../domain/subscription/attempts.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import { newestCharge } from '../../queries/charges.ts';
import { Button, ButtonRow, Columns, Form, Live } from '../../ui/components/index.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { atTheBank } from '../billing/at-the-bank.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { readQuery } from '../forms.ts';
import { showPage } from '../page.tsx';
import { askSentence, whomToAsk } from '../state-banner.tsx';
import { isWaiting, Notices, type NoticesProps } from './notices.tsx';
import { paths } from './paths.ts';
import { AgreementPanel, CreditsPanel, HistoryPanel, PlanFacts } from './plan-facts.tsx';
import { StartPlans } from './plan-choices.tsx';

/** While the payment provider has not answered, the page asks again this often. */
const WAITING_SECONDS = 3;

/** `payment` is the charge whose answer the reader waits for. */
const planQuery = z.object({ payment: z.string().max(64).optional() });

export const planPageRoutes = new Hono<PortalEnv>();

planPageRoutes.get(paths.plan, async (c) => {
  const actor = memberOf(c);
  const app = c.get('app');
  const query = readQuery(c, planQuery);
  const mayChange = mayChangeSubscription(actor);
  const { state, now } = await app.view(actor.accountId);
  return showPage(
    c,
    { title: labels.subscriptionPlan, settings: 'subscription', noBanner: true },
    <Live id="standing" seconds={isWaiting(state) ? WAITING_SECONDS : null}>
      <Standing
        state={state}
        now={now}
        mayChange={mayChange}
        newest={mayChange ? await newestCharge(app.db, actor.accountId) : null}
        awaited={query.ok ? (query.value.payment ?? null) : null}
        bank={(chargeId) => atTheBank(c, chargeId)}
        ask={mayChange ? null : await ask(c)}
      />
    </Live>,
  );
});

async function ask(c: PortalContext): Promise<string> {
  return askSentence(await whomToAsk(c));
}

/** Where do I stand, and what can I do? */
function Standing(props: NoticesProps & { ask: string | null }) {
  const { state, now, mayChange, ask } = props;
  const { subscription } = state;
  const starts = subscription === null || subscription.status === 'ended';
  return (
    <div class="stack">
      <Notices {...props} />
      {ask === null ? null : <p class="hint">{ask}</p>}
      {subscription === null ? null : (
        <Columns kind="main">
          <div class="stack">
            <PlanFacts state={state} subscription={subscription} actions={mayChange ? actions(state) : undefined} />
            {starts ? null : <AgreementPanel state={state} subscription={subscription} mayChange={mayChange} />}
          </div>
          <div class="stack">
            <CreditsPanel state={state} />
            <HistoryPanel subscription={subscription} />
          </div>
        </Columns>
      )}
      {starts && mayChange && state.pending === null ? <StartPlans state={state} now={now} /> : null}
    </div>
  );
}

/** Leaving stands beside changing, as plain to see. */
function actions(state: AccountState): Child | undefined {
  // A payment that waits holds up everything but leaving.
  const mayLeave = wouldDo({ ...state, pending: null }, 'cancel');
  const buttons = [
    wouldDo(state, 'change_plan') ? (
      <Button kind="secondary" href={paths.changePlan}>
        {labels.changePlan}
      </Button>
    ) : null,
    mayLeave ? (
      <Form action={paths.cancel}>
        <Button kind="secondary">{labels.cancel}</Button>
      </Form>
    ) : null,
    wouldDo(state, 'pause') ? (
      <Button kind="secondary" href={paths.pause}>
        {labels.pause}
      </Button>
    ) : null,
  ].filter((button) => button !== null);
  return buttons.length === 0 ? undefined : <ButtonRow>{buttons}</ButtonRow>;
}
