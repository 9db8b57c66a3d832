import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/subscription/commands.ts';
import {
  all,
  asks,
  delivers,
  enters,
  invoices,
  lots,
  next,
  subscription,
  tells,
  Watched,
  type Forge,
} from '../testkit/forged-decisions.ts';
import { at } from '../testkit/life.ts';

const TICK: Command = { do: 'tick' };
const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
const ORDER: Command = { do: 'place_order', filter, fields: ['business_email'], leads: 5 };

const active = () => new Watched().give({ do: 'subscribe', plan: 'starter' }).says('succeeded');
const renewing = () => active().at('2024-02-29T15:00:00Z').give(TICK);
const cancelling = () => active().give({ do: 'cancel' });
const pausing = () => active().give({ do: 'pause' });
const paused = () => pausing().at('2024-02-29T15:00:00Z').give(TICK).says('succeeded');
const overdue = () => renewing().says('declined');
const ended = () => cancelling().at('2024-02-29T15:00:00Z').give(TICK);
const ordering = () => active().give(ORDER);

const period = (start: string, end: string) => ({ plan: 'starter', periodStart: start, periodEnd: end });
const FIRST = { periodStart: '2024-01-31T15:00:00Z', periodEnd: '2024-02-29T15:00:00Z' };
const REFUSED = 'keep was refused nothing_scheduled';
const added = `${REFUSED} and added something`;

