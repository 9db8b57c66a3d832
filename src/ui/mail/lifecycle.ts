import { mailFacts as facts, mailPhrases, mailTexts } from '../messages/mail.ts';
import { button, fact, factsOf, paragraph, type Body } from './blocks.ts';
import type { NoticeOf, Writer } from './frame.ts';
import type { Fact } from './model.ts';

const SUBSCRIPTION_PAGE = '/settings/subscription';

/** A subscription began. */
export function welcome(notice: NoticeOf<'welcome'>, write: Writer): Body {
  const texts = mailTexts.welcome;
  const amount = write.money(notice.nextChargeMinor, write.currency);
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro(notice.planName),
    heading: texts.heading(write.accountName),
    blocks: [
      paragraph(texts.intro(notice.planName)),
      factsOf([
        fact(facts.plan, notice.planName),
        fact(facts.creditsHeld, write.credits(notice.credits)),
        fact(facts.nextCharge, mailPhrases.amountOn(amount, write.at(notice.nextChargeAt))),
      ]),
      paragraph(texts.leave),
      button(texts.button, write.page('/')),
    ],
  };
}

/** It was cancelled, or the end is some days away: when access ends, what is lost then, and what stays. */
export function endScheduled(notice: NoticeOf<'cancellation_scheduled' | 'ending_soon'>, write: Writer): Body {
  const texts = mailTexts[notice.kind];
  const ends = write.at(notice.endsAt);
  return {
    subject: texts.subject(write.brand, write.on(notice.endsAt)),
    preview: texts.intro(ends),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(ends)),
      factsOf([
        fact(facts.accessEnds, ends),
        fact(facts.creditsLost, write.credits(notice.creditsLost)),
        fact(facts.leadsClosed, write.leads(notice.leadsClosed)),
        ...keptCredits(notice.creditsKept, write),
        fact(facts.reference, notice.reference),
      ]),
      paragraph(texts.undo),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** A cancellation was taken back, and what is charged next. */
export function cancellationWithdrawn(notice: NoticeOf<'cancellation_withdrawn'>, write: Writer): Body {
  const texts = mailTexts.cancellation_withdrawn;
  const amount = write.money(notice.nextChargeMinor, notice.currency);
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro,
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro),
      factsOf([
        fact(facts.nextCharge, mailPhrases.amountOn(amount, write.at(notice.nextChargeAt))),
        fact(facts.reference, notice.reference),
      ]),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** It is over. */
export function ended(notice: NoticeOf<'ended'>, write: Writer): Body {
  const texts = mailTexts.ended;
  const at = write.at(notice.endedAt);
  return {
    subject: texts.subject(write.brand),
    preview: texts[notice.cause](at),
    heading: texts.heading,
    blocks: [
      paragraph(texts[notice.cause](at)),
      factsOf([
        fact(facts.ended, at),
        fact(facts.creditsLost, write.credits(notice.creditsLost)),
        fact(facts.leadsClosed, write.leads(notice.leadsClosed)),
        ...keptCredits(notice.creditsKept, write),
      ]),
      paragraph(notice.creditsKept > 0 ? texts.back : texts.backPlain),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** A pause will begin, and what it costs. */
export function pauseScheduled(notice: NoticeOf<'pause_scheduled'>, write: Writer): Body {
  const texts = mailTexts.pause_scheduled;
  const starts = write.at(notice.startsAt);
  const fee = write.money(notice.feeMinor, notice.currency);
  return {
    subject: texts.subject(write.brand, write.on(notice.startsAt)),
    preview: texts.intro(starts, fee),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(starts, fee)),
      factsOf([
        fact(facts.pauseStarts, starts),
        fact(facts.pauseMonth, fee),
        fact(facts.creditsFrozen, write.credits(notice.credits)),
        fact(facts.leadsKept, write.leads(notice.leads)),
        fact(facts.reference, notice.reference),
      ]),
      paragraph(texts.keeps),
      paragraph(texts.undo),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** A pause began. */
export function paused(notice: NoticeOf<'paused'>, write: Writer): Body {
  const texts = mailTexts.paused;
  const started = write.at(notice.startedAt);
  const fee = write.money(notice.feeMinor, notice.currency);
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro(started, fee),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(started, fee)),
      factsOf([
        fact(facts.pausedSince, started),
        fact(facts.nextCharge, write.at(notice.nextChargeAt)),
        fact(facts.creditsFrozen, write.credits(notice.credits)),
        fact(facts.leadsKept, write.leads(notice.leads)),
      ]),
      paragraph(texts.keeps),
      paragraph(texts.back),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** A bounded pause will end, with the exact charge. */
export function pauseEnding(notice: NoticeOf<'pause_ending'>, write: Writer): Body {
  const texts = mailTexts.pause_ending;
  const resumes = write.at(notice.resumesAt);
  const charge = write.money(notice.chargeMinor, notice.currency);
  return {
    subject: texts.subject(write.brand, write.on(notice.resumesAt)),
    preview: texts.intro(resumes, charge, notice.planName),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(resumes, charge, notice.planName)),
      factsOf([
        fact(facts.pauseEnds, resumes),
        fact(facts.plan, notice.planName),
        fact(facts.nextCharge, mailPhrases.amountOn(charge, resumes)),
      ]),
      paragraph(texts.choice),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** The customer is back. */
export function resumed(notice: NoticeOf<'resumed'>, write: Writer): Body {
  const texts = mailTexts.resumed;
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro(notice.planName),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(notice.planName)),
      factsOf([
        fact(facts.plan, notice.planName),
        fact(facts.charged, write.money(notice.chargedMinor, notice.currency)),
        fact(facts.nextCharge, write.at(notice.nextChargeAt)),
        fact(facts.creditsHeld, write.credits(notice.credits)),
        fact(facts.leadsKept, write.leads(notice.leads)),
      ]),
      button(texts.button, write.page('/')),
    ],
  };
}

/** The plan changed, or will. */
export function planChanged(notice: NoticeOf<'plan_changed'>, write: Writer): Body {
  const texts = mailTexts.plan_changed;
  return {
    subject: texts.subject(notice.planName, write.brand),
    preview: texts.intro(notice.planName),
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro(notice.planName)),
      factsOf([
        fact(facts.plan, notice.planName),
        fact(facts.effective, write.at(notice.effectiveAt)),
        fact(facts.nextCharge, write.money(notice.nextChargeMinor, notice.currency)),
      ]),
      button(texts.button, write.page(SUBSCRIPTION_PAGE)),
    ],
  };
}

/** Credits that were bought on their own; an account that has none is not told about none. */
function keptCredits(credits: number, write: Writer): readonly Fact[] {
  return credits > 0 ? [fact(facts.creditsStay, write.credits(credits))] : [];
}
