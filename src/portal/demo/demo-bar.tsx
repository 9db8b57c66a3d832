import { whatIsDueNext } from '../../domain/subscription/time-passing.ts';
import type { Instant } from '../../domain/time/period.ts';
import { Button, Form } from '../../ui/components/index.ts';
import { formatDate, formatTime, zoneName } from '../../ui/format.ts';
import { demoTexts as t, dueTexts } from '../../ui/messages/demo.ts';
import type { PortalContext, Slot } from '../context.ts';

/** The bar below every page of the demo: the test clock, the mailbox, and the way back to the start. */
export const demoBar: Slot = async (c) => (
  <aside class="demo-bar" aria-label={t.label}>
    {await clockPart(c)}
    <nav class="demo-links" aria-label={t.pages}>
      <a href="/demo/mailbox">{t.mailbox}</a>
      {c.get('actor') === null ? null : <a href="/demo/reset">{t.reset}</a>}
    </nav>
  </aside>
);

async function clockPart(c: PortalContext) {
  const actor = c.get('actor');
  if (actor === null) return <p class="demo-clock">{t.intro}</p>;
  const { state, now, clockId } = await c.get('app').view(actor.accountId);
  if (clockId === null) return <p class="demo-clock">{t.systemTime}</p>;
  const { timeZone } = state.account;
  const due = whatIsDueNext(state);
  const at = (instant: Instant) => t.at(formatDate(instant, timeZone), formatTime(instant, timeZone));
  const steps = [
    due === null ? null : { by: 'next', label: t.toNext },
    { by: 'day', label: t.byDay },
    state.subscription === null || state.subscription.status === 'ended'
      ? null
      : { by: 'period', label: t.toPeriodEnd },
  ];
  return (
    <>
      <p class="demo-clock">
        <span class="demo-now">{t.now(at(now), zoneName(timeZone))}</span>
        <span class="muted">{due === null ? t.nothingDue : t.next(dueTexts[due.what], at(due.at))}</span>
      </p>
      <Form action="/demo/advance" class="button-row" label={t.advance}>
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
