import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { balance, holdings } from '../../domain/credits/lots.ts';
import { nextCharge, planAfter } from '../../domain/subscription/consequences.ts';
import { preview } from '../../domain/subscription/preview.ts';
import type { AccountState, Plan } from '../../domain/subscription/types.ts';
import type { Instant, Interval } from '../../domain/time/period.ts';
import { Badge, Button, Columns, Figures, Panel } from '../../ui/components/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { choosePlanTexts as t, figureTexts, noticeTexts } from '../../ui/messages/subscription-pages.ts';
import { KeepForm } from './notices.tsx';
import { paths } from './paths.ts';
import { creditsText, wordsOf } from './words.ts';

interface ChoicesProps {
  readonly state: AccountState;
  readonly now: Instant;
}

type Asks = 'change_plan' | 'subscribe';

/** Every plan, with what changing to it would do now. */
export function ChangePlans(props: ChoicesProps): JSX.Element {
  return <PlanList {...props} asks="change_plan" />;
}

/** Every plan, to start a subscription with. */
export function StartPlans(props: ChoicesProps): JSX.Element {
  const { state } = props;
  const bought = holdings(state).bought;
  return (
    <>
      <div>
        <h2>{state.subscription === null ? noticeTexts.choosePlan : noticeTexts.startAgain}</h2>
        <p class="muted">
          {state.subscription === null ? null : noticeTexts.startAgainText}{' '}
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
            <h3>{title}</h3>
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

function PlanCard({ state, now, asks, plan }: ChoicesProps & { asks: Asks; plan: Plan }): JSX.Element {
  const words = wordsOf(state.account);
  const { subscription } = state;
  const isTheirs = asks === 'change_plan' && subscription?.plan.code === plan.code;
  const isNext = asks === 'change_plan' && !isTheirs && subscription !== null && planAfter(state).code === plan.code;
  return (
    <Panel
      title={plan.name}
      aside={isTheirs || isNext ? <Badge tone="info">{isTheirs ? t.yours : t.next}</Badge> : undefined}
      footer={<CardAction state={state} asks={asks} plan={plan} isTheirs={isTheirs} isNext={isNext} />}
    >
      <Figures
        facts={[
          { label: t.price, value: words.money(plan.priceMinor), detail: figureTexts.each[plan.interval] },
          { label: t.credits, value: formatNumber(plan.credits), detail: figureTexts.each[plan.interval] },
        ]}
      />
      {isTheirs || isNext ? null : <p>{consequences(state, now, { do: asks, plan: plan.code })}</p>}
    </Panel>
  );
}

interface ActionProps {
  state: AccountState;
  asks: Asks;
  plan: Plan;
  isTheirs: boolean;
  isNext: boolean;
}

function CardAction({ state, asks, plan, isTheirs, isNext }: ActionProps): Child {
  if (isTheirs) {
    const changes = state.subscription?.scheduled?.kind === 'change_plan';
    return changes ? <KeepForm label={t.stay(plan.name)} /> : <span class="muted">{t.haveIt}</span>;
  }
  if (isNext) return <span class="muted">{t.comesNext}</span>;
  const query = new URLSearchParams({ plan: plan.code }).toString();
  const path = asks === 'subscribe' ? paths.subscribe : paths.changePlan;
  return (
    <Button kind="secondary" href={`${path}?${query}`}>
      {asks === 'subscribe' ? t.startWith(plan.name) : t.choose(plan.name)}
    </Button>
  );
}

/** What choosing the plan does now, and what is charged next, in sentences. */
function consequences(state: AccountState, now: Instant, command: { do: Asks; plan: string }): string {
  const words = wordsOf(state.account);
  const { refusal, chargeMinor, after } = preview(state, command, now);
  if (refusal !== null) return refusalSentence(refusal);
  const next = nextCharge(after);
  const credits = balance(after).available - balance(state).available;
  const startsLater = after.subscription?.scheduled?.kind === 'change_plan';
  return [
    chargeMinor > 0 ? t.chargedNow(words.money(chargeMinor)) : t.nothingNow,
    credits > 0 ? t.creditsNow(creditsText(credits)) : null,
    startsLater && after.subscription !== null ? t.startsOn(words.at(after.subscription.period.end)) : null,
    next === null ? null : t.thenCharge(words.money(next.amountMinor), words.at(next.at)),
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}
