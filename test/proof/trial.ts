import { Temporal } from 'temporal-polyfill';
import { balance } from '../../src/domain/credits/lots.ts';
import type { Charge } from '../../src/domain/billing/types.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import { decide } from '../../src/domain/subscription/decide.ts';
import { nextDueAt, whatIsDueNext } from '../../src/domain/subscription/time-passing.ts';
import type { AccountState, Decision } from '../../src/domain/subscription/types.ts';
import { Auditor } from '../testkit/invariants.ts';
import { credits } from './reference/credits.ts';
import { give, interpret, nextDue, placeOf } from './reference/interpret.ts';
import { emptyWorld, type Ask, type Request, type World } from './reference/world.ts';
import type { Mood } from './moves.ts';
import {
  BONUS,
  emptyAccount,
  flowOf,
  instantAt,
  OFFER_PAGE,
  REBATE,
  type CardResult,
  type OfferId,
  type Scene,
} from './scene.ts';

/** What was reached, for the figures of a run. */
export type Tally = Map<string, number>;

const FIELDS = { 1: ['business_email'], 6: ['business_email', 'mobile'] } as const;
const NOBODY = 'chg_nobody';

/** The provider's words in the reference's. */
const SAYS = { succeeded: 'succeeded', declined: 'declined', bank: 'needs_authentication' } as const;
const STANDING: Record<Ask['standing'], Charge['status']> = {
  asked: 'asked',
  bank: 'needs_authentication',
  dropped: 'dropped',
  paid: 'paid',
  declined: 'declined',
  refunded: 'refunded',
};

/**
 * One history, lived twice: by the engine and by the reference. After every decision the invariants are
 * checked and the two compared; what differs is thrown as a sentence.
 */
export class Trial {
  state: AccountState;
  readonly world: World;
  now: number;
  mood: Mood = 'prompt';
  /** Why the last thing that a member asked did not happen, or null. */
  refused: string | null = null;
  /** Charges in the order in which they were asked for, as they were last seen. */
  readonly charges: Charge[] = [];
  private readonly auditor = new Auditor();
  private readonly flow: ReturnType<typeof flowOf>;
  private readonly tally: Tally;
  private cards: CardResult[] = [];
  private leads = 0;
  private orderIds: string[] = [];
  private members = 0;

  constructor(scene: Scene, tally: Tally) {
    this.state = emptyAccount(scene);
    this.now = scene.start;
    this.tally = tally;
    this.flow = flowOf(scene.rules.plans);
    this.world = emptyWorld(scene.rules, scene.zone, null);
    if (scene.card !== null) this.card('ok');
    this.plan('subscribe', scene.plan);
    if (scene.card === 'decline') this.card('decline');
  }

  /** Gives the same to both, compares, and lets the provider answer what was asked of it. */
  do(command: Command, request: Request, comparesRefusal = true): Decision {
    const place = placeOf(this.world);
    const decision = this.decide(command);
    const refusal = interpret(this.world, request, this.now);
    const code = decision.refusal?.code ?? null;
    if (comparesRefusal) equal(`the answer to ${command.do}`, code, refusal);
    this.count(`asked | ${place} | ${command.do} | ${code ?? 'done'}`);
    if (code !== null) this.count(`refused | ${code}`);
    this.compare();
    this.settle();
    return decision;
  }

  private decide(command: Command): Decision {
    // What a database would load: what is settled only when it is asked about.
    const wanted = command.do === 'record_payment' ? this.charges.find(({ id }) => id === command.chargeId) : undefined;
    if (wanted !== undefined && !this.state.charges.some(({ id }) => id === wanted.id)) {
      this.state = { ...this.state, charges: [...this.state.charges, wanted] };
    }
    const now = instantAt(this.now);
    const before = this.state;
    const decision = decide(before, command, now, `member_${(this.members += 1) % 3}`);
    this.auditor.witness(before, command, now, decision);
    this.keep(decision);
    for (const { type } of decision.events) this.count(`happened | ${type}`);
    return decision;
  }

