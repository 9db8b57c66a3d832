/** What a provider's code says of a card, as a sentence for the person who holds it. */
const SENTENCES: Readonly<Record<string, string>> = {
  card_declined: 'Your bank declined the card.',
  insufficient_funds: 'Your bank said that there is not enough money on the card.',
  authentication_required: 'Your bank wants you to approve the payment, which takes you to be there.',
  authentication_failed: 'The payment was not approved.',
  expired_card: 'The card has expired.',
  incorrect_cvc: 'The security code does not fit the card.',
  invalid_number: 'The card number is not complete or has a typing mistake.',
  test_card_unknown: 'This is the sandbox: only its test cards work here.',
  no_payment_method: 'There is no card on the account.',
};

/** The sentence for a provider's failure code; a code that is not known here is a plain decline. */
export function paymentFailureText(failure: string): string {
  return (Object.hasOwn(SENTENCES, failure) ? SENTENCES[failure] : undefined) ?? 'The payment was declined.';
}
