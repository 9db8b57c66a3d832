import type { Notice } from '../../domain/subscription/notices.ts';
import { formatCount, formatDate, formatInstant, formatMoney } from '../format.ts';
import { mailFooter, mailPhrases } from '../messages/mail.ts';
import type { FooterLine } from './model.ts';

export type NoticeKind = Notice['kind'];
export type NoticeOf<Kind extends NoticeKind> = Extract<Notice, { kind: Kind }>;

/** The account that a mail is about; a visitor has none, so the name is empty and the zone is UTC. */
interface MailAccount {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
}

/** Whom a mail is for and who sends it. */
export interface MailContext {
  readonly brand: string;
  readonly supportEmail: string;
  /** Where the portal is reached, without a slash at its end. */
  readonly baseUrl: string;
  readonly account: MailAccount;
}

/** Writes a notice's figures the way one account reads them. */
export interface Writer {
  readonly brand: string;
  readonly accountName: string;
  readonly currency: string;
  /** "31 March 2026, 15:00 New York time" */
  at(instant: string): string;
  /** "31 March 2026" */
  on(instant: string): string;
  money(amountMinor: number, currency: string): string;
  credits(count: number): string;
  leads(count: number): string;
  /** An absolute address of a page. */
  page(path: string): string;
}

/** Makes the writer for the account that a mail is about. */
export function writerFor(context: MailContext): Writer {
  const { brand, baseUrl, account } = context;
  return {
    brand,
    accountName: account.name,
    currency: account.currency,
    at: (instant) => formatInstant(instant, account.timeZone),
    on: (instant) => formatDate(instant, account.timeZone),
    money: formatMoney,
    credits: (count) => formatCount(count, mailPhrases.credit, mailPhrases.credits),
    leads: (count) => formatCount(count, mailPhrases.lead, mailPhrases.leads),
    page: (path) => `${baseUrl}${path}`,
  };
}

/** Mails about the account say why they come and where to change it; the others only whom to ask. */
export function footerFor(kind: NoticeKind, context: MailContext): readonly FooterLine[] {
  const { brand, supportEmail, baseUrl, account } = context;
  const support: FooterLine = {
    text: mailFooter.support,
    link: { label: supportEmail, href: `mailto:${supportEmail}` },
  };
  if (!ABOUT_THE_ACCOUNT[kind]) return [support];
  return [
    support,
    {
      text: mailFooter.manage,
      link: { label: mailFooter.manageLink, href: `${baseUrl}/settings/subscription` },
    },
    { text: mailFooter.sentTo(account.name, brand) },
  ];
}

const ABOUT_THE_ACCOUNT: Readonly<Record<NoticeKind, boolean>> = {
  welcome: true,
  invitation: false,
  password_reset: false,
  already_registered: false,
  receipt: true,
  payment_failed: true,
  payment_to_confirm: true,
  command_failed: true,
  discount_ending: true,
  cancellation_scheduled: true,
  cancellation_withdrawn: true,
  ending_soon: true,
  ended: true,
  pause_scheduled: true,
  paused: true,
  pause_charged: true,
  pause_ending: true,
  resumed: true,
  plan_changed: true,
  refunded: true,
  support_request_received: false,
  support_request: false,
};
