import { whatIsDueNext } from '../../domain/subscription/time-passing.ts';
import { Button, Form } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format.ts';
import { demoTexts as t, dueTexts } from '../../ui/messages/demo.ts';
import type { PortalContext, Slot } from '../context.ts';

/** The bar below every page of the demo: the test clock, the mailbox, and the way back to the start. */
export const demoBar: Slot = async (c) => (
  <aside class="demo-bar" aria-label={t.label}>
    {await clockPart(c)}
    <Button kind="quiet" small href="/demo/mailbox">
      {t.mailbox}
    </Button>
    {c.get('actor') === null ? null : (
      <Button kind="quiet" small href="/demo/reset">
        {t.reset}
      </Button>
    )}
  </aside>
);

async function clockPart(c: PortalContext) {
  const actor = c.get('actor');
  if (actor === null) return null;
  const { state, now, clockId } = await c.get('app').view(actor.accountId);
  if (clockId === null) return <span>{t.systemTime}</span>;
  const { timeZone } = state.account;
  const due = whatIsDueNext(state);
  const steps = [
    due === null ? null : { by: 'next', label: t.toNext },
    { by: 'day', label: t.byDay },
    state.subscription === null || state.subscription.status === 'ended'
      ? null
      : { by: 'period', label: t.toPeriodEnd },
  ];
  return (
    <>
      <span>{t.now(formatInstant(now, timeZone))}</span>
      <span class="muted">
        {due === null ? t.nothingDue : t.next(dueTexts[due.what], formatInstant(due.at, timeZone))}
      </span>
      <Form action="/demo/advance" class="button-row" label={t.label}>
        {steps.map((step) =>
          step === null ? null : (
            <Button kind="secondary" small name="by" value={step.by}>
              {step.label}
            </Button>
          ),
        )}
      </Form>
    </>
  );
}
