import { Hono } from 'hono';
import { z } from 'zod';
import { balance } from '../../domain/credits/lots.ts';
import { nextCharge, pauseFigures } from '../../domain/subscription/consequences.ts';
import { preview, type Preview } from '../../domain/subscription/preview.ts';
import type { AccountState, Subscription } from '../../domain/subscription/types.ts';
import { Facts, Panel } from '../../ui/components/index.ts';
import { creditsText, leadsText } from '../../ui/messages/leads.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { confirmTexts as t, doneTexts } from '../../ui/messages/subscription-pages.ts';
import { memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { BadRequest } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import { AcceptForm, chargedNow, planCrumb } from './accept-form.tsx';
import { payersOnly } from '../payers-only.tsx';
import { carryOut, give, goesOnText } from './carry-out.ts';
import { paths } from './paths.ts';
import { PauseKeeps, PauseTerms } from './pause-terms.tsx';
import { wordsOf } from './words.ts';

const pauseForm = z.object({ at: z.string().max(40) });
const resumeForm = z.object({ charge: z.coerce.number().int().min(0) });
const dropForm = z.object({ payment: z.string().max(64) });

/** Pausing and coming back, and taking back what is scheduled. */
export const pauseAndResumeRoutes = new Hono<PortalEnv>();

pauseAndResumeRoutes.get(paths.pause, payersOnly, async (c) => {
  const { state, now } = await c.get('app').view(memberOf(c).accountId);
  const shown = preview(state, { do: 'pause' }, now);
  const { subscription } = state;
  if (shown.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(shown.refusal));
  // Scheduled or paused already: the plan page says so.
  if (subscription === null || shown.after.subscription?.scheduled === subscription.scheduled) {
    return c.redirect(paths.plan, 303);
  }
  return showPage(
    c,
    {
      title: t.pauseTitle(wordsOf(state.account).moneyShort(state.policy.pauseFeeMinor)),
      noBanner: true,
      crumbs: [planCrumb],
      width: 'text',
      intro: t.pauseIntro,
    },
    <Panel
      title={t.pauseKept}
      footer={
        <AcceptForm
          action={paths.pause}
          at={subscription.period.end.toString()}
          label={labels.pause}
          back={paths.plan}
        />
      }
    >
      <PauseKeeps state={state} />
      <h2>{t.pauseCosts}</h2>
      <PauseTerms state={state} after={shown.after} />
    </Panel>,
  );
});

pauseAndResumeRoutes.post(paths.pause, payersOnly, async (c) => {
  const form = readForm(c, pauseForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const { state } = await c.get('app').view(memberOf(c).accountId);
  const start = state.subscription?.period.end;
  if (state.subscription?.status === 'active' && start !== undefined && start.toString() !== form.value.at) {
    return redirectWith(c, paths.pause, 'warning', doneTexts.startDiffers(wordsOf(state.account).at(start)));
  }
  const answer = await give(c, { do: 'pause' }, form.key);
  if (answer.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(answer.refusal));
  const paused = pausedText(answer.state);
  return paused === null ? c.redirect(paths.plan, 303) : redirectWith(c, paths.plan, 'success', paused);
});

/** What was done; null where it is not so any more, because the same form was answered before. */
function pausedText({ subscription }: AccountState): string | null {
  if (subscription?.scheduled?.kind === 'pause') return doneTexts.pauseScheduled;
  return subscription?.status === 'paused' ? doneTexts.pausedAlready : null;
}

pauseAndResumeRoutes.get(paths.resume, payersOnly, async (c) => {
  const { state, now } = await c.get('app').view(memberOf(c).accountId);
  const shown = preview(state, { do: 'resume' }, now);
  const { subscription } = state;
  if (shown.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(shown.refusal));
  if (subscription === null) return c.redirect(paths.plan, 303);
  return showPage(
    c,
    {
      title: t.resumeTitle,
      noBanner: true,
      crumbs: [planCrumb],
      width: 'text',
      intro: t.resumeIntro(subscription.plan.name),
    },
    <Panel
      footer={
        <AcceptForm
          action={paths.resume}
          chargeMinor={shown.chargeMinor}
          label={labels.acceptCharge}
          back={paths.plan}
        />
      }
    >
      <ResumeFacts state={state} subscription={subscription} shown={shown} />
    </Panel>,
  );
});

interface ResumeFactsProps {
  state: AccountState;
  subscription: Subscription;
  shown: Preview;
}

function ResumeFacts({ state, subscription, shown }: ResumeFactsProps) {
  const words = wordsOf(state.account);
  const after = shown.after.subscription;
  const next = nextCharge(shown.after);
  const kept = pauseFigures(state);
  const credits = balance(shown.after).available;
  const unpaid = state.invoices.find(({ status, purpose }) => status === 'open' && purpose === 'pause');
  return (
    <Facts
      facts={[
        chargedNow(state, shown.chargeMinor),
        after === null ? null : { label: t.newPeriod, value: t.untilAt(words.at(after.period.end)) },
        next === null ? null : { label: t.nextCharge, value: words.money(next.amountMinor), detail: words.at(next.at) },
        {
          label: t.resumeCredits,
          value: creditsText(credits),
          detail: t.resumeCreditsDetail(creditsText(kept.credits), creditsText(credits - kept.credits)),
        },
        {
          label: t.kept.leads,
          value: leadsText(kept.leads),
          detail: kept.leads > 0 ? t.kept.leadsBack : undefined,
        },
        unpaid === undefined ? null : { label: t.pauseFee, value: t.resumeVoids(words.money(unpaid.totalMinor)) },
        subscription.scheduled?.kind === 'cancel' ? { label: t.cancellation, value: t.resumeDrops } : null,
      ]}
    />
  );
}

pauseAndResumeRoutes.post(paths.resume, payersOnly, (c) => {
  const form = readForm(c, resumeForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const { charge: chargeMinor } = form.value;
  return carryOut(c, { command: { do: 'resume' }, chargeMinor, key: form.key, page: paths.resume });
});

/** Commands that take something back: by their key done once, and told from the state that is then. */
async function takeBack(c: PortalContext, command: { do: 'keep' } | { do: 'undo_discount' }): Promise<Response> {
  const { key } = readForm(c, z.object({}));
  const answer = await give(c, command, key);
  if (answer.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(answer.refusal));
  const { scheduled, status, discount } = answer.state.subscription ?? {};
  // the same form was answered before, and something else holds since
  const overtaken = command.do === 'undo_discount' ? discount != null : scheduled != null || status === 'ended';
  if (overtaken) return c.redirect(paths.plan, 303);
  const text = command.do === 'undo_discount' ? `${doneTexts.discountUndone} ` : '';
  return redirectWith(c, paths.plan, 'success', `${text}${goesOnText(answer.state)}`);
}

pauseAndResumeRoutes.post(paths.keep, payersOnly, (c) => takeBack(c, { do: 'keep' }));
pauseAndResumeRoutes.post(paths.undoDiscount, payersOnly, (c) => takeBack(c, { do: 'undo_discount' }));

pauseAndResumeRoutes.post(paths.dropPayment, payersOnly, async (c) => {
  const form = readForm(c, dropForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const answer = await give(c, { do: 'drop_payment', chargeId: form.value.payment }, form.key);
  if (answer.refusal !== null) return redirectWith(c, paths.plan, 'info', doneTexts.paymentAnswered);
  return redirectWith(c, paths.plan, 'success', doneTexts.paymentDropped);
});
