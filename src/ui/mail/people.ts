import { mailFacts as facts, mailTexts } from '../messages/mail.ts';
import { button, fact, factsOf, paragraph, type Body } from './blocks.ts';
import type { NoticeOf, Writer } from './frame.ts';

/** Somebody was invited. */
export function invitation(notice: NoticeOf<'invitation'>, write: Writer): Body {
  const texts = mailTexts.invitation;
  const role = Object.hasOwn(texts.roles, notice.role) ? texts.roles[notice.role] : undefined;
  return {
    subject: texts.subject(notice.invitedBy, write.accountName, write.brand),
    preview: texts.intro(notice.invitedBy, write.accountName, write.brand),
    heading: texts.heading(write.accountName),
    blocks: [
      paragraph(texts.intro(notice.invitedBy, write.accountName, write.brand)),
      factsOf([fact(facts.role, role ?? notice.role), fact(facts.invitationEnds, write.at(notice.expiresAt))]),
      button(texts.button, write.page(`/invitations/${encodeURIComponent(notice.token)}`)),
      paragraph(texts.ignore),
    ],
  };
}

/** The link to a new password. */
export function passwordReset(notice: NoticeOf<'password_reset'>, write: Writer): Body {
  const texts = mailTexts.password_reset;
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro,
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro),
      button(texts.button, new URL(notice.url, write.page('/')).href),
      paragraph(texts.ignore),
    ],
  };
}

/** Somebody signed up with an address that has an account: the page says nothing of it, this mail does. */
export function alreadyRegistered(_notice: NoticeOf<'already_registered'>, write: Writer): Body {
  const texts = mailTexts.already_registered;
  return {
    subject: texts.subject(write.brand),
    preview: texts.intro(write.brand),
    heading: texts.heading,
    blocks: [paragraph(texts.intro(write.brand)), button(texts.button, write.page('/login')), paragraph(texts.ignore)],
  };
}

/** To whoever asked. */
export function supportRequestReceived(notice: NoticeOf<'support_request_received'>): Body {
  const texts = mailTexts.support_request_received;
  return {
    subject: texts.subject(notice.requestId),
    preview: texts.intro,
    heading: texts.heading,
    blocks: [
      paragraph(texts.intro),
      factsOf([fact(facts.subject, notice.subject), fact(facts.reference, notice.requestId)]),
    ],
  };
}

/** To the people who answer. */
export function supportRequest(notice: NoticeOf<'support_request'>, write: Writer): Body {
  const texts = mailTexts.support_request;
  return {
    subject: texts.subject(notice.subject, notice.requestId),
    preview: notice.subject,
    heading: texts.heading(notice.name),
    blocks: [
      factsOf([
        fact(facts.from, `${notice.name} (${notice.from})`),
        ...(write.accountName === '' ? [] : [fact(facts.account, write.accountName)]),
        fact(facts.subject, notice.subject),
        fact(facts.reference, notice.requestId),
      ]),
      { kind: 'quote', text: notice.message },
      paragraph(texts.intro),
    ],
  };
}
