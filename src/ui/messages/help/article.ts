import type { FlowDefinition } from '../../../domain/flow/types.ts';
import type { Plan, Policy } from '../../../domain/subscription/types.ts';
import { formatMoneyShort } from '../../format.ts';
import type { Block } from './rich-text.ts';

export type CollectionSlug = 'leads-and-credits' | 'billing' | 'your-account';

/** An answer to one question. */
export interface Article {
  readonly slug: string;
  readonly collection: CollectionSlug;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly summary: string;
  /** What a customer may call it where the article uses other words; for the search only. */
  readonly alsoCalled?: string;
  readonly blocks: readonly Block[];
}

/** What articles are written from, so that they say what the program does. */
export interface HelpFacts {
  readonly brand: string;
  /** Null when the definition is broken or missing: a cancellation then begins with its confirmation. */
  readonly flow: FlowDefinition | null;
  readonly policy: Policy;
  readonly currency: string;
}

/** An amount in the currency that plans are sold in. */
export function money(facts: HelpFacts, amountMinor: number): string {
  return formatMoneyShort(amountMinor, facts.currency);
}

/** "$97 a month". */
export function planPrice(facts: HelpFacts, plan: Plan): string {
  return `${money(facts, plan.priceMinor)} ${plan.interval === 'month' ? 'a month' : 'a year'}`;
}

/** "1, 3 and 5". */
export function enumerated(items: readonly (string | number)[], word: 'and' | 'or' = 'and'): string {
  const texts = items.map(String);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} ${word} ${last}`;
}
