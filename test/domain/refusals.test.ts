import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/subscription/decide.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { closeDraft, emit, mint, openDraft, put, refuse, subscriptionOf } from '../../src/domain/subscription/draft.ts';
import { preview } from '../../src/domain/subscription/preview.ts';
import { receipt } from '../../src/domain/subscription/receipts.ts';
import type { Charge, ChargeStatus, Invoice } from '../../src/domain/billing/types.ts';
import { at, Life, newAccount } from '../testkit/life.ts';

const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
const order: Command = { do: 'place_order', filter, fields: ['business_email'], leads: 10 };

function silent(plan: string | null = 'starter'): Life {
  const life = new Life({ plan });
  life.provider = 'silent';
  return life;
}

/** A life whose first pause fee was asked for and not answered. */
function feeAsked(): Life {
  const life = silent();
  life.do({ do: 'pause' });
  return life.to('2024-03-01');
}

describe('without a card', () => {
  const commands: readonly (readonly [Command, string | null])[] = [
    [{ do: 'subscribe', plan: 'starter' }, null],
    [{ do: 'top_up', credits: 1_000 }, 'starter'],
    [{ do: 'change_plan', plan: 'growth' }, 'starter'],
  ];
  it.each(commands)('%j is refused', (command, plan) => {
    const life = new Life({ plan });
    life.state = { ...life.state, paymentMethod: null };
    expect(life.do(command)).toBe('no_payment_method');
    expect(life.state.pending).toBeNull();
  });
});

describe('what is not sold', () => {
  it('cannot be subscribed to, nor changed to', () => {
    expect(new Life({ plan: null }).do({ do: 'subscribe', plan: 'nothing' })).toBe('unknown_plan');
    expect(new Life().do({ do: 'change_plan', plan: 'nothing' })).toBe('unknown_plan');
  });

  it('for nothing is no top-up', () => {
    const life = new Life({ policy: { topUp: { credits: 1_000, priceMinor: 0 } } });
    expect(() => life.do({ do: 'top_up', credits: 1_000 })).toThrow('a top-up costs something');
  });
});

describe('while a payment waits', () => {
  it('a change up waits for the period itself to be paid, a change down does not', () => {
    const life = silent().to('2024-03-01');
    expect(life.do({ do: 'change_plan', plan: 'growth' })).toBe('payment_in_progress');
    expect(life.do({ do: 'change_plan', plan: 'lite' })).toBeNull();
  });

  it('coming back waits for the fee that was asked for, not for the customer’s bank', () => {
    const life = feeAsked();
    expect(life.do({ do: 'resume' })).toBe('payment_in_progress');
    life.answer('needs_authentication');
    expect(life.do({ do: 'resume' })).toBeNull();
    expect(life.state.pending).toMatchObject({ kind: 'resume', amountMinor: 9_700 });
    life.answer('succeeded', life.state.pending?.chargeId);
    expect(life.types().filter((type) => type === 'PaymentDropped' || type === 'InvoiceVoided')).toEqual([
      'PaymentDropped',
      'InvoiceVoided',
    ]);
    expect(life.status).toBe('active');
  });

  it.each(['keep', 'pause', 'resume'] as const)('%s on an active subscription says so, or the matrix does', (name) => {
    const life = silent();
    life.do({ do: 'top_up', credits: 1_000 });
    const expected = { keep: 'nothing_scheduled', pause: 'payment_in_progress', resume: 'not_paused' }[name];
    expect(life.do({ do: name })).toBe(expected);
  });

  it('an order goes on', () => {
    const life = silent();
    life.do({ do: 'top_up', credits: 1_000 });
    expect(life.do(order)).toBeNull();
    expect(life.state.pending?.kind).toBe('top_up');
  });

  it('the only thing to leave is a first subscription that is not paid yet', () => {
    const life = silent(null);
    life.do({ do: 'subscribe', plan: 'starter' });
    expect(life.do({ do: 'cancel' })).toBeNull();
    expect([life.state.pending, life.types().at(-1)]).toEqual([null, 'PaymentDropped']);
    expect(life.do({ do: 'cancel' })).toBe('already_ended');
  });

  it('an order does not drop it', () => {
    const life = silent(null);
    life.do({ do: 'subscribe', plan: 'starter' });
    expect(life.do(order)).toBe('already_ended');
    expect(life.state.pending?.kind).toBe('subscribe');
  });
});

