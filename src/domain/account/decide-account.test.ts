import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { decideAccount, openAccount } from './decide-account.ts';
import { mayDo } from './permissions.ts';
import { ROLES } from './types.ts';
import type { AccountCommand, AccountDecision, Asker, Invitation, Member, Role, Roster } from './types.ts';

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
    expect(decision.events).toEqual([
      {
        type: 'MemberInvited',
        at: NOW,
        data: { invitationId: 'inv_2', email: 'x@acme.test', role: 'billing', again: false },
      },
    ]);
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
    expect(otherRole.changes).toEqual([
      { kind: 'invitation_withdrawn', invitationId: 'inv_1', at: NOW },
      expect.objectContaining({ kind: 'invitation_added' }),
    ]);
    const minuteAgo = { ...roster, invitations: [invitation({ invitedAt: NOW.subtract({ seconds: 60 }) })] };
    const later = decideAccount(minuteAgo, as('owner'), invite({ email: 'new@acme.test', role: 'member' }), NOW);
    expect(later.changes).toHaveLength(2);
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
    const other = invitation({ id: 'inv_0', email: 'other@acme.test', role: 'owner' });
    const second = decideAccount({ ...roster, invitations: [other, invitation()] }, 'invited', accept, NOW);
    expect(second.changes).toMatchObject([
      { kind: 'invitation_accepted', invitationId: 'inv_1' },
      { kind: 'member_added', member: { email: 'new@acme.test', role: 'member' } },
    ]);
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
  const owner = member('owner');
  expect(changes).toEqual([
    { kind: 'account_opened', account, clockId: null },
    { kind: 'member_added', member: owner, passwordHash: 'hash' },
    { kind: 'payment_method_set', card },
  ]);
  const { id: accountId, code, name, timeZone, currency, country } = account;
  expect(events).toEqual([
    { type: 'AccountCreated', at: NOW, data: { accountId, code, name, country, timeZone, currency } },
    {
      type: 'MemberJoined',
      at: NOW,
      data: { memberId: 'owner', name: "owner's name", email: 'owner@acme.test', role: 'owner' },
    },
  ]);
  expect(effects).toEqual([]);
  expect(JSON.stringify(events)).not.toMatch(/hash|tok/);
});

describe('what each command changes and tells', () => {
  const request = {
    id: 'req_1',
    name: 'A',
    email: 'a@acme.test',
    subject: 'S',
    message: 'M',
    attemptId: 'att_1',
  };
  const records: readonly (readonly [Asker, AccountCommand, Omit<AccountDecision, 'refusal'>])[] = [
    [
      as('owner'),
      { do: 'withdraw_invitation', invitationId: 'inv_1' },
      {
        changes: [{ kind: 'invitation_withdrawn', invitationId: 'inv_1', at: NOW }],
        events: [{ type: 'InvitationWithdrawn', at: NOW, data: { invitationId: 'inv_1', email: 'new@acme.test' } }],
        effects: [],
      },
    ],
    [
      'invited',
      { do: 'accept_invitation', invitationId: 'inv_1', memberId: 'm', userId: 'u', name: 'New', passwordHash: 'p' },
      {
        changes: [
          { kind: 'invitation_accepted', invitationId: 'inv_1', at: NOW },
          {
            kind: 'member_added',
            member: { id: 'm', userId: 'u', name: 'New', email: 'new@acme.test', role: 'member', joinedAt: NOW },
            passwordHash: 'p',
          },
        ],
        events: [
          {
            type: 'MemberJoined',
            at: NOW,
            data: { memberId: 'm', name: 'New', email: 'new@acme.test', role: 'member' },
          },
        ],
        effects: [],
      },
    ],
    [
      as('owner'),
      { do: 'change_member_role', memberId: 'member', role: 'billing' },
      {
        changes: [{ kind: 'member_role_changed', memberId: 'member', role: 'billing' }],
        events: [
          {
            type: 'MemberRoleChanged',
            at: NOW,
            data: { memberId: 'member', name: "member's name", from: 'member', to: 'billing' },
          },
        ],
        effects: [],
      },
    ],
    [
      as('owner'),
      { do: 'remove_member', memberId: 'billing' },
      {
        changes: [{ kind: 'member_removed', memberId: 'billing', userId: 'usr_billing' }],
        events: [
          {
            type: 'MemberRemoved',
            at: NOW,
            data: { memberId: 'billing', name: "billing's name", email: 'billing@acme.test' },
          },
        ],
        effects: [],
      },
    ],
    ...(
      [
        { name: 'Acme GmbH', country: 'US', timeZone: 'America/New_York' },
        { name: 'Acme', country: 'DE', timeZone: 'America/New_York' },
        { name: 'Acme', country: 'US', timeZone: 'Europe/Berlin' },
      ] as const
    ).map((to): (typeof records)[number] => [
      as('billing'),
      { do: 'change_company', ...to },
      {
        changes: [{ kind: 'company_changed', ...to }],
        events: [
          {
            type: 'CompanyChanged',
            at: NOW,
            data: { from: { name: 'Acme', country: 'US', timeZone: 'America/New_York' }, to },
          },
        ],
        effects: [],
      },
    ]),
    [
      as('member'),
      { do: 'change_profile', name: 'Another' },
      {
        changes: [{ kind: 'member_renamed', memberId: 'member', userId: 'usr_member', name: 'Another' }],
        events: [
          { type: 'MemberRenamed', at: NOW, data: { memberId: 'member', from: "member's name", to: 'Another' } },
        ],
        effects: [],
      },
    ],
    [
      as('member'),
      { do: 'note_password', how: 'reset' },
      {
        changes: [],
        events: [
          { type: 'PasswordChanged', at: NOW, data: { memberId: 'member', name: "member's name", how: 'reset' } },
        ],
        effects: [],
      },
    ],
    [
      as('member'),
      { do: 'open_support_request', request },
      {
        changes: [{ kind: 'support_request_opened', request: { ...request, openedAt: NOW } }],
        events: [{ type: 'SupportRequested', at: NOW, data: { requestId: 'req_1', subject: 'S', attemptId: 'att_1' } }],
        effects: [
          {
            kind: 'mail',
            key: 'support_request:req_1',
            notice: {
              kind: 'support_request',
              requestId: 'req_1',
              from: 'a@acme.test',
              name: 'A',
              subject: 'S',
              message: 'M',
            },
          },
          {
            kind: 'mail',
            key: 'support_request_received:req_1',
            notice: { kind: 'support_request_received', to: 'a@acme.test', requestId: 'req_1', subject: 'S' },
          },
        ],
      },
    ],
  ];
  it.each(records)('%j: %j', (asker, command, expected) => {
    expect(decideAccount(roster, asker, command, NOW)).toEqual({ refusal: null, ...expected });
  });
});
