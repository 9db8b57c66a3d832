import { describe, expect, it } from 'vitest';
import { flowOf, OFFER_PAGE } from '../proof/scene.ts';
import { Life } from '../testkit/life.ts';

const flow = flowOf([{ code: 'lite', months: 1, price: 4_700, credits: 500, rollover: 'all', cap: 0 }]);

const attemptIn = (life: Life) => life.state.attempt?.id ?? '';

function comeToOffers(life: Life): string {
  expect(life.do({ do: 'start_attempt', flow })).toBeNull();
  const attemptId = attemptIn(life);
  expect(life.do({ do: 'answer_reason', flow, attemptId, reason: 'any', note: null })).toBeNull();
  return attemptId;
}

const pausedLife = () => {
  const life = new Life({ start: '2024-01-29T15:00:00Z' });
  life.do({ do: 'pause' });
  return life.to('2024-03-10');
};

describe('lessons about leaving and staying', () => {
  it('L09 a pause that a cancellation dropped does not come back when the cancellation is taken back', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    life.do({ do: 'cancel' });
    life.do({ do: 'keep' });
    expect(life.scheduled).toBeNull();
    life.to('2024-06-01');
    expect(life.status).toBe('active');
    expect(life.types()).not.toContain('SubscriptionPaused');
  });

  it('L22 a change of plan leaves a pending cancellation where it is', () => {
    const life = new Life();
    life.do({ do: 'cancel' });
    for (const plan of ['growth', 'lite', 'growth_yearly', 'starter']) {
      expect(life.do({ do: 'change_plan', plan })).toBe('cancellation_pending');
      expect(life.scheduled).toBe('cancel');
    }
    expect(life.to('2024-03-01').status).toBe('ended');
  });

  it('L23 whatever is scheduled, cancelling is not refused', () => {
    for (const before of [
      { do: 'pause' },
      { do: 'change_plan', plan: 'lite' },
      { do: 'change_plan', plan: 'growth' },
    ] as const) {
      const life = new Life();
      life.provider = 'silent';
      life.do(before);
      expect(life.do({ do: 'cancel' })).toBeNull();
      expect(life.scheduled).toBe('cancel');
      expect(life.state.pending).toBeNull();
    }
    const paused = pausedLife();
    expect(paused.do({ do: 'cancel' })).toBeNull();
    expect(paused.scheduled).toBe('cancel');
  });

  it('L24 paused is not active: no order, no purchase, no credit to spend', () => {
    const life = pausedLife();
    expect(life.order(1)).toBe('paused');
    expect(life.do({ do: 'top_up', credits: 1_000 })).toBe('paused');
    expect(life.credits).toEqual({ available: 0, frozen: 2_000, reserved: 0 });
  });

  it('L26 a pause that is to come does not swallow a cancellation', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    expect(life.do({ do: 'cancel' })).toBeNull();
    expect(life.do({ do: 'pause' })).toBe('cancellation_pending');
    life.to('2024-06-01');
    expect(life.status).toBe('ended');
    expect(life.types()).not.toContain('SubscriptionPaused');
  });

  it('L28 a double click is one click', () => {
    for (const command of [{ do: 'cancel' }, { do: 'pause' }, { do: 'change_plan', plan: 'lite' }] as const) {
      const life = new Life();
      expect(life.do(command)).toBeNull();
      const events = life.events.length;
      expect(life.do(command), 'the same answer').toBeNull();
      expect(life.events).toHaveLength(events);
    }
    const life = pausedLife();
    life.provider = 'silent';
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.do({ do: 'resume' })).toBe('payment_in_progress');
    expect(life.unanswered).toHaveLength(1);
  });

  it('L32 nobody is told that an offer was accepted while the cancellation stays', () => {
    const life = new Life();
    const attemptId = comeToOffers(life);
    life.do({ do: 'confirm_attempt', attemptId });
    for (const offerId of ['pause', 'rebate', 'bonus', 'first plan']) {
      const refusal = life.do({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId });
      expect(refusal).toBe('no_attempt');
    }
    expect(life.do({ do: 'start_attempt', flow })).toBe('cancellation_pending');
    expect(life.types()).not.toContain('OfferAccepted');
    expect(life.scheduled).toBe('cancel');
    expect(life.do({ do: 'keep' }), 'to stay is one click').toBeNull();
    expect(life.scheduled).toBeNull();
  });

  it('L33 the last button works when the flow is broken, from its beginning and in its middle', () => {
    const broken = new Life();
    expect(broken.do({ do: 'start_attempt', flow: null })).toBeNull();
    expect(broken.state.attempt?.page).toBe('confirm');
    expect(broken.do({ do: 'confirm_attempt', attemptId: attemptIn(broken) })).toBeNull();
    expect(broken.scheduled).toBe('cancel');

    const life = new Life();
    const attemptId = comeToOffers(life);
    const hollow = { ...flow, reasons: [], pages: [], closingPages: [] };
    expect(
      life.do({ do: 'accept_offer', flow: hollow, attemptId, page: OFFER_PAGE, offerId: 'rebate' }),
      'an offer that is not there is refused',
    ).toBe('offer_unavailable');
    expect(life.do({ do: 'confirm_attempt', attemptId })).toBeNull();
    expect(life.scheduled).toBe('cancel');
  });

  it('L35 an offer that fails leaves the subscription as it was, neither cancelled nor changed', () => {
    const life = new Life();
    const attemptId = comeToOffers(life);
    const before = life.subscription;
    expect(life.do({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId: 'nothing' })).toBe(
      'offer_unavailable',
    );
    life.provider = 'silent';
    life.do({ do: 'top_up', credits: 1_000 });
    expect(life.do({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId: 'rebate' })).toBe(
      'payment_in_progress',
    );
    expect(life.subscription).toEqual(before);
    expect(life.state.attempt?.id, 'and the way out is still open').toBe(attemptId);
    expect(life.do({ do: 'confirm_attempt', attemptId })).toBeNull();
  });

  it('L36 a second screen and a second session meet the same attempt, and see where it stands', () => {
    const life = new Life();
    const attemptId = comeToOffers(life);
    expect(life.do({ do: 'start_attempt', flow }, 'another member')).toBeNull();
    expect(attemptIn(life)).toBe(attemptId);
    expect(life.eventsOf('AttemptStarted')).toHaveLength(1);
    expect(life.do({ do: 'cancel' }, 'by another way'), 'which concludes it').toBeNull();
    expect(life.eventsOf('AttemptEnded').map(({ data }) => data['outcome'])).toEqual(['cancelled']);
    expect(life.do({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId: 'pause' })).toBe('no_attempt');
    expect(life.do({ do: 'confirm_attempt', attemptId }), 'the same answer again').toBeNull();
    expect(life.eventsOf('CancellationScheduled')).toHaveLength(1);
  });

  it('L39 everything works until the end of what is paid, to the last moment, and not a moment longer', () => {
    const life = new Life();
    life.do({ do: 'cancel' });
    const { end } = life.subscription.period;
    expect(life.order(10)).toBeNull();
    life.to(end.subtract({ milliseconds: 1 }).toString());
    expect(life.status).toBe('active');
    expect(life.order(10)).toBeNull();
    expect(life.subscription.historySize).toBe(20);
    life.to(end.toString());
    expect(life.order(10)).toBe('already_ended');
    expect(life.subscription).toMatchObject({ status: 'ended', historySize: 0 });
    expect(life.subscription.endedAt).toEqual(end);
  });
});
