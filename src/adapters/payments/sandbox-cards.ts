import type { CardInput } from '../../ports/payments.ts';

/** What a test card does once it is attached; a card is what it is, for good. */
export type CardBehaviour = 'succeeds' | 'insufficient_funds' | 'declines_later' | 'needs_authentication';

type CardCheck =
  | { readonly ok: true; readonly behaviour: CardBehaviour; readonly brand: string; readonly last4: string }
  | { readonly ok: false; readonly failure: string };

interface TestCard {
  readonly brand: string;
  readonly behaviour: CardBehaviour | 'declines_at_once';
}

/** The numbers that every tester of payments knows by heart. */
const TEST_CARDS: ReadonlyMap<string, TestCard> = new Map([
  ['4242424242424242', { brand: 'Visa', behaviour: 'succeeds' }],
  ['5555555555554444', { brand: 'Mastercard', behaviour: 'succeeds' }],
  ['4000000000000002', { brand: 'Visa', behaviour: 'declines_at_once' }],
  ['4000000000009995', { brand: 'Visa', behaviour: 'insufficient_funds' }],
  ['4000000000000341', { brand: 'Visa', behaviour: 'declines_later' }],
  ['4000002500003155', { brand: 'Visa', behaviour: 'needs_authentication' }],
]);

/** What the sandbox says of a card that is typed in, as of a month of the calendar. */
export function checkCard(card: CardInput, today: { readonly year: number; readonly month: number }): CardCheck {
  const number = card.number.replace(/[\s-]/g, '');
  if (!isCardNumber(number)) return { ok: false, failure: 'invalid_number' };
  const known = TEST_CARDS.get(number);
  if (known === undefined) return { ok: false, failure: 'test_card_unknown' };
  if (hasExpired(card, today)) return { ok: false, failure: 'expired_card' };
  if (!/^\d{3}$/.test(card.cvc)) return { ok: false, failure: 'incorrect_cvc' };
  const { behaviour, brand } = known;
  if (behaviour === 'declines_at_once') return { ok: false, failure: 'card_declined' };
  return { ok: true, behaviour, brand, last4: number.slice(-4) };
}

function isCardNumber(number: string): boolean {
  return /^\d{12,19}$/.test(number) && luhnSum(number) % 10 === 0;
}

function luhnSum(number: string): number {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number[number.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

/** A card is good until the end of its month; a month that does not exist is never good. */
function hasExpired({ expMonth, expYear }: CardInput, today: { year: number; month: number }): boolean {
  if (!Number.isInteger(expMonth) || expMonth < 1 || expMonth > 12) return true;
  return expYear < today.year || (expYear === today.year && expMonth < today.month);
}