  private keep({ next }: Decision): void {
    for (const charge of next.charges) {
      const index = this.charges.findIndex(({ id }) => id === charge.id);
      if (index < 0) this.charges.push(charge);
      else this.charges[index] = charge;
    }
    this.orderIds = next.orders.filter(({ status }) => status === 'running').map(({ id }) => id);
    const accepted = next.attempt?.acceptedOffer ?? null;
    const acceptedAt = next.attempt?.endedAt ?? null;
    this.state = {
      ...next,
      invoices: next.invoices.filter(({ status }) => status === 'open'),
      charges: next.charges.filter(({ status }) => ['asked', 'needs_authentication', 'dropped'].includes(status)),
      lots: next.lots.filter(({ available, reserved }) => available > 0 || reserved > 0),
      orders: next.orders.filter(({ status }) => status === 'running'),
      attempt: next.attempt?.outcome === null ? next.attempt : null,
      acceptedOffers:
        accepted === null || acceptedAt === null
          ? next.acceptedOffers
          : [...next.acceptedOffers, { offerId: accepted, at: acceptedAt }],
    };
  }

  /** The provider answers by the card, or sends the customer to the bank, or is silent. */
  private settle(): void {
    if (this.mood === 'silent') return;
    const says = this.mood === 'bank' ? 'bank' : null;
    for (const [number, charge] of this.charges.entries()) {
      if (charge.status === 'asked') this.answer(number, says ?? this.resultOf(charge));
    }
  }

  /** What the card that a charge was made to says to it. */
  private resultOf({ token }: Charge): 'succeeded' | 'declined' {
    return this.cards[Number(token.slice('card_'.length))] === 'ok' ? 'succeeded' : 'declined';
  }

  /** What a member asks, and why it did not happen: the answer's code, or that the card was declined for it. */
  private request(command: Command, request: Request): Decision {
    const { asks } = this.world;
    const asked = asks.length;
    const decision = this.do(command, request);
    const wasDeclined = asks[asked]?.bill === null && asks[asked].standing === 'declined';
    this.refused = decision.refusal?.code ?? (wasDeclined ? 'payment_failed' : null);
    return decision;
  }

  ask(verb: 'cancel' | 'keep' | 'pause' | 'resume'): void {
    this.request({ do: verb }, { ask: verb });
  }

  plan(verb: 'subscribe' | 'change_plan', index: number): void {
    const plan = this.planAt(index);
    this.request({ do: verb, plan }, { ask: verb, plan });
  }

  /** The plan at a place of the list, the first where it is shorter, and one that is not sold at place 5. */
  planAt(index: number): string {
    const { plans } = this.world.rules;
    return index === 5 ? 'unknown' : ((plans[index] ?? plans[0])?.code ?? '');
  }

  topUp(bought: number): void {
    this.request({ do: 'top_up', credits: bought }, { ask: 'top_up', credits: bought });
  }

  card(result: CardResult): void {
    const card = this.cards.push(result) - 1;
    const method = { token: `card_${card}`, brand: 'visa', last4: '4242', expMonth: 12, expYear: 2090 };
    this.do({ do: 'replace_card', card: method }, { ask: 'card', card });
  }

  get hasGoodCard(): boolean {
    return this.cards.at(-1) === 'ok';
  }

  /** Buys leads; delivered at once, or left running. */
  order(leads: number, perLead: 1 | 6, now: boolean): void {
    const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
    const command: Command = { do: 'place_order', filter, fields: FIELDS[perLead], leads };
    const { refusal } = this.request(command, { ask: 'place_order', leads, perLead });
    if (refusal === null && now) this.deliver(this.orderIds.length - 1, 1, false);
  }

