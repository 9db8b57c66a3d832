import { listkit } from '../../../flows/listkit.ts';
import { offersShown } from '../../domain/flow/attempt.ts';
import type { FlowDefinition } from '../../domain/flow/types.ts';
import { LEAD_FIELDS } from '../../domain/orders/pricing.ts';
import type { LeadField, LeadFilter } from '../../domain/orders/types.ts';
import type { Life } from './life.ts';
import { firstPlans, gaps, givesUp, leaving, looksAfterPaying, order, policy, topUpPacks, visits } from './model.ts';

type Errand = (typeof visits)[keyof typeof visits][number][0] | 'giveUp';

const ANY_LEAD: LeadFilter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
const EMAIL_ONLY: readonly LeadField[] = ['business_email'];

const reasons = listkit.reasons.map(({ id }) => id);
const planCodes = policy.plans.map(({ code }) => code);

/** The customer does something, and says when it will be the next time; never, for somebody who is gone for good. */
export function visit(life: Life): number {
  const errand = errandOf(life);
  if (errand === 'nothing, ever') return Infinity;
  errands[errand](life);
  return life.now + life.stream.time(...gapAfter(life));
}

function gapAfter({ state, stream }: Life): readonly [least: number, most: number] {
  if (state.pending !== null && stream.happens(looksAfterPaying)) return gaps.paying;
  return gaps[state.subscription?.status ?? 'ended'];
}

function errandOf({ state, stream }: Life): Errand {
  const { subscription, pending } = state;
  if (pending !== null) return stream.happens(givesUp) ? 'giveUp' : 'look';
  if (subscription === null) return 'subscribe';
  if (subscription.status !== 'active') return stream.weighted<Errand>(visits[subscription.status]);
  return stream.weighted<Errand>(subscription.scheduled === null ? visits.active : visits.stopping);
}

const errands: Record<Exclude<Errand, 'nothing, ever'>, (life: Life) => void> = {
  look: () => undefined,
  subscribe: (life) => void life.do({ do: 'subscribe', plan: life.stream.weighted(firstPlans) }),
  changePlan: (life) => void life.do({ do: 'change_plan', plan: life.stream.pick(planCodes) }),
  keep: (life) => void life.do({ do: 'keep' }),
  resume: (life) => void life.do({ do: 'resume' }),
  topUp: (life) => {
    const packs = life.stream.between(...topUpPacks);
    life.do({ do: 'top_up', credits: packs * policy.topUp.credits });
  },
  order: (life) => {
    const leads = life.stream.between(...order.leads);
    const fields = life.stream.happens(order.everyField) ? LEAD_FIELDS : EMAIL_ONLY;
    life.do({ do: 'place_order', filter: ANY_LEAD, fields, leads });
  },
  giveUp: (life) => {
    const { pending } = life.state;
    if (pending !== null) life.do({ do: 'drop_payment', chargeId: pending.chargeId });
  },
  card: replaceCard,
  leave,
};

function replaceCard(life: Life): void {
  life.provider.replaceCard();
  const number = life.stream.between(0, 9_999);
  life.do({
    do: 'replace_card',
    card: {
      token: `card_${life.now}`,
      brand: 'visa',
      last4: String(number).padStart(4, '0'),
      expMonth: 12,
      expYear: 2040,
    },
  });
}

/** "Cancel my subscription": through the flow, to whichever end it comes. */
function leave(life: Life): void {
  const flow = life.stream.happens(leaving.noFlow) ? null : listkit;
  if (!life.do({ do: 'start_attempt', flow })) return;
  if (flow !== null && life.state.attempt?.page === 'reason') {
    const answer = { do: 'answer_reason', flow, reason: life.stream.pick(reasons), note: null } as const;
    click(life, (attemptId) => life.do({ ...answer, attemptId }));
  }
  while (flow !== null && life.state.attempt !== null && life.state.attempt.page !== 'confirm') {
    if (!passPage(life, flow)) return;
  }
  if (life.stream.happens(leaving.confirms)) {
    click(life, (attemptId) => life.do({ do: 'confirm_attempt', attemptId }));
  } else {
    click(life, (attemptId) => life.do({ do: 'leave_attempt', attemptId }));
  }
}

/** What the customer does on one page; false when that was the end of the visit. */
function passPage(life: Life, flow: FlowDefinition): boolean {
  const { stream } = life;
  const { attempt } = life.state;
  if (attempt === null || stream.happens(leaving.vanishes)) return false;
  const { page } = attempt;
  if (stream.happens(leaving.stays)) {
    click(life, (attemptId) => life.do({ do: 'leave_attempt', attemptId }));
    return false;
  }
  const offers = offersShown(flow, attempt, page);
  if (offers.length > 0 && stream.happens(leaving.accepts)) {
    const offerId = stream.pick(offers).id;
    click(life, (attemptId) => life.do({ do: 'accept_offer', flow, attemptId, page, offerId }));
    if (life.state.attempt === null) {
      if (stream.happens(leaving.undoes)) life.do({ do: 'undo_discount' });
      return false;
    }
  }
  return click(life, (attemptId) => life.do({ do: 'continue_attempt', flow, attemptId, page }));
}

/** One click of the open attempt, a while after the one before; false when there is none any more, or it is refused. */
function click(life: Life, what: (attemptId: string) => boolean): boolean {
  const { attempt } = life.state;
  if (attempt === null) return false;
  life.wait(life.stream.time(...gaps.click));
  return what(attempt.id);
}