const forgeries: readonly (readonly [string, () => Watched, Command, Forge, string])[] = [
  ['a refusal that changes the state', active, { do: 'keep' }, next(() => ({})), `${REFUSED} and changed the state`],
  ['a refusal that tells something', active, { do: 'keep' }, tells('NoticeSent', {}), added],
  ['a refusal that moves credits', active, { do: 'keep' }, enters('granted', 1), added],
  ['a refusal that delivers', active, { do: 'keep' }, delivers(1), added],
  [
    'a refusal that does more than time had brought',
    () => active().at('2024-02-29T15:00:00Z'),
    { do: 'keep' },
    next(({ sequence }) => ({ sequence: sequence + 1 })),
    `${REFUSED} and did more than time had brought`,
  ],
  [
    'a refusal that moves an instant beside what time had brought',
    () => active().at('2024-02-29T15:00:00Z'),
    { do: 'keep' },
    subscription({ startedAt: at('2024-01-31T15:00:00.001Z') }),
    `${REFUSED} and did more than time had brought`,
  ],
  ['a change after the end', ended, TICK, subscription({ offset: 7 }), 'a subscription changed after its end'],
  [
    'a charge after a cancellation',
    cancelling,
    TICK,
    asks({ invoiceId: 'inv' }),
    'plan was asked for after a stop (cancel)',
  ],
  [
    'a charge of the plan after a pause',
    pausing,
    TICK,
    asks({ invoiceId: 'inv' }),
    'plan was asked for after a stop (pause)',
  ],
  [
    'a fee after a cancellation',
    cancelling,
    TICK,
    asks({ invoiceId: 'inv', purpose: 'pause' }),
    'pause was asked for after a stop (cancel)',
  ],
  ['a charge after the end', ended, TICK, asks({ invoiceId: 'inv' }), 'plan was asked for after a stop (ended)'],
  [
    'money that arrives twice',
    active,
    TICK,
    tells('PaymentSucceeded', { chargeId: 'chg_k7q2m9xa0001', purpose: 'top_up', amountMinor: 0 }),
    'charge chg_k7q2m9xa0001 succeeded twice',
  ],
  [
    'money that is kept after the end',
    ended,
    TICK,
    tells('PaymentSucceeded', { chargeId: 'chg_9', purpose: 'top_up', amountMinor: 0 }),
    'charge chg_9 was kept after the end',
  ],
  [
    'a period that is charged twice',
    active,
    TICK,
    tells('PaymentSucceeded', { chargeId: 'chg_9', purpose: 'plan', amountMinor: 0, ...FIRST }),
    'one period was charged twice: plan 2024-01-31T15:00:00Z 2024-02-29T15:00:00Z',
  ],
  [
    'a pause month that is charged twice',
    paused,
    TICK,
    tells('PaymentSucceeded', {
      chargeId: 'chg_9',
      purpose: 'pause',
      amountMinor: 0,
      periodStart: '2024-02-29T15:00:00Z',
      periodEnd: '2024-03-31T15:00:00Z',
    }),
    'one period was charged twice: pause',
  ],
  [
    'a period that does not follow the one before',
    active,
    TICK,
    tells('SubscriptionRenewed', period('2024-02-28T15:00:00Z', '2024-03-31T15:00:00Z')),
    '2024-02-28T15:00:00Z is not the end before it: 2024-02-29T15:00:00Z',
  ],
  [
    'a plan that changes after a gap',
    active,
    TICK,
    tells('PlanChanged', period('2024-02-29T15:00:01Z', '2024-03-31T15:00:00Z')),
    'a gap before 2024-02-29T15:00:01Z',
  ],
  ['a lead that is delivered twice', active, TICK, delivers(1, 1), 'lead 1 was delivered twice'],
  ['a history that does not grow', active, TICK, delivers(1), 'the order history is not what was delivered'],
  [
    'a history that grows by itself',
    active,
    TICK,
    subscription({ historySize: 1 }),
    'the order history is not what was delivered',
  ],
  [
    'a paid invoice that is void',
    active,
    TICK,
    invoices(() => ({ status: 'void' })),
    'invoice K7Q2M9XA-0001 changed again',
  ],
  ['a gap in the numbers', active, TICK, next(() => ({ invoiceCount: 2 })), 'the numbers of the invoices have a gap'],
  ['an entry of nothing', active, TICK, enters('frozen', 0), 'an entry of 0 credits'],
  [
    'credits from nowhere',
    active,
    TICK,
    lots(() => ({ available: 2_001, granted: 2_001 })),
    'credits: 2001 + 0 + 0 ≠ 2000',
  ],
  ['credits that are lost', active, TICK, lots(() => ({ available: 1_999 })), 'credits: 1999 + 0 + 0 ≠ 2000'],
  [
    'a reservation that nobody entered',
    ordering,
    TICK,
    enters('reserved', 1),
    '5 reserved credits are not what orders hold',
  ],
  [
    'a reservation of more than there is',
    ordering,
    TICK,
    all(
      enters('reserved', 2_000),
      lots(() => ({ available: -5, reserved: 2_005 })),
    ),
    'is negative',
  ],
  [
    'a reservation of less than nothing',
    ordering,
    TICK,
    next((state) => ({
      lots: state.lots.flatMap((lot) => [
        { ...lot, reserved: 6, granted: 3_000 },
        { ...lot, id: 'lot_9', available: 0, reserved: -1 },
      ]),
    })),
    'lot lot_9 is negative',
  ],
  ['a lot of more than was granted', active, TICK, lots(() => ({ granted: 1_999 })), 'holds more than was granted'],
  [
    'an invoice that grants twice',
    active,
    TICK,
    next((state) => ({ lots: state.lots.flatMap((lot) => [lot, { ...lot, id: 'lot_9', available: 0 }]) })),
    'granted its credits twice',
  ],
  ['frozen credits that move', paused, TICK, enters('frozen', 1), 'frozen credits moved'],
  [
    'money that nobody paid',
    active,
    TICK,
    next(() => ({ chargedMinor: 9_701 })),
    'charged money is not the sum of payments',
  ],
  [
    'money that never went back',
    active,
    TICK,
    next(() => ({ refundedMinor: 1 })),
    'refunded money is not the sum of refunds',
  ],
  [
    'money without an invoice',
    active,
    TICK,
    all(
      tells('PaymentSucceeded', { chargeId: 'chg_9', purpose: 'top_up', amountMinor: 5 }),
      next(() => ({ chargedMinor: 9_705 })),
    ),
    '9705 charged, 0 of it refunded beside paid invoices, but 9700 on paid invoices',
  ],
  [
    'two open invoices',
    renewing,
    TICK,
    next((state) => ({
      invoices: state.invoices.flatMap((each) => (each.status === 'open' ? [each, { ...each, id: 'inv_9' }] : [each])),
      invoiceCount: state.invoiceCount + 1,
    })),
    'two invoices are open at once',
  ],
  [
    'an invoice that is asked for twice',
    renewing,
    TICK,
    next((state) => ({
      charges: state.charges.flatMap((each) =>
        each.status === 'asked' ? [each, { ...each, id: 'chg_9', status: 'needs_authentication' as const }] : [each],
      ),
    })),
    'invoice K7Q2M9XA-0002 is asked for twice at once',
  ],
  [
    'a command that waits for nothing',
    active,
    TICK,
    next(() => ({
      pending: { kind: 'resume', chargeId: 'chg_k7q2m9xa0001', amountMinor: 1, requestedAt: at('2024-02-01') },
    })),
    'a command waits for nothing',
  ],
  [
    'a change that is scheduled for after the end',
    cancelling,
    { do: 'cancel' },
    subscription({ status: 'ended' }),
    'something is scheduled after the end',
  ],
  [
    'a retry after the end',
    active,
    TICK,
    subscription({ status: 'ended', dunning: { invoiceId: 'inv', dueAt: at('2024-02-01'), retries: 0 } }),
    'something is scheduled after the end',
  ],
  [
    'a history that is open after the end',
    active,
    TICK,
    subscription({ status: 'ended', historySize: 1 }),
    'the order history is open after the end',
  ],
  ['a period of another start', active, TICK, subscription({ offset: 1 }), 'the period is not the anchor’s'],
  [
    'a period of another end',
    active,
    TICK,
    subscription({ period: { start: at('2024-01-31T15:00:00Z'), end: at('2024-03-01T15:00:00Z') } }),
    'the period is not the anchor’s',
  ],
  [
    'an overdue account without an invoice',
    active,
    TICK,
    subscription({ status: 'past_due' }),
    'past due without an invoice to retry',
  ],
  [
    'a change beside an overdue invoice',
    overdue,
    TICK,
    subscription({ scheduled: { kind: 'pause', reference: 'R', at: at('2024-02-29') } }),
    'something is scheduled while an invoice is overdue',
  ],
  ['a pause without months', paused, TICK, subscription({ pauseMonths: 0 }), 'a pause without its months'],
  ['pause months without a pause', active, TICK, subscription({ pauseMonths: 1 }), 'pause months without a pause'],
  [
    'an end before what is paid for is over',
    active,
    TICK,
    subscription({ status: 'ended' }),
    'ended before the end of what is paid for',
  ],
  [
    'a pause before what is paid for is over',
    active,
    TICK,
    all(subscription({ status: 'paused', pauseMonths: 1 })),
    'paused before the end of what is paid for',
  ],
  [
    'tools that are open without an invoice',
    renewing,
    TICK,
    next((state) => ({ invoices: state.invoices.filter(({ status }) => status !== 'open') })),
    'open without being paid or billed',
  ],
  [
    'tools that are open after the period, though nothing is awaited',
    renewing,
    TICK,
    next((state) => ({ charges: state.charges.map((each) => ({ ...each, status: 'declined' as const })) })),
    'open after the end of the period, though nothing is awaited',
  ],
];

