import type { PaymentMethod } from '../billing/types.ts';
import type { Effect } from '../subscription/effects.ts';
import type { DomainEvent } from '../subscription/events.ts';
import type { Account } from '../subscription/types.ts';
import type { Instant } from '../time/period.ts';

/** What a member may do: owner and billing change the subscription, every member sees it. */
export type Role = 'owner' | 'billing' | 'member';

/** All roles, in the order in which pages list them. */
export const ROLES: readonly Role[] = ['owner', 'billing', 'member'];

/** A person who logs in. */
export interface Member {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Instant;
}

/** An invitation that was neither accepted nor withdrawn; its token is known only to the mail. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly tokenHash: string;
  /** The member who sent it. */
  readonly invitedBy: string;
  readonly invitedAt: Instant;
  readonly expiresAt: Instant;
}

/** What a command on the account's people and particulars can depend on. */
export interface Roster {
  readonly account: Account;
  readonly members: readonly Member[];
  readonly invitations: readonly Invitation[];
}

/** What customers ask of us, with the attempt to cancel that it came from, if any. */
export interface SupportRequest {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly message: string;
  readonly attemptId: string | null;
  readonly openedAt: Instant;
}

/** What somebody asks of the account's people and particulars. Ids and tokens are made by the caller. */
export type AccountCommand =
  | {
      readonly do: 'invite_member';
      readonly invitationId: string;
      readonly email: string;
      readonly role: Role;
      readonly token: string;
      readonly tokenHash: string;
    }
  | { readonly do: 'withdraw_invitation'; readonly invitationId: string }
  | {
      readonly do: 'accept_invitation';
      readonly invitationId: string;
      readonly memberId: string;
      readonly userId: string;
      readonly name: string;
      readonly passwordHash: string;
    }
  | { readonly do: 'change_member_role'; readonly memberId: string; readonly role: Role }
  | { readonly do: 'remove_member'; readonly memberId: string }
  | { readonly do: 'change_company'; readonly name: string; readonly country: string; readonly timeZone: string }
  /** The member's own. */
  | { readonly do: 'change_profile'; readonly name: string }
  /** The password itself is kept elsewhere, and is another one already. */
  | { readonly do: 'note_password'; readonly how: 'changed' | 'reset' }
  | { readonly do: 'open_support_request'; readonly request: Omit<SupportRequest, 'openedAt'> };

/** Who asks: a member, whose role is the one that the roster says, or somebody who holds an invitation's token. */
export type Asker = { readonly memberId: string } | 'invited';

/** Why a command did not happen; the sentences are in the message catalogue. */
export type AccountRefusalCode =
  | 'not_allowed'
  | 'unknown_member'
  | 'unknown_invitation'
  | 'invitation_expired'
  | 'already_member'
  | 'last_owner'
  | 'email_taken';

/** Rows that a decision adds, changes or takes away. */
export type AccountChange =
  /** `clockId` attaches it to a test clock. */
  | { readonly kind: 'account_opened'; readonly account: Account; readonly clockId: string | null }
  | { readonly kind: 'payment_method_set'; readonly card: PaymentMethod }
  /** A new member comes with a log-in of their own. */
  | { readonly kind: 'member_added'; readonly member: Member; readonly passwordHash: string }
  | { readonly kind: 'member_role_changed'; readonly memberId: string; readonly role: Role }
  | { readonly kind: 'member_renamed'; readonly memberId: string; readonly userId: string; readonly name: string }
  /** The log-in and its sessions go with the member. */
  | { readonly kind: 'member_removed'; readonly memberId: string; readonly userId: string }
  | { readonly kind: 'invitation_added'; readonly invitation: Invitation }
  | { readonly kind: 'invitation_accepted'; readonly invitationId: string; readonly at: Instant }
  | { readonly kind: 'invitation_withdrawn'; readonly invitationId: string; readonly at: Instant }
  | {
      readonly kind: 'company_changed';
      readonly name: string;
      readonly country: string;
      readonly timeZone: string;
    }
  | { readonly kind: 'support_request_opened'; readonly request: SupportRequest };

/** The answer to an account command: what changes and why, or why nothing does. */
export interface AccountDecision {
  readonly refusal: AccountRefusalCode | null;
  readonly changes: readonly AccountChange[];
  readonly events: readonly DomainEvent[];
  readonly effects: readonly Effect[];
}
