import { discountMinor } from '../../domain/billing/invoices.ts';
import { pauseFigures, type NextCharge } from '../../domain/subscription/consequences.ts';
import type { Account, AccountState, Discount, Plan } from '../../domain/subscription/types.ts';
import type { Instant, Interval, Period } from '../../domain/time/period.ts';
import { formatCount, formatDate, formatInstant, formatMoney, formatMoneyShort, formatTime } from '../../ui/format.ts';
import { creditsText } from '../../ui/messages/leads.ts';
import { figureTexts as t } from '../../ui/messages/subscription-pages.ts';

/** Figures of one account as people read them: in its currency, and in its time zone. */
interface Words {
  readonly money: (amountMinor: number) => string;
  /** Without decimals that say nothing. */
  readonly moneyShort: (amountMinor: number) => string;
  readonly at: (instant: Instant) => string;
  /** "28 February 2026, 15:00 to 31 March 2026, 15:00 New York time". */
  readonly span: (period: Period) => string;
  /** "$97.00 a month". */
  readonly price: (plan: Plan) => string;
  /** The same, less a discount. */
  readonly discounted: (plan: Plan, discount: Discount | null) => string;
  /** "2,000 credits a month". */
  readonly grant: (plan: Plan) => string;
  /** "30%", "$40.00". */
  readonly off: (discount: Pick<Discount, 'percent' | 'amountMinor'>) => string;
  /** "$97.00 on 31 March 2026, 15:00 New York time". */
  readonly charge: (next: NextCharge) => string;
}

/** Writes figures of this account. */
export function wordsOf({ currency, timeZone }: Pick<Account, 'currency' | 'timeZone'>): Words {
  const money = (amountMinor: number) => formatMoney(amountMinor, currency);
  const at = (instant: Instant) => formatInstant(instant, timeZone);
  return {
    money,
    moneyShort: (amountMinor) => formatMoneyShort(amountMinor, currency),
    at,
    span: ({ start, end }) => t.span(formatDate(start, timeZone), formatTime(start, timeZone), at(end)),
    price: (plan) => t.price[plan.interval](money(plan.priceMinor)),
    discounted: (plan, discount) => t.price[plan.interval](money(plan.priceMinor - discountMinor(plan, discount))),
    grant: (plan) => t.grant[plan.interval](creditsText(plan.credits)),
    off: ({ percent, amountMinor }) => (percent === null ? money(amountMinor ?? 0) : t.percent(String(percent))),
    charge: (next) => t.amountOn(money(next.amountMinor), at(next.at)),
  };
}

/** How many credits the account holds more after a choice; those that only thaw were there before. */
export function creditsAdded(before: AccountState, after: AccountState): number {
  return pauseFigures(after).credits - pauseFigures(before).credits;
}

/** "3 months", "1 year". */
export function periodsText(count: number, interval: Interval): string {
  return interval === 'year' ? formatCount(count, t.year, t.years) : formatCount(count, t.month, t.months);
}
