import type { FlowDefinition, Offer, OfferEffect, Reason } from '../../../domain/flow/types.ts';
import { subscriptionLabels as labels } from '../subscription.ts';
import { enumerated, money, type Article, type HelpFacts } from './article.ts';
import { heading, link, list, named, paragraph, sentence, type Block, type Step } from './rich-text.ts';

const SUBSCRIPTION = '/settings/subscription';
const CONTACT = '/help/contact';

/** What offers on the way can be, as the article announces them. */
const ALTERNATIVES: Record<OfferEffect['kind'], string | null> = {
  discount: 'a lower price for a while',
  plan_change: 'a smaller plan',
  bonus_credits: 'extra credits',
  link: 'a download or a guide',
  contact: 'a person to talk to',
  // it has a page of its own, which every reason comes to
  pause: null,
};

/** How to cancel: written from the flow, the policy and the labels of the pages, so that it says what they say. */
export function cancelArticle(facts: HelpFacts): Article {
  const { brand } = facts;
  return {
    slug: 'how-to-cancel-your-subscription',
    collection: 'billing',
    title: `How to cancel your ${brand} subscription`,
    summary: `Cancel on the ${labels.subscriptionPlan} page at any time, without writing to anybody.`,
    alsoCalled: 'unsubscribe stop paying leave quit terminate close delete my account discount',
    blocks: [
      paragraph`If you decide to cancel your ${brand} subscription, these steps do it. An owner or a billing member can take them at any time; nobody has to be written to or called.`,
      { kind: 'steps', steps: steps(facts) },
      ...exceptions(facts),
    ],
  };
}

function steps(facts: HelpFacts): readonly Step[] {
  const { flow } = facts;
  const pause = flow === null ? null : closingPause(flow);
  return [
    ...waysIn(facts.brand),
    ...(flow === null ? [] : [reasonStep(flow.reasons), ...optionSteps(flow)]),
    ...(pause === null ? [] : [pauseStep(facts, pause)]),
    ...confirmation(facts.brand),
  ];
}

function waysIn(brand: string): readonly Step[] {
  return [
    step(`Log into your ${brand} account`, [
      paragraph`${link('Log in', '/login')} to the account that you want to cancel. On your dashboard, click on your initials in the bottom left corner.`,
    ]),
    step(`Open the ${labels.settings}`, [
      paragraph`In the menu that opens, click on ${named(labels.settings)} to open the settings of your account.`,
    ]),
    step(`Go to the ${labels.subscriptionPlan} page`, [
      paragraph`Click on ${link(labels.subscriptionPlan, SUBSCRIPTION)} to see your plan, what it costs, and how long your current period lasts.`,
    ]),
    step('Start the cancellation', [
      paragraph`On the left side of the page, click on ${named(labels.cancel)}. Nothing is changed before you confirm.`,
    ]),
  ];
}

function reasonStep(reasons: readonly Reason[]): Step {
  const example = reasons[0]?.label ?? '';
  return step('Select a reason', [
    paragraph`A new page asks for your reason, in a list to choose from; for example, you can select ${named(example)}. You do not have to give one. The reasons are:`,
    list(...reasons.map(({ label }) => sentence`${label}`)),
    paragraph`Then click on ${named(labels.continueFromReason)}.`,
  ]);
}

/** The pages between the reason and the closing page; a flow may have none. */
function optionSteps(flow: FlowDefinition): readonly Step[] {
  const ids = new Set(flow.reasons.flatMap(({ pages }) => pages));
  const offers = flow.pages.filter(({ id }) => ids.has(id)).flatMap((page) => page.offers);
  if (ids.size === 0) return [];
  const kinds = [...new Set(offers.map(({ effect }) => ALTERNATIVES[effect.kind]))].filter((text) => text !== null);
  const such = kinds.length === 0 ? '' : `, such as ${enumerated(kinds, 'or')}`;
  return [
    step('Look at the options', [
      paragraph`Depending on your reason, pages may follow that offer something that could help you${such}. If none of it is for you, click on ${named(labels.continueCancellation)}; it is on every page, beside the offer.`,
    ]),
  ];
}

function pauseStep(facts: HelpFacts, pause: Offer): Step {
  const fee = money(facts, facts.policy.pauseFeeMinor);
  return step('Pause or cancel', [
    paragraph`You are then offered to pause your subscription for just ${fee}/month. A pause keeps your credits and your order history, so that you are not delivered a lead that you already have when you come back to ${facts.brand}. If you think that you may come back, ${named(pause.label)} can be the better choice. If not, click on ${named(labels.continueCancellation)}.`,
    paragraph`${link('How a pause works', '/help/articles/pause-your-subscription')}`,
  ]);
}

function confirmation(brand: string): readonly Step[] {
  return [
    step('Confirm the cancellation', [
      paragraph`A last pop-up shows the date on which your access ends, what is lost then, and what stays. Click on ${named(labels.confirm)}, and your subscription is scheduled for cancellation. ${named(labels.keep)} leaves everything as it is.`,
    ]),
    step(`Use ${brand} until the end of your subscription`, [
      paragraph`You can go on using ${brand} until the end of the period that you paid for, and nothing more is charged. If you change your mind before that date, go back to your dashboard and click on ${named(labels.resumeScheduled)}: your subscription goes on as if you had never cancelled.`,
    ]),
    step('Check your cancellation', [
      paragraph`The ${link(labels.subscriptionPlan, SUBSCRIPTION)} page now shows a red notification with the date on which your access ends, and you have an e-mail with the date and a reference. If you want somebody to look at it with you, ${link(labels.contactSupport, CONTACT)}.`,
    ]),
  ];
}

function exceptions({ brand }: HelpFacts): readonly Block[] {
  return [
    heading('Good to know'),
    list(
      sentence`Credits that came with your plan end with your subscription; use them before that date. Credits that you bought in addition are frozen, and wait for you to start again.`,
      sentence`Leads that were delivered are yours: the CSV files of your orders stay in your account.`,
      sentence`Your order history is closed at the end. If you start a new subscription at ${brand} later, it starts a new history, and a lead that you already have can be delivered again.`,
      sentence`If an invoice is overdue, cancelling ends the subscription at once: we stop trying to charge it, and the invoice is void.`,
      sentence`If your subscription is paused, it ends when the pause month that you paid for ends.`,
      sentence`Cancelling does not delete your account or your invoices.`,
    ),
  ];
}

/** The pause that every reason comes to, if the flow has one. */
function closingPause(flow: FlowDefinition): Offer | null {
  const offers = flow.pages.filter(({ id }) => flow.closingPages.includes(id)).flatMap((page) => page.offers);
  return offers.find(({ effect }) => effect.kind === 'pause') ?? null;
}

function step(title: string, blocks: readonly Block[]): Step {
  return { title, blocks };
}
