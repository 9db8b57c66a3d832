/**
 * Amounts are whole minor units (cents) in `…Minor` numbers beside an ISO 4217 currency.
 * Products are taken in bigint, so that no amount is ever a fraction on the way.
 */

/** `amount x part / whole`, rounded half up to a whole minor unit. */
export function shareHalfUp(amountMinor: number, part: number, whole: number): number {
  const numerator = BigInt(amountMinor) * BigInt(part);
  const denominator = BigInt(whole);
  return Number(floorDivide(2n * numerator + denominator, 2n * denominator));
}

/** `amount x part / whole`, rounded down. Serves credits as well as money. */
export function shareDown(amount: number, part: number, whole: number): number {
  return Number(floorDivide(BigInt(amount) * BigInt(part), BigInt(whole)));
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
