import type { Plan } from './domain/subscription/types.ts';

/** Unused credits of a plan are carried over up to twice the plan's credits. */
const CARRIED_OVER = { rollover: 'cap', rolloverCap: 2 } as const;

/** A year costs ten months, and brings the credits of twelve at its start. */
const PAID_MONTHS = 10;

const MONTHLY: readonly Plan[] = [
  { code: 'lite', name: 'Lite', interval: 'month', priceMinor: 4_700, credits: 500, ...CARRIED_OVER },
  { code: 'starter', name: 'Starter', interval: 'month', priceMinor: 9_700, credits: 2_000, ...CARRIED_OVER },
  { code: 'growth', name: 'Growth', interval: 'month', priceMinor: 29_700, credits: 10_000, ...CARRIED_OVER },
  { code: 'scale', name: 'Scale', interval: 'month', priceMinor: 59_700, credits: 25_000, ...CARRIED_OVER },
];

/** What is sold, in US dollars, smallest first. */
export const plans: readonly Plan[] = [...MONTHLY, ...MONTHLY.map(yearly)];

function yearly(plan: Plan): Plan {
  return {
    ...plan,
    code: `${plan.code}_yearly`,
    name: `${plan.name} (yearly)`,
    interval: 'year',
    priceMinor: plan.priceMinor * PAID_MONTHS,
    credits: plan.credits * 12,
  };
}
