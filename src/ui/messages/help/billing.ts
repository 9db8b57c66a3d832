import { subscriptionLabels as labels } from '../subscription.ts';
import { enumerated, money, planPrice, type Article, type HelpFacts } from './article.ts';
import { heading, link, list, named, paragraph, sentence, type Block } from './rich-text.ts';

const SUBSCRIPTION = '/settings/subscription';
const BILLING = '/settings/billing';

/** The articles on what is paid, beside the one on cancelling. */
export function billingArticles(facts: HelpFacts): readonly Article[] {
  return [pause(facts), resume(), changePlan(facts), invoices(), failedPayments(facts)];
}

function pause(facts: HelpFacts): Article {
  const { pauseFeeMinor, pauseMaxMonths, noticeDays } = facts.policy;
  const fee = money(facts, pauseFeeMinor);
  const duration: Block =
    pauseMaxMonths === null
      ? paragraph`A pause lasts until you come back.`
      : paragraph`A pause lasts up to ${pauseMonths(pauseMaxMonths)}. ${noticeDays === 1 ? 'A day' : `${noticeDays} days`} before it ends by itself, you get an e-mail with the exact amount that your plan then costs.`;
  return {
    slug: 'pause-your-subscription',
    collection: 'billing',
    title: 'Pause your subscription',
    summary: `Keep your credits and your order history for ${fee} a month while you do not need ${facts.brand}.`,
    alsoCalled: 'break hold freeze suspend stop paying',
    blocks: [
      paragraph`A pause costs ${fee} a month instead of the price of your plan. It is for times in which you do not need leads, but mean to come back.`,
      heading('What a pause keeps'),
      list(
        sentence`Your credits. They are frozen: none expires, and none can be spent.`,
        sentence`Your order history. When you come back, you are not delivered a lead that you already have.`,
        sentence`Your account, your members, your orders and your invoices.`,
      ),
      heading('How to pause'),
      paragraph`Go to ${link(labels.subscriptionPlan, SUBSCRIPTION)}, and click on ${named(labels.pause)}. You see when it starts and what is charged, and confirm. The pause starts at the end of the period that you paid for; until then everything works as before.`,
      paragraph`From then on the tools are locked. The first ${fee} is charged when the pause starts, then ${fee} each month.`,
      duration,
      heading('How to take it back'),
      paragraph`Until the pause starts, ${named(labels.resumeScheduled)} on your dashboard takes it back. After that, see ${link('how to come back', '/help/articles/come-back')}. You can cancel while your subscription is paused, too.`,
    ],
  };
}

function pauseMonths(months: number): string {
  return months === 1 ? '1 month' : `${months} months`;
}

function resume(): Article {
  return {
    slug: 'come-back',
    collection: 'billing',
    title: 'Come back: take back a cancellation, or end a pause',
    summary: 'How to go on after a cancellation or a pause, and what is charged when.',
    alsoCalled: 'restart reactivate return renew undo',
    blocks: [
      heading('Your cancellation or pause has not started yet'),
      paragraph`Click on ${named(labels.resumeScheduled)} on your dashboard, or on the ${link(labels.subscriptionPlan, SUBSCRIPTION)} page. Nothing is charged at that moment, and your subscription goes on as if nothing had been scheduled.`,
      heading('Your subscription is paused'),
      paragraph`Open any tool and click on ${named(labels.resumePaused)}. You see the exact amount: the standard price of your plan. ${named(labels.acceptCharge)} charges it, and a new period starts at once, with its credits beside those that were frozen. If the payment does not go through, nothing is changed and your subscription stays paused.`,
      heading('Your subscription has ended'),
      paragraph`Choose a plan on the ${link(labels.subscriptionPlan, SUBSCRIPTION)} page. It starts as soon as it is paid. Credits that you bought in addition can be spent again; your order history starts anew.`,
    ],
  };
}

function changePlan(facts: HelpFacts): Article {
  return {
    slug: 'change-your-plan',
    collection: 'billing',
    title: 'Change your plan',
    summary: 'The plans, and when a change starts and is charged.',
    alsoCalled: 'switch cheaper lower price discount yearly monthly',
    blocks: [
      paragraph`On ${link(labels.subscriptionPlan, SUBSCRIPTION)}, click on ${named(labels.changePlan)}. Before you confirm, you see what is charged and when.`,
      heading('The plans'),
      list(
        ...facts.policy.plans.map(
          (plan) =>
            sentence`${named(plan.name)}: ${planPrice(facts, plan)}, with ${plan.credits.toLocaleString('en-US')} credits`,
        ),
      ),
      heading('To a larger plan'),
      paragraph`It starts at once. You pay the difference for the rest of your period, and get the difference in credits for it. If the interval gets longer, from a month to a year, a new period starts, and what is left of the old one is taken off its price.`,
      heading('To a smaller plan'),
      paragraph`It starts at the end of the period that you paid for. Until then ${named(labels.undo)} on the same page takes it back.`,
    ],
  };
}

function invoices(): Article {
  return {
    slug: 'invoices-and-cards',
    collection: 'billing',
    title: 'Invoices and cards',
    summary: 'Where your invoices are, and how to replace the card that is charged.',
    alsoCalled: 'receipt bill refund money back credit note tax VAT',
    blocks: [
      paragraph`Everything about payments is under ${link(labels.billing, BILLING)} in the ${named(labels.settings)}. Owners and billing members see it.`,
      heading('Invoices'),
      paragraph`Each invoice is there as a page and as a PDF, with what it is for and when it was paid. You get a receipt by e-mail whenever a payment goes through. If money goes back to you, a credit note says why.`,
      heading('Your card'),
      paragraph`To use another card, choose it under ${link(labels.billing, BILLING)}. If an invoice is open, the new card is charged for it at once.`,
      heading('When you are charged'),
      paragraph`A period is charged when it begins, in advance. The ${link(labels.subscriptionPlan, SUBSCRIPTION)} page always shows the next charge with its date and amount.`,
    ],
  };
}

function failedPayments(facts: HelpFacts): Article {
  const { retryDays } = facts.policy;
  const last = retryDays.at(-1);
  return {
    slug: 'failed-payments',
    collection: 'billing',
    title: 'When a payment does not go through',
    summary: 'What happens, how often it is tried again, and how to put it right.',
    blocks: [
      paragraph`If your card is declined when your plan renews, you get an e-mail, and your tools stay open.`,
      ...(last === undefined
        ? []
        : [
            paragraph`We try again ${enumerated(retryDays)} ${retryDays.length === 1 && last === 1 ? 'day' : 'days'} after the payment was due. If the last of these tries does not go through either, your subscription ends.`,
          ]),
      heading('How to put it right'),
      paragraph`Replace the card under ${link(labels.billing, BILLING)}. It is charged at once, and your subscription goes on in the same period, with all its credits.`,
      heading('If you want to leave instead'),
      paragraph`You can ${link('cancel', '/help/articles/how-to-cancel-your-subscription')} while a payment is overdue: your subscription ends at once, and we stop trying to charge you. Changing the plan, a pause and buying credits have to wait until the payment went through.`,
    ],
  };
}
