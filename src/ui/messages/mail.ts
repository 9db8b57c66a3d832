import { subscriptionLabels } from './subscription.ts';

/** What mails say. Functions take figures that are already written out: dates with their zone, money with its currency. */
export const mailTexts = {
  welcome: {
    first: {
      subject: (brand: string) => `Welcome to ${brand}`,
      heading: (account: string) => `${account} is ready to go`,
      intro: (plan: string) => `Thank you for choosing the ${plan} plan. Your credits are there; the search is open.`,
    },
    again: {
      subject: (brand: string) => `Welcome back to ${brand}`,
      heading: (account: string) => `${account} is ready to go again`,
      intro: (plan: string) =>
        `Thank you for coming back, on the ${plan} plan. Your credits are there; the search is open.`,
    },
    leave: 'You can change, pause or cancel your plan at any time on its page in the settings, without writing to us.',
    button: 'Search leads',
  },
  invitation: {
    subject: (inviter: string, account: string, brand: string) => `${inviter} invites you to ${account} on ${brand}`,
    heading: (account: string) => `Join ${account}`,
    intro: (inviter: string, account: string, brand: string) =>
      `${inviter} has invited you to work with ${account} on ${brand}. Choose your name and a password, and you are in.`,
    ignore: 'If you did not expect this, ignore it: nothing happens without you.',
    button: 'Accept the invitation',
    roles: { owner: 'Owner', billing: 'Billing', member: 'Member' } as Readonly<Record<string, string>>,
  },
  password_reset: {
    subject: (brand: string) => `Choose a new ${brand} password`,
    heading: 'Choose a new password',
    intro:
      'Somebody asked to reset the password of the account with this e-mail address. The link works once, for one hour.',
    ignore: 'If it was not you, ignore this mail: your password stays as it is.',
    button: 'Choose a new password',
  },
  already_registered: {
    subject: (brand: string) => `You have a ${brand} account already`,
    heading: 'You have an account already',
    intro: (brand: string) =>
      `Somebody signed up for ${brand} with this e-mail address, which has an account. Log in with it; if you do not know the password any more, the log-in page helps.`,
    button: 'Log in',
    ignore: 'If it was not you, ignore this mail: nothing was changed.',
  },
  receipt: {
    subject: (amount: string, brand: string) => `Your ${brand} receipt: ${amount}`,
    heading: (amount: string) => `We received ${amount}`,
    headingFree: 'Your invoice is settled',
    intro: 'Thank you. This is your receipt; the invoice is in your billing settings, as a page and as a PDF.',
    introFree: 'Nothing was charged. The invoice is in your billing settings, as a page and as a PDF.',
    button: 'View the invoice',
  },
  payment_failed: {
    subject: (amount: string, brand: string) => `Your ${brand} payment of ${amount} did not go through`,
    heading: 'Your payment did not go through',
    intro: (sentence: string, amount: string) => `We tried to charge ${amount}. ${sentence}`,
    afterPause: 'Your pause has ended, so your plan goes on; this was its first charge.',
    goesOn: (nextRetry: string) =>
      `Everything stays as it is for now. We try again on ${nextRetry}, and at once when you replace the card.`,
    lastChance: (ends: string) => `If none of the tries goes through, your subscription ends on ${ends}.`,
    lastTry:
      'This was the last try, so your subscription has ended. The amount is not charged any more; you can start again at any time.',
    button: 'Replace the card',
    buttonEnded: 'See the plans',
  },
  payment_to_confirm: {
    subject: (amount: string, brand: string) => `Please confirm your ${brand} payment of ${amount}`,
    heading: 'Your bank asks you to confirm a payment',
    intro: (amount: string) =>
      `We asked for ${amount}, and your bank wants you to confirm that first. Everything stays as it is until then.`,
    otherwise: (until: string) =>
      `Until ${until} you can confirm it from your billing page. After that the payment counts as declined.`,
    button: 'Confirm the payment',
  },
  command_failed: {
    subject: (amount: string, brand: string) => `Your ${brand} payment of ${amount} did not go through`,
    heading: {
      subscribe: 'Your subscription has not started',
      resume: 'Your subscription is still paused',
      change_plan: 'Your plan has not changed',
      top_up: 'No credits were bought',
    },
    intro: (sentence: string, amount: string) =>
      `We asked for ${amount}. ${sentence} Nothing was charged, and nothing has changed.`,
    next: {
      subscribe: 'Choose your plan again when you like; if this card does not work, put in another one first.',
      resume:
        'Nothing is lost: all that the pause keeps is kept. Resume again when you like; if this card does not work, put in another one first.',
      change_plan:
        'Your present plan goes on as it is. Change it again when you like; if this card does not work, put in another one first.',
      top_up: 'Buy them again when you like; if this card does not work, put in another one first.',
    },
    button: {
      subscribe: 'See the plans',
      resume: 'See your subscription',
      change_plan: 'Change the plan',
      top_up: 'Buy credits',
    },
    card: 'Replace the card',
  },
  discount_ending: {
    subject: (brand: string, date: string) => `Your ${brand} discount ends on ${date}`,
    heading: 'Your discount ends soon',
    intro: (renews: string, charge: string, plan: string) =>
      `On ${renews} your ${plan} plan renews at its full price, and ${charge} is charged.`,
    choice: 'If you do not want that, change, pause or cancel before then on your subscription page.',
    button: 'See your subscription',
  },
  cancellation_scheduled: {
    subject: (brand: string, date: string) => `Your ${brand} subscription is cancelled and ends on ${date}`,
    heading: 'Your cancellation is confirmed',
    intro: (ends: string) =>
      `Your subscription ends on ${ends}. Until then everything stays as it is, and nothing new is charged.`,
    undo: `Changed your mind? Until then, “${subscriptionLabels.resumeScheduled}” on your dashboard takes the cancellation back, and nothing is lost.`,
    button: 'See your subscription',
  },
  cancellation_withdrawn: {
    subject: (brand: string) => `Your ${brand} subscription goes on`,
    heading: 'The cancellation is withdrawn',
    intro: 'Your subscription goes on as before, with its credits and its order history.',
    button: 'See your subscription',
  },
  ending_soon: {
    subject: (brand: string, date: string) => `Your ${brand} subscription ends on ${date}`,
    heading: 'Your subscription ends soon',
    intro: (ends: string) => `You cancelled, and your subscription ends on ${ends}. You need not do anything.`,
    undo: `If you want to stay, “${subscriptionLabels.resumeScheduled}” on your dashboard keeps everything. Leads that you bought can be downloaded from your orders.`,
    button: 'See your subscription',
  },
  ended: {
    subject: (brand: string) => `Your ${brand} subscription has ended`,
    heading: 'Your subscription has ended',
    cancelled: (ended: string) =>
      `As you asked, your subscription ended on ${ended}. Nothing will be charged any more.`,
    payment_failed: (ended: string) =>
      `The last try to charge your card failed, so your subscription ended on ${ended}. Nothing will be charged any more.`,
    back: 'You can start again at any time. Credits that you bought on their own wait for you.',
    backPlain: 'You can start again at any time.',
    button: 'See the plans',
  },
  pause_scheduled: {
    subject: (brand: string, date: string) => `Your ${brand} subscription pauses on ${date}`,
    heading: 'Your pause is scheduled',
    intro: (starts: string, fee: string) =>
      `Your subscription pauses on ${starts}. From then on you pay ${fee} a month instead of your plan's price.`,
    keeps:
      'While it is paused your credits are frozen: none is lost, none can be spent. Your order history stays too, so no lead comes twice when you return.',
    undo: `Until then, “${subscriptionLabels.resumeScheduled}” on your dashboard takes the pause back.`,
    button: 'See your subscription',
  },
  paused: {
    subject: (brand: string) => `Your ${brand} subscription is paused`,
    heading: 'Your subscription is paused',
    intro: (started: string, fee: string) => `Since ${started} your subscription is paused, for ${fee} a month.`,
    keeps: 'Your credits and your order history are kept as they are.',
    back: `To come back, choose “${subscriptionLabels.resumePaused}”; you see the exact charge before you accept it.`,
    button: 'See your subscription',
  },
  pause_charged: {
    subject: (amount: string, brand: string) => `Your ${brand} receipt for the pause: ${amount}`,
    heading: (amount: string) => `We received ${amount} for the pause`,
    intro: 'Your credits and your order history are kept for another month.',
    button: 'View the invoice',
  },
  pause_ending: {
    subject: (brand: string, date: string) => `Your ${brand} pause ends on ${date}`,
    heading: 'Your pause ends soon',
    intro: (resumes: string, charge: string, plan: string) =>
      `On ${resumes} your pause ends, your ${plan} plan goes on, and ${charge} is charged.`,
    choice: 'If you do not want that, cancel before then on your subscription page.',
    button: 'See your subscription',
  },
  resumed: {
    subject: (brand: string) => `Welcome back to ${brand}`,
    heading: 'Your subscription is active again',
    intro: (plan: string) => `Your ${plan} plan is active again, with all that was kept.`,
    button: 'Search leads',
  },
  plan_changed: {
    subject: (plan: string, brand: string) => `Your ${brand} plan: ${plan}`,
    done: {
      heading: 'Your plan has changed',
      intro: (plan: string, _effective: string) => `You are on the ${plan} plan now.`,
    },
    scheduled: {
      heading: 'Your plan change is confirmed',
      intro: (plan: string, effective: string) =>
        `Your plan changes to ${plan} on ${effective}. Until then your present plan stays as it is.`,
    },
    button: 'See your subscription',
  },
  refunded: {
    subject: (amount: string, brand: string) => `Your ${brand} refund of ${amount}`,
    heading: (amount: string) => `We sent ${amount} back`,
    why: {
      payment_declined:
        'A payment went through that had been declined before, so nothing waited for it any more. We sent all of it back at once.',
      card_replaced:
        'A payment with your former card went through after we had asked the new one instead. We sent all of it back at once.',
      payment_dropped:
        'A payment arrived for something that you had cancelled in the meantime. We sent all of it back at once.',
      invoice_void: 'A payment arrived for an invoice that no longer counts. We sent all of it back at once.',
    } as Readonly<Record<string, string>>,
    whyElse: 'A payment arrived that was no longer due. We sent all of it back at once.',
    bank: 'Your bank may take some days to show it.',
    button: 'See your billing',
  },
  support_request_received: {
    subject: (reference: string) => `We received your request (${reference})`,
    heading: 'We received your request',
    intro: 'A person reads it and writes back to this address.',
  },
  support_request: {
    subject: (subject: string, reference: string) => `[${reference}] ${subject}`,
    heading: (name: string) => `A request from ${name}`,
    intro: 'Answer this mail to write back.',
  },
} as const;

