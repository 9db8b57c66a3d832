import type { Instant } from '../time/period.ts';
import { ELIGIBLE, judge } from './eligibility.ts';
import { AT_THE_START, decideOffers, offersOn, shownPages, wayOf } from './plan.ts';
import type {
  Attempt,
  AttemptOutcome,
  FlowDefinition,
  FlowFacts,
  FlowPage,
  Offer,
  OfferEffect,
  OfferDecision,
  PageId,
} from './types.ts';

/** Why a step of an attempt was not taken; the codes are those of the subscription's refusals. */
export interface FlowRefusal {
  readonly code: 'no_attempt' | 'attempt_moved_on' | 'unknown_answer' | 'offer_unavailable';
}

/** An offer taken up: what to carry out, and the attempt as it stands then. */
interface Acceptance {
  readonly attempt: Attempt;
  readonly offer: Offer;
  readonly effect: OfferEffect;
}

/** Offers that change nothing, so that the attempt goes on beside them: nobody is saved by a link. */
const WITHOUT_CHANGE: readonly OfferEffect['kind'][] = ['contact', 'link'];

/** Whether a step was refused. */
export function isRefusal(result: object): result is FlowRefusal {
  return 'code' in result;
}

/** The attempt with some fields changed. */
function attemptWith(attempt: Attempt, change: Partial<Attempt>): Attempt {
  const copy: Attempt = {
    id: attempt.id,
    flowCode: attempt.flowCode,
    flowVersion: attempt.flowVersion,
    startedAt: attempt.startedAt,
    startedBy: attempt.startedBy,
    touchedAt: attempt.touchedAt,
    reason: attempt.reason,
    note: attempt.note,
    page: attempt.page,
    path: attempt.path,
    decisions: attempt.decisions,
    outcome: attempt.outcome,
    acceptedOffer: attempt.acceptedOffer,
    endedAt: attempt.endedAt,
  };
  return Object.assign(copy, change);
}

/** A new attempt, at the question for a reason; without a flow, at the confirmation. */
export function beginAttempt(
  flow: FlowDefinition | null,
  facts: FlowFacts,
  start: { readonly id: string; readonly by: string; readonly now: Instant },
): Attempt {
  return {
    id: start.id,
    flowCode: flow?.code ?? 'none',
    flowVersion: flow?.version ?? 0,
    startedAt: start.now,
    startedBy: start.by,
    touchedAt: start.now,
    reason: null,
    note: null,
    page: flow === null ? 'confirm' : 'reason',
    path: [],
    decisions: flow === null ? [] : decideOffers(flow, null, facts, start.now, AT_THE_START),
    outcome: null,
    acceptedOffer: null,
    endedAt: null,
  };
}

/**
 * Where the customer is: the attempt's page, or the confirmation where the flow no longer has that
 * page, or is broken or gone. So there is always a way out.
 */
export function presentPage(flow: FlowDefinition | null, attempt: Attempt): PageId {
  if (attempt.page === 'confirm' || flow === null) return 'confirm';
  const known = attempt.page === 'reason' || flow.pages.some(({ id }) => id === attempt.page);
  return known ? attempt.page : 'confirm';
}

/** Whether the customer is on this page or has come by it, so that the browser's back button may show it. */
export function isOnTheWay(attempt: Attempt, pageId: PageId): boolean {
  return attempt.page === pageId || attempt.path.includes(pageId);
}

/** The offers that the attempt decided to show on a page. */
export function offersShown(flow: FlowDefinition, attempt: Attempt, pageId: PageId): Offer[] {
  const page = flow.pages.find(({ id }) => id === pageId);
  return page === undefined ? [] : offersOn(page, attempt.decisions);
}

/** Notes the reason and goes on to its first page. A reason given again re-plans everything after it. */
export function answerReason(
  flow: FlowDefinition,
  attempt: Attempt,
  reasonId: string,
  note: string | null,
  facts: FlowFacts,
  now: Instant,
): Attempt | FlowRefusal {
  const stale = staleness(attempt, 'reason');
  if (stale !== null) return stale;
  if (!flow.reasons.some(({ id }) => id === reasonId)) return { code: 'unknown_answer' };
  const text = note?.trim() ?? '';
  const answered = attemptWith(adopt(flow, attempt), { reason: reasonId, note: text === '' ? null : text });
  return moveOn(flow, backTo(answered, 'reason', now), facts, now);
}

