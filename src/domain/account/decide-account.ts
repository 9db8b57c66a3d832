import type { DomainEvent, EventType } from '../subscription/events.ts';
import type { PaymentMethod } from '../billing/types.ts';
import type { Effect } from '../subscription/effects.ts';
import type { Account } from '../subscription/types.ts';
import { iso } from '../time/iso.ts';
import { atOrBefore, before, plusDays } from '../time/period.ts';
import type { Instant } from '../time/period.ts';
import { mayDo } from './permissions.ts';
import type {
  AccountChange,
  AccountCommand,
  AccountDecision,
  AccountRefusalCode,
  Asker,
  Invitation,
  Member,
  Roster,
  SupportRequest,
} from './types.ts';

const INVITATION_DAYS = 7;
/** The same invitation asked for again within this time is a double click. */
const DOUBLE_CLICK_SECONDS = 60;

type Of<Do extends AccountCommand['do']> = Extract<AccountCommand, { do: Do }>;

/** Decides a command on an account's people and particulars. */
export function decideAccount(roster: Roster, asker: Asker, command: AccountCommand, now: Instant): AccountDecision {
  const member = asker === 'invited' ? asker : roster.members.find(({ id }) => id === asker.memberId);
  if (member === undefined || !mayDo(member === 'invited' ? member : member.role, command.do)) {
    return refused('not_allowed');
  }
  if (member === 'invited') return decideInvited(roster, command, now);
  return decideMember(roster, member, command, now);
}

function decideInvited(roster: Roster, command: AccountCommand, now: Instant): AccountDecision {
  return command.do === 'accept_invitation' ? accept(roster, command, now) : refused('not_allowed');
}

function decideMember(roster: Roster, by: Member, command: AccountCommand, now: Instant): AccountDecision {
  switch (command.do) {
    case 'invite_member':
      return invite(roster, by, command, now);
    case 'withdraw_invitation':
      return withdraw(roster, command, now);
    case 'change_member_role':
      return changeRole(roster, command, now);
    case 'remove_member':
      return remove(roster, command, now);
    case 'change_company':
      return changeCompany(roster.account, command, now);
    case 'change_profile':
      return rename(by, command, now);
    case 'note_password':
      return notePassword(by, command, now);
    case 'open_support_request':
      return openSupportRequest(command, now);
    case 'accept_invitation':
      return refused('not_allowed');
  }
}

/** What a new account begins with: its owner and the card; money and plan come by `subscribe`. */
export function openAccount(
  account: Account,
  owner: Member,
  passwordHash: string,
  card: PaymentMethod,
  clockId: string | null,
): AccountDecision {
  const { id, code, name, country, timeZone, currency } = account;
  return {
    refusal: null,
    changes: [
      { kind: 'account_opened', account, clockId },
      { kind: 'member_added', member: owner, passwordHash },
      { kind: 'payment_method_set', card },
    ],
    events: [
      happened('AccountCreated', account.createdAt, { accountId: id, code, name, country, timeZone, currency }),
      joined(owner),
    ],
    effects: [],
  };
}

function invite(roster: Roster, inviter: Member, command: Of<'invite_member'>, now: Instant): AccountDecision {
  const { invitationId: id, email, role, tokenHash } = command;
  if (roster.members.some((member) => member.email === email)) return refused('already_member');
  const earlier = roster.invitations.find((invitation) => invitation.email === email);
  if (earlier?.role === role && before(now, earlier.invitedAt.add({ seconds: DOUBLE_CLICK_SECONDS }))) return unchanged;
  const expiresAt = plusDays(now, INVITATION_DAYS);
  const invitation: Invitation = { id, email, role, tokenHash, invitedBy: inviter.id, invitedAt: now, expiresAt };
  const changes: AccountChange[] = [{ kind: 'invitation_added', invitation }];
  // the newest mail is the one whose link works
  if (earlier) changes.unshift({ kind: 'invitation_withdrawn', invitationId: earlier.id, at: now });
  return {
    refusal: null,
    changes,
    events: [happened('MemberInvited', now, { invitationId: id, email, role, again: earlier !== undefined })],
    effects: [
      {
        kind: 'mail',
        key: `invitation:${id}`,
        notice: {
          kind: 'invitation',
          to: email,
          role,
          invitedBy: inviter.name,
          token: command.token,
          expiresAt: iso(expiresAt),
        },
      },
    ],
  };
}

function withdraw(roster: Roster, command: Of<'withdraw_invitation'>, now: Instant): AccountDecision {
  const invitation = roster.invitations.find(({ id }) => id === command.invitationId);
  if (invitation === undefined) return refused('unknown_invitation');
  return decided({ kind: 'invitation_withdrawn', invitationId: invitation.id, at: now }, [
    happened('InvitationWithdrawn', now, { invitationId: invitation.id, email: invitation.email }),
  ]);
}

