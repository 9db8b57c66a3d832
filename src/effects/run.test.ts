import { describe, expect, test } from 'vitest';
import { backOffMs, inOneLine } from './run.ts';

describe('the wait after a try that failed', () => {
  test('is a second, doubling up to five minutes', () => {
    const waits = Array.from({ length: 11 }, (_, index) => backOffMs(index + 1) / 1_000);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(backOffMs(10_000)).toBe(300_000);
  });
});

describe('an error, as it is kept', () => {
  test('has its code, one line, and no credentials', () => {
    const error = Object.assign(new Error('cannot reach\n smtp://desk:secret@mail.example:25'), {
      code: 'ECONNREFUSED',
    });
    expect(inOneLine(error)).toBe('ECONNREFUSED: cannot reach smtp://mail.example:25');
  });

  test('is short', () => {
    expect(inOneLine('x'.repeat(5_000))).toHaveLength(300);
  });
});
