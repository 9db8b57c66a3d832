import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';

// an instant keeps its value where `toMatchObject` does not look: any two would be the same
expect.addEqualityTesters([
  (a, b) => (a instanceof Temporal.Instant && b instanceof Temporal.Instant ? a.equals(b) : undefined),
]);
