import type { AccountRefusalCode, Role } from '../../domain/account/types.ts';

export const profileTexts = {
  title: 'Profile',
  you: 'You',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  save: 'Save',
  saved: 'Your name was changed.',
  passwordTitle: 'Password',
  passwordIntro: 'When you change it, every other browser that is logged in as you is logged out.',
  current: 'Present password',
  currentWrong: 'This is not your present password.',
  new: 'New password',
  newHint: 'At least 10 characters.',
  change: 'Change the password',
  changed: 'Your password was changed. Every other browser was logged out.',
} as const;

export const companyTexts = {
  title: 'Company',
  name: 'Name',
  country: 'Country',
  timeZone: 'Time zone',
  timeZoneHint:
    'A new time zone changes the dates that you see at once. The present subscription keeps its periods; they follow the new zone when a new one begins: a resume, a longer interval or a new subscription.',
  save: 'Save',
  saved: 'The company was changed.',
  readOnly: 'Only an owner or a billing member can change this.',
  other: 'Account',
  code: 'Account code',
  codeDetail: 'Invoice numbers and references begin with it.',
  currency: 'Currency',
  since: 'Customer since',
} as const;

export const memberTexts = {
  title: 'Members',
  people: 'Who is in this account',
  readOnly: 'Only an owner can invite people, change roles or remove members.',
  you: (name: string) => `${name} (you)`,
  columns: { name: 'Name', email: 'E-mail', role: 'Role', joined: 'Joined', change: 'Change' },
  change: 'Change',
  changeOf: (name: string) => `, ${name}`,
  roleChoices: {
    owner: 'Owner: everything, also members and roles',
    billing: 'Billing: the tools, the company, the subscription and billing',
    member: 'Member: the tools, and a look at where the subscription stands',
  } satisfies Record<Role, string>,
  invite: 'Invite somebody',
  inviteIntro: 'They get a mail with a link that works for seven days.',
  email: 'E-mail',
  role: 'Role',
  send: 'Send the invitation',
  sent: (email: string) => `The invitation to ${email} is on its way.`,
  alreadyMember: 'This person is a member already.',
  open: 'Open invitations',
  invitationColumns: { email: 'E-mail', role: 'Role', expires: 'Works until', actions: 'What can be done' },
  expired: 'Has ended',
  again: 'Send again',
  withdraw: 'Withdraw',
  ofInvitation: (email: string) => ` the invitation to ${email}`,
  withdrawn: 'The invitation was withdrawn. Its link does not work any more.',
} as const;

export const memberTextsOfOne = {
  role: 'Role',
  save: 'Save the role',
  saved: (name: string, role: string) => `${name} has the role ${role} now.`,
  remove: 'Remove from the account',
  removeWhat: (name: string) =>
    `${name} is logged out everywhere and cannot log in any more. Orders and the activity log stay. You can invite the same e-mail again.`,
  removeYourself: 'You are logged out everywhere and cannot log in any more.',
  removeButton: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} was removed.`,
  removedYourself: 'You were removed from the account and are logged out.',
  lastOwner: 'An account has at least one owner. Make somebody else an owner first.',
} as const;

/** Why an account command did not happen. */
export const accountRefusalSentences: Record<AccountRefusalCode, string> = {
  not_allowed: 'Your role does not allow this. Ask an owner.',
  unknown_member: 'This person is not a member any more.',
  unknown_invitation: 'This invitation is not open any more.',
  invitation_expired: 'This invitation has ended.',
  already_member: memberTexts.alreadyMember,
  last_owner: memberTextsOfOne.lastOwner,
  email_taken: 'This e-mail has a log-in already.',
};
