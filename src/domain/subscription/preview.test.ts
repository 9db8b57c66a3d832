import { describe, expect, test } from 'vitest';
import { Life } from '../../../test/testkit/life.ts';
import { preview } from './preview.ts';

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
