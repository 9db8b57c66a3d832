import type { Notice } from '../../domain/subscription/notices.ts';
import * as billing from './billing.ts';
import type { Body } from './blocks.ts';
import { footerFor, writerFor, type MailContext, type NoticeKind, type NoticeOf, type Writer } from './frame.ts';
import { mailHtml } from './html.tsx';
import * as lifecycle from './lifecycle.ts';
import type { Block, MailContent, RenderedMail } from './model.ts';
import * as people from './people.ts';
import { mailText } from './text.ts';

type Templates = { readonly [Kind in NoticeKind]: (notice: NoticeOf<Kind>, write: Writer) => Body };

/** A kind of notice without a template does not compile. */
const TEMPLATES: Templates = {
  welcome: lifecycle.welcome,
  invitation: people.invitation,
  password_reset: people.passwordReset,
  already_registered: people.alreadyRegistered,
  receipt: billing.receipt,
  payment_failed: billing.paymentFailed,
  payment_to_confirm: billing.paymentToConfirm,
  command_failed: billing.commandFailed,
  discount_ending: lifecycle.discountEnding,
  cancellation_scheduled: lifecycle.endScheduled,
  cancellation_withdrawn: lifecycle.cancellationWithdrawn,
  ending_soon: lifecycle.endScheduled,
  ended: lifecycle.ended,
  pause_scheduled: lifecycle.pauseScheduled,
  paused: lifecycle.paused,
  pause_charged: billing.pauseCharged,
  pause_ending: lifecycle.pauseEnding,
  resumed: lifecycle.resumed,
  plan_changed: lifecycle.planChanged,
  refunded: billing.refunded,
  support_request_received: people.supportRequestReceived,
  support_request: people.supportRequest,
};

/**
 * What a mail says of a notice. Names and subjects come from people: everything but a quote is held to
 * one line, so that no line break begins another header in the subject or another fact in the text.
 */
export function mailContent(notice: Notice, context: MailContext): MailContent {
  const body = bodyOf(notice, writerFor(context));
  return {
    subject: oneLine(body.subject),
    preview: oneLine(body.preview),
    heading: oneLine(body.heading),
    blocks: body.blocks.map(heldToLines),
    footer: footerFor(notice.kind, context),
  };
}

/** The mail of a notice, in both bodies. */
export function renderMail(notice: Notice, context: MailContext): RenderedMail {
  const content = mailContent(notice, context);
  return { subject: content.subject, html: mailHtml(content, context.brand), text: mailText(content) };
}

function bodyOf<Kind extends NoticeKind>(notice: NoticeOf<Kind>, write: Writer): Body {
  const template: (notice: NoticeOf<Kind>, write: Writer) => Body = TEMPLATES[notice.kind];
  return template(notice, write);
}

function heldToLines(block: Block): Block {
  switch (block.kind) {
    case 'paragraph':
      return { ...block, text: oneLine(block.text) };
    case 'facts':
      return { ...block, rows: block.rows.map((row) => ({ ...row, value: oneLine(row.value) })) };
    default:
      return block;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
