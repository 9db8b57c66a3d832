import { situationOf } from '../../domain/subscription/matrix.ts';
import { preview } from '../../domain/subscription/preview.ts';
import type { AccountState } from '../../domain/subscription/types.ts';
import type { Instant } from '../../domain/time/period.ts';
import { Button, Dialog, Form } from '../../ui/components/index.ts';
import { cancelTexts, confirmCancelTexts as t } from '../../ui/messages/cancel.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { subscriptionLabels as labels } from '../../ui/messages/subscription.ts';
import type { PortalContext } from '../context.ts';
import { showPage } from '../page.tsx';
import { planCrumb } from './accept-form.tsx';
import { AttemptField } from './cancel-pages.tsx';
import { CancelSteps, WayBack } from './cancel-steps.tsx';
import { droppedByCancelling, keptAfterEnd, Lines, lostAtEnd } from './end-lists.tsx';
import { sayWhatIsTrue, type OpenAttempt } from './open-attempt.ts';
import { paths } from './paths.ts';
import { wordsOf } from './words.ts';

/** What confirming would do now. */
interface Confirmation {
  /** When access ends; null where it ends at once. */
  readonly endsAt: Instant | null;
  /** Differs when another page would have to be shown. */
  readonly fingerprint: string;
}

/** What "Confirm" would do now, for the page that says it and the button that does it. */
export function confirmationOf(state: AccountState, attemptId: string, now: Instant): Confirmation {
  const { after } = preview(state, { do: 'confirm_attempt', attemptId }, now);
  const { subscription } = after;
  const endsAt = subscription?.scheduled?.kind === 'cancel' ? subscription.period.end : null;
  const facts = [situationOf(state), endsAt?.toString() ?? 'now', state.pending?.chargeId ?? 'nothing under way'];
  return { endsAt, fingerprint: facts.join('; ') };
}

/** The last question: when access ends, what is lost then, and what stays. */
export function showConfirm(c: PortalContext, open: OpenAttempt) {
  const { state, now, attempt, subscription, flow } = open;
  const { refusal } = preview(state, { do: 'confirm_attempt', attemptId: attempt.id }, now);
  if (refusal !== null) return sayWhatIsTrue(c, state, refusalSentence(refusal));
  const { endsAt, fingerprint } = confirmationOf(state, attempt.id, now);
  const dropped = droppedByCancelling(state);
  const end = endsAt === null ? null : wordsOf(state.account).at(endsAt);
  const paused = subscription.status === 'paused';
  return showPage(
    c,
    { title: cancelTexts.title, crumbs: [planCrumb], width: 'text', noBanner: true },
    <Dialog
      id="confirm"
      title={end === null ? t.titleNow : t.title}
      steps={flow === null ? null : <CancelSteps at="confirm" />}
      back={paths.plan}
      footer={<ConfirmChoices attempt={attempt.id} fingerprint={fingerprint} />}
    >
      <WayBack open={open} page="confirm" />
      <p>
        <strong>{end === null ? t.endsNow : paused ? t.endsOnPaused(end) : t.endsOn(end)}</strong>{' '}
        {end === null ? t.now : paused ? t.untilPaused : t.until}
      </p>
      {dropped.length > 0 ? (
        <div>
          <h3>{t.dropped}</h3>
          <Lines items={dropped} />
        </div>
      ) : null}
      <div>
        <h3>{t.lost}</h3>
        <Lines items={lostAtEnd(state, end === null)} />
      </div>
      <div>
        <h3>{t.stays}</h3>
        <Lines items={keptAfterEnd(state)} />
      </div>
    </Dialog>,
  );
}

/** Two choices of one size; only what ends something is red. */
function ConfirmChoices({ attempt, fingerprint }: { attempt: string; fingerprint: string }) {
  return (
    <div class="choices">
      <Form action={paths.confirm} keyed>
        <AttemptField id={attempt} />
        <input type="hidden" name="shown" value={fingerprint} />
        <Button kind="danger" wide>
          {labels.confirm}
        </Button>
      </Form>
      <Form action={paths.leave}>
        <AttemptField id={attempt} />
        <Button kind="secondary" wide>
          {labels.keep}
        </Button>
      </Form>
    </div>
  );
}