  /** Delivers a share of what an order still wants. */
  deliver(order: number, share: number, last: boolean): void {
    const index = this.orderIds.length === 0 ? 0 : order % this.orderIds.length;
    const orderId = this.orderIds[index] ?? 'ord_nobody';
    const running = this.state.orders.find(({ id }) => id === orderId);
    const leads = running === undefined ? 0 : Math.floor((running.requested - running.delivered) * share);
    const delivered = Array.from({ length: leads }, (_, each) => this.leads + each + 1);
    this.leads += leads;
    const exhausted = last;
    const command: Command = { do: 'record_delivery', orderId, delivered, rejected: 0, cursor: this.leads, exhausted };
    this.do(command, { ask: 'deliver', order: running === undefined ? -1 : index, leads, last: exhausted });
  }

  /** The provider answers a charge, whatever it said before. */
  answer(number: number, says: keyof typeof SAYS): void {
    const chargeId = this.charges[number]?.id ?? NOBODY;
    const kind = SAYS[says];
    const outcome = kind === 'declined' ? { kind, failure: 'card_declined' } : { kind };
    this.do({ do: 'record_payment', chargeId, outcome }, { ask: 'answer', number, says });
  }

  drop(): void {
    this.do({ do: 'drop_payment', chargeId: this.state.pending?.chargeId ?? NOBODY }, { ask: 'drop' });
  }

  /** Takes back a rebate that was not used; the reference is told that it was. */
  undo(): void {
    const { refusal } = this.decide({ do: 'undo_discount' });
    interpret(this.world, { ask: 'tick' }, this.now);
    if (refusal === null && this.world.agreement !== null) this.world.agreement.rebate = null;
    this.compare();
    this.settle();
  }

  /** Begins to leave, and takes an offer, confirms, or goes away in the middle. */
  leave(offer: OfferId | 'none' | 'confirm'): void {
    const { flow } = this;
    const tick = { ask: 'tick' } as const;
    if (this.do({ do: 'start_attempt', flow }, tick, false).refusal !== null) return;
    const attemptId = this.state.attempt?.id ?? '';
    this.do({ do: 'answer_reason', flow, attemptId, reason: 'any', note: null }, tick, false);
    if (offer === 'none') return;
    if (offer === 'confirm') {
      this.do({ do: 'confirm_attempt', attemptId }, { ask: 'cancel' });
      return;
    }
    const took = this.decide({ do: 'accept_offer', flow, attemptId, page: OFFER_PAGE, offerId: offer });
    if (took.refusal === null) this.follow(offer);
    else interpret(this.world, tick, this.now);
    this.count(`offer | ${offer} | ${took.refusal?.code ?? 'done'}`);
    this.compare();
    this.settle();
  }

  /** What an offer that was accepted is in the reference's words. */
  private follow(offer: OfferId): void {
    if (offer === 'pause') {
      equal('a pause that was offered', null, interpret(this.world, { ask: 'pause' }, this.now));
    } else if (offer === 'first plan') {
      const plan = this.world.rules.plans[0]?.code ?? '';
      equal('a plan that was offered', null, interpret(this.world, { ask: 'change_plan', plan }, this.now));
    } else {
      interpret(this.world, { ask: 'tick' }, this.now);
      give(this.world, offer === 'bonus' ? { credits: BONUS } : REBATE, this.now);
    }
  }

  /** Lets time pass: with a worker that does everything when it is due, or one that comes late. */
  to(target: number, isLate: boolean): void {
    while (!isLate) {
      const due = nextDueAt(this.state)?.epochMilliseconds ?? null;
      if (due === null || due > target) break;
      this.now = Math.max(this.now, due);
      this.do({ do: 'tick' }, { ask: 'tick' });
    }
    this.now = target;
    this.do({ do: 'tick' }, { ask: 'tick' });
  }

