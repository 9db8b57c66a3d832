import { Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import { balance } from '../../domain/credits/lots.ts';
import { wouldDo } from '../../domain/subscription/attempts.ts';
import { nextCharge } from '../../domain/subscription/consequences.ts';
import { matrix, situationOf } from '../../domain/subscription/matrix.ts';
import { preview, type Preview } from '../../domain/subscription/preview.ts';
import type { RefusalCode } from '../../domain/subscription/refusals.ts';
import type { AccountState, Plan } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { Facts, Panel } from '../../ui/components/index.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import { choosePlanTexts, confirmTexts as t } from '../../ui/messages/subscription-pages.ts';
import { memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { BadRequest } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery } from '../forms.ts';
import { showPage } from '../page.tsx';
import { payersOnly } from '../payers-only.tsx';
import { AcceptForm, chargedNow, planCrumb } from './accept-form.tsx';
import { carryOut } from './carry-out.ts';
import { paths } from './paths.ts';
import { ChangePlans, type Asks } from './plan-choices.tsx';
import { rollOverFact } from './roll-over-fact.ts';
import { creditsAdded, wordsOf } from './words.ts';

const choiceQuery = z.object({ plan: z.string().max(64).optional() });
const choiceForm = z.object({ plan: z.string().max(64), charge: z.coerce.number().int().min(0) });

/** Changing to another plan, and starting with one: the list, the exact figures of a choice, the choice. */
export const changePlanRoutes = new Hono<PortalEnv>();

changePlanRoutes.get(paths.changePlan, payersOnly, async (c) => {
  const { state, now } = await c.get('app').view(memberOf(c).accountId);
  const code = chosenPlan(c);
  if (code !== null) return showChoice(c, state, now, 'change_plan', code);
  if (!wouldDo(state, 'change_plan')) return redirectWith(c, paths.plan, 'warning', refusalSentence(whyNot(state)));
  return showPage(
    c,
    {
      title: labels.changePlan,
      noBanner: true,
      crumbs: [planCrumb],
      intro: choosePlanTexts.changeIntro,
    },
    <ChangePlans state={state} now={now} />,
  );
});

changePlanRoutes.get(paths.subscribe, payersOnly, async (c) => {
  const { state, now } = await c.get('app').view(memberOf(c).accountId);
  const code = chosenPlan(c);
  return code === null ? c.redirect(paths.plan, 303) : showChoice(c, state, now, 'subscribe', code);
});

changePlanRoutes.post(paths.changePlan, payersOnly, (c) => choose(c, 'change_plan', paths.changePlan));
changePlanRoutes.post(paths.subscribe, payersOnly, (c) => choose(c, 'subscribe', paths.subscribe));

function chosenPlan(c: PortalContext): string | null {
  const query = readQuery(c, choiceQuery);
  return query.ok ? (query.value.plan ?? null) : null;
}

async function choose(c: PortalContext, asks: Asks, path: string): Promise<Response> {
  const form = readForm(c, choiceForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const { plan, charge: chargeMinor } = form.value;
  const page = `${path}?plan=${encodeURIComponent(plan)}`;
  return carryOut(c, { command: { do: asks, plan }, chargeMinor, key: form.key, page });
}

function whyNot(state: AccountState): { code: RefusalCode } {
  const cell = matrix[situationOf(state)].change_plan;
  return { code: 'refuses' in cell ? cell.refuses : 'payment_in_progress' };
}

async function showChoice(
  c: PortalContext,
  state: AccountState,
  now: Instant,
  asks: Asks,
  code: string,
): Promise<Response> {
  const plan = state.policy.plans.find((each) => each.code === code);
  const shown = preview(state, { do: asks, plan: code }, now);
  if (shown.refusal !== null) return redirectWith(c, paths.plan, 'warning', refusalSentence(shown.refusal));
  if (plan === undefined) return redirectWith(c, paths.plan, 'warning', refusalSentence({ code: 'unknown_plan' }));
  const starts = asks === 'subscribe';
  const crumbs = starts ? [planCrumb] : [planCrumb, { label: labels.changePlan, href: paths.changePlan }];
  return showPage(
    c,
    {
      title: starts ? t.startTitle(plan.name) : t.changeTitle(plan.name),
      noBanner: true,
      crumbs,
      width: 'text',
    },
    <Panel
      footer={
        <AcceptForm
          action={starts ? paths.subscribe : paths.changePlan}
          chargeMinor={shown.chargeMinor}
          plan={plan.code}
          label={starts ? t.acceptStart(plan.name) : t.acceptChange(plan.name)}
          back={starts ? paths.plan : paths.changePlan}
        />
      }
    >
      <ChoiceFacts state={state} shown={shown} plan={plan} />
    </Panel>,
  );
}

function ChoiceFacts({ state, shown, plan }: { state: AccountState; shown: Preview; plan: Plan }): JSX.Element {
  const words = wordsOf(state.account);
  const before = state.subscription;
  const after = shown.after.subscription;
  const later = after?.scheduled?.kind === 'change_plan';
  const next = nextCharge(shown.after);
  const total = balance(shown.after).available;
  const added = creditsAdded(state, shown.after);
  const newPeriod = after !== null && !later && (before === null || !before.period.end.equals(after.period.end));
  const losesDiscount =
    before?.discount != null && (after?.discount == null || (later && before.plan.interval !== plan.interval));
  return (
    <Facts
      facts={[
        { label: t.plan, value: plan.name, detail: `${words.price(plan)}, ${words.grant(plan)}` },
        chargedNow(state, shown.chargeMinor),
        added > 0
          ? { label: t.creditsNow, value: creditsText(added), detail: t.creditsAfter(creditsText(total)) }
          : null,
        {
          label: t.starts,
          value: later && after ? words.at(after.period.end) : t.startsNow,
          detail: later && before ? t.stayUntil(before.plan.name) : undefined,
        },
        later ? rollOverFact(state, shown.after) : null,
        newPeriod ? { label: t.newPeriod, value: t.untilAt(words.at(after.period.end)) } : null,
        next === null ? null : { label: t.nextCharge, value: words.money(next.amountMinor), detail: words.at(next.at) },
        losesDiscount ? { label: t.discount, value: t.discountEnds } : null,
      ]}
    />
  );
}
