import fc from 'fast-check';
import { OFFERS, type CardResult, type OfferId, type Scene } from './scene.ts';
import type { PlanRow, Rules } from './reference/world.ts';

/** How the provider answers what it is asked: by the card at once, not at all, or with the customer's bank. */
export type Mood = 'prompt' | 'silent' | 'bank';

/** One thing that happens in a history. Places in lists are taken modulo their length. */
export type Move =
  | { readonly move: 'ask'; readonly verb: 'cancel' | 'keep' | 'pause' | 'resume' }
  | { readonly move: 'plan'; readonly verb: 'subscribe' | 'change_plan'; readonly plan: number }
  | { readonly move: 'top up'; readonly credits: number }
  | { readonly move: 'order'; readonly leads: number; readonly perLead: 1 | 6; readonly now: boolean }
  | { readonly move: 'deliver'; readonly order: number; readonly share: number; readonly last: boolean }
  | { readonly move: 'card'; readonly result: CardResult }
  | { readonly move: 'mood'; readonly mood: Mood }
  | {
      readonly move: 'answer';
      readonly charge: number;
      readonly awaited: boolean;
      readonly says: 'succeeded' | 'declined' | 'bank';
    }
  | { readonly move: 'drop' }
  /** Whatever goes on where things stand: a new subscription after an end, a good card for what is overdue. */
  | { readonly move: 'go on'; readonly plan: number }
  | { readonly move: 'leave'; readonly offer: OfferId | 'none' | 'confirm' }
  | { readonly move: 'undo' }
  | { readonly move: 'wait'; readonly ms: number; readonly late: boolean }
  | { readonly move: 'boundary'; readonly which: number; readonly off: number; readonly late: boolean };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** From the first zone to the last, with and without clock changes, by half hours and quarters too. */
export const ZONES = [
  'Pacific/Niue',
  'Pacific/Midway',
  'America/St_Johns',
  'America/New_York',
  'America/Sao_Paulo',
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
] as const;

/** Beginnings whose months are short, whose days are skipped and whose hours come twice or not at all. */
const BEGINNINGS = [
  '2024-01-31T15:00:00Z',
  '2024-02-29T23:59:59.999Z',
  '2023-12-31T23:30:00Z',
  '2023-01-29T00:00:00Z',
  '2024-08-30T12:34:56.789Z',
  '2024-02-10T07:30:00Z', // half past two in New York, which 10 March does not have
  '2023-10-05T05:30:00Z', // half past one in New York, which 5 November has twice
  '2024-01-31T01:30:00Z', // half past two in Berlin, which 31 March does not have
  '2024-09-27T00:30:00Z', // half past two in Berlin, which 27 October has twice
  '2011-11-30T20:00:00Z', // the 30th, which December 2011 does not have in Apia
  '2024-03-06T15:15:00Z', // a quarter past two on Lord Howe, where a change is half an hour
].map((text) => Date.parse(text));

const price = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(9_700, 29_700, 4_700, 116_400, 297_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300_000 }) },
);
const plan = fc.record({
  months: fc.constantFrom(1 as const, 1 as const, 12 as const),
  price,
  credits: fc.oneof(fc.constantFrom(0, 2_000, 10_000), fc.integer({ min: 1, max: 3_000 })),
  rollover: fc.constantFrom('all' as const, 'none' as const, 'cap' as const),
  cap: fc.integer({ min: 0, max: 3 }),
});

export const rules: fc.Arbitrary<Rules> = fc.record({
  plans: fc.array(plan, { minLength: 2, maxLength: 5 }).map((plans) => {
    return plans.map((each, index): PlanRow => ({ code: `plan_${index + 1}`, ...each }));
  }),
  fee: fc.oneof({ weight: 8, arbitrary: fc.constant(100) }, { weight: 1, arbitrary: fc.constantFrom(0, 999) }),
  longestPause: fc.constantFrom(null, null, null, 1, 3),
  retryDays: fc.oneof(
    { weight: 6, arbitrary: fc.constant([1, 3, 5, 7]) },
    { weight: 1, arbitrary: fc.constantFrom([], [2], [1, 27], [26, 27]) },
  ),
  pack: fc.constantFrom({ credits: 1_000, price: 1_000 }, { credits: 3, price: 100 }),
});

const start = fc.oneof(
  fc.constantFrom(...BEGINNINGS),
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) }),
);

export const scene: fc.Arbitrary<Scene> = fc.record({
  zone: fc.constantFrom(...ZONES),
  start,
  rules,
  card: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'ok' as const, 'decline' as const, null),
  plan: fc.nat({ max: 4 }),
});