  /** Instants at which something happens, or could: due times, ends of periods, retries, bank times, clock changes. */
  boundaries(): number[] {
    const { agreement, asks, rules } = this.world;
    const found = [nextDue(this.world), agreement?.end, nextDueAt(this.state)?.epochMilliseconds];
    const overdue = agreement?.overdue;
    if (overdue != null) found.push(...rules.retryDays.map((days) => overdue.since + days * 86_400_000));
    for (const ask of asks) if (ask.standing === 'bank') found.push(ask.bankSince + 86_400_000);
    found.push(this.clockChange());
    return found.filter((instant): instant is number => instant != null && instant > this.now);
  }

  private clockChange(): number | null {
    const here = Temporal.Instant.fromEpochMilliseconds(this.now).toZonedDateTimeISO(this.world.zone);
    return here.getTimeZoneTransition('next')?.epochMilliseconds ?? null;
  }

  private compare(): void {
    const { agreement } = this.world;
    const { subscription, pending, invoices } = this.state;
    equal('status', subscription?.status ?? null, agreement?.status ?? null);
    if (subscription !== null && agreement !== null) {
      const scheduled = subscription.scheduled;
      equal('what is scheduled', scheduled?.kind ?? null, agreement.next?.kind ?? null);
      equal('the scheduled plan', planIn(scheduled), planIn(agreement.next));
      equal('plan', subscription.plan.code, agreement.plan.code);
      equal('the start of the period', subscription.period.start.epochMilliseconds, agreement.start);
      equal('the end of the period', subscription.period.end.epochMilliseconds, agreement.end);
      equal('the size of the history', subscription.historySize, agreement.history);
      equal('retries', subscription.dunning?.retries ?? null, agreement.overdue?.tried ?? null);
      equal('periods of a rebate', subscription.discount?.periodsLeft ?? null, agreement.rebate?.left ?? null);
    }
    const held = balance(this.state);
    const counted = credits(this.world);
    equal('available credits', held.available, counted.available);
    equal('frozen credits', held.frozen, counted.frozen);
    equal('reserved credits', held.reserved, counted.reserved);
    equal('charged', this.state.chargedMinor, this.world.charged);
    equal('refunded', this.state.refundedMinor, this.world.refunded);
    equal('what waits for money', pending?.kind ?? null, this.world.waiting?.kind ?? null);
    equal('open invoices', invoices.length, this.world.bills.length);
    this.compareCharges();
    this.compareDue();
  }

  /** Notices and attempts that expire are the engine's alone. */
  private compareDue(): void {
    const due = whatIsDueNext(this.state);
    const at = due?.at.epochMilliseconds ?? null;
    const reference = nextDue(this.world);
    const isOwn = due?.what === 'notice' || due?.what === 'attempt_expiry';
    if (!isOwn || at === null || (reference !== null && reference < at)) equal('what is due next', at, reference);
  }

  private compareCharges(): void {
    const { asks } = this.world;
    equal('how often money was asked for', this.charges.length, asks.length);
    for (const [number, ask] of asks.entries()) {
      const charge = this.charges[number];
      equal(`the amount of charge ${number}`, charge?.amountMinor, ask.amount);
      equal(`what charge ${number} is for`, charge?.purpose, ask.purpose);
      equal(`from when charge ${number} pays`, charge?.period?.start.epochMilliseconds ?? null, ask.pays?.[0] ?? null);
      equal(`until when charge ${number} pays`, charge?.period?.end.epochMilliseconds ?? null, ask.pays?.[1] ?? null);
      equal(`what became of charge ${number}`, charge?.status, STANDING[ask.standing]);
    }
  }

  private count(key: string): void {
    this.tally.set(key, (this.tally.get(key) ?? 0) + 1);
  }
}

function planIn(scheduled: { readonly kind: string; readonly plan?: string } | null): string | null {
  return scheduled?.plan ?? null;
}

function equal(what: string, engine: unknown, reference: unknown): void {
  if (engine === reference) return;
  throw new Error(`${what}: the engine says ${String(engine)}, the reference ${String(reference)}`);
}
