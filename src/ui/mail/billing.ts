import { mailFacts as facts, mailTexts, purposeTexts } from '../messages/mail.ts';
import { paymentFailureText } from '../messages/payment-failures.ts';
import { button, fact, factsOf, letter, paragraph, type Body } from './blocks.ts';
import type { NoticeOf, Writer } from './frame.ts';
import { boundText } from './lifecycle.ts';
import type { Fact } from './model.ts';

const CARD_PAGE = '/settings/billing/card';
const SUBSCRIPTION_PAGE = '/settings/subscription';

/** Where a command can be given again. */
const COMMAND_PAGES: Readonly<Record<NoticeOf<'command_failed'>['command'], string>> = {
  subscribe: SUBSCRIPTION_PAGE,
  resume: SUBSCRIPTION_PAGE,
  change_plan: `${SUBSCRIPTION_PAGE}/change-plan`,
  top_up: '/settings/billing/top-up',
};

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
      factsOf(paymentFacts(notice, write)),
      button(texts.button, write.page(invoicePage(notice.invoiceId))),
    ],
  };
}

/** A pause month was paid. */
export function pauseCharged(notice: NoticeOf<'pause_charged'>, write: Writer): Body {
  const texts = mailTexts.pause_charged;
  const amount = write.money(notice.amountMinor, notice.currency);
  return letter(
    {
      ...texts,
      subject: texts.subject(amount, write.brand),
      heading: texts.heading(amount),
      after: boundText(notice, write),
    },
    paymentFacts({ ...notice, purpose: 'pause' }, write),
    write.page(invoicePage(notice.invoiceId)),
  );
}

/** A period could not be charged: when it is tried again, and when it would end. */
export function paymentFailed(notice: NoticeOf<'payment_failed'>, write: Writer): Body {
  const texts = mailTexts.payment_failed;
  const amount = write.money(notice.amountMinor, notice.currency);
  const intro = texts.intro(paymentFailureText(notice.failure), amount);
  const nextTry = notice.nextRetryAt === null ? null : write.at(notice.nextRetryAt);
  const ends = notice.endsAt === null ? null : write.at(notice.endsAt);
  const words = { subject: texts.subject(amount, write.brand), heading: texts.heading, intro };
  const rows = [
    fact(facts.invoice, notice.number),
    fact(facts.paidFor, purposeTexts[notice.purpose]),
    fact(facts.amount, amount),
  ];
  const why = notice.afterPause ? [texts.afterPause] : [];
  if (nextTry === null || ends === null) {
    const after = [...why, texts.lastTry];
    return letter({ ...words, after, button: texts.buttonEnded }, rows, write.page(SUBSCRIPTION_PAGE));
  }
  return letter(
    { ...words, after: [...why, texts.goesOn(nextTry), texts.lastChance(ends)], button: texts.button },
    [...rows, fact(facts.nextTry, nextTry), fact(facts.subscriptionEnds, ends)],
    write.page(CARD_PAGE),
  );
}

/** The bank waits for the customer: where to confirm, and until when. */
export function paymentToConfirm(notice: NoticeOf<'payment_to_confirm'>, write: Writer): Body {
  const texts = mailTexts.payment_to_confirm;
  const amount = write.money(notice.amountMinor, notice.currency);
  const until = write.at(notice.confirmBy);
  return letter(
    {
      subject: texts.subject(amount, write.brand),
      heading: texts.heading,
      intro: texts.intro(amount),
      after: [texts.otherwise(until)],
      button: texts.button,
    },
    [
      fact(facts.invoice, notice.number),
      fact(facts.paidFor, purposeTexts[notice.purpose]),
      fact(facts.amount, amount),
      fact(facts.confirmBy, until),
    ],
    write.page('/settings/billing'),
  );
}

/** What was asked for needed money that did not come: nothing has changed, and how to ask again. */
export function commandFailed(notice: NoticeOf<'command_failed'>, write: Writer): Body {
  const texts = mailTexts.command_failed;
  const { command, planName } = notice;
  const amount = write.money(notice.amountMinor, notice.currency);
  const body = letter(
    {
      subject: texts.subject(amount, write.brand),
      heading: texts.heading[command],
      intro: texts.intro(paymentFailureText(notice.failure), amount),
      after: [texts.next[command]],
      button: texts.button[command],
    },
    [
      ...(planName === null ? [] : [fact(command === 'resume' ? facts.plan : facts.planAsked, planName)]),
      fact(facts.amount, amount),
    ],
    write.page(COMMAND_PAGES[command]),
  );
  return { ...body, blocks: [...body.blocks, button(texts.card, write.page(CARD_PAGE))] };
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

type Payment = Pick<
  NoticeOf<'receipt'>,
  'number' | 'purpose' | 'periodStart' | 'periodEnd' | 'paidAt' | 'amountMinor' | 'currency'
>;

/** What was paid, when, and for which period; a top-up has none. */
function paymentFacts(payment: Payment, write: Writer): readonly Fact[] {
  const { periodStart, periodEnd } = payment;
  const period =
    periodStart === null || periodEnd === null
      ? []
      : [fact(facts.periodStart, write.at(periodStart)), fact(facts.periodEnd, write.at(periodEnd))];
  return [
    fact(facts.invoice, payment.number),
    fact(facts.paidFor, purposeTexts[payment.purpose]),
    ...period,
    fact(facts.paid, write.at(payment.paidAt)),
    fact(facts.amount, write.money(payment.amountMinor, payment.currency)),
  ];
}

function invoicePage(invoiceId: string): string {
  return `/settings/billing/invoices/${encodeURIComponent(invoiceId)}`;
}
