import { mailFacts as facts, mailTexts, purposeTexts } from '../messages/mail.ts';
import { paymentFailureText } from '../messages/payment-failures.ts';
import { button, fact, factsOf, paragraph, type Body } from './blocks.ts';
import type { NoticeOf, Writer } from './frame.ts';
import type { Fact } from './model.ts';

/** An invoice was paid. */
export function receipt(notice: NoticeOf<'receipt'>, write: Writer): Body {
  const texts = mailTexts.receipt;
  const amount = write.money(notice.amountMinor, notice.currency);
  const intro = notice.amountMinor === 0 ? texts.introFree : texts.intro;
  return {
    subject: texts.subject(amount, write.brand),
    preview: `${purposeTexts[notice.purpose]}, ${write.on(notice.paidAt)}`,
    heading: notice.amountMinor === 0 ? texts.headingFree : texts.heading(amount),
    blocks: [
      paragraph(intro),
      factsOf([
        fact(facts.invoice, notice.number),
        fact(facts.paidFor, purposeTexts[notice.purpose]),
        ...periodFacts(notice, write),
        fact(facts.paid, write.at(notice.paidAt)),
        fact(facts.amount, amount),
      ]),
      button(texts.button, write.page(invoicePage(notice.invoiceId))),
    ],
  };
}

/** A pause month was paid. */
export function pauseCharged(notice: NoticeOf<'pause_charged'>, write: Writer): Body {
  const texts = mailTexts.pause_charged;
  const amount = write.money(notice.amountMinor, notice.currency);
  return {
    subject: texts.subject(amount, write.brand),
    preview: texts.intro,
    heading: texts.heading(amount),
    blocks: [
      paragraph(texts.intro),
      factsOf([
        fact(facts.invoice, notice.number),
        fact(facts.paidFor, purposeTexts.pause),
        ...periodFacts(notice, write),
        fact(facts.paid, write.at(notice.paidAt)),
        fact(facts.amount, amount),
      ]),
      button(texts.button, write.page(invoicePage(notice.invoiceId))),
    ],
  };
}

/** A period could not be charged: when it is tried again, and when it would end. */
export function paymentFailed(notice: NoticeOf<'payment_failed'>, write: Writer): Body {
  const texts = mailTexts.payment_failed;
  const amount = write.money(notice.amountMinor, notice.currency);
  const intro = texts.intro(paymentFailureText(notice.failure), amount);
  const nextTry = notice.nextRetryAt === null ? null : write.at(notice.nextRetryAt);
  const ends = notice.endsAt === null ? null : write.at(notice.endsAt);
  return {
    subject: texts.subject(amount, write.brand),
    preview: intro,
    heading: texts.heading,
    blocks: [
      paragraph(intro),
      factsOf([
        fact(facts.invoice, notice.number),
        fact(facts.paidFor, purposeTexts[notice.purpose]),
        fact(facts.amount, amount),
        ...(nextTry === null ? [] : [fact(facts.nextTry, nextTry)]),
        ...(nextTry === null || ends === null ? [] : [fact(facts.subscriptionEnds, ends)]),
      ]),
      paragraph(nextTry === null ? texts.lastTry : texts.goesOn(nextTry)),
      ...(nextTry === null || ends === null ? [] : [paragraph(texts.lastChance(ends))]),
      button(texts.button, write.page('/settings/billing/card')),
    ],
  };
}

/** Money went back, and why. */
export function refunded(notice: NoticeOf<'refunded'>, write: Writer): Body {
  const texts = mailTexts.refunded;
  const amount = write.money(notice.amountMinor, notice.currency);
  const why = Object.hasOwn(texts.why, notice.why) ? texts.why[notice.why] : undefined;
  return {
    subject: texts.subject(amount, write.brand),
    preview: why ?? texts.whyElse,
    heading: texts.heading(amount),
    blocks: [
      paragraph(why ?? texts.whyElse),
      factsOf([fact(facts.creditNote, notice.number), fact(facts.amount, amount)]),
      paragraph(texts.bank),
      button(texts.button, write.page('/settings/billing')),
    ],
  };
}

/** A top-up has no period. */
function periodFacts(
  { periodStart, periodEnd }: { readonly periodStart: string | null; readonly periodEnd: string | null },
  write: Writer,
): readonly Fact[] {
  if (periodStart === null || periodEnd === null) return [];
  return [fact(facts.periodStart, write.at(periodStart)), fact(facts.periodEnd, write.at(periodEnd))];
}

function invoicePage(invoiceId: string): string {
  return `/settings/billing/invoices/${encodeURIComponent(invoiceId)}`;
}
