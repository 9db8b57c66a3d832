import type { JSX } from 'hono/jsx/jsx-runtime';
import { z } from 'zod';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { AttachResult, CardInput } from '../../ports/payments.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import { Button, ButtonRow, Columns, Facts, Form, FormProblem, Panel } from '../../ui/components/index.ts';
import type { FormState } from '../../ui/components/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { billingTexts, cardTexts as t } from '../../ui/messages/billing.ts';
import { paymentFailureText } from '../../ui/messages/payment-failures.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { cardFields, cardFrom, CardInputs, fieldOfFailure, TestCards } from '../card-fields.tsx';
import { memberOf } from '../context.ts';
import type { PortalContext } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm } from '../forms.ts';
import { showPage } from '../page.tsx';
import { showTooMany } from '../sign-in/too-many.tsx';
import { cardName, expiryOf } from './words.ts';

const cardForm = z.object(cardFields);

/** The page on which a card is put in or replaced. */
export function showCard(c: PortalContext): Promise<Response> {
  return cardPage(c);
}

/**
 * Gives the card to the provider, and what the provider made of it to the account. Nothing that was
 * typed is shown again, kept or logged.
 */
export async function saveCard(c: PortalContext, limits: RateLimits): Promise<Response> {
  const form = readForm(c, cardForm);
  if (!form.ok) return cardPage(c, { errors: form.errors });
  const actor = memberOf(c);
  // a card that is good is counted too: which ones are good is what a tester of cards wants to know
  const wait = await limits.count([{ limit: 'card', key: actor.accountId }]);
  if (wait > 0) return showTooMany(c, wait, '/settings/billing');
  const attached = await attach(c, cardFrom(form.value));
  if (attached === null) return cardPage(c, { errors: { _form: t.unreachable }, status: 503 });
  if (!attached.ok) {
    const sentence = t.declined(paymentFailureText(attached.failure));
    return cardPage(c, { errors: { [fieldOfFailure(attached.failure)]: sentence } });
  }
  const answer = await c
    .get('app')
    .perform(actor, actor.accountId, { do: 'replace_card', card: attached.card }, { idempotencyKey: form.key });
  if (answer.refusal) return redirectWith(c, '/settings/billing', 'warning', refusalSentence(answer.refusal));
  return redirectWith(c, '/settings/billing', 'success', savedText(answer.state, cardName(attached.card)));
}

/** What the provider says of the card; null when it cannot be reached. */
async function attach(c: PortalContext, card: CardInput): Promise<AttachResult | null> {
  try {
    return await c.get('app').payments.attach(card);
  } catch (error) {
    c.get('app').log.error(
      { requestId: c.get('requestId'), error: error instanceof Error ? error.name : 'unknown' },
      'the payment provider cannot be reached',
    );
    return null;
  }
}

function savedText(state: AccountState, card: string): string {
  const invoice = overdueInvoice(state);
  return invoice === null ? t.saved(card) : t.savedAndAsked(card, formatMoney(invoice.totalMinor, invoice.currency));
}

function overdueInvoice({ subscription, invoices }: AccountState) {
  const id = subscription?.dunning?.invoiceId;
  return invoices.find((invoice) => invoice.id === id) ?? null;
}

interface Problem {
  readonly errors: FormState['errors'];
  readonly status?: 422 | 503;
}

async function cardPage(c: PortalContext, problem?: Problem): Promise<Response> {
  const app = c.get('app');
  const { state } = await app.view(memberOf(c).accountId);
  const form: FormState | undefined = problem && { values: {}, errors: problem.errors };
  const { paymentMethod } = state;
  return showPage(
    c,
    {
      title: paymentMethod === null ? t.titleNew : t.title,
      settings: 'billing',
      crumbs: [{ label: billingTexts.title, href: '/settings/billing' }],
      intro: introText(state),
      noBanner: true,
      status: problem ? (problem.status ?? 422) : 200,
    },
    <Columns>
      <Panel>
        {paymentMethod === null ? null : (
          <Facts
            facts={[
              { label: t.now, value: cardName(paymentMethod), detail: billingTexts.expires(expiryOf(paymentMethod)) },
            ]}
          />
        )}
        <CardForm form={form} />
      </Panel>
      {app.config.mode === 'demo' ? <TestCards /> : null}
    </Columns>,
  );
}

function introText(state: AccountState): string {
  const invoice = overdueInvoice(state);
  return invoice === null ? t.intro : t.introOverdue(formatMoney(invoice.totalMinor, invoice.currency), invoice.number);
}

function CardForm({ form }: { form: FormState | undefined }): JSX.Element {
  return (
    <Form action="/settings/billing/card" keyed>
      <FormProblem form={form} />
      <CardInputs form={form} />
      <ButtonRow>
        <Button>{t.save}</Button>
        <Button kind="secondary" href="/settings/billing">
          {t.cancel}
        </Button>
      </ButtonRow>
    </Form>
  );
}
