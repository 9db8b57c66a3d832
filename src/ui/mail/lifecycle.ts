import type { PauseBound } from '../../domain/subscription/notices.ts';
import { mailFacts as facts, mailPhrases, mailTexts } from '../messages/mail.ts';
import { fact, letter, type Body } from './blocks.ts';
import type { NoticeOf, Writer } from './frame.ts';
import type { Fact } from './model.ts';

const SUBSCRIPTION_PAGE = '/settings/subscription';

/** A subscription began. */
export function welcome(notice: NoticeOf<'welcome'>, write: Writer): Body {
  const { leave, button, first, again } = mailTexts.welcome;
  const words = notice.again ? again : first;
  return letter(
    {
      subject: words.subject(write.brand),
      heading: words.heading(write.accountName),
      intro: words.intro(notice.planName),
      after: [leave],
      button,
    },
    [
      fact(facts.plan, notice.planName),
      fact(facts.creditsHeld, write.credits(notice.credits)),
      nextCharge({ ...notice, currency: write.currency }, write),
    ],
    write.page('/'),
  );
}

/** It was cancelled, or the end is some days away: when access ends, what is lost then, and what stays. */
export function endScheduled(notice: NoticeOf<'cancellation_scheduled' | 'ending_soon'>, write: Writer): Body {
  const texts = mailTexts[notice.kind];
  const ends = write.at(notice.endsAt);
  return letter(
    {
      subject: texts.subject(write.brand, write.on(notice.endsAt)),
      heading: texts.heading,
      intro: texts.intro(ends),
      after: [texts.undo],
      button: texts.button,
    },
    [fact(facts.accessEnds, ends), ...whatEnds(notice, write), fact(facts.reference, notice.reference)],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** A cancellation was taken back, and what is charged next. */
export function cancellationWithdrawn(notice: NoticeOf<'cancellation_withdrawn'>, write: Writer): Body {
  const texts = mailTexts.cancellation_withdrawn;
  return letter(
    { ...texts, subject: texts.subject(write.brand) },
    [nextCharge(notice, write), fact(facts.reference, notice.reference)],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** It is over. */
export function ended(notice: NoticeOf<'ended'>, write: Writer): Body {
  const texts = mailTexts.ended;
  const at = write.at(notice.endedAt);
  return letter(
    {
      subject: texts.subject(write.brand),
      heading: texts.heading,
      intro: texts[notice.cause](at),
      after: [notice.creditsKept > 0 ? texts.back : texts.backPlain],
      button: texts.button,
    },
    [fact(facts.ended, at), ...whatEnds(notice, write)],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** A pause will begin, and what it costs. */
export function pauseScheduled(notice: NoticeOf<'pause_scheduled'>, write: Writer): Body {
  const texts = mailTexts.pause_scheduled;
  const starts = write.at(notice.startsAt);
  const fee = write.money(notice.feeMinor, notice.currency);
  return letter(
    {
      subject: texts.subject(write.brand, write.on(notice.startsAt)),
      heading: texts.heading,
      intro: texts.intro(starts, fee),
      after: [texts.keeps, ...boundText(notice, write), texts.undo],
      button: texts.button,
    },
    [
      fact(facts.pauseStarts, starts),
      ...boundFacts(notice, write),
      fact(facts.pauseMonth, fee),
      ...whatIsKept(notice, write),
      fact(facts.reference, notice.reference),
    ],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** A pause began. */
export function paused(notice: NoticeOf<'paused'>, write: Writer): Body {
  const texts = mailTexts.paused;
  const started = write.at(notice.startedAt);
  return letter(
    {
      subject: texts.subject(write.brand),
      heading: texts.heading,
      intro: texts.intro(started, write.money(notice.feeMinor, notice.currency)),
      after: [texts.keeps, ...boundText(notice, write), texts.back],
      button: texts.button,
    },
    [
      fact(facts.pausedSince, started),
      ...boundFacts(notice, write),
      nextCharge(notice, write),
      ...whatIsKept(notice, write),
    ],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** A bounded pause will end, with the exact charge. */
export function pauseEnding(notice: NoticeOf<'pause_ending'>, write: Writer): Body {
  const texts = mailTexts.pause_ending;
  const resumes = write.at(notice.resumesAt);
  const charge = write.money(notice.chargeMinor, notice.currency);
  return letter(
    {
      subject: texts.subject(write.brand, write.on(notice.resumesAt)),
      heading: texts.heading,
      intro: texts.intro(resumes, charge, notice.planName),
      after: [texts.choice],
      button: texts.button,
    },
    [
      fact(facts.pauseEnds, resumes),
      fact(facts.plan, notice.planName),
      fact(facts.nextCharge, mailPhrases.amountOn(charge, resumes)),
    ],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** The next period costs the full price again. */
export function discountEnding(notice: NoticeOf<'discount_ending'>, write: Writer): Body {
  const texts = mailTexts.discount_ending;
  const charge = write.money(notice.nextChargeMinor, notice.currency);
  return letter(
    {
      subject: texts.subject(write.brand, write.on(notice.nextChargeAt)),
      heading: texts.heading,
      intro: texts.intro(write.at(notice.nextChargeAt), charge, notice.planName),
      after: [texts.choice],
      button: texts.button,
    },
    [fact(facts.plan, notice.planName), nextCharge(notice, write)],
    write.page(SUBSCRIPTION_PAGE),
  );
}

/** The customer is back. */
export function resumed(notice: NoticeOf<'resumed'>, write: Writer): Body {
  const texts = mailTexts.resumed;
  return letter(
    { ...texts, subject: texts.subject(write.brand), intro: texts.intro(notice.planName) },
    [
      fact(facts.plan, notice.planName),
      fact(facts.charged, write.money(notice.chargedMinor, notice.currency)),
      nextCharge(notice, write),
      fact(facts.creditsHeld, write.credits(notice.credits)),
      fact(facts.leadsKept, write.leads(notice.leads)),
    ],
    write.page('/'),
  );
}

/** The plan changed, or will. */
export function planChanged(notice: NoticeOf<'plan_changed'>, write: Writer): Body {
  const { subject, button, ...texts } = mailTexts.plan_changed;
  const effective = write.at(notice.effectiveAt);
  const { heading, intro } = notice.done ? texts.done : texts.scheduled;
  return letter(
    { subject: subject(notice.planName, write.brand), heading, intro: intro(notice.planName, effective), button },
    [fact(facts.plan, notice.planName), fact(facts.effective, effective), nextCharge(notice, write)],
    write.page(SUBSCRIPTION_PAGE),
  );
}

interface NextCharge {
  readonly nextChargeAt: string;
  readonly nextChargeMinor: number;
  readonly currency: string;
}

function nextCharge({ nextChargeAt, nextChargeMinor, currency }: NextCharge, write: Writer): Fact {
  const amount = write.money(nextChargeMinor, currency);
  return fact(facts.nextCharge, mailPhrases.amountOn(amount, write.at(nextChargeAt)));
}

/** What an end takes and leaves; an account without bought credits is not told about none. */
function whatEnds(
  lost: { readonly creditsLost: number; readonly creditsKept: number; readonly leadsClosed: number },
  write: Writer,
): readonly Fact[] {
  return [
    fact(facts.creditsLost, write.credits(lost.creditsLost)),
    fact(facts.leadsClosed, write.leads(lost.leadsClosed)),
    ...(lost.creditsKept > 0 ? [fact(facts.creditsStay, write.credits(lost.creditsKept))] : []),
  ];
}

function whatIsKept(kept: { readonly credits: number; readonly leads: number }, write: Writer): readonly Fact[] {
  return [fact(facts.creditsFrozen, write.credits(kept.credits)), fact(facts.leadsKept, write.leads(kept.leads))];
}

interface Bounded {
  readonly bound: PauseBound | null;
  readonly currency: string;
}

function boundFacts({ bound }: Bounded, write: Writer): readonly Fact[] {
  return bound === null ? [] : [fact(facts.pauseEnds, write.at(bound.endsAt))];
}

/** What a bounded pause comes to, where a setting bounds it. */
export function boundText({ bound, currency }: Bounded, write: Writer): readonly string[] {
  if (bound === null) return [];
  return [mailPhrases.pauseBound(write.at(bound.endsAt), write.money(bound.chargeMinor, currency))];
}
