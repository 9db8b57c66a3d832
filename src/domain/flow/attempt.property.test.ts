import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  acceptOffer,
  answerReason,
  beginAttempt,
  continueAttempt,
  isRefusal,
  offersShown,
  type FlowRefusal,
} from './attempt.ts';
import { checkFlow } from './check-flow.ts';
import type { Attempt, Condition, FlowDefinition, FlowFacts, FlowPage, OfferEffect } from './types.ts';

const now = Temporal.Instant.from('2026-03-31T12:00:00Z');
const plans = ['lite', 'starter', 'growth'] as const;

const effects: fc.Arbitrary<OfferEffect> = fc.oneof(
  fc.constant<OfferEffect>({ kind: 'pause' }),
  fc.record({
    kind: fc.constant('discount' as const),
    percent: fc.constantFrom(10, 30),
    periods: fc.constantFrom(1, 3),
  }),
  fc.record({ kind: fc.constant('plan_change' as const), plan: fc.constantFrom(...plans) }),
  fc.record({ kind: fc.constant('bonus_credits' as const), credits: fc.constantFrom(100, 500) }),
  fc.record({ kind: fc.constant('contact' as const), subject: fc.constantFrom('Quality', 'Other') }),
  fc.record({ kind: fc.constant('link' as const), href: fc.constantFrom('/orders', '/help') }),
);

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant<Condition>({ kind: 'active' }),
  fc.record({ kind: fc.constant('plan' as const), anyOf: fc.subarray([...plans], { minLength: 1 }) }),
  fc.record({ kind: fc.constant('tenure' as const), minDays: fc.nat(60) }),
  fc.record({ kind: fc.constant('spend' as const), minMinor: fc.nat(50_000) }),
  fc.record({ kind: fc.constant('country' as const), noneOf: fc.constant(['DE']) }),
  fc.record({ kind: fc.constant('credits' as const), min: fc.nat(500) }),
  fc.record({ kind: fc.constant('not_accepted' as const), withinDays: fc.integer({ min: 1, max: 365 }) }),
);

