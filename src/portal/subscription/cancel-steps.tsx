import type { JSX } from 'hono/jsx/jsx-runtime';
import type { PageId } from '../../domain/flow/types.ts';
import { Stepper } from '../../ui/components/index.ts';
import { cancelTexts as t } from '../../ui/messages/cancel.ts';
import type { OpenAttempt } from './open-attempt.ts';
import { cancelPage } from './paths.ts';

const STEPS = ['reason', 'pages', 'confirm'] as const;

/** Where one is on the way out. */
export function CancelSteps({ at }: { at: (typeof STEPS)[number] }): JSX.Element {
  return <Stepper label={t.steps} steps={STEPS.map((step) => t.step[step])} at={STEPS.indexOf(at)} />;
}

/** Back to the page that was seen before this one, with its offers; nothing where there is none. */
export function WayBack({ open, page }: { open: OpenAttempt; page: PageId }): JSX.Element | null {
  const before = pageBefore(open, page);
  if (before === null) return null;
  const label = before === 'reason' ? t.back.reason : page === 'confirm' ? t.back.pages : t.back.page;
  return (
    <p class="way-back">
      <a href={cancelPage(before)}>{label}</a>
    </p>
  );
}

/** The last page on the way to this one that the flow still has. */
function pageBefore({ flow, attempt: { path } }: OpenAttempt, page: PageId): PageId | null {
  if (flow === null) return null;
  const index = path.indexOf(page);
  const passed = index < 0 ? path : path.slice(0, index);
  return passed.findLast((id) => id === 'reason' || flow.pages.some((each) => each.id === id)) ?? null;
}
