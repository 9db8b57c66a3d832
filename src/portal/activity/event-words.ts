import { fillIn } from '../../domain/flow/figures.ts';
import type { FlowDefinition } from '../../domain/flow/types.ts';
import type { Policy } from '../../domain/subscription/types.ts';
import { formatCount, formatInstant, formatMoney, formatMoneyShort } from '../../ui/format.ts';
import { figureNames } from '../../ui/messages/activity.ts';
import type { EventWords } from '../../ui/messages/activity.ts';
import { wordsOf } from '../subscription/words.ts';

/** What figures, dates and names of an event are written out with. */
export interface Reading {
  readonly timeZone: string;
  readonly currency: string;
  readonly brand: string;
  readonly policy: Policy;
  readonly flow: FlowDefinition | null;
}

type Data = Readonly<Record<string, unknown>>;

/** The data of an event, written out. A field that is missing reads as nothing, never as an error. */
export function eventWords(data: Data, reading: Reading): EventWords {
  const text = (field: string) => {
    const value = data[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const number = (field: string) => Number(data[field] ?? 0);
  return {
    text,
    money: (field) => formatMoney(number(field), reading.currency),
    at: (field) => (text(field) === '' ? '' : formatInstant(text(field), reading.timeZone)),
    count: (field, one, many) => formatCount(number(field), one, many),
    plan: (field) => reading.policy.plans.find((plan) => plan.code === text(field))?.name ?? text(field),
    reason: (field) => reading.flow?.reasons.find((reason) => reason.id === text(field))?.label ?? text(field),
    page: (field) => pageTitle(text(field), reading),
    off: () => {
      if (!data['percent'] && !data['amountMinor']) return null;
      const percent = data['percent'] ? number('percent') : null;
      return wordsOf(reading).off({ percent, amountMinor: number('amountMinor') });
    },
    has: (field) => Boolean(data[field]),
    inside: (field) => {
      const value = data[field];
      return eventWords(typeof value === 'object' && value !== null ? (value as Data) : {}, reading);
    },
  };
}

/** The title of a page of the flow. What it said of the account then is not known any more, so it is only named. */
function pageTitle(id: string, { flow, policy, currency, brand }: Reading): string | null {
  const page = flow?.pages.find((each) => each.id === id);
  if (page === undefined) return null;
  return fillIn(page.title, { ...figureNames, brand, pauseFee: formatMoneyShort(policy.pauseFeeMinor, currency) });
}
