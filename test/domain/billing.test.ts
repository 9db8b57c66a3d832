import { describe, expect, it } from 'vitest';
import {
  askCharge,
  askForInvoice,
  chargeInFlight,
  decline,
  dropCharge,
  isInFlight,
  putCharge,
  refundLate,
  replaceCharge,
  succeed,
} from '../../src/domain/billing/charges.ts';
import {
  closeInvoice,
  discountMinor,
  issueInvoice,
  planLines,
  putInvoice,
  settleInvoice,
  total,
} from '../../src/domain/billing/invoices.ts';
import type { Charge, ChargeStatus, Invoice, InvoiceLine } from '../../src/domain/billing/types.ts';
import { openDraft, type Draft } from '../../src/domain/subscription/draft.ts';
import type { AccountState, Discount } from '../../src/domain/subscription/types.ts';
import { ledger, told } from '../testkit/draft-record.ts';
import { at, Life, newAccount, starter } from '../testkit/life.ts';

const NOW = at('2024-06-01');
const LATER = at('2024-06-02');
const period = { start: at('2024-06-01'), end: at('2024-07-01') };
const lines: readonly InvoiceLine[] = [
  { kind: 'plan', planCode: 'starter', quantity: 1, amountMinor: 9_700 },
  { kind: 'discount', planCode: null, quantity: 1, amountMinor: -700 },
];

function account(changes: Partial<AccountState> = {}): Draft {
  return openDraft(newAccount(changes));
}

function issued(draft: Draft, changes: Partial<Parameters<typeof issueInvoice>[1]> = {}): Invoice {
  return issueInvoice(draft, { purpose: 'plan', lines, period, credits: 2_000, ...changes }, NOW);
}

/** A charge as it is asked for, by an account that has told nothing yet. */
function asked(changes: Partial<Charge> = {}, state: Partial<AccountState> = {}): { draft: Draft; charge: Charge } {
  const charge: Charge = {
    id: 'chg_1',
    invoiceId: 'inv_1',
    purpose: 'plan',
    amountMinor: 9_000,
    currency: 'USD',
    token: 'card_1',
    status: 'asked',
    period,
    lines,
    onSession: false,
    failure: null,
    askedAt: NOW,
    answeredAt: null,
    ...changes,
  };
  return { draft: account({ charges: [charge], ...state }), charge };
}

describe('the lines of a period', () => {
  const off = (changes: Partial<Discount>): Discount => {
    return { offerId: 'off', percent: null, amountMinor: null, periodsLeft: 1, used: false, ...changes };
  };
  const discounts: readonly (readonly [string, Discount | null, number])[] = [
    ['without a discount', null, 0],
    ['with a percentage', off({ percent: 30 }), 2_910],
    ['with a percentage that is rounded half up', off({ percent: 33 }), 3_201],
    ['with an amount', off({ amountMinor: 500 }), 500],
    ['with more than the price', off({ amountMinor: 10_000 }), 9_700],
    ['with a discount that is used up', off({ percent: 30, periodsLeft: 0 }), 0],
    ['with a discount of nothing', off({}), 0],
  ];
  it.each(discounts)('%s', (_, discount, minor) => {
    expect(discountMinor(starter, discount)).toBe(minor);
    const [plan, ...rest] = planLines(starter, discount);
    expect(plan).toEqual({ kind: 'plan', planCode: 'starter', quantity: 1, amountMinor: 9_700 });
    const reduction = { kind: 'discount', planCode: null, quantity: 1, amountMinor: -minor };
    expect(rest).toEqual(minor === 0 ? [] : [reduction]);
  });

  it('add up', () => {
    expect(total(lines)).toBe(9_000);
    expect(total([])).toBe(0);
  });
});

