/** Figures of the account that any text of a flow may name, as `{credits}`. */
export const ACCOUNT_FIGURES = ['brand', 'credits', 'leads', 'pauseFee', 'periodEnd', 'planName', 'planPrice'] as const;

/** Figures that only the label and the text of an offer with that effect may name. */
export const OFFER_FIGURES = {
  pause: [],
  discount: ['discount', 'discountPeriods', 'discountedPrice'],
  plan_change: ['smallerPlanName', 'smallerPlanPrice', 'smallerPlanCredits'],
  bonus_credits: ['bonusCredits'],
  contact: [],
  link: [],
} as const;

type AccountFigure = (typeof ACCOUNT_FIGURES)[number];
type OfferFigure = (typeof OFFER_FIGURES)[keyof typeof OFFER_FIGURES][number];

/** Figures as people read them: "$1", "1,240 credits", "28 February 2026, 15:00 New York time". */
export type Figures = Readonly<Record<AccountFigure, string>> & Readonly<Partial<Record<OfferFigure, string>>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names between braces in a text, in order, as often as they stand there. */
export function figuresIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** The text with its figures. `checkFlow` has made sure that every name is known, so nothing stays in braces. */
export function fillIn(text: string, figures: Figures): string {
  const values: Readonly<Record<string, string | undefined>> = figures;
  return text.replace(PLACEHOLDER, (placeholder, name: string) => values[name] ?? placeholder);
}
