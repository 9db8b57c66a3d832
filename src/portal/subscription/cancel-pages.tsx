import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { offersShown } from '../../domain/flow/attempt.ts';
import { fillIn } from '../../domain/flow/figures.ts';
import type { FlowDefinition, FlowPage, Offer } from '../../domain/flow/types.ts';
import { Button, ButtonRow, Choices, Form, FormProblem, Panel, Select, TextArea } from '../../ui/components/index.ts';
import type { Choice, FormState } from '../../ui/components/index.ts';
import { cancelTexts as t } from '../../ui/messages/cancel.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';
import { planCrumb } from './accept-form.tsx';
import { CancelSteps, WayBack } from './cancel-steps.tsx';
import { flowFigures, offerFigures } from './flow-figures.ts';
import { OfferTerms } from './offer-terms.tsx';
import type { OpenAttempt } from './open-attempt.ts';
import { cancelPage, paths } from './paths.ts';

/** The question for a reason, which may be left without an answer. */
export function showReason(
  c: PortalContext,
  { attempt }: OpenAttempt,
  flow: FlowDefinition,
  form?: FormState,
): Promise<Response> {
  return showPage(
    c,
    {
      title: t.reasonTitle,
      crumbs: [planCrumb],
      intro: t.reasonIntro,
      width: 'text',
      noBanner: true,
      status: form === undefined ? 200 : 422,
    },
    <>
      <CancelSteps at="reason" />
      <Panel>
        <Form action={paths.reason}>
          <AttemptField id={attempt.id} />
          <FormProblem form={form} />
          <Select
            label={t.reason}
            name="reason"
            form={form}
            value={attempt.reason ?? ''}
            prompt={t.reasonPrompt}
            options={flow.reasons.map(({ id, label }) => ({ value: id, label }))}
            optional
          />
          <TextArea label={t.note} name="note" form={form} value={attempt.note ?? ''} maxlength={1_000} optional />
          <ButtonRow>
            <Button>{labels.continueFromReason}</Button>
            <Button kind="secondary" formaction={paths.leave}>
              {labels.keep}
            </Button>
          </ButtonRow>
        </Form>
      </Panel>
    </>,
  );
}

/**
 * A page of the flow: what helps, what is offered, and the way on, which weighs the same and stands in
 * the same place on every page, the second.
 */
export function showFlowPage(
  c: PortalContext,
  open: OpenAttempt,
  flow: FlowDefinition,
  page: FlowPage,
): Promise<Response> {
  const { state, subscription, attempt } = open;
  const figures = flowFigures(state, subscription, c.get('app').config.brand);
  const offers = offersShown(flow, attempt, page.id);
  const [only] = offers.length === 1 ? offers : [];
  const text = (offer: Offer) => fillIn(offer.text, offerFigures(figures, state, offer));
  const label = (offer: Offer) => fillIn(offer.label, offerFigures(figures, state, offer));
  const choices = offers.map((offer) => ({
    ...offerChoice(open, page.id, offer),
    label: label(offer),
  }));
  return showPage(
    c,
    { title: fillIn(page.title, figures), crumbs: [planCrumb], width: 'text', noBanner: true },
    <>
      <div>
        <CancelSteps at="pages" />
        <WayBack open={open} page={page.id} />
      </div>
      <div class="stack">
        {page.body.map((paragraph) => (
          <p>{fillIn(paragraph, figures)}</p>
        ))}
        {offers.map((offer) => (
          <p>
            {only === undefined ? <strong>{label(offer)}: </strong> : null}
            {text(offer)}
          </p>
        ))}
      </div>
      <Choices options={[...choices.slice(0, 1), continueChoice(open, page.id), ...choices.slice(1)]} />
      <KeepLine attempt={attempt.id} />
      {offers.map((offer) => (
        <OfferTerms open={open} flow={flow} page={page.id} offer={offer} />
      ))}
    </>,
  );
}

/** A link is followed; everything else is asked for. */
function offerChoice({ attempt }: OpenAttempt, page: string, { id, effect }: Offer): Pick<Choice, 'href' | 'wrap'> {
  if (effect.kind === 'link') return { href: effect.href };
  return {
    wrap: (button: Child) => (
      <Form action={`${cancelPage(page)}/accept`} keyed>
        <AttemptField id={attempt.id} />
        <input type="hidden" name="offer" value={id} />
        {button}
      </Form>
    ),
  };
}

function continueChoice({ attempt }: OpenAttempt, page: string): Choice {
  return {
    label: labels.continueCancellation,
    wrap: (button) => (
      <Form action={`${cancelPage(page)}/continue`}>
        <AttemptField id={attempt.id} />
        {button}
      </Form>
    ),
  };
}

function KeepLine({ attempt }: { attempt: string }): JSX.Element {
  return (
    <Form action={paths.leave} class="button-row">
      <AttemptField id={attempt} />
      <p class="hint">{t.continueDetail}</p>
      <Button kind="quiet">{labels.keep}</Button>
    </Form>
  );
}

/** Which attempt a form belongs to, so that one from a stale tab is known as such. */
export function AttemptField({ id }: { id: string }): JSX.Element {
  return <input type="hidden" name="attempt" value={id} />;
}