describe('an invoice', () => {
  it('is issued open, under the account’s next number, for its subscription', () => {
    const { subscription } = new Life().state;
    const draft = account({ invoiceCount: 41, subscription });
    const invoice = issued(draft);
    expect(invoice).toEqual({
      id: 'inv_k7q2m9xa0001',
      number: 'K7Q2M9XA-0042',
      subscriptionId: subscription?.id,
      purpose: 'plan',
      status: 'open',
      lines,
      totalMinor: 9_000,
      currency: 'USD',
      period,
      credits: 2_000,
      issuedAt: NOW,
      paidAt: null,
      closedAt: null,
      chargeId: null,
    });
    expect(draft.state).toMatchObject({ invoiceCount: 42, invoices: [invoice] });
    expect(issued(account()).subscriptionId, 'where nobody has subscribed').toBeNull();
  });

  it('that is paid grants its credits, once', () => {
    const draft = account();
    const invoice = issued(draft);
    const { charge } = asked();
    const paid = settleInvoice(draft, invoice, starter, charge, LATER);
    expect(paid).toEqual({ ...invoice, status: 'paid', paidAt: LATER, chargeId: 'chg_1' });
    expect(draft.state.invoices).toEqual([paid]);
    expect(draft.state.lots).toMatchObject([
      {
        source: 'plan',
        planCode: 'starter',
        rollover: 'all',
        available: 2_000,
        invoiceId: invoice.id,
        grantedAt: LATER,
      },
    ]);
    expect(() => settleInvoice(draft, paid, starter, charge, LATER)).toThrow('invoice K7Q2M9XA-0001 is not open');
  });

  it('of nothing is paid without a charge', () => {
    const draft = account();
    expect(settleInvoice(draft, issued(draft), starter, null, NOW)).toMatchObject({ status: 'paid', chargeId: null });
  });

  it('of a top-up grants credits that were bought', () => {
    const draft = account();
    settleInvoice(draft, issued(draft, { purpose: 'top_up', credits: 500 }), null, null, NOW);
    expect(draft.state.lots).toMatchObject([{ source: 'bought', rollover: null, available: 500 }]);
  });

  const closings = [
    { status: 'void', event: 'InvoiceVoided' },
    { status: 'uncollectible', event: 'InvoiceUncollectible' },
  ] as const;
  it.each(closings)('that will not be paid is $status', ({ status, event }) => {
    const draft = account();
    const invoice = issued(draft);
    closeInvoice(draft, invoice, status, LATER);
    expect(draft.state.invoices).toEqual([{ ...invoice, status, closedAt: LATER }]);
    expect(told(draft)).toEqual([[event, { invoiceId: invoice.id, number: invoice.number, amountMinor: 9_000 }]]);
  });

  it('stands in the place of the one with its id', () => {
    const draft = account();
    const first = issued(draft);
    const second = issued(draft);
    putInvoice(draft, { ...first, status: 'paid' });
    expect(draft.state.invoices).toEqual([{ ...first, status: 'paid' }, second]);
  });
});

describe('a charge', () => {
  const order = { invoiceId: null, purpose: 'top_up', amountMinor: 100, period: null, lines, onSession: true } as const;

  it('is asked for under its id, with the card of that moment, and told', () => {
    const draft = account();
    const charge = askCharge(draft, order, NOW);
    expect(charge).toEqual({
      id: 'chg_k7q2m9xa0001',
      ...order,
      currency: 'USD',
      token: 'card_1',
      status: 'asked',
      failure: null,
      askedAt: NOW,
      answeredAt: null,
    });
    expect(draft.state.charges).toEqual([charge]);
    const { id } = charge;
    expect(draft.effects).toEqual([
      { kind: 'charge', key: id, chargeId: id, amountMinor: 100, currency: 'USD', purpose: 'top_up', onSession: true },
    ]);
    expect(told(draft)).toEqual([['PaymentRequested', { chargeId: id, purpose: 'top_up', amountMinor: 100 }]]);
  });

  it.each([0, -1])('of %i is never sent', (amountMinor) => {
    expect(() => askCharge(account(), { ...order, amountMinor }, NOW)).toThrow(
      'an amount of zero is not sent to the provider',
    );
  });

  it('is asked without a card, too, so that the provider can say no', () => {
    expect(askCharge(account({ paymentMethod: null }), order, NOW).token).toBe('');
  });

  it('of an invoice is for what the invoice says', () => {
    const draft = account();
    const invoice = issued(draft);
    expect(askForInvoice(draft, invoice, true, LATER)).toMatchObject({
      invoiceId: invoice.id,
      purpose: 'plan',
      amountMinor: 9_000,
      period,
      lines,
      onSession: true,
      askedAt: LATER,
    });
  });

  const inFlight: Record<ChargeStatus, boolean> = {
    asked: true,
    needs_authentication: true,
    dropped: false,
    paid: false,
    declined: false,
    refunded: false,
  };
  it.each(Object.entries(inFlight))('that is %s may still be paid: %s', (status, expected) => {
    const { draft, charge } = asked({ status: status as ChargeStatus });
    expect(isInFlight(charge)).toBe(expected);
    expect(chargeInFlight(draft.state, 'inv_1')).toBe(expected ? charge : null);
    expect(chargeInFlight(draft.state, 'inv_2')).toBeNull();
  });

  it('that is dropped says so', () => {
    const { draft, charge } = asked();
    dropCharge(draft, charge, LATER);
    expect(draft.state.charges).toEqual([{ ...charge, status: 'dropped' }]);
    expect(told(draft)).toEqual([['PaymentDropped', { chargeId: 'chg_1', purpose: 'plan', amountMinor: 9_000 }]]);
  });

  const forPeriod = {
    chargeId: 'chg_1',
    purpose: 'plan',
    amountMinor: 9_000,
    periodStart: '2024-06-01T00:00:00Z',
    periodEnd: '2024-07-01T00:00:00Z',
  };

  it('that is paid counts, and says for which period', () => {
    const { draft, charge } = asked({}, { chargedMinor: 1_000 });
    const paid = succeed(draft, charge, period, LATER);
    expect(paid).toEqual({ ...charge, status: 'paid', answeredAt: LATER });
    expect(draft.state).toMatchObject({ charges: [paid], chargedMinor: 10_000 });
    expect(told(draft)).toEqual([['PaymentSucceeded', forPeriod]]);
    succeed(draft, charge, null, LATER);
    expect(draft.events[1]?.data).toEqual({ ...forPeriod, periodStart: null, periodEnd: null });
  });

  it('that is declined says why, and which command is refused by that', () => {
    const { draft, charge } = asked();
    decline(draft, charge, 'card_declined', LATER);
    expect(draft.state.charges).toEqual([
      { ...charge, status: 'declined', failure: 'card_declined', answeredAt: LATER },
    ]);
    expect(told(draft)).toEqual([['PaymentDeclined', { ...forPeriod, failure: 'card_declined', command: null }]]);

    const waiting = { kind: 'resume', amountMinor: 9_000, requestedAt: NOW } as const;
    const own = asked({}, { pending: { ...waiting, chargeId: 'chg_1' } });
    decline(own.draft, own.charge, 'card_declined', LATER);
    expect(own.draft.events[0]?.data['command']).toBe('resume');
    const other = asked({}, { pending: { ...waiting, chargeId: 'chg_2' } });
    decline(other.draft, other.charge, 'card_declined', LATER);
    expect(other.draft.events[0]?.data['command']).toBeNull();
  });

  it('stands in the place of the one with its id', () => {
    const { draft, charge } = asked();
    putCharge(draft, { ...charge, id: 'chg_2' });
    putCharge(draft, { ...charge, status: 'paid' });
    expect(draft.state.charges.map(({ id, status }) => [id, status])).toEqual([
      ['chg_1', 'paid'],
      ['chg_2', 'asked'],
    ]);
  });
});

