import type { Instant } from '../time/period.ts';
import { ELIGIBLE, judge } from './eligibility.ts';
import type { FlowDefinition, FlowFacts, FlowPage, Offer, OfferDecision } from './types.ts';

/** The pages of a reason in order, closing pages last; without a reason only these. None comes twice. */
export function wayOf(flow: FlowDefinition, reasonId: string | null): readonly FlowPage[] {
  const ofFlow = ways.get(flow) ?? new Map<string | null, readonly FlowPage[]>();
  ways.set(flow, ofFlow);
  const way = ofFlow.get(reasonId) ?? layOutWay(flow, reasonId);
  ofFlow.set(reasonId, way);
  return way;
}

/** Ways that were laid out before, for as long as their flow is in use: a definition never changes. */
const ways = new WeakMap<FlowDefinition, Map<string | null, readonly FlowPage[]>>();

function layOutWay(flow: FlowDefinition, reasonId: string | null): readonly FlowPage[] {
  const reason = flow.reasons.find(({ id }) => id === reasonId);
  const ids = new Set([...(reason?.pages ?? []), ...flow.closingPages]);
  return [...ids].flatMap((id) => flow.pages.find((page) => page.id === id) ?? []);
}

/** Where a decision starts from: what was decided before, and the pages that the customer has been on. */
interface PlanStart {
  readonly decisions: readonly OfferDecision[];
  readonly path: readonly string[];
}

/** Nothing is decided yet, and no page was seen. */
export const AT_THE_START: PlanStart = { decisions: [], path: [] };

/**
 * Decides every offer of the flow, in the flow's order, each once. Offers on pages of `start.path`
 * keep their decision; those ahead are judged by the facts; and those that are not on the way say so,
 * unless they were seen before the customer changed the reason: what was seen stays on record.
 */
export function decideOffers(
  flow: FlowDefinition,
  reasonId: string | null,
  facts: FlowFacts,
  now: Instant,
  start: PlanStart,
): OfferDecision[] {
  const way = wayOf(flow, reasonId);
  const decided = new Map<string, OfferDecision>();
  const shown: { offer: Offer; page: FlowPage }[] = [];
  for (const page of way) {
    const passed = start.path.includes(page.id);
    for (const offer of page.offers) {
      const previous = decisionOn(offer, start.decisions);
      const verdict = judge(offer, facts, now);
      const twin = verdict === ELIGIBLE ? shown.find((earlier) => sameEffect(earlier.offer, offer)) : undefined;
      const why = twin ? `${twin.offer.id} offers the same on page ${twin.page.id}` : verdict;
      const decision = passed && previous ? previous : decide(offer, page, why, now, previous);
      decided.set(offer.id, decision);
      if (decision.shown) shown.push({ offer, page });
    }
  }
  const notOnTheWay = reasonId === null ? 'no reason was given' : 'not on the way of this reason';
  const decisions: OfferDecision[] = [];
  for (const page of flow.pages) {
    for (const offer of page.offers) {
      const previous = decisionOn(offer, start.decisions);
      decisions.push(
        decided.get(offer.id) ?? (previous?.seen ? previous : decide(offer, page, notOnTheWay, now, previous)),
      );
    }
  }
  return decisions;
}

function decisionOn(offer: Offer, decisions: readonly OfferDecision[]): OfferDecision | undefined {
  return decisions.find(({ offerId }) => offerId === offer.id);
}

/** The pages of a way that are put before the customer: those that help, or offer something, by these decisions. */
export function shownPages(way: readonly FlowPage[], decisions: readonly OfferDecision[]): FlowPage[] {
  return way.filter((page) => page.standsAlone === true || offersOn(page, decisions).length > 0);
}

/** The offers that a page shows by these decisions. */
export function offersOn(page: FlowPage, decisions: readonly OfferDecision[]): Offer[] {
  return page.offers.filter(({ id }) => decisions.some(({ offerId, shown }) => offerId === id && shown));
}

function decide(
  offer: Offer,
  page: FlowPage,
  why: string,
  now: Instant,
  previous: OfferDecision | undefined,
): OfferDecision {
  if (previous?.why === why && previous.pageId === page.id) return previous;
  return {
    offerId: offer.id,
    pageId: page.id,
    shown: why === ELIGIBLE,
    why,
    decidedAt: now,
    seen: previous?.seen ?? false,
  };
}

function sameEffect(a: Offer, b: Offer): boolean {
  return a.effect.kind === b.effect.kind && effectKey(a) === effectKey(b);
}

function effectKey({ effect }: Offer): string {
  return JSON.stringify(Object.entries(effect).sort(([a], [b]) => (a < b ? -1 : 1)));
}
