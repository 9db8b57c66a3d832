import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { decideAccount, openAccount } from './decide-account.ts';
import { mayDo } from './permissions.ts';
import { ROLES } from './types.ts';
import type { AccountCommand, Asker, Invitation, Member, Role, Roster } from './types.ts';

const NOW = Temporal.Instant.from('2026-03-31T19:00:00Z');

const account = {
  id: 'acct_1',
  code: 'CODE0001',
  name: 'Acme',
  timeZone: 'America/New_York',
  currency: 'USD',
  country: 'US',
  createdAt: NOW,
};

function member(role: Role, id: string = role): Member {
  return { id, userId: `usr_${id}`, name: `${id}'s name`, email: `${id}@acme.test`, role, joinedAt: NOW };
}

function invitation(changes: Partial<Invitation> = {}): Invitation {
  const earlier = NOW.subtract({ hours: 24 });
  return {
    id: 'inv_1',
    email: 'new@acme.test',
    role: 'member',
    tokenHash: 'hash',
    invitedBy: 'owner',
    invitedAt: earlier,
    expiresAt: earlier.add({ hours: 24 * 7 }),
    ...changes,
  };
}

const roster: Roster = {
  account,
  members: ROLES.map((role) => member(role)),
  invitations: [invitation()],
};

const as = (memberId: string): Asker => ({ memberId });

const commands: readonly AccountCommand[] = [
  { do: 'invite_member', invitationId: 'inv_2', email: 'x@acme.test', role: 'billing', token: 't', tokenHash: 'h' },
  { do: 'withdraw_invitation', invitationId: 'inv_1' },
  { do: 'accept_invitation', invitationId: 'inv_1', memberId: 'm', userId: 'u', name: 'New', passwordHash: 'p' },
  { do: 'change_member_role', memberId: 'member', role: 'billing' },
  { do: 'remove_member', memberId: 'member' },
  { do: 'change_company', name: 'Acme', country: 'DE', timeZone: 'Europe/Berlin' },
  { do: 'change_profile', name: 'Another' },
  {
    do: 'open_support_request',
    request: { id: 'req_1', name: 'A', email: 'a@acme.test', subject: 'S', message: 'M', attemptId: null },
  },
];

describe('who may ask what', () => {
  const allowed: Record<Role, readonly AccountCommand['do'][]> = {
    owner: commands.map((command) => command.do).filter((name) => name !== 'accept_invitation'),
    billing: ['change_company', 'change_profile', 'open_support_request'],
    member: ['change_profile', 'open_support_request'],
  };
  for (const role of ROLES) {
    it.each(commands.map((command) => [command.do, command] as const))(`${role}: %s`, (name, command) => {
      const { refusal, changes } = decideAccount(roster, as(role), command, NOW);
      expect(refusal).toBe(allowed[role].includes(name) ? null : 'not_allowed');
      expect(changes.length > 0).toBe(allowed[role].includes(name));
      expect(mayDo(role, name)).toBe(allowed[role].includes(name));
    });
  }

  it.each(commands.map((command) => [command.do, command] as const))('whoever is invited: %s', (name, command) => {
    const { refusal } = decideAccount(roster, 'invited', command, NOW);
    expect(refusal).toBe(name === 'accept_invitation' ? null : 'not_allowed');
  });

  it.each(commands.map((command) => [command.do, command] as const))('nobody of this account: %s', (_, command) => {
    expect(decideAccount(roster, as('mbr_of_another'), command, NOW)).toMatchObject({
      refusal: 'not_allowed',
      changes: [],
      events: [],
      effects: [],
    });
  });
});