function accept(roster: Roster, command: Of<'accept_invitation'>, now: Instant): AccountDecision {
  const invitation = roster.invitations.find(({ id }) => id === command.invitationId);
  if (invitation === undefined) return refused('unknown_invitation');
  if (atOrBefore(invitation.expiresAt, now)) return refused('invitation_expired');
  const member: Member = {
    id: command.memberId,
    userId: command.userId,
    name: command.name,
    email: invitation.email,
    role: invitation.role,
    joinedAt: now,
  };
  return {
    refusal: null,
    changes: [
      { kind: 'invitation_accepted', invitationId: invitation.id, at: now },
      { kind: 'member_added', member, passwordHash: command.passwordHash },
    ],
    events: [joined(member)],
    effects: [],
  };
}

function changeRole(roster: Roster, command: Of<'change_member_role'>, now: Instant): AccountDecision {
  const member = roster.members.find(({ id }) => id === command.memberId);
  if (member === undefined) return refused('unknown_member');
  if (member.role === command.role) return unchanged;
  if (isLastOwner(roster, member)) return refused('last_owner');
  return decided({ kind: 'member_role_changed', memberId: member.id, role: command.role }, [
    happened('MemberRoleChanged', now, {
      memberId: member.id,
      name: member.name,
      from: member.role,
      to: command.role,
    }),
  ]);
}

function remove(roster: Roster, command: Of<'remove_member'>, now: Instant): AccountDecision {
  const member = roster.members.find(({ id }) => id === command.memberId);
  if (member === undefined) return refused('unknown_member');
  if (isLastOwner(roster, member)) return refused('last_owner');
  return decided({ kind: 'member_removed', memberId: member.id, userId: member.userId }, [
    happened('MemberRemoved', now, { memberId: member.id, name: member.name, email: member.email }),
  ]);
}

function changeCompany(account: Account, command: Of<'change_company'>, now: Instant): AccountDecision {
  const from = { name: account.name, country: account.country, timeZone: account.timeZone };
  const to = { name: command.name, country: command.country, timeZone: command.timeZone };
  if (from.name === to.name && from.country === to.country && from.timeZone === to.timeZone) return unchanged;
  return decided({ kind: 'company_changed', ...to }, [happened('CompanyChanged', now, { from, to })]);
}

function rename(member: Member, command: Of<'change_profile'>, now: Instant): AccountDecision {
  if (member.name === command.name) return unchanged;
  return decided({ kind: 'member_renamed', memberId: member.id, userId: member.userId, name: command.name }, [
    happened('MemberRenamed', now, { memberId: member.id, from: member.name, to: command.name }),
  ]);
}

function notePassword({ id: memberId, name }: Member, { how }: Of<'note_password'>, now: Instant): AccountDecision {
  return { ...unchanged, events: [happened('PasswordChanged', now, { memberId, name, how })] };
}

function openSupportRequest(command: Of<'open_support_request'>, now: Instant): AccountDecision {
  const { id, subject, attemptId } = command.request;
  return {
    refusal: null,
    changes: [{ kind: 'support_request_opened', request: { ...command.request, openedAt: now } }],
    events: [happened('SupportRequested', now, { requestId: id, subject, attemptId })],
    effects: supportMails(command.request),
  };
}

/** The mail to the people who answer, and the one that tells whoever asked that it is there. */
export function supportMails(
  request: Pick<SupportRequest, 'id' | 'name' | 'email' | 'subject' | 'message'>,
): readonly Effect[] {
  const { id, name, email, subject, message } = request;
  return [
    {
      kind: 'mail',
      key: `support_request:${id}`,
      notice: { kind: 'support_request', requestId: id, from: email, name, subject, message },
    },
    {
      kind: 'mail',
      key: `support_request_received:${id}`,
      notice: { kind: 'support_request_received', to: email, requestId: id, subject },
    },
  ];
}

function isLastOwner(roster: Roster, member: Member): boolean {
  return member.role === 'owner' && roster.members.filter(({ role }) => role === 'owner').length === 1;
}

function joined(member: Member): DomainEvent {
  const { id: memberId, name, email, role } = member;
  return happened('MemberJoined', member.joinedAt, { memberId, name, email, role });
}

function happened(type: EventType, at: Instant, data: Record<string, unknown>): DomainEvent {
  return { type, at, data };
}

/** What is so already is the same answer again, and no event. */
const unchanged: AccountDecision = { refusal: null, changes: [], events: [], effects: [] };

function refused(refusal: AccountRefusalCode): AccountDecision {
  return { ...unchanged, refusal };
}

function decided(change: AccountChange, events: readonly DomainEvent[]): AccountDecision {
  return { refusal: null, changes: [change], events, effects: [] };
}
