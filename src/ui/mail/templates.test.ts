import { describe, expect, test } from 'vitest';
import type { NoticeKind, NoticeOf, MailContext } from './frame.ts';
import { mailContent, renderMail } from './templates.ts';

const context: MailContext = {
  brand: 'ListKit',
  supportEmail: 'support@listkit.test',
  baseUrl: 'https://desk.example',
  account: { name: 'Acme Outbound', timeZone: 'America/New_York', currency: 'USD' },
};

const END = '2026-03-31T19:00:00Z';
const END_WRITTEN = '31 March 2026, 15:00 New York time';
const NEXT = '2026-04-30T19:00:00Z';
const NEXT_WRITTEN = '30 April 2026, 15:00 New York time';

interface Expected<Kind extends NoticeKind> {
  readonly notice: NoticeOf<Kind>;
  readonly subject: string;
  /** What both bodies must say. */
  readonly says: readonly string[];
  readonly link: string | null;
}

const paused = { feeMinor: 100, currency: 'USD', credits: 1800, leads: 12345 };
const lost = { creditsLost: 1500, creditsKept: 250, leadsClosed: 12345 };
const lostWritten = ['1,500 credits', '250 credits', '12,345 leads'];

const cases: { readonly [Kind in NoticeKind]: Expected<Kind> } = {
  welcome: {
    notice: {
      kind: 'welcome',
      again: false,
      planName: 'Growth',
      credits: 2000,
      nextChargeAt: END,
      nextChargeMinor: 9700,
    },
    subject: 'Welcome to ListKit',
    says: ['Growth', '2,000 credits', `$97.00 on ${END_WRITTEN}`],
    link: 'https://desk.example/',
  },
  invitation: {
    notice: {
      kind: 'invitation',
      to: 'new@acme.test',
      role: 'billing',
      invitedBy: 'Olive Owner',
      token: 'a/b?c',
      expiresAt: END,
    },
    subject: 'Olive Owner invites you to Acme Outbound on ListKit',
    says: ['Olive Owner', 'Acme Outbound', 'Billing', END_WRITTEN],
    link: 'https://desk.example/invitations/a%2Fb%3Fc',
  },
  password_reset: {
    notice: { kind: 'password_reset', to: 'a@acme.test', url: 'https://desk.example/reset-password?token=t1' },
    subject: 'Choose a new ListKit password',
    says: ['your password stays as it is'],
    link: 'https://desk.example/reset-password?token=t1',
  },
  already_registered: {
    notice: { kind: 'already_registered', to: 'a@acme.test' },
    subject: 'You have a ListKit account already',
    says: ['nothing was changed'],
    link: 'https://desk.example/login',
  },
  receipt: {
    notice: {
      kind: 'receipt',
      invoiceId: 'inv_acme0001',
      number: 'ACME-0001',
      purpose: 'plan',
      amountMinor: 9700,
      currency: 'USD',
      paidAt: END,
      periodStart: END,
      periodEnd: NEXT,
    },
    subject: 'Your ListKit receipt: $97.00',
    says: ['ACME-0001', '$97.00', 'Your plan', END_WRITTEN, NEXT_WRITTEN],
    link: 'https://desk.example/settings/billing/invoices/inv_acme0001',
  },
  payment_failed: {
    notice: {
      kind: 'payment_failed',
      invoiceId: 'inv_acme0001',
      number: 'ACME-0001',
      purpose: 'plan',
      amountMinor: 9700,
      currency: 'USD',
      failure: 'insufficient_funds',
      retry: 0,
      nextRetryAt: END,
      endsAt: NEXT,
      afterPause: false,
    },
    subject: 'Your ListKit payment of $97.00 did not go through',
    says: ['not enough money on the card', '$97.00', 'ACME-0001', END_WRITTEN, NEXT_WRITTEN],
    link: 'https://desk.example/settings/billing/card',
  },
  payment_to_confirm: {
    notice: {
      kind: 'payment_to_confirm',
      invoiceId: 'inv_acme0001',
      number: 'ACME-0001',
      purpose: 'plan',
      amountMinor: 9700,
      currency: 'USD',
      confirmBy: END,
    },
    subject: 'Please confirm your ListKit payment of $97.00',
    says: ['your bank wants you to confirm', '$97.00', 'ACME-0001', END_WRITTEN, 'counts as declined'],
    link: 'https://desk.example/settings/billing',
  },
  command_failed: {
    notice: {
      kind: 'command_failed',
      command: 'subscribe',
      planName: 'Growth',
      amountMinor: 9700,
      currency: 'USD',
      failure: 'insufficient_funds',
    },
    subject: 'Your ListKit payment of $97.00 did not go through',
    says: [
      'Your subscription has not started',
      'not enough money on the card',
      'Nothing was charged, and nothing has changed.',
      'put in another one first',
      'Growth',
      '$97.00',
    ],
    link: 'https://desk.example/settings/subscription',
  },
  discount_ending: {
    notice: {
      kind: 'discount_ending',
      planName: 'Growth',
      nextChargeAt: END,
      nextChargeMinor: 9700,
      currency: 'USD',
    },
    subject: 'Your ListKit discount ends on 31 March 2026',
    says: [`$97.00 on ${END_WRITTEN}`, 'Growth', 'full price', 'pause or cancel before then'],
    link: 'https://desk.example/settings/subscription',
  },
  cancellation_scheduled: {
    notice: { kind: 'cancellation_scheduled', reference: 'REF-7', endsAt: END, ...lost },
    subject: 'Your ListKit subscription is cancelled and ends on 31 March 2026',
    says: [END_WRITTEN, 'REF-7', 'Resume Subscription', 'nothing new is charged', ...lostWritten],
    link: 'https://desk.example/settings/subscription',
  },
  cancellation_withdrawn: {
    notice: {
      kind: 'cancellation_withdrawn',
      reference: 'REF-7',
      nextChargeAt: END,
      nextChargeMinor: 9700,
      currency: 'USD',
    },
    subject: 'Your ListKit subscription goes on',
    says: ['REF-7', `$97.00 on ${END_WRITTEN}`],
    link: 'https://desk.example/settings/subscription',
  },
  ending_soon: {
    notice: { kind: 'ending_soon', reference: 'REF-7', endsAt: END, ...lost },
    subject: 'Your ListKit subscription ends on 31 March 2026',
    says: [END_WRITTEN, 'REF-7', 'Resume Subscription', ...lostWritten],
    link: 'https://desk.example/settings/subscription',
  },
  ended: {
    notice: { kind: 'ended', cause: 'cancelled', endedAt: END, ...lost },
    subject: 'Your ListKit subscription has ended',
    says: ['As you asked', END_WRITTEN, ...lostWritten],
    link: 'https://desk.example/settings/subscription',
  },
  pause_scheduled: {
    notice: { kind: 'pause_scheduled', reference: 'REF-8', startsAt: END, bound: null, ...paused },
    subject: 'Your ListKit subscription pauses on 31 March 2026',
    says: [END_WRITTEN, '$1.00', '1,800 credits', '12,345 leads', 'REF-8', 'Resume Subscription'],
    link: 'https://desk.example/settings/subscription',
  },
  paused: {
    notice: { kind: 'paused', startedAt: END, nextChargeAt: NEXT, nextChargeMinor: 100, bound: null, ...paused },
    subject: 'Your ListKit subscription is paused',
    says: [END_WRITTEN, `$1.00 on ${NEXT_WRITTEN}`, '1,800 credits', '12,345 leads'],
    link: 'https://desk.example/settings/subscription',
  },
  pause_charged: {
    notice: {
      kind: 'pause_charged',
      invoiceId: 'inv_acme0002',
      number: 'ACME-0002',
      amountMinor: 100,
      currency: 'USD',
      paidAt: END,
      periodStart: END,
      periodEnd: NEXT,
      bound: null,
    },
    subject: 'Your ListKit receipt for the pause: $1.00',
    says: ['ACME-0002', '$1.00', END_WRITTEN, NEXT_WRITTEN],
    link: 'https://desk.example/settings/billing/invoices/inv_acme0002',
  },
  pause_ending: {
    notice: { kind: 'pause_ending', resumesAt: END, chargeMinor: 9700, currency: 'USD', planName: 'Growth' },
    subject: 'Your ListKit pause ends on 31 March 2026',
    says: [END_WRITTEN, '$97.00', 'Growth'],
    link: 'https://desk.example/settings/subscription',
  },
  resumed: {
    notice: {
      kind: 'resumed',
      planName: 'Growth',
      chargedMinor: 6790,
      currency: 'USD',
      nextChargeAt: END,
      nextChargeMinor: 9700,
      credits: 1800,
      leads: 12345,
    },
    subject: 'Welcome back to ListKit',
    says: ['Growth', '$67.90', `$97.00 on ${END_WRITTEN}`, '1,800 credits', '12,345 leads'],
    link: 'https://desk.example/',
  },
  plan_changed: {
    notice: {
      kind: 'plan_changed',
      planName: 'Scale',
      done: false,
      effectiveAt: END,
      nextChargeAt: END,
      nextChargeMinor: 29700,
      currency: 'USD',
    },
    subject: 'Your ListKit plan: Scale',
    says: [`Your plan changes to Scale on ${END_WRITTEN}`, `$297.00 on ${END_WRITTEN}`],
    link: 'https://desk.example/settings/subscription',
  },
  refunded: {
    notice: { kind: 'refunded', number: 'ACME-CN-0001', amountMinor: 9700, currency: 'USD', why: 'payment_dropped' },
    subject: 'Your ListKit refund of $97.00',
    says: ['ACME-CN-0001', '$97.00', 'cancelled in the meantime'],
    link: 'https://desk.example/settings/billing',
  },
  support_request_received: {
    notice: {
      kind: 'support_request_received',
      to: 'a@acme.test',
      requestId: 'req_1',
      subject: 'Two <b>questions</b>',
    },
    subject: 'We received your request (req_1)',
    says: ['req_1', 'Two <b>questions</b>'],
    link: null,
  },
  support_request: {
    notice: {
      kind: 'support_request',
      requestId: 'req_1',
      from: 'a@acme.test',
      name: 'Ann & Co',
      subject: 'Two\r\nBcc: someone@else.test questions',
      message: 'First <script>alert(1)</script>\nSecond & last',
    },
    subject: '[req_1] Two Bcc: someone@else.test questions',
    says: ['a@acme.test', 'Ann & Co', 'Acme Outbound', 'First <script>alert(1)</script>', 'Second & last'],
    link: null,
  },
};