const late = fc.constantFrom(false, false, true);
const kinds: readonly (readonly [number, fc.Arbitrary<Move>])[] = [
  [
    9,
    fc
      .constantFrom('cancel' as const, 'keep' as const, 'pause' as const, 'resume' as const, 'resume' as const)
      .map((verb): Move => ({ move: 'ask', verb })),
  ],
  [
    5,
    fc
      .record({ verb: fc.constantFrom('change_plan' as const, 'subscribe' as const), plan: fc.nat({ max: 5 }) })
      .map((it): Move => ({ move: 'plan', ...it })),
  ],
  [2, fc.constantFrom(1, 1_000, 5_000).map((credits): Move => ({ move: 'top up', credits }))],
  [
    3,
    fc
      .record({
        leads: fc.integer({ min: 1, max: 2_500 }),
        perLead: fc.constantFrom(1 as const, 6 as const),
        now: fc.boolean(),
      })
      .map((it): Move => ({ move: 'order', ...it })),
  ],
  [
    1,
    fc
      .record({ order: fc.nat({ max: 3 }), share: fc.constantFrom(0, 0.5, 1), last: fc.boolean() })
      .map((it): Move => ({ move: 'deliver', ...it })),
  ],
  [3, fc.constantFrom('ok' as const, 'decline' as const).map((result): Move => ({ move: 'card', result }))],
  [
    2,
    fc
      .constantFrom('prompt' as const, 'prompt' as const, 'silent' as const, 'silent' as const, 'bank' as const)
      .map((mood): Move => ({ move: 'mood', mood })),
  ],
  [
    4,
    fc
      .record({
        charge: fc.nat({ max: 40 }),
        awaited: fc.constantFrom(true, true, false),
        says: fc.constantFrom('succeeded' as const, 'declined' as const, 'bank' as const),
      })
      .map((it): Move => ({ move: 'answer', ...it })),
  ],
  [1, fc.constant<Move>({ move: 'drop' })],
  [7, fc.nat({ max: 4 }).map((plan): Move => ({ move: 'go on', plan }))],
  [2, fc.constantFrom(...OFFERS, 'none' as const, 'confirm' as const).map((offer): Move => ({ move: 'leave', offer }))],
  [1, fc.constant<Move>({ move: 'undo' })],
  [
    3,
    fc
      .record({
        ms: fc.oneof(
          fc.integer({ min: 0, max: 60_000 }),
          fc.integer({ min: 1, max: 50 * 24 }).map((hours) => hours * HOUR),
          fc.integer({ min: 1, max: 400 }).map((days) => days * DAY),
        ),
        late,
      })
      .map((it): Move => ({ move: 'wait', ...it })),
  ],
  [
    8,
    fc
      .record({ which: fc.nat({ max: 11 }), off: fc.constantFrom(-1, 0, 0, 1), late })
      .map((it): Move => ({ move: 'boundary', ...it })),
  ],
];

export const move: fc.Arbitrary<Move> = fc.oneof(...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const fixed = (it: Move) => fc.constant(it);
const silent = fixed({ move: 'mood', mood: 'silent' });
const toBoundary = fc
  .record({ which: fc.nat({ max: 3 }), off: fc.constantFrom(-1, 0, 0, 1), late: fc.constant(false) })
  .map((it): Move => ({ move: 'boundary', ...it }));
const soon = fc.integer({ min: 1, max: 20 * HOUR }).map((ms): Move => ({ move: 'wait', ms, late: false }));
const answering = fc
  .record({
    charge: fc.nat({ max: 2 }),
    awaited: fc.constant(true),
    says: fc.constantFrom('succeeded' as const, 'declined' as const, 'bank' as const, 'bank' as const),
  })
  .map((it): Move => ({ move: 'answer', ...it }));
const paying = fc.oneof(
  fixed({ move: 'top up', credits: 1_000 }),
  fixed({ move: 'ask', verb: 'resume' }),
  fc.nat({ max: 4 }).map((plan): Move => ({ move: 'plan', verb: 'change_plan', plan })),
);
const stopping = fc
  .constantFrom('cancel' as const, 'keep' as const, 'pause' as const)
  .map((verb): Move => ({ move: 'ask', verb }));

/** What seldom comes together by chance: payments that cross, dunning, a stop and its withdrawal about a boundary. */
const course: fc.Arbitrary<readonly Move[]> = fc.oneof(
  fc.tuple(silent, paying, toBoundary, soon, answering, soon, answering, toBoundary),
  fc.tuple(
    fixed({ move: 'card', result: 'decline' }),
    toBoundary,
    toBoundary,
    toBoundary,
    move,
    toBoundary,
    toBoundary,
  ),
  fc.tuple(fixed({ move: 'ask', verb: 'pause' }), toBoundary, toBoundary, fixed({ move: 'ask', verb: 'resume' }), soon),
  fc.tuple(toBoundary, stopping, toBoundary, stopping, toBoundary),
);
const single = move.map((it): readonly Move[] => [it]);
const some = fc.oneof({ weight: 12, arbitrary: single }, { weight: 1, arbitrary: course });

/** A whole history: where it begins and what happens. */
export function history(longest: number): fc.Arbitrary<readonly [Scene, readonly Move[]]> {
  const moves = fc.array(some, { maxLength: longest, size: 'max' });
  return fc.tuple(scene, moves).map(([where, what]) => [where, what.flat()] as const);
}
