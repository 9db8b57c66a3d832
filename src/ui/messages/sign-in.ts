/** What the pages say to whoever is not logged in. */
export const logInTexts = {
  title: 'Log in',
  email: 'E-mail',
  password: 'Password',
  send: 'Log in',
  wrong: 'This e-mail and this password do not belong together. Check both, or set a new password.',
  forgotten: 'Forgotten your password?',
  signUp: 'New here? Sign up',
  loggedOut: 'You are logged out.',
  demo: 'Log-ins of the demo',
  demoIntro: (password: string) => `All have the password ${password}`,
} as const;

export const tooManyTexts = {
  title: 'Too many tries',
  text: (wait: string) => `To keep accounts safe we count tries, and there were too many. Try again in ${wait}.`,
  unchanged: 'Nothing was changed, and nothing is locked: it works again by itself.',
  seconds: (count: number) => (count === 1 ? 'one second' : `${count} seconds`),
  minutes: (count: number) => `${count} minutes`,
  back: 'Back',
} as const;

export const forgottenTexts = {
  title: 'Set a new password',
  intro: 'Type the e-mail that you log in with, and we send you a link.',
  email: 'E-mail',
  send: 'Send the link',
  back: 'Back to log in',
  sentTitle: 'Check your mail',
  sent: 'If this e-mail has a log-in, a link to set a new password is on its way. It works once, for one hour.',
  notArrived: 'Nothing there after some minutes? Look among the spam, or check that it is the e-mail you log in with.',
  again: 'Send it again',
} as const;

export const resetTexts = {
  title: 'Choose a new password',
  password: 'New password',
  passwordHint: 'At least 10 characters. A few words that only you put together do well.',
  send: 'Save the new password',
  ends: 'Every browser that is logged in as you is logged out.',
  done: 'Your password was changed. Log in with the new one.',
  deadTitle: 'This link does not work any more',
  dead: 'It was used, is older than one hour, or was not copied whole. Your password was not changed.',
  again: 'Ask for a new link',
} as const;

export const signUpTexts = {
  title: 'Sign up',
  intro: (brand: string) =>
    `Make an account of ${brand} for your company. You can cancel at any time, yourself, online.`,
  you: 'You and your company',
  company: 'Company',
  name: 'Your name',
  email: 'E-mail',
  password: 'Password',
  passwordHint: resetTexts.passwordHint,
  country: 'Country',
  countryPrompt: 'Choose a country',
  timeZone: 'Time zone',
  timeZoneUsual: 'The usual one of the country',
  timeZoneHint: 'Periods begin and end, and dates are shown, in this zone.',
  plan: 'Plan',
  planChoice: 'Choose a plan',
  planHint: 'It is charged at once, and then when each period begins.',
  planMissing: 'Choose a plan.',
  card: 'Card',
  typeAgain: 'For safety, the password and the card are not kept in the page: type them again.',
  send: 'Sign up and pay',
  logIn: 'You have an account? Log in',
  /** The same whether or not the e-mail is known; whose it is learns more by mail. */
  refused:
    'We could not make an account with this e-mail. If it is yours, look into your mail for what to do, or log in.',
  unreachable: 'The payment provider cannot be reached. No account was made and nothing was charged; try again.',
  welcome: (brand: string) => `Welcome to ${brand}. Your account is made.`,
} as const;

export const invitationTexts = {
  title: (company: string) => `Join ${company}`,
  intro: (company: string, role: string, inviter: string | null) =>
    inviter === null
      ? `You are invited to ${company}, with the role ${role}.`
      : `${inviter} invites you to ${company}, with the role ${role}.`,
  email: 'You log in with',
  name: 'Your name',
  password: 'Choose a password',
  send: 'Join',
  deadTitle: 'This invitation does not work any more',
  dead: 'It was used or withdrawn, a newer one was sent, or the address was not copied whole.',
  expired: (company: string) => `It was open for seven days. Ask whoever invited you to ${company} for a new one.`,
  knownTitle: 'This e-mail has a log-in already',
  known: (email: string) =>
    `${email} logs in to an account already, and one e-mail belongs to one account. Log in there, or ask to be invited with another e-mail.`,
  logIn: 'Log in',
  welcome: (company: string) => `You are a member of ${company} now.`,
} as const;

/** Said beside a field, where the general sentence says too little. */
export const accountFieldErrors = {
  passwordShort: 'A password has at least 10 characters.',
  passwordLong: 'A password has at most 128 characters.',
  control: 'This holds characters that cannot be printed.',
  timeZone: 'Choose a time zone of the list.',
} as const;