describe('the auditor finds', () => {
  it.each(forgeries)('%s', (name, account, command, forge, message) => {
    const watched = account();
    if (name.includes('after the period')) watched.at('2024-03-31T15:00:00Z');
    expect(() => watched.give(command, forge)).toThrow(message);
  });

  it('an invoice that is not the sum of its lines', () => {
    const wrong = invoices(({ totalMinor }) => ({ totalMinor: totalMinor + 1 }));
    expect(() => renewing().says('succeeded', wrong)).toThrow('invoice K7Q2M9XA-0002 is not the sum of its lines');
  });
});

describe('the auditor has nothing against', () => {
  const lawful: readonly (readonly [string, () => Watched])[] = [
    ['a pause fee after a pause', () => paused().at('2024-03-31T15:00:00Z').give(TICK).says('succeeded')],
    [
      'a pause that is withdrawn, and the renewal after it',
      () => pausing().give({ do: 'keep' }).at('2024-02-29T15:00:00Z').give(TICK),
    ],
    ['a cancellation that is withdrawn', () => cancelling().give({ do: 'keep' }).at('2024-02-29T15:00:00Z').give(TICK)],
    [
      'a new subscription after the end',
      () => ended().at('2024-06-01').give({ do: 'subscribe', plan: 'growth' }).says('succeeded'),
    ],
    ['coming back from a pause', () => paused().give({ do: 'resume' }).says('succeeded')],
    [
      'coming back from a pause that was cancelled',
      () => paused().give({ do: 'cancel' }).give({ do: 'resume' }).says('succeeded'),
    ],
    ['an overdue invoice that is paid', () => overdue().at('2024-03-01T15:00:00Z').give(TICK).says('succeeded')],
    [
      'a longer plan before the end',
      () => active().at('2024-02-10').give({ do: 'change_plan', plan: 'growth_yearly' }).says('succeeded'),
    ],
    ['money that goes back', () => active().give({ do: 'change_plan', plan: 'growth' }).give({ do: 'cancel' })],
    ['a refusal after what time had brought', () => active().at('2024-02-29T15:00:00Z').give({ do: 'keep' })],
  ];
  it.each(lawful)('%s', (_, account) => {
    expect(account).not.toThrow();
  });
});
