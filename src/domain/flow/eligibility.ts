import { epochMs, type Instant } from '../time/period.ts';
import type { AcceptedOffer, Condition, FlowFacts, Offer } from './types.ts';

const DAY_MS = 86_400_000;
const NOT_ACTIVE = 'the subscription is not active';

/** Why an offer is shown. */
export const ELIGIBLE = 'eligible';

/**
 * `eligible`, or the first fact or condition that rules the offer out, with its figures, so that a
 * person can check the decision by hand. What an offer's effect needs comes before its conditions.
 */
export function judge(offer: Offer, facts: FlowFacts, now: Instant): string {
  const obstacle = effectObstacle(offer, facts);
  if (obstacle !== null) return obstacle;
  for (const condition of offer.when) {
    const failure = conditionFailure(condition, offer, facts, now);
    if (failure !== null) return failure;
  }
  return ELIGIBLE;
}

function effectObstacle({ effect }: Offer, facts: FlowFacts): string | null {
  switch (effect.kind) {
    case 'pause':
      return facts.canPause ? null : 'a pause cannot be scheduled now';
    case 'discount':
      if (!facts.isActive) return NOT_ACTIVE;
      if (!facts.keepsInterval) return 'the next period is of another length';
      return facts.hasDiscount ? 'a discount is running already' : null;
    case 'plan_change':
      return facts.changeablePlans.includes(effect.plan)
        ? null
        : `plan ${facts.planCode} cannot be changed to ${effect.plan} now`;
    case 'bonus_credits':
      return facts.isActive ? null : NOT_ACTIVE;
    case 'contact':
    case 'link':
      return null;
  }
}

function conditionFailure(condition: Condition, offer: Offer, facts: FlowFacts, now: Instant): string | null {
  switch (condition.kind) {
    case 'active':
      return facts.isActive ? null : NOT_ACTIVE;
    case 'plan':
      return condition.anyOf.includes(facts.planCode)
        ? null
        : `plan ${facts.planCode} is not one of ${condition.anyOf.join(', ')}`;
    case 'tenure':
      return facts.tenureDays >= condition.minDays
        ? null
        : `customer for ${facts.tenureDays} days, needs ${condition.minDays}`;
    case 'spend':
      return facts.spentMinor >= condition.minMinor
        ? null
        : `spent ${facts.spentMinor} minor units, needs ${condition.minMinor}`;
    case 'country':
      return countryFailure(condition, facts.country);
    case 'credits':
      return creditsFailure(condition, facts.credits);
    case 'not_accepted':
      return coolDownFailure(condition, offer, facts.accepted, now);
  }
}

function countryFailure({ anyOf, noneOf }: Condition & { kind: 'country' }, country: string): string | null {
  if (anyOf !== undefined && !anyOf.includes(country)) return `country ${country} is not one of ${anyOf.join(', ')}`;
  if (noneOf?.includes(country)) return `country ${country} is one of ${noneOf.join(', ')}`;
  return null;
}

function creditsFailure({ min, max }: Condition & { kind: 'credits' }, credits: number): string | null {
  if (min !== undefined && credits < min) return `${credits} credits, needs at least ${min}`;
  if (max !== undefined && credits > max) return `${credits} credits, needs at most ${max}`;
  return null;
}

function coolDownFailure(
  { withinDays, offers }: Condition & { kind: 'not_accepted' },
  offer: Offer,
  accepted: readonly AcceptedOffer[],
  now: Instant,
): string | null {
  const ids = offers ?? [offer.id];
  const newest = accepted
    .filter(({ offerId }) => ids.includes(offerId))
    .map(({ offerId, at }) => ({ offerId, elapsedMs: epochMs(now) - epochMs(at) }))
    .reduce<{ offerId: string; elapsedMs: number } | null>(
      (newer, each) => (newer === null || each.elapsedMs < newer.elapsedMs ? each : newer),
      null,
    );
  if (newest === null || newest.elapsedMs >= withinDays * DAY_MS) return null;
  const days = Math.max(0, Math.floor(newest.elapsedMs / DAY_MS));
  return `accepted ${newest.offerId} ${days} days ago, cool-down ${withinDays} days`;
}
