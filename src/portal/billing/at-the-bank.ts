import type { PortalContext } from '../context.ts';
import { readSigned, writeSigned } from '../security/signed-cookie.ts';

/** What a customer can say to the bank that asks about a payment. */
export const BANK_ANSWERS = ['approve', 'decline'] as const;
export type BankAnswer = (typeof BANK_ANSWERS)[number];

/** A charge that the customer's bank asks about. */
export interface AtTheBank {
  /** Where the bank asks. */
  readonly url: string;
  /** What this browser answered there, while the provider has not told us of it; null when it was not asked yet. */
  readonly said: BankAnswer | null;
}

const COOKIE = 'fairwell_bank';
/** Longer than an answer takes. Whoever is asked again after it finds at the bank that it was answered. */
const SECONDS = 15 * 60;

/** Keeps in the browser what was said to the bank, so that no page asks for it again. */
export function noteBankAnswer(c: PortalContext, chargeId: string, said: BankAnswer): void {
  writeSigned(c, COOKIE, `${said}:${chargeId}`, SECONDS);
}

/** How a charge stands with the customer's bank, as far as this browser knows. */
export function atTheBank(c: PortalContext, chargeId: string): AtTheBank {
  const noted = readSigned(c, COOKIE);
  const said = BANK_ANSWERS.find((answer) => noted === `${answer}:${chargeId}`) ?? null;
  return { url: c.get('app').payments.authenticationUrl(chargeId), said };
}
