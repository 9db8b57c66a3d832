import { describe, expect, test } from 'vitest';
import { checkCard } from './sandbox-cards.ts';

const today = { year: 2026, month: 6 };
const card = { number: '4242 4242 4242 4242', expMonth: 12, expYear: 2030, cvc: '123' };

describe('a card that can be attached', () => {
  test.each([
    ['4242 4242 4242 4242', 'succeeds', 'Visa', '4242'],
    ['5555-5555-5555-4444', 'succeeds', 'Mastercard', '4444'],
    ['4000000000009995', 'insufficient_funds', 'Visa', '9995'],
    ['4000000000000341', 'declines_later', 'Visa', '0341'],
    ['4000002500003155', 'needs_authentication', 'Visa', '3155'],
  ])('%s: %s', (number, behaviour, brand, last4) => {
    expect(checkCard({ ...card, number }, today)).toEqual({ ok: true, behaviour, brand, last4 });
  });

  test('is good until the end of its month', () => {
    expect(checkCard({ ...card, expMonth: 6, expYear: 2026 }, today).ok).toBe(true);
  });
});

describe('a card that is turned down', () => {
  test.each([
    ['declined by the bank', { number: '4000000000000002' }, 'card_declined'],
    ['a digit was mistyped', { number: '4242424242424241' }, 'invalid_number'],
    ['no number at all', { number: '' }, 'invalid_number'],
    ['letters', { number: '4242abcd42424242' }, 'invalid_number'],
    ['a good number that is no test card', { number: '4111111111111111' }, 'test_card_unknown'],
    ['expired last month', { expMonth: 5, expYear: 2026 }, 'expired_card'],
    ['expired last year', { expMonth: 12, expYear: 2025 }, 'expired_card'],
    ['a month that does not exist', { expMonth: 13 }, 'expired_card'],
    ['a short code', { cvc: '12' }, 'incorrect_cvc'],
    ['a code with letters', { cvc: '12a' }, 'incorrect_cvc'],
  ])('%s', (_, change, failure) => {
    expect(checkCard({ ...card, ...change }, today)).toEqual({ ok: false, failure });
  });
});