describe.each(Object.values(cases))('the mail $notice.kind', ({ notice, subject, says, link }) => {
  const mail = renderMail(notice, context);
  const readable = readHtml(mail.html);

  test('has its subject', () => {
    expect(mail.subject).toBe(subject);
  });

  test.each(says)('says "%s" in both bodies', (what) => {
    expect(mail.text).toContain(what);
    expect(readable).toContain(what);
  });

  test('links to an absolute address in both bodies', () => {
    const links = [...mail.html.matchAll(/href="([^"]*)"/g)].map((match) => unescape(match[1] ?? ''));
    for (const href of links) expect(href).toMatch(/^(https:\/\/desk\.example\/|mailto:)/);
    if (link === null) return;
    expect(links).toContain(link);
    expect(mail.text).toContain(link);
  });

  test('carries the same content in both bodies', () => {
    const content = mailContent(notice, context);
    const said = content.blocks.flatMap((block) => {
      if (block.kind === 'facts') return block.rows.flatMap((row) => [row.label, row.value]);
      return block.kind === 'button' ? [block.label] : block.text.split(/[\r\n]+/);
    });
    for (const one of [content.heading, ...said, ...content.footer.map((line) => line.text)]) {
      expect(mail.text).toContain(one);
      expect(readable).toContain(one);
    }
  });

  test('names whom to ask, and fetches nothing', () => {
    expect(mail.text).toContain('support@listkit.test');
    expect(mail.html).not.toMatch(/<(img|script|link|iframe)\b|url\(/);
  });
});

test('what people wrote never becomes markup', () => {
  const { html } = renderMail(cases.support_request.notice, context);
  expect(html).toContain('First &lt;script&gt;');
});

describe('a payment that failed for the last time', () => {
  const notice = { ...cases.payment_failed.notice, nextRetryAt: null };

  test('speaks of no further try, and offers nothing that does not help any more', () => {
    const { text } = renderMail(notice, context);
    expect(text).toContain('This was the last try, so your subscription has ended.');
    expect(text).not.toMatch(/We try again|[Rr]eplace the card|billing\/card/);
    expect(text).toContain('See the plans:\nhttps://desk.example/settings/subscription');
  });
});

test('a payment that failed after a pause says that the pause has ended', () => {
  const { text } = renderMail({ ...cases.payment_failed.notice, afterPause: true }, context);
  expect(text).toContain('Your pause has ended');
  expect(text).toContain('Replace the card:');
});

test.each([
  ['resume', 'Growth', 'Your subscription is still paused', '/settings/subscription'],
  ['change_plan', 'Scale', 'Your plan has not changed', '/settings/subscription/change-plan'],
  ['top_up', null, 'No credits were bought', '/settings/billing/top-up'],
] as const)('a failed %s says what did not happen, and where to try again', (command, planName, heading, path) => {
  const { text } = renderMail({ ...cases.command_failed.notice, command, planName }, context);
  expect(text).toContain(heading);
  expect(text).toContain(`:\nhttps://desk.example${path}\n`);
  expect(text).toContain('Replace the card:\nhttps://desk.example/settings/billing/card');
});

test('a plan that has changed is not announced for the future', () => {
  const { text } = renderMail({ ...cases.plan_changed.notice, done: true, nextChargeAt: NEXT }, context);
  expect(text).toContain('You are on the Scale plan now.');
  expect(text).toContain(`Next charge: $297.00 on ${NEXT_WRITTEN}`);
  expect(text).not.toMatch(/changes to|present plan/);
});

test('who starts again is welcomed back', () => {
  const mail = renderMail({ ...cases.welcome.notice, again: true }, context);
  expect(mail.subject).toBe('Welcome back to ListKit');
  expect(mail.text).toContain('Thank you for coming back, on the Growth plan.');
});

test.each(['pause_scheduled', 'paused', 'pause_charged'] as const)(
  'the mail %s says when a bounded pause ends, and what is charged then',
  (kind) => {
    const bound = { endsAt: '2026-06-30T19:00:00Z', chargeMinor: 9700 };
    const { text } = renderMail({ ...cases[kind].notice, bound }, context);
    expect(text).toContain('ends by itself on 30 June 2026, 15:00 New York time');
    expect(text).toContain('$97.00 is charged');
    expect(renderMail(cases[kind].notice, context).text).not.toContain('by itself');
  },
);

test('a subscription that ended unpaid says so', () => {
  const { text } = renderMail({ ...cases.ended.notice, cause: 'payment_failed', creditsKept: 0 }, context);
  expect(text).toContain('The last try to charge your card failed');
  expect(text).not.toContain('wait for you');
});

test('an invoice of zero is no receipt of money', () => {
  const { text } = renderMail({ ...cases.receipt.notice, amountMinor: 0 }, context);
  expect(text).toContain('Nothing was charged.');
});

test('every mail about the account shows the way to change or cancel', () => {
  const { text } = renderMail(cases.receipt.notice, context);
  expect(text).toContain('To change, pause or cancel: https://desk.example/settings/subscription');
});

/** What a person reads of the HTML. */
function readHtml(html: string): string {
  const body = html.slice(html.indexOf('<body'));
  return unescape(body.replace(/<[^>]*>/g, '\n'));
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
