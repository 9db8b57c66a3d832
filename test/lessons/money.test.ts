import { describe, expect, it } from 'vitest';
import { refusalSentences } from '../../src/ui/messages/refusals.ts';
import { situationOf } from '../../src/domain/subscription/matrix.ts';
import { BONUS, flowOf, OFFER_PAGE, type OfferId } from '../proof/scene.ts';
import { at, Life } from '../testkit/life.ts';

const flow = flowOf([{ code: 'lite', months: 1, price: 4_700, credits: 500, rollover: 'all', cap: 0 }]);

/** Goes as far as the offers. */
function comeToOffers(life: Life): string {
  expect(life.do({ do: 'start_attempt', flow })).toBeNull();
  const attemptId = life.state.attempt?.id ?? '';
  expect(life.do({ do: 'answer_reason', flow, attemptId, reason: 'any', note: null })).toBeNull();
  return attemptId;
}

function accept(life: Life, offerId: OfferId, attemptId = comeToOffers(life)): string | null {
  return life.do({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId });
}

const overdue = () => {
  const life = new Life({ start: '2024-01-29T15:00:00Z' });
  life.provider = 'decline';
  return life.to('2024-03-01');
};

const pausedLife = () => {
  const life = new Life({ start: '2024-01-29T15:00:00Z' });
  life.do({ do: 'pause' });
  return life.to('2024-03-10');
};