describe('what a provider says of a charge that is settled', () => {
  function settled(status: ChargeStatus): Life {
    const life = silent();
    life.do({ do: 'top_up', credits: 1_000 });
    const [asked] = life.state.charges.filter((charge) => charge.status === 'asked');
    const charge = { ...(asked as Charge), id: 'chg_9', status, answeredAt: null };
    life.state = { ...life.state, pending: null, charges: [charge] };
    return life;
  }

  const answers: readonly (readonly [ChargeStatus, 'succeeded' | 'declined', ChargeStatus, number])[] = [
    ['dropped', 'succeeded', 'refunded', 1_000],
    ['dropped', 'declined', 'declined', 0],
    ['declined', 'succeeded', 'refunded', 1_000],
    ['declined', 'declined', 'declined', 0],
    ['paid', 'succeeded', 'paid', 0],
    ['paid', 'declined', 'paid', 0],
    ['refunded', 'succeeded', 'refunded', 0],
    ['refunded', 'declined', 'refunded', 0],
  ];
  it.each(answers)('%s, then %s, is %s', (status, outcome, expected, refunded) => {
    const { state, now } = settled(status);
    const said = outcome === 'declined' ? { kind: outcome, failure: 'card_declined' } : { kind: outcome };
    const { next, refusal } = decide(state, { do: 'record_payment', chargeId: 'chg_9', outcome: said }, now);
    expect(refusal).toBeNull();
    expect(next.charges).toMatchObject([{ id: 'chg_9', status: expected }]);
    expect(next.refundedMinor).toBe(refunded);
    const noted = status === 'dropped' || refunded > 0;
    expect(next.charges[0]?.answeredAt).toEqual(noted ? now : null);
  });

  it('is refused where nobody asked for it', () => {
    expect(
      decide(
        newAccount(),
        { do: 'record_payment', chargeId: 'chg_9', outcome: { kind: 'succeeded' } },
        at('2024-01-01'),
      ).refusal,
    ).toEqual({
      code: 'unknown_charge',
    });
  });

  it('throws where its invoice is missing', () => {
    const life = silent().to('2024-03-01');
    const chargeId = life.unanswered[0] ?? '';
    const state = { ...life.state, invoices: [] };
    const command: Command = { do: 'record_payment', chargeId, outcome: { kind: 'succeeded' } };
    expect(() => decide(state, command, life.now)).toThrow(`charge ${chargeId} has no open invoice`);
  });

  it('and a retry throws where the overdue invoice is missing', () => {
    const life = new Life();
    life.provider = 'decline';
    life.to('2024-03-01');
    const { dunning } = life.subscription;
    expect(() => decide({ ...life.state, invoices: [] }, { do: 'tick' }, at('2024-03-02'))).toThrow(
      `overdue invoice ${dunning?.invoiceId ?? ''} is missing`,
    );
  });
});

describe('a decision in the making', () => {
  it('mints ids from the account’s own sequence', () => {
    const draft = openDraft(newAccount({ sequence: 35 }));
    expect([mint(draft, 'inv'), mint(draft, 'chg')]).toEqual(['inv_k7q2m9xa0010', 'chg_k7q2m9xa0011']);
    expect(draft.state.sequence).toBe(37);
  });

  it('leaves the state that came in alone, and is that state where nothing changed', () => {
    const state = newAccount();
    expect(closeDraft(openDraft(state), null).next).toBe(state);
    const draft = openDraft(state);
    mint(draft, 'inv');
    expect(closeDraft(draft, null).next).toEqual({ ...state, sequence: 1 });
    expect(state.sequence).toBe(0);
    const told = openDraft(state);
    emit(told, at('2024-01-01'), 'NoticeSent');
    expect(closeDraft(told, null)).toEqual({
      next: state,
      events: [{ type: 'NoticeSent', at: at('2024-01-01'), data: {} }],
      entries: [],
      deliveries: [],
      creditNotes: [],
      endedAttempts: [],
      effects: [],
      refusal: null,
    });
  });

  it('puts a thing in the place of the one with its id, or at the end', () => {
    const [a, b] = [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ];
    expect(put([a, b], { id: 'a', n: 3 })).toEqual([{ id: 'a', n: 3 }, b]);
    expect(put([a], b)).toEqual([a, b]);
  });

  it('refuses with a code, and a detail where there is one', () => {
    expect(refuse('paused')).toEqual({ code: 'paused' });
    expect(refuse('payment_failed', 'card_declined')).toEqual({ code: 'payment_failed', detail: 'card_declined' });
  });

  it('throws where there is no subscription', () => {
    expect(() => subscriptionOf(newAccount())).toThrow('the account has no subscription');
  });

  it('is asked for by the system where nobody is named', () => {
    const { state, now } = new Life();
    expect(decide(state, order, now).next.orders).toMatchObject([{ placedBy: 'system' }]);
    expect(decide(state, order, now, 'mbr_1').next.orders).toMatchObject([{ placedBy: 'mbr_1' }]);
  });
});

it('a preview of what is refused asks for nothing, even beside a payment that time has brought', () => {
  const life = silent();
  life.do({ do: 'change_plan', plan: 'growth' });
  expect(preview(life.state, { do: 'tick' }, life.now)).toMatchObject({ refusal: null, chargeMinor: 0 });
  expect(preview(life.state, { do: 'pause' }, life.now)).toMatchObject({
    refusal: { code: 'payment_in_progress' },
    chargeMinor: 0,
  });
});

it('the receipt of a pause without a period is an ordinary one', () => {
  const life = feeAsked();
  const [invoice] = life.state.invoices;
  const paid = { ...(invoice as Invoice), period: null };
  expect(receipt(paid, life.now, null)).toMatchObject({
    kind: 'receipt',
    purpose: 'pause',
    periodStart: null,
    periodEnd: null,
  });
});
