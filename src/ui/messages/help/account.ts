import { roleTexts, settingsTexts } from '../portal.ts';
import { subscriptionLabels as labels } from '../subscription.ts';
import type { Article, HelpFacts } from './article.ts';
import { heading, link, list, named, paragraph, sentence } from './rich-text.ts';

/** The articles on people and on how to reach us. */
export function accountArticles(facts: HelpFacts): readonly Article[] {
  return [members(), contact(facts)];
}

function members(): Article {
  return {
    slug: 'invite-members',
    collection: 'your-account',
    title: 'Invite members, and what they may do',
    summary: 'Work with your team on one plan, with the same credits and order history.',
    alsoCalled: 'team colleagues users seats permissions',
    blocks: [
      paragraph`Members have log-ins of their own and share one plan, its credits and its order history. An owner invites them under ${link(settingsTexts.members, '/settings/members')} in the ${named(labels.settings)}: with an e-mail address and a role. They get a mail with a link to choose a password.`,
      heading('Roles'),
      list(
        sentence`${named(roleTexts.owner)}: everything, with the members of the account.`,
        sentence`${named(roleTexts.billing)}: uses the tools, and changes, pauses or cancels the subscription; sees invoices and cards.`,
        sentence`${named(roleTexts.member)}: uses the tools, and sees where the subscription stands.`,
      ),
      paragraph`An owner can change a role or remove a member at any time. An account always has one owner at least.`,
    ],
  };
}

function contact({ brand }: HelpFacts): Article {
  return {
    slug: 'contact-support',
    collection: 'your-account',
    title: 'Contact support',
    summary: `Write to a person at ${brand}.`,
    blocks: [
      paragraph`Use the ${link('contact form', '/help/contact')}. If you are logged in, we know who you are; if you are not, give us your name and an e-mail address. You get an e-mail with the number of your request, and a person answers to the same address.`,
      paragraph`You do not need to write to us to ${link('cancel', '/help/articles/how-to-cancel-your-subscription')} or to ${link('pause', '/help/articles/pause-your-subscription')}: both are on the ${named(labels.subscriptionPlan)} page, and count at once.`,
    ],
  };
}
