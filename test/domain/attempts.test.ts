import { describe, expect, it } from 'vitest';
import { listkit } from '../../flows/listkit.ts';
import { plans } from '../../src/plans.ts';
import type { Attempt } from '../../src/domain/flow/types.ts';
import { Life, type LifeOptions } from '../testkit/life.ts';

const flow = listkit;

/** A life on the plans that are sold, some weeks into its second period, with an attempt begun. */
function leaving(options: LifeOptions = {}): { life: Life; attemptId: string } {
  const life = new Life({ policy: { plans }, ...options }).to('2024-03-20T00:00:00Z');
  expect(life.do({ do: 'start_attempt', flow })).toBeNull();
  return { life, attemptId: attemptOf(life).id };
}

function attemptOf(life: Life): Attempt {
  if (life.state.attempt === null) throw new Error('no attempt is open');
  return life.state.attempt;
}

function answer(life: Life, attemptId: string, reason: string): string | null {
  return life.do({ do: 'answer_reason', flow, attemptId, reason, note: null });
}

function onwards(life: Life, attemptId: string): string | null {
  return life.do({ do: 'continue_attempt', flow, attemptId, page: attemptOf(life).page });
}

describe('an attempt', () => {
  it('goes from its reason through its pages and the pause to the confirmation', () => {
    const { life, attemptId } = leaving();
    expect(attemptOf(life).page).toBe('reason');
    expect(answer(life, attemptId, 'no_outbound')).toBeNull();
    expect(attemptOf(life).page).toBe('outbound');
    expect(onwards(life, attemptId)).toBeNull();
    expect(attemptOf(life).page).toBe('pause');
    expect(onwards(life, attemptId)).toBeNull();
    expect(attemptOf(life).page).toBe('confirm');
    expect(life.scheduled, 'nothing is changed before the last click').toBeNull();
    expect(life.do({ do: 'confirm_attempt', attemptId })).toBeNull();
    expect(life.scheduled).toBe('cancel');
    expect(life.eventsOf('AttemptEnded').map((event) => event.data['outcome'])).toEqual(['cancelled']);
  });

  it('is one for the account: whoever comes second continues it', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'no_outbound');
    expect(life.do({ do: 'start_attempt', flow }, 'somebody else')).toBeNull();
    expect(attemptOf(life)).toMatchObject({ id: attemptId, page: 'outbound' });
    expect(life.eventsOf('AttemptStarted')).toHaveLength(1);
  });

  it('confirmed twice cancels once, and a stale page says so', () => {
    const { life, attemptId } = leaving();
    life.do({ do: 'confirm_attempt', attemptId });
    expect(life.do({ do: 'confirm_attempt', attemptId }), 'the same answer again').toBeNull();
    expect(life.eventsOf('CancellationScheduled')).toHaveLength(1);
    life.do({ do: 'keep' });
    expect(life.do({ do: 'confirm_attempt', attemptId }), 'withdrawn by somebody meanwhile').toBe('no_attempt');
    expect(life.scheduled).toBeNull();
  });

  it('does not answer from a page that it never came by', () => {
    const { life, attemptId } = leaving();
    expect(life.do({ do: 'continue_attempt', flow, attemptId, page: 'pause' })).toBe('attempt_moved_on');
    expect(life.do({ do: 'continue_attempt', flow, attemptId: 'att_other', page: 'reason' })).toBe('attempt_moved_on');
    expect(answer(life, attemptId, 'nonsense')).toBe('unknown_answer');
    expect(attemptOf(life).page).toBe('reason');
  });

  it('goes straight to the confirmation when the flow is broken or missing', () => {
    const life = new Life();
    expect(life.do({ do: 'start_attempt', flow: null })).toBeNull();
    expect(attemptOf(life).page).toBe('confirm');
    expect(life.do({ do: 'confirm_attempt', attemptId: attemptOf(life).id })).toBeNull();
    expect(life.scheduled).toBe('cancel');
  });

  it('is abandoned when nobody touches it for a day, which is neither a save nor a cancellation', () => {
    const { life } = leaving();
    life.to('2024-03-21T00:00:00Z');
    expect(life.state.attempt).toBeNull();
    expect(life.eventsOf('AttemptEnded')[0]?.data['outcome']).toBe('abandoned');
  });

  it('cannot be begun when there is nothing to leave', () => {
    const life = new Life();
    life.do({ do: 'cancel' });
    expect(life.do({ do: 'start_attempt', flow })).toBe('cancellation_pending');
    life.to('2024-03-10');
    expect(life.do({ do: 'start_attempt', flow })).toBe('already_ended');
  });

  it('works while the payment is overdue, and ends the subscription at once (L14)', () => {
    const life = new Life({ policy: { plans } });
    life.provider = 'decline';
    life.to('2024-03-02T00:00:00Z');
    life.do({ do: 'start_attempt', flow });
    const { id } = attemptOf(life);
    answer(life, id, 'no_outbound');
    while (attemptOf(life).page !== 'confirm') expect(onwards(life, id)).toBeNull();
    expect(attemptOf(life).path, 'no pause is offered that would be refused').not.toContain('pause');
    expect(life.do({ do: 'confirm_attempt', attemptId: id })).toBeNull();
    expect(life.status).toBe('ended');
  });
});

