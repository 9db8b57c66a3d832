import type { InvoiceLine, Purpose } from '../../domain/billing/types.ts';
import type { Policy } from '../../domain/subscription/types.ts';
import { billingTexts, lineTexts, purposeTexts } from '../../ui/messages/billing.ts';
import { creditsText } from '../../ui/messages/leads.ts';

/** A plan's name; a plan that is not sold any more is known by its code. */
export function planName(policy: Policy, code: string | null): string {
  return policy.plans.find((plan) => plan.code === code)?.name ?? code ?? '';
}

/** What a charge or an invoice is for, from its first line. */
export function whatFor(policy: Policy, purpose: Purpose, lines: readonly InvoiceLine[]): string {
  return purposeTexts[purpose](subject(policy, lines[0]));
}

/** What a line of an invoice is for. */
export function lineText(policy: Policy, line: InvoiceLine): string {
  return lineTexts[line.kind](subject(policy, line));
}

function subject(policy: Policy, line: InvoiceLine | undefined): string {
  if (line === undefined) return '';
  return line.kind === 'top_up' ? creditsText(line.quantity) : planName(policy, line.planCode);
}

/** "Visa ending in 4242", however the provider spells the brand. */
export function cardName({ brand, last4 }: { readonly brand: string; readonly last4: string }): string {
  return billingTexts.card(`${brand.slice(0, 1).toUpperCase()}${brand.slice(1)}`, last4);
}

/** "04/2029", as it stands on the card. */
export function expiryOf({ expMonth, expYear }: { readonly expMonth: number; readonly expYear: number }): string {
  return `${String(expMonth).padStart(2, '0')}/${expYear}`;
}
