/** Where an account can stand. */
export type Place =
  | 'none'
  | 'active'
  | 'active+cancel'
  | 'active+pause'
  | 'active+change'
  | 'past_due'
  | 'paused'
  | 'paused+unpaid'
  | 'paused+cancel'
  | 'ended';

export type Verb = 'cancel' | 'keep' | 'pause' | 'resume' | 'change_plan' | 'subscribe' | 'top_up' | 'place_order';

export const PLACES: readonly Place[] = [
  'none',
  'active',
  'active+cancel',
  'active+pause',
  'active+change',
  'past_due',
  'paused',
  'paused+unpaid',
  'paused+cancel',
  'ended',
];
export const VERBS: readonly Verb[] = [
  'cancel',
  'keep',
  'pause',
  'resume',
  'change_plan',
  'subscribe',
  'top_up',
  'place_order',
];

/** where | what is asked | what is done, one thing after the other; `!` refuses, nothing is the same answer again */
const ASKED = `
  none ended                              | cancel keep pause resume change_plan | ! already_ended
  none ended                              | top_up place_order                   | ! already_ended
  none ended                              | subscribe                            | plan is sold; buy subscribe
  active* past_due paused*                | subscribe                            | ! already_subscribed

  active active+pause active+change       | cancel                               | next cancel
  active+cancel paused+cancel             | cancel                               |
  paused                                  | cancel                               | next cancel
  past_due paused+unpaid                  | cancel                               | end; void bills

  active past_due paused paused+unpaid    | keep                                 | ! nothing_scheduled
  active+* paused+cancel                  | keep                                 | next nothing

  active active+change                    | pause                                | next pause
  active+cancel paused+cancel             | pause                                | ! cancellation_pending
  active+pause paused paused+unpaid       | pause                                |
  past_due                                | pause                                | ! payment_overdue

  active*                                 | resume                               | ! not_paused
  past_due                                | resume                               | ! payment_overdue
  paused*                                 | resume                               | fee is answered; buy resume

  active active+change                    | change_plan                          | plan is sold; plan is another; change
  active+cancel                           | change_plan                          | ! cancellation_pending
  active+pause                            | change_plan                          | ! pause_pending
  past_due                                | change_plan                          | ! payment_overdue
  paused*                                 | change_plan                          | ! paused

  active*                                 | top_up                               | buy top_up
  past_due                                | top_up                               | ! payment_overdue
  paused*                                 | top_up                               | ! paused

  active* past_due                        | place_order                          | credits suffice; reserve
  paused*                                 | place_order                          | ! paused
`;

/** where | what the period's end brings; nothing is due in other places */
const PERIOD_ENDS = `
  active active+change                    | answers are in; forget quote; roll over; next period; bill plan
  active+pause                            | answers are in; forget quote; finish orders; first pause month; bill fee
  paused                                  | answers are in; forget quote; pause is bounded; next pause month; bill fee
  active+cancel paused+cancel             | end; void bills
`;

export interface Step {
  readonly verb: string;
  readonly refuses: string | null;
}

function lines(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

function placesOf(cell: string): Place[] {
  return cell.split(/\s+/u).flatMap((word) => {
    const named = PLACES.filter((place) => {
      return word.endsWith('*') ? place.startsWith(word.slice(0, -1)) : place === word;
    });
    if (named.length === 0) throw new Error(`no place is called ${word}`);
    return named;
  });
}

function stepsOf(cell: string): Step[] {
  if (cell === '') return [];
  return cell.split(';').map((part) => {
    const verb = part.trim();
    return { verb, refuses: verb.startsWith('!') ? verb.slice(1).trim() : null };
  });
}

function read(): Map<string, readonly Step[]> {
  const cells = new Map<string, readonly Step[]>();
  for (const [where = '', verbs = '', what = ''] of lines(ASKED)) {
    for (const place of placesOf(where)) {
      for (const verb of verbs.split(/\s+/u)) {
        if (!VERBS.includes(verb as Verb)) throw new Error(`nothing that can be asked is called ${verb}`);
        const key = `${place} ${verb}`;
        if (cells.has(key)) throw new Error(`${key} is there twice`);
        cells.set(key, stepsOf(what));
      }
    }
  }
  const missing = PLACES.flatMap((place) => VERBS.map((verb) => `${place} ${verb}`)).filter((key) => !cells.has(key));
  if (missing.length > 0) throw new Error(`no row for ${missing.join(', ')}`);
  for (const [where = '', what = ''] of lines(PERIOD_ENDS)) {
    for (const place of placesOf(where)) cells.set(`${place} period's end`, stepsOf(what));
  }
  return cells;
}

const CELLS = read();

/** What is done in a place when something is asked. */
export function asked(place: Place, verb: Verb): readonly Step[] {
  return CELLS.get(`${place} ${verb}`) ?? [];
}

/** What a period's end brings in a place, or null where none is awaited. */
export function atPeriodEnd(place: Place): readonly Step[] | null {
  return CELLS.get(`${place} period's end`) ?? null;
}