describe('an offer that is accepted', () => {
  it('pauses, and ends the attempt as saved', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'other');
    while (attemptOf(life).page !== 'pause') onwards(life, attemptId);
    const offerId = flow.pages.find((page) => page.id === 'pause')?.offers[0]?.id ?? '';
    expect(life.do({ do: 'accept_offer', flow, attemptId, page: 'pause', offerId })).toBeNull();
    expect(life.scheduled).toBe('pause');
    expect(life.eventsOf('AttemptEnded')[0]?.data).toMatchObject({ outcome: 'saved', offer: offerId });
    expect(life.do({ do: 'accept_offer', flow, attemptId, page: 'pause', offerId }), 'twice').toBe('no_attempt');
  });

  it('takes 30 % off three invoices, can be undone until the first, and its months run on in a pause (L10)', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'too_expensive');
    const accept = { do: 'accept_offer', flow, attemptId, page: 'price', offerId: 'discount-monthly' } as const;
    expect(life.do(accept)).toBeNull();
    expect(life.do({ do: 'undo_discount' })).toBeNull();
    expect(life.do({ do: 'undo_discount' })).toBe('nothing_to_undo');

    const other = leaving();
    answer(other.life, other.attemptId, 'too_expensive');
    other.life.do({ ...accept, attemptId: other.attemptId });
    const before = other.life.state.chargedMinor;
    other.life.to('2024-04-01T00:00:00Z');
    expect(other.life.state.chargedMinor - before).toBe(6_790);
    expect(other.life.do({ do: 'undo_discount' }), 'an invoice has used it').toBe('nothing_to_undo');
    other.life.do({ do: 'pause' });
    other.life.to('2024-07-15T00:00:00Z');
    const paused = other.life.state.chargedMinor;
    other.life.do({ do: 'resume' });
    expect(other.life.state.chargedMinor - paused, 'its three months are over').toBe(9_700);
  });

  it('changes to a smaller plan at the end of the period', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'too_expensive');
    onwards(life, attemptId);
    const { page } = attemptOf(life);
    const offerId = attemptOf(life).decisions.find((each) => each.pageId === page && each.shown)?.offerId ?? '';
    expect(life.do({ do: 'accept_offer', flow, attemptId, page, offerId })).toBeNull();
    expect(life.subscription.scheduled).toMatchObject({ kind: 'change_plan', plan: 'lite' });
  });

  it('gives bonus credits at once, which are forfeited with the plan', () => {
    const { life, attemptId } = leaving();
    const before = life.credits.available;
    answer(life, attemptId, 'lead_quality');
    const shown = attemptOf(life).decisions.find((each) => each.shown && each.offerId.startsWith('bonus'));
    if (shown === undefined) throw new Error('no bonus is offered');
    const { pageId: page, offerId } = shown;
    expect(life.do({ do: 'accept_offer', flow, attemptId, page, offerId })).toBeNull();
    expect(life.credits.available).toBeGreaterThan(before);
    life.do({ do: 'cancel' });
    life.to('2024-05-01T00:00:00Z');
    expect(life.credits).toEqual({ available: 0, frozen: 0, reserved: 0 });
  });

  it('takes no discount that the next period would not have', () => {
    const life = new Life({ policy: { plans }, plan: 'starter' }).to('2024-03-20T00:00:00Z');
    life.do({ do: 'change_plan', plan: 'lite_yearly' });
    life.do({ do: 'start_attempt', flow });
    answer(life, attemptOf(life).id, 'too_expensive');
    const discounts = attemptOf(life).decisions.filter((each) => each.offerId.startsWith('discount') && each.shown);
    expect(discounts).toEqual([]);
  });

  it('is refused when it was not shown, and changes nothing (L33, L35)', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'no_outbound');
    const before = life.state;
    const offer = { do: 'accept_offer', flow, attemptId, page: 'outbound' } as const;
    expect(life.do({ ...offer, offerId: 'discount-monthly' })).toBe('offer_unavailable');
    expect(life.state).toEqual(before);
  });

  it('leaves a reason for every offer of the flow, shown or not', () => {
    const { life, attemptId } = leaving();
    answer(life, attemptId, 'no_outbound');
    const all = flow.pages.flatMap((page) => page.offers.map((offer) => offer.id));
    const decided = attemptOf(life).decisions;
    expect(decided.map((each) => each.offerId).sort()).toEqual([...all].sort());
    expect(decided.every((each) => each.why.length > 0)).toBe(true);
  });
});