describe('lessons about money', () => {
  it('L05 a part of a period is a part of the whole of it', () => {
    const life = new Life({ start: '2024-01-31T15:00:00Z' }).to('2024-02-15T03:00:00Z');
    // [31 January, 29 February) has 29 days, of which 14.5 are left.
    expect(life.do({ do: 'change_plan', plan: 'growth' })).toBeNull();
    expect(life.eventsOf('PaymentSucceeded').at(-1)?.data['amountMinor']).toBe(20_000 / 2);
    expect(life.eventsOf('CreditsGranted').at(-1)?.data['credits']).toBe(8_000 / 2);
  });

  it('L10 a discount whose months ran out in the pause is not in the price of coming back', () => {
    const life = new Life();
    accept(life, 'rebate');
    life.do({ do: 'pause' });
    life.to(at('2024-06-10').toString());
    expect(life.subscription.discount).toBeNull();
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.eventsOf('PaymentSucceeded').at(-1)?.data['amountMinor']).toBe(9_700);
  });

  it('L11 coming back charges only somebody who is paused, once, and not beside a fee that is asked for', () => {
    expect(new Life().do({ do: 'resume' })).toBe('not_paused');
    expect(overdue().do({ do: 'resume' })).toBe('payment_overdue');
    const life = new Life({ start: '2024-01-29T15:00:00Z' });
    life.do({ do: 'pause' });
    life.provider = 'silent';
    life.to('2024-03-10');
    expect(life.do({ do: 'resume' })).toBe('payment_in_progress');
    expect(life.eventsOf('PaymentRequested')).toHaveLength(2);
    life.answer('succeeded');
    life.provider = 'ok';
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.do({ do: 'resume' })).toBe('not_paused');
    expect(life.state.chargedMinor).toBe(9_700 + 100 + 9_700);
  });

  it('L13 nothing is retried after a cancellation', () => {
    const life = overdue();
    life.do({ do: 'cancel' });
    const asked = life.eventsOf('PaymentRequested').length;
    life.to('2025-03-01').do({ do: 'tick' });
    expect(life.eventsOf('PaymentRequested')).toHaveLength(asked);
    expect(life.state.chargedMinor).toBe(9_700);
  });

  it('L14 whoever is overdue can cancel, and so can whoever waits for an answer', () => {
    const life = overdue();
    expect(life.do({ do: 'cancel' })).toBeNull();
    expect(life.status).toBe('ended');
    const waiting = overdue();
    waiting.provider = 'silent';
    waiting.do({
      do: 'replace_card',
      card: { token: 'card_2', brand: 'visa', last4: '1', expMonth: 1, expYear: 2041 },
    });
    expect(waiting.do({ do: 'cancel' })).toBeNull();
    expect(waiting.status).toBe('ended');
  });

  it('L15 cancelling while overdue gives nothing back for what was never paid', () => {
    const life = overdue();
    life.do({ do: 'cancel' });
    expect(life.state.refundedMinor).toBe(0);
    expect(life.types()).toContain('InvoiceVoided');
    expect(life.types()).not.toContain('PaymentRefunded');
  });

  it('L17 what is taken off is never more than was paid', () => {
    const life = new Life();
    accept(life, 'rebate');
    life.to(life.subscription.period.end.toString());
    const paid = life.eventsOf('PaymentSucceeded').at(-1)?.data['amountMinor'];
    expect(paid).toBe(9_700 - 2_910);
    expect(life.do({ do: 'change_plan', plan: 'growth_yearly' })).toBeNull();
    expect(life.eventsOf('PaymentSucceeded').at(-1)?.data['amountMinor']).toBe(297_000 - (9_700 - 2_910));
    expect(life.state.refundedMinor).toBe(0);
  });

  it('L25 pauses of one day, one after the other, cost one fee for a month that began, and no more', () => {
    const life = new Life({ start: '2024-01-29T15:00:00Z' });
    for (const command of ['pause', 'keep', 'pause', 'pause', 'keep', 'pause'] as const) life.do({ do: command });
    life.to(life.subscription.period.end.toString());
    expect(life.state.chargedMinor).toBe(9_700 + 100);
    expect(life.do({ do: 'pause' }), 'paused already').toBeNull();
    expect(life.do({ do: 'resume' })).toBeNull();
    life.do({ do: 'pause' });
    expect(life.state.chargedMinor).toBe(9_700 + 100 + 9_700);
    life.to(life.subscription.period.end.toString());
    expect(life.state.chargedMinor).toBe(9_700 + 100 + 9_700 + 100);
  });

  it('L27 every refusal says why, and a pause that is scheduled is shown with its reference', () => {
    const life = new Life();
    life.do({ do: 'pause' });
    expect(life.subscription.scheduled?.kind).toBe('pause');
    expect(life.subscription.scheduled?.reference).toMatch(/\w{6}/u);
    expect(situationOf(life.state)).toBe('active, pause scheduled');
    for (const sentence of Object.values(refusalSentences)) expect(sentence).toMatch(/^[A-Z].{15,}\.$/u);
    const codes = [
      life.do({ do: 'change_plan', plan: 'growth' }),
      life.do({ do: 'resume' }),
      pausedLife().do({ do: 'top_up', credits: 1 }),
      overdue().do({ do: 'pause' }),
    ];
    for (const code of codes) expect(Object.keys(refusalSentences)).toContain(code);
  });

  it('L29 an invoice that is paid again does not grant its credits again', () => {
    const life = new Life();
    life.provider = 'silent';
    life.to(life.subscription.period.end.toString());
    const [charge] = life.unanswered;
    for (let again = 0; again < 3; again += 1) life.answer('succeeded', charge);
    expect(life.credits.available).toBe(4_000);
    expect(life.state.chargedMinor).toBe(2 * 9_700);
  });

  it('L30 credits that were bought freeze with a pause and with an end, and never expire', () => {
    const life = new Life({ start: '2024-01-29T15:00:00Z' });
    life.do({ do: 'top_up', credits: 1_000 });
    life.do({ do: 'cancel' });
    life.to('2027-03-01');
    expect(life.credits).toEqual({ available: 0, frozen: 1_000, reserved: 0 });
    life.do({ do: 'subscribe', plan: 'lite' });
    expect(life.credits).toEqual({ available: 1_500, frozen: 0, reserved: 0 });
    life.do({ do: 'pause' });
    life.to('2028-03-01');
    expect(life.credits).toEqual({ available: 0, frozen: 1_500, reserved: 0 });
  });

  it('L34 a discount that is over does not stand in the way of another', () => {
    const life = new Life({ start: '2024-01-29T15:00:00Z' });
    expect(accept(life, 'rebate')).toBeNull();
    expect(accept(life, 'rebate'), 'one at a time').toBe('offer_unavailable');
    life.to('2024-06-10');
    expect(life.subscription.discount).toBeNull();
    expect(accept(life, 'rebate')).toBeNull();
    expect(accept(life, 'bonus')).toBeNull();
    expect(life.eventsOf('CreditsGranted').at(-1)?.data).toMatchObject({ source: 'bonus', credits: BONUS });
  });

  it('L40 whoever has cancelled is never charged again, in whatever order things came', () => {
    for (const before of [
      [],
      [{ do: 'pause' }],
      [{ do: 'change_plan', plan: 'lite' }],
      [{ do: 'cancel' }, { do: 'keep' }],
    ] as const) {
      const life = new Life();
      for (const command of before) life.do(command);
      life.do({ do: 'cancel' });
      life.to('2034-01-31');
      expect(life.state.chargedMinor).toBe(9_700);
    }
    const paused = pausedLife();
    paused.do({ do: 'cancel' });
    paused.to('2034-01-31');
    expect(paused.state.chargedMinor).toBe(9_700 + 100);
  });
});
