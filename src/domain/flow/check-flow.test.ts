import { describe, expect, test } from 'vitest';
import { checkFlow } from './check-flow.ts';

type Json = Record<string, unknown>;

function sound(): Json {
  return {
    code: 'sample',
    version: 3,
    reasons: [
      { id: 'price', label: 'Too expensive', pages: ['cheaper'] },
      { id: 'other', label: 'Other', pages: [] },
    ],
    pages: [
      {
        id: 'cheaper',
        title: 'Less for {planName}',
        body: ['You pay {planPrice}.'],
        offers: [
          {
            id: 'third-off',
            effect: { kind: 'discount', percent: 30, periods: 3 },
            text: '{discountedPrice} for {discountPeriods}.',
            label: 'Take {discount} off',
            when: [{ kind: 'tenure', minDays: 30 }],
          },
        ],
      },
      { id: 'talk', title: 'Talk to us', body: ['We read everything.'], offers: [], standsAlone: true },
    ],
    closingPages: ['talk'],
  };
}

/** The sound flow with one value replaced, e.g. `pages.0.offers.0.label`. */
function flowWith(path: string, value: unknown): Json {
  const flow = sound();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Json>((each, key) => each[key] as Json, flow);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return flow;
}

const page = { id: 'talk', title: 'Talk', body: [], offers: [], standsAlone: true };
const broken: readonly (readonly [string, unknown, string])[] = [
  ['code', 'No spaces', 'code is not an id'],
  ['code', 'no spaces', 'code is not an id'],
  ['code', 'a'.repeat(65), 'code is not an id'],
  ['version', 1.5, 'version is not a whole number from 1'],
  ['version', 0, 'version is not a whole number from 1'],
  ['reasons', [], 'reasons has none'],
  ['reasons', 'none', 'reasons is not a list'],
  ['reasons.1', null, 'reasons[1] is not an object'],
  ['reasons.1.id', 'price', 'reason price is defined twice'],
  ['reasons.1.label', 'Too expensive', 'two reasons are called "Too expensive"'],
  ['reasons.1.label', ' ', 'reasons[1].label is empty'],
  ['reasons.1.label', 'Left with {credits}', 'reasons[1].label names the unknown figure {credits}'],
  ['reasons.1.pages', ['nowhere'], 'reason other leads to page nowhere, which does not exist'],
  ['reasons.1.pages', ['talk', 'talk'], 'reasons[1].pages names talk twice'],
  ['reasons.1.pages', [7], 'reasons[1].pages is not a list of ids'],
  ['reasons.0.pages', [], "page cheaper is on no reason's way"],
  ['closingPages', ['nowhere'], 'closingPages leads to page nowhere, which does not exist'],
  ['closingPages', undefined, 'closingPages is not a list of ids'],
  ['pages.1', { ...page, id: 'cheaper' }, 'page cheaper is defined twice'],
  ['pages.1', { ...page, id: 'confirm' }, 'pages[1].id confirm is a built-in page'],
  ['pages.1', { ...page, id: 'reason' }, 'pages[1].id reason is a built-in page'],
  ['pages.1', { ...page, id: 'done' }, 'pages[1].id done is a built-in page'],
  ['pages.1', { ...page, id: '../etc' }, 'pages[1].id is not an id'],
  ['pages.1.title', '', 'pages[1].title is empty'],
  ['pages.1.body', 'text', 'pages[1].body is not a list'],
  ['pages.1.body', ['{money}'], 'pages[1].body[0] names the unknown figure {money}'],
  ['pages.1.body', ['{discount} off'], 'pages[1].body[0] names the unknown figure {discount}'],
  ['pages.1.body', ['{credits'], 'pages[1].body[0] has a stray brace'],
  ['pages.1.standsAlone', false, 'pages[1] has no offer and does not stand alone'],
  ['pages.1.standsAlone', 'yes', 'pages[1].standsAlone is not true or false'],
  ['pages.0.offers', null, 'pages[0].offers is not a list'],
  ['pages.0.offers.0.id', '', 'pages[0].offers[0].id is not an id'],
  ['pages.0.offers.0.label', '', 'pages[0].offers[0].label is empty'],
  ['pages.0.offers.0.text', undefined, 'pages[0].offers[0].text is empty'],
  ['pages.0.offers.0.text', '{bonusCredits}', 'pages[0].offers[0].text names the unknown figure {bonusCredits}'],
  ['pages.0.offers.0.effect', null, 'pages[0].offers[0].effect is not an object'],
  ['pages.0.offers.0.when', {}, 'pages[0].offers[0].when is not a list'],
];