describe('money that nobody waits for', () => {
  it('goes back whole, with a credit note on the invoice that is void', () => {
    const { draft, charge } = asked({}, { creditNoteCount: 6, refundedMinor: 50 });
    refundLate(draft, charge, LATER);
    const id = 'cn_k7q2m9xa0001';
    const money = { amountMinor: 9_000, currency: 'USD' };
    expect(draft.creditNotes).toEqual([
      {
        id,
        number: 'K7Q2M9XA-CN-0007',
        invoiceId: 'inv_1',
        chargeId: 'chg_1',
        ...money,
        issuedAt: LATER,
        why: 'invoice_void',
      },
    ]);
    expect(draft.state).toMatchObject({ creditNoteCount: 7, chargedMinor: 9_000, refundedMinor: 9_050, invoices: [] });
    expect(draft.state.charges).toEqual([{ ...charge, status: 'refunded', answeredAt: LATER }]);
    expect(draft.effects).toEqual([
      { kind: 'refund', key: id, chargeId: 'chg_1', ...money },
      {
        kind: 'mail',
        key: 'mail_k7q2m9xa0002',
        notice: { kind: 'refunded', number: 'K7Q2M9XA-CN-0007', ...money, why: 'invoice_void' },
      },
    ]);
    expect(told(draft).map(([type]) => type)).toEqual(['PaymentSucceeded', 'PaymentRefunded']);
    expect(told(draft)[1]).toEqual(['PaymentRefunded', { chargeId: 'chg_1', amountMinor: 9_000 }]);
  });

  it.each([
    ['was declined before', { status: 'declined', failure: 'card_declined' }, 'payment_declined'],
    ['had no invoice and was declined before', { status: 'declined', invoiceId: null }, 'payment_declined'],
    ['was given up with its command', { status: 'dropped', invoiceId: null }, 'payment_dropped'],
    ['was for an invoice that was closed', { status: 'dropped' }, 'invoice_void'],
  ] as const)('says why: it %s', (_name, change, why) => {
    const { draft, charge } = asked(change);
    refundLate(draft, charge, LATER);
    expect(draft.creditNotes).toMatchObject([{ why }]);
  });

  it('says that a new card was asked instead', () => {
    const { draft, charge } = asked();
    replaceCharge(draft, charge, LATER);
    const [replaced] = draft.state.charges;
    expect(replaced).toMatchObject({ status: 'dropped' });
    refundLate(draft, replaced ?? charge, LATER);
    expect(draft.creditNotes).toMatchObject([{ why: 'card_replaced' }]);
  });

  it('and had no invoice gets one, so that the note has something to credit', () => {
    const { draft, charge } = asked({ invoiceId: null, purpose: 'top_up' });
    refundLate(draft, charge, LATER);
    const [invoice] = draft.state.invoices;
    expect(invoice).toMatchObject({
      purpose: 'top_up',
      status: 'paid',
      lines,
      totalMinor: 9_000,
      period: null,
      credits: 0,
      issuedAt: LATER,
      paidAt: LATER,
      chargeId: 'chg_1',
    });
    expect(draft.creditNotes).toMatchObject([{ invoiceId: invoice?.id, why: 'payment_dropped' }]);
    expect(draft.state.charges).toMatchObject([{ status: 'refunded', invoiceId: invoice?.id }]);
    expect(ledger(draft)).toEqual([]);
  });
});
