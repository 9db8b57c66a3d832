import { Hono } from 'hono';
import { z } from 'zod';
import { isOnTheWay } from '../../domain/flow/attempt.ts';
import type { FlowPage, OfferEffect } from '../../domain/flow/types.ts';
import { cancelTexts as t } from '../../ui/messages/cancel.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { BadRequest } from '../errors.tsx';
import { redirectWith } from '../flash.ts';
import { readForm, typed } from '../forms.ts';
import { payersOnly } from '../payers-only.tsx';
import { confirmationOf, showConfirm } from './cancel-confirm.tsx';
import { showDone } from './cancel-done.tsx';
import { showFlowPage, showReason } from './cancel-pages.tsx';
import { give, goesOnText } from './carry-out.ts';
import { attemptOf, findOpen, isAtConfirm, sayWhatIsTrue, step, type OpenAttempt } from './open-attempt.ts';
import { contactPath, paths, presentPath } from './paths.ts';

const attemptField = z.string().max(64);
const attemptForm = z.object({ attempt: attemptField });
const reasonForm = z.object({
  attempt: attemptField,
  reason: z.string().max(64).optional(),
  note: z.string().trim().max(1_000).optional(),
});
const offerForm = z.object({ attempt: attemptField, offer: z.string().max(64) });
const confirmForm = z.object({ attempt: attemptField, shown: z.string().max(128) });

/** The way out, from "Cancel my subscription" to its end, one page a step. */
export const cancelRoutes = new Hono<PortalEnv>();

cancelRoutes.post(paths.cancel, payersOnly, async (c) => {
  const { flow } = c.get('app');
  const answer = await give(c, { do: 'start_attempt', flow });
  const attempt = attemptOf(answer.state);
  if (answer.refusal === null && attempt !== null) return c.redirect(presentPath(flow, attempt), 303);
  return sayWhatIsTrue(c, answer.state, answer.refusal === null ? t.noAttempt : refusalSentence(answer.refusal));
});

cancelRoutes.get(paths.cancel, payersOnly, async (c) => {
  const open = await findOpen(c);
  if (open instanceof Response) return open;
  if (open.flow === null || !isOnTheWay(open.attempt, 'reason')) return goOn(c, open);
  return showReason(c, open, open.flow);
});

// The form comes back under its own address when something is wrong with it.
cancelRoutes.get(paths.reason, payersOnly, (c) => c.redirect(paths.cancel, 303));

cancelRoutes.post(paths.reason, payersOnly, async (c) => {
  const form = readForm(c, reasonForm);
  if (form.ok && (form.value.note === undefined || form.value.reason !== undefined)) {
    return answerReason(c, form.value);
  }
  if (!form.ok && form.errors['attempt'] !== undefined) throw new BadRequest('bad_request');
  const open = await findOpen(c);
  if (open instanceof Response) return open;
  if (open.flow === null) return goOn(c, open);
  return showReason(c, open, open.flow, form.ok ? { values: typed(c), errors: { reason: t.noteAlone } } : form);
});

async function answerReason(c: PortalContext, answer: z.output<typeof reasonForm>): Promise<Response> {
  const { flow } = c.get('app');
  const { reason, note = null } = answer;
  const attemptId = answer.attempt;
  if (flow === null) return c.redirect(paths.confirm, 303);
  if (reason === undefined) return step(c, { do: 'continue_attempt', flow, attemptId, page: 'reason' });
  if (flow.reasons.some(({ id }) => id === reason)) {
    return step(c, { do: 'answer_reason', flow, attemptId, reason, note });
  }
  const open = await findOpen(c);
  if (open instanceof Response) return open;
  const errors = { reason: refusalSentence({ code: 'unknown_answer' }) };
  return showReason(c, open, flow, { values: typed(c), errors });
}

cancelRoutes.get(paths.page, payersOnly, async (c) => {
  const open = await findOpen(c);
  if (open instanceof Response) return open;
  const page = pageOnTheWay(open, c.req.param('pageId'));
  return page === null ? goOn(c, open) : showFlowPage(c, open, page.flow, page.page);
});

function pageOnTheWay({ flow, attempt }: OpenAttempt, pageId: string) {
  const page: FlowPage | undefined = flow?.pages.find(({ id }) => id === pageId);
  if (flow === null || page === undefined || !isOnTheWay(attempt, pageId)) return null;
  return { flow, page };
}

cancelRoutes.post(paths.continue, payersOnly, (c) => {
  const { flow } = c.get('app');
  const form = readForm(c, attemptForm);
  if (!form.ok) throw new BadRequest('bad_request');
  if (flow === null) return c.redirect(paths.confirm, 303);
  const page = c.req.param('pageId');
  return step(c, { do: 'continue_attempt', flow, attemptId: form.value.attempt, page });
});

cancelRoutes.post(paths.acceptOffer, payersOnly, async (c) => {
  const { flow } = c.get('app');
  const form = readForm(c, offerForm);
  if (!form.ok) throw new BadRequest('bad_request');
  if (flow === null) return c.redirect(paths.confirm, 303);
  const { attempt, offer: offerId } = form.value;
  const page = c.req.param('pageId');
  const answer = await give(c, { do: 'accept_offer', flow, attemptId: attempt, page, offerId }, form.key);
  if (answer.refusal !== null) return sayWhatIsTrue(c, answer.state, refusalSentence(answer.refusal));
  const offer = flow.pages.flatMap(({ offers }) => offers).find(({ id }) => id === offerId);
  return c.redirect(offer === undefined ? paths.done : placeAfter(offer.effect), 303);
});

/** A person to talk to is found on the contact page; what changes the subscription is told of at the end. */
function placeAfter(effect: OfferEffect): string {
  if (effect.kind === 'contact') return contactPath(effect.subject);
  return effect.kind === 'link' ? effect.href : paths.done;
}

cancelRoutes.get(paths.confirm, payersOnly, async (c) => {
  const open = await findOpen(c);
  if (open instanceof Response) return open;
  return isAtConfirm(open) ? showConfirm(c, open) : goOn(c, open);
});

cancelRoutes.post(paths.confirm, payersOnly, async (c) => {
  const form = readForm(c, confirmForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const { attempt, shown } = form.value;
  const app = c.get('app');
  const { state, now } = await app.view(memberOf(c).accountId);
  if (attemptOf(state)?.id === attempt && confirmationOf(state, attempt, now).fingerprint !== shown) {
    return redirectWith(c, paths.confirm, 'warning', t.differs);
  }
  const answer = await give(c, { do: 'confirm_attempt', attemptId: attempt }, form.key);
  if (answer.refusal !== null) return sayWhatIsTrue(c, answer.state, refusalSentence(answer.refusal));
  return c.redirect(paths.done, 303);
});

cancelRoutes.post(paths.leave, payersOnly, async (c) => {
  const form = readForm(c, attemptForm);
  if (!form.ok) throw new BadRequest('bad_request');
  const answer = await give(c, { do: 'leave_attempt', attemptId: form.value.attempt });
  if (answer.refusal !== null) return sayWhatIsTrue(c, answer.state, refusalSentence(answer.refusal));
  return redirectWith(c, paths.plan, 'success', `${t.unchanged} ${goesOnText(answer.state)}`);
});

cancelRoutes.get(paths.done, payersOnly, (c) => showDone(c));

/** To the page where the attempt stands. */
function goOn(c: PortalContext, { flow, attempt }: OpenAttempt): Response {
  return c.redirect(presentPath(flow, attempt), 303);
}