const DISCOUNT = 'pages[0].offers[0].effect';
const effects: readonly (readonly [Json, string])[] = [
  [{ kind: 'refund' }, `${DISCOUNT}.kind refund is unknown`],
  [{ kind: 'toString' }, `${DISCOUNT}.kind toString is unknown`],
  [{ kind: 'discount', periods: 3 }, `${DISCOUNT} is not either a percent or an amount`],
  [{ kind: 'discount', percent: 10, amountMinor: 1, periods: 3 }, `${DISCOUNT} is not either a percent or an amount`],
  [{ kind: 'discount', percent: 101, periods: 3 }, `${DISCOUNT}.percent is not between 1 and 100`],
  [{ kind: 'discount', amountMinor: 0.5, periods: 3 }, `${DISCOUNT}.amountMinor is not a whole number from 1`],
  [{ kind: 'discount', percent: 10, periods: 0 }, `${DISCOUNT}.periods is not a whole number from 1`],
  [{ kind: 'plan_change' }, `${DISCOUNT}.plan is empty`],
  [{ kind: 'bonus_credits', credits: 0 }, `${DISCOUNT}.credits is not a whole number from 1`],
  [{ kind: 'contact' }, `${DISCOUNT}.subject is empty`],
  [{ kind: 'link', href: 'javascript:alert(1)' }, `${DISCOUNT}.href is neither a path of this site nor https`],
  [{ kind: 'link', href: '/help now' }, `${DISCOUNT}.href is neither a path of this site nor https`],
  [{ kind: 'link', href: '/help\\now' }, `${DISCOUNT}.href is neither a path of this site nor https`],
  [{ kind: 'link', href: 'http://elsewhere.test' }, `${DISCOUNT}.href is neither a path of this site nor https`],
  [{ kind: 'link', href: '//elsewhere.test' }, `${DISCOUNT}.href is neither a path of this site nor https`],
];

const WHEN = 'pages[0].offers[0].when[0]';
const conditions: readonly (readonly [unknown, string])[] = [
  ['always', `${WHEN} is not an object`],
  [{ kind: 'weather' }, `${WHEN}.kind weather is unknown`],
  [{ kind: 'plan', anyOf: [] }, `${WHEN}.anyOf is not a list of plans`],
  [{ kind: 'tenure', minDays: -1 }, `${WHEN}.minDays is not a whole number`],
  [{ kind: 'spend' }, `${WHEN}.minMinor is not a whole number`],
  [{ kind: 'country' }, `${WHEN} names no country`],
  [{ kind: 'plan', anyOf: ['lite', 7] }, `${WHEN}.anyOf is not a list of plans`],
  [{ kind: 'country', anyOf: [] }, `${WHEN}.anyOf is not a list of countries`],
  [{ kind: 'credits', min: -1 }, `${WHEN}.min is not a whole number`],
  [{ kind: 'credits', max: 0.5 }, `${WHEN}.max is not a whole number`],
  [{ kind: 'country', noneOf: 'DE' }, `${WHEN}.noneOf is not a list of countries`],
  [{ kind: 'credits' }, `${WHEN} has no bound`],
  [{ kind: 'credits', min: 5, max: 4 }, `${WHEN} can never hold`],
  [{ kind: 'not_accepted' }, `${WHEN}.withinDays is not a whole number from 1`],
  [{ kind: 'not_accepted', withinDays: 3, offers: [] }, `${WHEN}.offers is not a list of offers`],
];

describe('a sound flow', () => {
  test('passes, and is the flow that was given', () => {
    const flow = sound();
    expect(checkFlow(flow)).toEqual({ ok: true, flow });
  });
});

