import fc from 'fast-check';
import { describe, it } from 'vitest';
import { live } from './live.ts';
import { history } from './moves.ts';

describe('random histories', () => {
  it('hold every invariant after each step, and go as the reference says', () => {
    fc.assert(
      fc.property(history(60), ([scene, moves]) => live(scene, moves, new Map())),
      { numRuns: 200 },
    );
  });
});