describe('invitations', () => {
  const invite = (changes: Partial<Extract<AccountCommand, { do: 'invite_member' }>> = {}): AccountCommand => ({
    do: 'invite_member',
    invitationId: 'inv_2',
    email: 'x@acme.test',
    role: 'billing',
    token: 'token',
    tokenHash: 'hash of token',
    ...changes,
  });

  it('are mailed with the token, which is kept only as a hash, and end after seven days', () => {
    const decision = decideAccount(roster, as('owner'), invite(), NOW);
    const expiresAt = Temporal.Instant.from('2026-04-07T19:00:00Z');
    expect(decision.changes).toMatchObject([
      { kind: 'invitation_added', invitation: { tokenHash: 'hash of token', invitedBy: 'owner', expiresAt } },
    ]);
    expect(JSON.stringify([decision.changes, decision.events])).not.toContain('"token"');
    expect(decision.effects).toEqual([
      {
        kind: 'mail',
        key: 'invitation:inv_2',
        notice: {
          kind: 'invitation',
          to: 'x@acme.test',
          role: 'billing',
          invitedBy: "owner's name",
          token: 'token',
          expiresAt: '2026-04-07T19:00:00Z',
        },
      },
    ]);
  });

  it('to the same address replace each other, but a double click is one', () => {
    const again = decideAccount(roster, as('owner'), invite({ email: 'new@acme.test', role: 'member' }), NOW);
    expect(again.changes.map(({ kind }) => kind)).toEqual(['invitation_withdrawn', 'invitation_added']);
    expect(again.events).toMatchObject([{ type: 'MemberInvited', data: { again: true } }]);
    const justNow = { ...roster, invitations: [invitation({ invitedAt: NOW.subtract({ seconds: 59 }) })] };
    const double = decideAccount(justNow, as('owner'), invite({ email: 'new@acme.test', role: 'member' }), NOW);
    expect(double).toEqual({ refusal: null, changes: [], events: [], effects: [] });
    const otherRole = decideAccount(justNow, as('owner'), invite({ email: 'new@acme.test', role: 'owner' }), NOW);
    expect(otherRole.changes).toHaveLength(2);
  });

  it('are refused for members', () => {
    const { refusal } = decideAccount(roster, as('owner'), invite({ email: 'billing@acme.test' }), NOW);
    expect(refusal).toBe('already_member');
  });

  it('are accepted until the instant at which they end', () => {
    const accept: AccountCommand = {
      do: 'accept_invitation',
      invitationId: 'inv_1',
      memberId: 'mbr_9',
      userId: 'usr_9',
      name: 'New',
      passwordHash: 'p',
    };
    const { expiresAt } = invitation();
    const last = decideAccount(roster, 'invited', accept, expiresAt.subtract({ milliseconds: 1 }));
    expect(last.changes).toMatchObject([
      { kind: 'invitation_accepted' },
      { kind: 'member_added', member: { email: 'new@acme.test', role: 'member', name: 'New' } },
    ]);
    expect(decideAccount(roster, 'invited', accept, expiresAt).refusal).toBe('invitation_expired');
    const gone = { ...roster, invitations: [] };
    expect(decideAccount(gone, 'invited', accept, NOW).refusal).toBe('unknown_invitation');
  });
});

describe('owners', () => {
  const orders: readonly AccountCommand[] = [
    { do: 'remove_member', memberId: 'owner' },
    { do: 'change_member_role', memberId: 'owner', role: 'member' },
  ];
  it.each(orders)('the last one stays: $do', (command) => {
    expect(decideAccount(roster, as('owner'), command, NOW).refusal).toBe('last_owner');
    const two = { ...roster, members: [...roster.members, member('owner', 'second')] };
    expect(decideAccount(two, as('owner'), command, NOW).refusal).toBeNull();
    expect(decideAccount(two, as('second'), command, NOW).refusal).toBeNull();
  });
});

describe('what is so already is the same answer again', () => {
  const same: readonly AccountCommand[] = [
    { do: 'change_member_role', memberId: 'owner', role: 'owner' },
    { do: 'change_company', name: 'Acme', country: 'US', timeZone: 'America/New_York' },
    { do: 'change_profile', name: "owner's name" },
  ];
  it.each(same)('$do', (command) => {
    expect(decideAccount(roster, as('owner'), command, NOW)).toEqual({
      refusal: null,
      changes: [],
      events: [],
      effects: [],
    });
  });
});

it('unknown ids are refused', () => {
  const refusal = (command: AccountCommand) => decideAccount(roster, as('owner'), command, NOW).refusal;
  expect(refusal({ do: 'remove_member', memberId: 'x' })).toBe('unknown_member');
  expect(refusal({ do: 'change_member_role', memberId: 'x', role: 'owner' })).toBe('unknown_member');
  expect(refusal({ do: 'withdraw_invitation', invitationId: 'x' })).toBe('unknown_invitation');
});

it('a new account begins with its owner and its card', () => {
  const card = { token: 'tok', brand: 'Visa', last4: '4242', expMonth: 1, expYear: 2030 };
  const { changes, events, effects } = openAccount(account, member('owner'), 'hash', card, null);
  expect(changes.map(({ kind }) => kind)).toEqual(['account_opened', 'member_added', 'payment_method_set']);
  expect(events.map(({ type }) => type)).toEqual(['AccountCreated', 'MemberJoined']);
  expect(effects).toEqual([]);
  expect(JSON.stringify(events)).not.toMatch(/hash|tok/);
});