/** The labels of the figures in mails. */
export const mailFacts = {
  account: 'Account',
  accessEnds: 'Access ends',
  amount: 'Amount',
  charged: 'Charged',
  confirmBy: 'Confirm by',
  creditNote: 'Credit note',
  creditsFrozen: 'Credits kept, frozen',
  creditsHeld: 'Credits',
  creditsLost: 'Plan credits lost',
  creditsStay: 'Bought credits kept',
  effective: 'In effect from',
  ended: 'Ended',
  invitationEnds: 'The invitation ends',
  invoice: 'Invoice',
  from: 'From',
  leadsClosed: 'Order history closed',
  leadsKept: 'Order history kept',
  nextCharge: 'Next charge',
  nextTry: 'Next try',
  paid: 'Paid',
  paidFor: 'For',
  pauseEnds: 'The pause ends',
  pauseMonth: 'A pause month',
  pauseStarts: 'The pause starts',
  pausedSince: 'Paused since',
  periodEnd: 'Period to',
  periodStart: 'Period from',
  plan: 'Plan',
  planAsked: 'Plan asked for',
  reference: 'Reference',
  role: 'Your role',
  subject: 'Subject',
  subscriptionEnds: 'Otherwise it ends',
} as const;

/** What a payment was for. */
export const purposeTexts = {
  plan: 'Your plan',
  pause: 'The pause',
  proration: 'The change of plan',
  top_up: 'Credits',
} as const;

export const mailPhrases = {
  amountOn: (amount: string, date: string) => `${amount} on ${date}`,
  credit: 'credit',
  credits: 'credits',
  lead: 'lead',
  leads: 'leads',
  pauseBound: (ends: string, charge: string) =>
    `The pause ends by itself on ${ends}: your plan goes on then, and ${charge} is charged. We write to you again before that; you can come back or cancel earlier.`,
} as const;

/** The end of every mail. */
export const mailFooter = {
  support: 'Questions? Write to',
  manage: 'To change, pause or cancel:',
  manageLink: 'your subscription',
  sentTo: (account: string, brand: string) => `You get this mail because of ${account}'s account with ${brand}.`,
} as const;
