import { describe, expect, it } from 'vitest';
import { shareDown, shareHalfUp } from '../../src/domain/money/money.ts';

describe('a share of an amount', () => {
  const shares: readonly (readonly [number, number, number, { halfUp: number; down: number }])[] = [
    [100, 1, 3, { halfUp: 33, down: 33 }],
    [100, 2, 3, { halfUp: 67, down: 66 }],
    [1, 1, 2, { halfUp: 1, down: 0 }],
    [3, 1, 2, { halfUp: 2, down: 1 }],
    [100, 1, 4, { halfUp: 25, down: 25 }],
    [100, 0, 4, { halfUp: 0, down: 0 }],
    [-1, 1, 2, { halfUp: 0, down: -1 }],
    [-3, 1, 2, { halfUp: -1, down: -2 }],
    [-100, 1, 3, { halfUp: -33, down: -34 }],
    [-100, 1, 4, { halfUp: -25, down: -25 }],
    // as a fraction on the way, the product would be rounded
    [
      9_007_199_254_740_991,
      2_678_399_999,
      2_678_400_000,
      { halfUp: 9_007_199_251_378_088, down: 9_007_199_251_378_088 },
    ],
  ];
  it.each(shares)('%i x %i / %i', (amount, part, whole, { halfUp, down }) => {
    expect(shareHalfUp(amount, part, whole)).toBe(halfUp);
    expect(shareDown(amount, part, whole)).toBe(down);
  });
});