/** Sound flows of up to eight pages, whose reasons share pages in any order. */
const flows: fc.Arbitrary<FlowDefinition> = fc
  .array(
    fc.record({
      offers: fc.array(fc.record({ effect: effects, when: fc.array(conditions, { maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      standsAlone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((drafts) => {
    const pages: FlowPage[] = drafts.map(({ offers, standsAlone }, p) => ({
      id: `page-${p}`,
      title: 'Title',
      body: [],
      standsAlone,
      offers: offers.map(({ effect, when }, o) => ({
        id: `offer-${p}-${o}`,
        effect,
        text: 'Text',
        label: 'Label',
        when,
      })),
    }));
    const ids = pages.map(({ id }) => id);
    const ways = fc.shuffledSubarray(ids);
    return fc
      .record({ reasons: fc.array(ways, { minLength: 1, maxLength: 5 }), closing: ways })
      .map(({ reasons, closing }) => ({
        code: 'random',
        version: 1,
        // The first reason leads everywhere, so that no page is out of reach.
        reasons: [ids, ...reasons].map((way, r) => ({ id: `reason-${r}`, label: `Reason ${r}`, pages: way })),
        pages,
        closingPages: closing,
      }));
  });

const knowledge: fc.Arbitrary<FlowFacts> = fc.record({
  planCode: fc.constantFrom(...plans),
  tenureDays: fc.nat(90),
  spentMinor: fc.nat(90_000),
  country: fc.constantFrom('US', 'DE'),
  credits: fc.nat(1_000),
  accepted: fc.array(
    fc.record({
      offerId: fc.constantFrom('offer-0-0', 'offer-1-0'),
      at: fc.nat(400).map((days) => now.subtract({ hours: 24 * days })),
    }),
    { maxLength: 2 },
  ),
  isActive: fc.boolean(),
  canPause: fc.boolean(),
  hasDiscount: fc.boolean(),
  keepsInterval: fc.boolean(),
  changeablePlans: fc.subarray([...plans]),
});

describe('whatever the flow and the facts', () => {
  test('the flows that are tried pass the check', () => {
    fc.assert(
      fc.property(flows, (flow) => {
        expect(checkFlow(flow)).toEqual({ ok: true, flow });
      }),
    );
  });

  test('Continue comes to the confirmation in at most as many steps as there are pages', () => {
    fc.assert(
      fc.property(flows, knowledge, fc.nat(), (flow, facts, pick) => {
        const { attempt, offers } = walk(flow, facts, pick);
        expect(attempt.page).toBe('confirm');
        expect(new Set(attempt.path).size).toBe(attempt.path.length);
        expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
        const told = offers.map(({ effect }) => JSON.stringify(Object.entries(effect).sort()));
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });

  test('every offer has one decision, whose reason agrees with it', () => {
    fc.assert(
      fc.property(flows, knowledge, fc.nat(), (flow, facts, pick) => {
        const { attempt, offers } = walk(flow, facts, pick);
        const all = flow.pages.flatMap((page) => page.offers.map(({ id }) => id));
        expect(attempt.decisions.map(({ offerId }) => offerId)).toEqual(all);
        for (const { shown, why } of attempt.decisions) expect(shown).toBe(why === 'eligible');
        const seen = attempt.decisions.filter((decision) => decision.seen).map(({ offerId }) => offerId);
        expect([...seen].sort()).toEqual(offers.map(({ id }) => id).sort());
      }),
    );
  });

  test('what is shown can be accepted there and then, and ends the attempt only if it changes something', () => {
    fc.assert(
      fc.property(flows, knowledge, fc.nat(), (flow, facts, pick) => {
        walk(flow, facts, pick, (attempt) => {
          for (const { id, effect } of offersShown(flow, attempt, attempt.page)) {
            const result = acceptOffer(flow, attempt, attempt.page, id, facts, now);
            if (isRefusal(result)) throw new Error(`${id} was shown and refused`);
            const changes = effect.kind !== 'contact' && effect.kind !== 'link';
            expect(result.attempt.outcome).toBe(changes ? 'saved' : null);
          }
        });
      }),
    );
  });

  test('any clicks in any order keep a path without repetition, and a way out', () => {
    const clicks = fc.array(fc.record({ answer: fc.boolean(), pick: fc.nat() }), { maxLength: 30 });
    fc.assert(
      fc.property(flows, fc.array(knowledge, { minLength: 1, maxLength: 5 }), clicks, (flow, knowledges, steps) => {
        let attempt = beginAttempt(flow, at(knowledges, 0), { id: 'att_1', by: 'mem_1', now });
        const seen = new Set<string>();
        steps.forEach(({ answer, pick }, step) => {
          const facts = at(knowledges, step);
          const places = ['reason', 'confirm', 'nowhere', ...flow.pages.map(({ id }) => id)];
          const result = answer
            ? answerReason(flow, attempt, at(flow.reasons, pick).id, null, facts, now)
            : continueAttempt(flow, attempt, at(places, pick), facts, now);
          if (!isRefusal(result)) attempt = result;
          const trail = [...attempt.path, attempt.page];
          expect(new Set(trail).size).toBe(trail.length);
          for (const decision of attempt.decisions) {
            if (seen.has(decision.offerId)) expect(decision.seen).toBe(true);
            if (decision.seen) seen.add(decision.offerId);
          }
        });
        expect(onwards(flow, attempt, at(knowledges, steps.length)).page).toBe('confirm');
      }),
    );
  });
});

/** Gives a reason, then Continue to the confirmation; `onPage` sees the attempt on every page. */
function walk(flow: FlowDefinition, facts: FlowFacts, pick: number, onPage?: (attempt: Attempt) => void) {
  const start = beginAttempt(flow, facts, { id: 'att_1', by: 'mem_1', now });
  const first = settled(answerReason(flow, start, at(flow.reasons, pick).id, null, facts, now));
  const offers = [...offersShown(flow, first, first.page)];
  onPage?.(first);
  const attempt = onwards(flow, first, facts, (each) => {
    offers.push(...offersShown(flow, each, each.page));
    onPage?.(each);
  });
  return { attempt, offers };
}

/** Continue until the confirmation, in at most as many steps as the flow has pages and one for the reason. */
function onwards(flow: FlowDefinition, from: Attempt, facts: FlowFacts, onPage?: (attempt: Attempt) => void): Attempt {
  let attempt = from;
  for (let step = 0; step <= flow.pages.length && attempt.page !== 'confirm'; step += 1) {
    attempt = settled(continueAttempt(flow, attempt, attempt.page, facts, now));
    onPage?.(attempt);
  }
  return attempt;
}

function settled(result: Attempt | FlowRefusal): Attempt {
  if (isRefusal(result)) throw new Error(`refused ${result.code}`);
  return result;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}
