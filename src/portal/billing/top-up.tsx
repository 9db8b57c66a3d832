import { z } from 'zod';
import { topUpPrice } from '../../domain/subscription/changes.ts';
import type { RefusalCode } from '../../domain/subscription/refusals.ts';
import type { AccountState, Policy } from '../../domain/subscription/types.ts';
import {
  Button,
  ButtonRow,
  Facts,
  Field,
  Form,
  FormProblem,
  Notification,
  Panel,
  RadioGroup,
} from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { formatMoney, formatMoneyShort, formatNumber } from '../../ui/format.ts';
import { billingTexts, topUpTexts as t } from '../../ui/messages/billing.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { refusalSentence, refusalSentences } from '../../ui/messages/refusals.ts';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery } from '../forms.ts';
import { showPage } from '../page.tsx';
import { topUpObstacle } from './top-up-obstacle.ts';
import { cardName } from './words.ts';

const PACKS = [1, 5, 10];
const MOST_PACKS = 100;
const PATH = '/settings/billing/top-up';
const crumbs = [{ label: billingTexts.title, href: '/settings/billing' }];

const chosen = z.object({ pack: z.string().optional(), credits: z.string().optional() });
const paid = z.object({ credits: z.coerce.number().int().min(1) });

/** Choosing an amount, or, once the address names one, what exactly it costs. */
export async function showTopUp(c: PortalContext): Promise<Response> {
  const { state } = await c.get('app').view(memberOf(c).accountId);
  if (state.pending?.kind === 'top_up') return c.redirect(`${PATH}/payment`, 303);
  const obstacle = topUpObstacle(state);
  if (obstacle !== null) return showImpossible(c, obstacle);
  const query = readQuery(c, chosen);
  const { pack, credits } = query.ok ? query.value : {};
  if (pack === undefined && credits === undefined) return showChoice(c, state);
  // Whoever typed a number means it, whichever pack is marked.
  const asked = creditsIn(state.policy, credits ?? pack);
  if (asked !== null) return showReview(c, state, asked);
  const errors = { credits: t.wrongNumber(...bounds(state.policy)) };
  return showChoice(c, state, { values: { pack: pack ?? 'other', credits: credits ?? '' }, errors });
}

/** Buys: the payment is asked for, and its page says what comes of it. */
export async function buyTopUp(c: PortalContext): Promise<Response> {
  const app = c.get('app');
  const actor = memberOf(c);
  const form = readForm(c, paid);
  const credits = form.ok ? creditsIn(app.policy, String(form.value.credits)) : null;
  if (credits === null) return c.redirect(PATH, 303);
  const answer = await app.perform(actor, actor.accountId, { do: 'top_up', credits }, { idempotencyKey: form.key });
  if (answer.refusal) return redirectWith(c, '/settings/billing', 'warning', refusalSentence(answer.refusal));
  return c.redirect(`${PATH}/payment`, 303);
}

/** A whole number of packs, or null. */
function creditsIn({ topUp }: Policy, text: string | undefined): number | null {
  const asked = Number((text ?? '').replaceAll(/[,\s]/gu, ''));
  const fits = Number.isSafeInteger(asked) && asked > 0 && asked % topUp.credits === 0;
  return fits && asked <= MOST_PACKS * topUp.credits ? asked : null;
}

function bounds({ topUp }: Policy): [step: string, most: string] {
  return [formatNumber(topUp.credits), formatNumber(MOST_PACKS * topUp.credits)];
}

function showImpossible(c: PortalContext, obstacle: RefusalCode): Promise<Response> {
  return showPage(
    c,
    { title: t.title, settings: 'billing', crumbs, width: 'text' },
    <Notification
      title={t.impossible}
      actions={
        <>
          {obstacle === 'no_payment_method' ? (
            <Button href="/settings/billing/card">{billingTexts.addCard}</Button>
          ) : null}
          <Button kind="secondary" href="/settings/billing">
            {t.toBilling}
          </Button>
        </>
      }
    >
      {refusalSentences[obstacle]}
    </Notification>,
  );
}

function showChoice(c: PortalContext, state: AccountState, form?: FormState): Promise<Response> {
  const { account, policy } = state;
  const { topUp } = policy;
  const packs = PACKS.map((count) => count * topUp.credits).map((credits) => ({
    value: String(credits),
    label: creditsText(credits),
    detail: formatMoney(topUpPrice(credits, topUp), account.currency),
  }));
  const [step, most] = bounds(policy);
  return showPage(
    c,
    {
      title: t.title,
      settings: 'billing',
      crumbs,
      width: 'text',
      intro: t.intro(creditsText(topUp.credits), formatMoneyShort(topUp.priceMinor, account.currency)),
      status: form ? 422 : 200,
    },
    <Panel>
      <Form action={PATH} method="get" label={t.title}>
        <FormProblem form={form} />
        <RadioGroup
          label={t.choose}
          name="pack"
          form={form}
          options={[...packs, { value: 'other', label: t.other }]}
          values={packs.slice(0, 1).map((pack) => pack.value)}
        />
        <Field
          label={t.custom}
          name="credits"
          form={form}
          optional
          hint={t.otherHint(step, most)}
          inputmode="numeric"
          maxlength={12}
          width="short"
        />
        <ButtonRow>
          <Button>{t.next}</Button>
          <Button kind="secondary" href="/settings/billing">
            {t.toBilling}
          </Button>
        </ButtonRow>
      </Form>
    </Panel>,
  );
}

function showReview(c: PortalContext, state: AccountState, credits: number): Promise<Response> {
  const { account, paymentMethod, policy } = state;
  const price = formatMoney(topUpPrice(credits, policy.topUp), account.currency);
  return showPage(
    c,
    { title: t.review, settings: 'billing', crumbs: [...crumbs, { label: t.title, href: PATH }], width: 'text' },
    <Panel>
      <Facts
        facts={[
          { label: t.credits, value: formatNumber(credits) },
          { label: t.price, value: price },
          paymentMethod && { label: t.charged, value: cardName(paymentMethod) },
          { label: t.when, value: t.whenNow },
        ]}
      />
      <Form action={PATH} keyed>
        <input type="hidden" name="credits" value={String(credits)} />
        <ButtonRow>
          <Button>{t.pay(price)}</Button>
          <Button kind="secondary" href={PATH}>
            {t.change}
          </Button>
        </ButtonRow>
      </Form>
    </Panel>,
  );
}
