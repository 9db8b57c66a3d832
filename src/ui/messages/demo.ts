import type { DueKind } from '../../domain/subscription/time-passing.ts';

/** What the demo's bar and mailbox say. */
export const demoTexts = {
  label: 'Demo',
  intro: 'This is a demo: no money moves, and no mail leaves this machine.',
  pages: 'Pages of the demo',
  advance: 'Advance the test clock',
  at: (date: string, time: string) => `${date}, ${time}`,
  now: (time: string, zone: string) => `${time} ${zone}`,
  systemTime: 'Your account runs on the time of day; only accounts on a test clock can be moved.',
  next: (what: string, time: string) => `Next: ${what}, ${time}`,
  nothingDue: 'Nothing is due.',
  toNext: 'To the next event',
  byDay: 'By a day',
  toPeriodEnd: 'To the period’s end',
  mailbox: 'Mailbox',
  reset: 'Reset the demo',
  resetTitle: 'Reset the demo?',
  resetWhat:
    'Acme Outbound starts again with its first three months; what was done to it in the demo is forgotten. Accounts that were signed up stay.',
  resetKeep: 'Leave it as it is',
  wasReset: 'The demo is as it was at the start.',
  moved: (time: string) => `The clock stands at ${time}. Everything that was due on the way has happened.`,
  notMoved: 'Nothing is due, so the clock stayed where it is.',
  noClock: 'This account has no test clock.',
  mailboxIntro: (zone: string) =>
    `What the demo would have sent by mail. Nothing leaves this machine. Times are in ${zone}.`,
  noMail: 'No mail yet.',
  to: 'To',
  subject: 'Subject',
  sent: 'Sent',
  showHtml: 'Show as it looks in a mail program',
  backToMailbox: 'Mailbox',
  links: 'Links in this mail',
} as const;

/** What is due next, in the words of somebody who watches the clock. */
export const dueTexts: Record<DueKind, string> = {
  authentication_expiry: 'the payment to confirm lapses',
  attempt_expiry: 'the open attempt lapses',
  notice: 'a notice goes out',
  retry: 'the card is tried again',
  renew: 'the plan renews',
  startPause: 'the pause begins',
  renewPause: 'the pause month ends',
  end: 'the subscription ends',
};