describe('what may stand in an offer', () => {
  const soundEffects: readonly Json[] = [
    { kind: 'pause' },
    { kind: 'discount', percent: 1, periods: 1 },
    { kind: 'discount', percent: 100, periods: 12 },
    { kind: 'discount', amountMinor: 1, periods: 1 },
    { kind: 'plan_change', plan: 'lite' },
    { kind: 'bonus_credits', credits: 1 },
    { kind: 'contact', subject: 'Help' },
    { kind: 'link', href: '/' },
    { kind: 'link', href: '/help/articles/how-to?from=cancel' },
    { kind: 'link', href: 'https://elsewhere.test/path' },
  ];
  test.each(soundEffects)('effect %j', (effect) => {
    const flow = flowWith('pages.0.offers.0.text', 'All of it.');
    const [first] = (flow['pages'] as Json[])[0]?.['offers'] as Json[];
    Object.assign(first ?? {}, { effect, label: 'Take it' });
    expect(problemsOf(flow)).toEqual([]);
  });

  const soundConditions: readonly Json[] = [
    { kind: 'active' },
    { kind: 'plan', anyOf: ['lite'] },
    { kind: 'tenure', minDays: 0 },
    { kind: 'spend', minMinor: 0 },
    { kind: 'country', anyOf: ['US'] },
    { kind: 'country', noneOf: ['DE', 'AT'] },
    { kind: 'country', anyOf: ['US'], noneOf: ['DE'] },
    { kind: 'credits', min: 0 },
    { kind: 'credits', max: 0 },
    { kind: 'credits', min: 5, max: 5 },
    { kind: 'credits', min: 5, max: 6 },
    { kind: 'not_accepted', withinDays: 1 },
    { kind: 'not_accepted', withinDays: 1, offers: ['third-off'] },
  ];
  test.each(soundConditions)('condition %j', (condition) => {
    expect(problemsOf(flowWith('pages.0.offers.0.when', [condition]))).toEqual([]);
  });
});

describe('a broken flow', () => {
  test.each([null, undefined, 'flow', 7, []])('%j is no flow', (value) => {
    expect(checkFlow(value)).toEqual({ ok: false, problems: ['the flow is not an object'] });
  });

  test.each(broken)('%s = %j', (path, value, problem) => {
    expect(problemsOf(flowWith(path, value))).toContain(problem);
  });

  test.each(effects)('effect %j', (effect, problem) => {
    expect(problemsOf(flowWith('pages.0.offers.0.effect', effect))).toContain(problem);
  });

  test.each(conditions)('condition %j', (condition, problem) => {
    const problems = problemsOf(flowWith('pages.0.offers.0.when', [condition]));
    expect(problems).toContain(problem);
  });

  const whole: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['pages', 7, ['pages is not a list']],
    ['closingPages', 'talk', ['closingPages is not a list of ids']],
    [
      'pages.0.offers.0',
      null,
      ['pages[0] has no offer and does not stand alone', 'pages[0].offers[0] is not an object'],
    ],
    ['pages.0.offers', 7, ['pages[0] has no offer and does not stand alone', 'pages[0].offers is not a list']],
    ['pages.0.offers.0.when', 7, ['pages[0].offers[0].when is not a list']],
    ['reasons.1.pages', 'talk', ['reasons[1].pages is not a list of ids']],
  ];
  test.each(whole)('%s = %j is that and nothing else', (path, value, problems) => {
    expect(problemsOf(flowWith(path, value))).toEqual(problems);
  });

  test('an empty one is told what it lacks', () => {
    expect(problemsOf({})).toEqual([
      'pages is not a list',
      'reasons is not a list',
      'closingPages is not a list of ids',
      'code is not an id',
      'version is not a whole number from 1',
    ]);
  });

  test('offers that are no lists are not taken for the same offer', () => {
    const pages = sound()['pages'] as Json[];
    const problems = problemsOf({ ...sound(), pages: pages.map((each) => ({ ...each, offers: 7 })) });
    expect(problems).toEqual([
      'pages[0] has no offer and does not stand alone',
      'pages[0].offers is not a list',
      'pages[1].offers is not a list',
    ]);
  });

  test('an offer that comes twice, on whatever pages', () => {
    const flow = sound();
    const pages = flow['pages'] as Json[];
    const [first, second] = pages;
    expect(problemsOf({ ...flow, pages: [first, { ...second, offers: first?.['offers'] }] })).toContain(
      'offer third-off is defined twice',
    );
  });

  test('every problem is told, not only the first', () => {
    const flow = flowWith('pages.0.title', '');
    expect(problemsOf({ ...flow, closingPages: ['gone'] })).toEqual([
      'pages[0].title is empty',
      'closingPages leads to page gone, which does not exist',
      "page talk is on no reason's way",
    ]);
  });
});

function problemsOf(flow: unknown): readonly string[] {
  const check = checkFlow(flow);
  return check.ok ? [] : check.problems;
}
