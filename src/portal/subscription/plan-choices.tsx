import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { holdings } from '../../domain/credits/lots.ts';
import { nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import { preview, type Preview } from '../../domain/subscription/preview.ts';
import type { AccountState, Plan } from '../../domain/subscription/types.ts';
import type { Instant, Interval } from '../../domain/time/period.ts';
import { Badge, Button, Columns, Facts, Figures, Panel } from '../../ui/components/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { choosePlanTexts as t, figureTexts, noticeTexts } from '../../ui/messages/subscription-pages.ts';
import { KeepForm } from './notices.tsx';
import { paths } from './paths.ts';
import { creditsAdded, wordsOf } from './words.ts';

interface ChoicesProps {
  readonly state: AccountState;
  readonly now: Instant;
}

/** What a choice of a plan asks for. */
export type Asks = 'change_plan' | 'subscribe';

/** Every plan, with what changing to it would do now. */
export function ChangePlans(props: ChoicesProps): JSX.Element {
  return <PlanList {...props} asks="change_plan" />;
}

/** Every plan, to start a subscription with. */
export function StartPlans(props: ChoicesProps): JSX.Element {
  const { state } = props;
  const { bought } = holdings(state);
  return (
    <>
      <div id="plans">
        <h2>{state.subscription === null ? noticeTexts.choosePlan : noticeTexts.startAgain}</h2>
        <p class="muted">
          {state.subscription === null ? noticeTexts.noneText : noticeTexts.startAgainText}{' '}
          {bought > 0 ? noticeTexts.startAgainCredits(creditsText(bought)) : null}
        </p>
      </div>
      <PlanList {...props} asks="subscribe" />
    </>
  );
}

const INTERVALS: readonly { interval: Interval; title: string }[] = [
  { interval: 'month', title: t.monthly },
  { interval: 'year', title: t.yearly },
];

function PlanList({ state, now, asks }: ChoicesProps & { asks: Asks }): JSX.Element {
  return (
    <>
      {INTERVALS.map(({ interval, title }) => {
        const plans = state.policy.plans.filter((plan) => plan.interval === interval);
        if (plans.length === 0) return null;
        return (
          <section class="stack" aria-label={title}>
            <p class="muted">{title}</p>
            <Columns>
              {plans.map((plan) => (
                <PlanCard state={state} now={now} asks={asks} plan={plan} />
              ))}
            </Columns>
          </section>
        );
      })}
    </>
  );
}

/** What a plan is to the account: the one that it has, the one that comes next, or another. */
type Standing = 'theirs' | 'next' | 'other';

function standingOf(state: AccountState, asks: Asks, plan: Plan): Standing {
  const { subscription } = state;
  if (asks === 'subscribe' || subscription === null) return 'other';
  if (subscription.plan.code === plan.code) return 'theirs';
  return planAfter(state).code === plan.code ? 'next' : 'other';
}

function PlanCard({ state, now, asks, plan }: ChoicesProps & { asks: Asks; plan: Plan }): JSX.Element {
  const words = wordsOf(state.account);
  const standing = standingOf(state, asks, plan);
  const stays = standing === 'theirs' && state.subscription?.scheduled?.kind === 'change_plan';
  const shown = preview(state, stays ? { do: 'keep' } : { do: asks, plan: plan.code }, now);
  const each = figureTexts.each[plan.interval];
  return (
    <Panel
      title={plan.name}
      aside={standing === 'other' ? undefined : <Badge tone="info">{t.standing[standing]}</Badge>}
      footer={cardAction({ state, asks, plan, standing })}
    >
      <Figures
        facts={[
          { label: t.price, value: words.money(plan.priceMinor), detail: each },
          { label: t.credits, value: formatNumber(plan.credits), detail: each },
        ]}
      />
      {standing === 'other' && shown.refusal !== null ? (
        <p>{refusalSentence(shown.refusal)}</p>
      ) : (
        <CardFacts state={state} shown={shown} standing={standing} />
      )}
    </Panel>
  );
}

/** What choosing the plan does now, and what is charged next. */
function CardFacts({
  state,
  shown,
  standing,
}: {
  state: AccountState;
  shown: Preview;
  standing: Standing;
}): JSX.Element {
  const words = wordsOf(state.account);
  const { after, chargeMinor } = shown;
  const next = nextCharge(after);
  const credits = creditsAdded(state, after);
  const added = credits > 0 ? t.creditsNow(creditsText(credits)) : t.noCreditsNow;
  const nowText = standing === 'theirs' ? t.haveIt : chargeMinor > 0 ? added : t.startsLater;
  return (
    <Facts
      facts={[
        {
          label: t.chargedNow,
          value: chargeMinor > 0 ? words.money(chargeMinor) : t.nothing,
          detail: nowText,
          figure: true,
        },
        next === null
          ? null
          : { label: t.thenCharged, value: words.money(next.amountMinor), detail: words.at(next.at), figure: true },
      ]}
    />
  );
}

interface ActionProps {
  state: AccountState;
  asks: Asks;
  plan: Plan;
  standing: Standing;
}

function cardAction({ state, asks, plan, standing }: ActionProps): Child | undefined {
  if (standing === 'theirs' && state.subscription?.scheduled?.kind === 'change_plan') {
    return <KeepForm label={t.stay(plan.name)} kind="secondary" />;
  }
  if (standing !== 'other') return undefined;
  const query = new URLSearchParams({ plan: plan.code }).toString();
  const path = asks === 'subscribe' ? paths.subscribe : paths.changePlan;
  return (
    <Button kind="secondary" href={`${path}?${query}`}>
      {asks === 'subscribe' ? t.startWith(plan.name) : t.choose(plan.name)}
    </Button>
  );
}
