import { describe, expect, test } from 'vitest';
import { Life, policy } from '../../../test/testkit/life.ts';
import { preview, rollOverAhead } from './preview.ts';

describe('a preview', () => {
  test('of a change up names the charge that the change then asks for, and what holds after it', () => {
    const life = new Life().to('2024-02-10T15:00:00Z');
    const shown = preview(life.state, { do: 'change_plan', plan: 'growth' }, life.now);
    expect(shown.refusal).toBeNull();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    expect(life.state.pending?.amountMinor).toBe(shown.chargeMinor);
    life.answer('succeeded');
    expect(life.subscription).toEqual(shown.after.subscription);
    expect(life.credits).toEqual({ available: 2_000 + 5_241, frozen: 0, reserved: 0 });
  });

  test('of a change down asks for nothing and is scheduled', () => {
    const life = new Life();
    const shown = preview(life.state, { do: 'change_plan', plan: 'lite' }, life.now);
    expect(shown.chargeMinor).toBe(0);
    expect(shown.after.subscription?.scheduled).toMatchObject({ kind: 'change_plan', plan: 'lite' });
    expect(life.scheduled).toBeNull();
  });

  test('of what is refused says why', () => {
    const life = new Life();
    expect(preview(life.state, { do: 'resume' }, life.now)).toMatchObject({
      refusal: { code: 'not_paused' },
      chargeMinor: 0,
    });
  });

  test('does not take a payment that waits already for one of its own', () => {
    const life = new Life();
    life.provider = 'silent';
    life.do({ do: 'change_plan', plan: 'growth' });
    const shown = preview(life.state, { do: 'keep' }, life.now);
    expect(shown).toMatchObject({ refusal: { code: 'nothing_scheduled' }, chargeMinor: 0 });
    expect(shown.after.pending).toEqual(life.state.pending);
  });
});

describe('the roll-over ahead', () => {
  const plans = policy.plans.map((plan) => ({ ...plan, rollover: 'cap' as const, rolloverCap: 2 }));

  test('is what the period end then does', () => {
    const life = new Life({ policy: { plans } });
    expect(rollOverAhead(life.state)).toEqual({ expiring: 0, left: 2_000 });
    life.to('2024-04-10T15:00:00Z');
    life.do({ do: 'change_plan', plan: 'lite' });
    expect(rollOverAhead(life.state)).toEqual({ expiring: 2_000, left: 4_000 });
    life.to('2024-05-01T15:00:00Z');
    expect(life.credits.available).toBe(4_000 + 500);
  });

  test('is nothing where the period ends in a pause', () => {
    const life = new Life({ policy: { plans } }).to('2024-04-10T15:00:00Z');
    life.do({ do: 'pause' });
    expect(rollOverAhead(life.state)).toEqual({ expiring: 0, left: 6_000 });
  });
});