/**
 * "Continue Cancellation" on a page: on to the next page that is for this customer, at last to the
 * confirmation. From a page that the customer went back to, what follows is planned anew; from the
 * page for the reason, it goes on without one.
 */
export function continueAttempt(
  flow: FlowDefinition,
  attempt: Attempt,
  pageId: PageId,
  facts: FlowFacts,
  now: Instant,
): Attempt | FlowRefusal {
  const stale = staleness(attempt, pageId);
  if (stale !== null) return stale;
  const here = backTo(adopt(flow, attempt), pageId, now);
  return pageId === 'confirm' ? here : moveOn(flow, here, facts, now);
}

/** The attempt at a page that it came by, with what it saw before that page; elsewhere it stays as it is. */
export function backTo(attempt: Attempt, pageId: PageId, now: Instant): Attempt {
  const index = attempt.path.indexOf(pageId);
  if (index < 0) return attemptWith(attempt, { touchedAt: now });
  return attemptWith(attempt, { page: pageId, path: attempt.path.slice(0, index), touchedAt: now });
}

/**
 * Takes up an offer that was shown on the page and that still holds. What changes the subscription
 * saves it and ends the attempt; a link or a person to talk to leaves it open.
 */
export function acceptOffer(
  flow: FlowDefinition,
  attempt: Attempt,
  pageId: PageId,
  offerId: string,
  facts: FlowFacts,
  now: Instant,
): Acceptance | FlowRefusal {
  const stale = staleness(attempt, pageId);
  if (stale !== null) return stale;
  const offer = offersShown(flow, attempt, pageId).find(({ id }) => id === offerId);
  if (offer === undefined || judge(offer, facts, now) !== ELIGIBLE) return { code: 'offer_unavailable' };
  const { effect } = offer;
  const here = backTo(attempt, pageId, now);
  if (WITHOUT_CHANGE.includes(effect.kind)) return { attempt: here, offer, effect };
  return { attempt: attemptWith(end(here, 'saved', now), { acceptedOffer: offer.id }), offer, effect };
}

/** "Confirm", from whichever page: leaving works even where the flow does not. */
export function confirmAttempt(attempt: Attempt, now: Instant): Attempt {
  return end(attempt, 'cancelled', now);
}

/** "Keep my subscription": the customer leaves the flow and stays. */
export function leaveAttempt(attempt: Attempt, now: Instant): Attempt {
  return end(attempt, 'saved', now);
}

/** Nobody came back to it; that is neither a save nor a cancellation. */
export function abandonAttempt(attempt: Attempt, now: Instant): Attempt {
  return end(attempt, 'abandoned', now);
}

function end(attempt: Attempt, outcome: AttemptOutcome, now: Instant): Attempt {
  return attempt.outcome === null ? attemptWith(attempt, { outcome, touchedAt: now, endedAt: now }) : attempt;
}

function staleness(attempt: Attempt, pageId: PageId): FlowRefusal | null {
  if (attempt.outcome !== null) return { code: 'no_attempt' };
  return isOnTheWay(attempt, pageId) ? null : { code: 'attempt_moved_on' };
}

/** The attempt under the definition as it is now, should a new version have been published on the way. */
function adopt(flow: FlowDefinition, attempt: Attempt): Attempt {
  return attemptWith(attempt, { flowCode: flow.code, flowVersion: flow.version });
}

/** From the attempt's page to the next one that is for this customer. */
function moveOn(flow: FlowDefinition, here: Attempt, facts: FlowFacts, now: Instant): Attempt {
  const path = [...here.path, here.page];
  const decisions = decideOffers(flow, here.reason, facts, now, { decisions: here.decisions, path });
  const ahead = pagesAhead(wayOf(flow, here.reason), path);
  const page: PageId = shownPages(ahead, decisions)[0]?.id ?? 'confirm';
  return attemptWith(here, { page, path, decisions: decisions.map((decision) => markSeen(decision, page)) });
}

/** What comes after the last page that was passed; if the way has none of these, all of it. */
function pagesAhead(way: readonly FlowPage[], path: readonly PageId[]): readonly FlowPage[] {
  const last = way.findLastIndex(({ id }) => path.includes(id));
  return way.slice(last + 1);
}

function markSeen(decision: OfferDecision, page: PageId): OfferDecision {
  return decision.pageId === page && decision.shown ? { ...decision, seen: true } : decision;
}
