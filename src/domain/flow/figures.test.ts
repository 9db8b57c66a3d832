import { describe, expect, test } from 'vitest';
import { ACCOUNT_FIGURES, figuresIn, fillIn, OFFER_FIGURES, type Figures } from './figures.ts';

const figures: Figures = {
  brand: 'ListKit',
  credits: '1,240 credits',
  leads: '12 leads',
  pauseFee: '$1',
  periodEnd: '28 February 2026',
  planName: 'Starter',
  planPrice: '$97',
};

describe('figures in a text', () => {
  test('are named in order, as often as they stand there', () => {
    expect(figuresIn('{credits} of {brand}, {credits} in all; {}')).toEqual(['credits', 'brand', 'credits', '']);
    expect(figuresIn('none')).toEqual([]);
  });

  test('are put in their places, and what is unknown stays', () => {
    expect(fillIn('Your {credits} on {planName}, {credits} in all', figures)).toBe(
      'Your 1,240 credits on Starter, 1,240 credits in all',
    );
    expect(fillIn('{discount} off {planPrice}', figures)).toBe('{discount} off $97');
    expect(fillIn('{discount} off', { ...figures, discount: '30 %' })).toBe('30 % off');
  });
});

test('the figures that may be named', () => {
  expect(ACCOUNT_FIGURES).toEqual(['brand', 'credits', 'leads', 'pauseFee', 'periodEnd', 'planName', 'planPrice']);
  expect(OFFER_FIGURES).toEqual({
    pause: [],
    discount: ['discount', 'discountPeriods', 'discountedPrice'],
    plan_change: ['smallerPlanName', 'smallerPlanPrice', 'smallerPlanCredits'],
    bonus_credits: ['bonusCredits'],
    contact: [],
    link: [],
  });
});
