import { isObject, isText, isTexts, isWhole, type Fields } from './check-shape.ts';
import type { Condition, OfferEffect } from './types.ts';

/** A place on this site, or elsewhere over TLS: nothing that could run as a script. */
const HREF = /^(\/(?!\/)|https:\/\/)[^\s\\]*$/;

type Check = (fields: Fields, at: string) => string[];

const EFFECTS: Record<OfferEffect['kind'], Check> = {
  pause: () => [],
  discount: discountProblems,
  plan_change: ({ plan }, at) => expect(isText(plan), `${at}.plan is empty`),
  bonus_credits: ({ credits }, at) => expect(isWhole(credits, 1), `${at}.credits is not a whole number from 1`),
  contact: ({ subject }, at) => expect(isText(subject), `${at}.subject is empty`),
  link: ({ href }, at) =>
    expect(isText(href) && HREF.test(href), `${at}.href is neither a path of this site nor https`),
};

const CONDITIONS: Record<Condition['kind'], Check> = {
  active: () => [],
  plan: ({ anyOf }, at) => expect(isTexts(anyOf), `${at}.anyOf is not a list of plans`),
  tenure: ({ minDays }, at) => expect(isWhole(minDays, 0), `${at}.minDays is not a whole number`),
  spend: ({ minMinor }, at) => expect(isWhole(minMinor, 0), `${at}.minMinor is not a whole number`),
  country: countryProblems,
  credits: creditsProblems,
  not_accepted: ({ withinDays, offers }, at) => [
    ...expect(isWhole(withinDays, 1), `${at}.withinDays is not a whole number from 1`),
    ...expect(offers === undefined || isTexts(offers), `${at}.offers is not a list of offers`),
  ],
};

/** What is wrong with an offer's effect. */
export function effectProblems(effect: unknown, at: string): string[] {
  return kindProblems(EFFECTS, effect, at);
}

/** What is wrong with a condition. */
export function conditionProblems(condition: unknown, at: string): string[] {
  return kindProblems(CONDITIONS, condition, at);
}

function kindProblems(kinds: Readonly<Record<string, Check>>, value: unknown, at: string): string[] {
  if (!isObject(value)) return [`${at} is not an object`];
  const kind = String(value['kind']);
  const check = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return check === undefined ? [`${at}.kind ${kind} is unknown`] : check(value, at);
}

function discountProblems({ percent, amountMinor, periods }: Fields, at: string): string[] {
  return [
    ...expect((percent === undefined) !== (amountMinor === undefined), `${at} is not either a percent or an amount`),
    ...expect(percent === undefined || isWhole(percent, 1, 100), `${at}.percent is not between 1 and 100`),
    ...expect(amountMinor === undefined || isWhole(amountMinor, 1), `${at}.amountMinor is not a whole number from 1`),
    ...expect(isWhole(periods, 1), `${at}.periods is not a whole number from 1`),
  ];
}

function countryProblems({ anyOf, noneOf }: Fields, at: string): string[] {
  return [
    ...expect(anyOf !== undefined || noneOf !== undefined, `${at} names no country`),
    ...expect(anyOf === undefined || isTexts(anyOf), `${at}.anyOf is not a list of countries`),
    ...expect(noneOf === undefined || isTexts(noneOf), `${at}.noneOf is not a list of countries`),
  ];
}

function creditsProblems({ min, max }: Fields, at: string): string[] {
  return [
    ...expect(min !== undefined || max !== undefined, `${at} has no bound`),
    ...expect(min === undefined || isWhole(min, 0), `${at}.min is not a whole number`),
    ...expect(max === undefined || isWhole(max, 0), `${at}.max is not a whole number`),
    ...expect(!isWhole(min, 0) || !isWhole(max, 0) || min <= max, `${at} can never hold`),
  ];
}

function expect(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
