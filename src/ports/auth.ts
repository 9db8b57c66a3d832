import type { Role } from '../domain/account/types.ts';

/** A member whose session a request carries. */
export interface SessionMember {
  readonly kind: 'member';
  readonly accountId: string;
  readonly memberId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** `Set-Cookie` headers that begin, renew or end a session. */
export type Cookies = readonly string[];

export type SignInResult = { readonly ok: true; readonly cookies: Cookies } | { readonly ok: false };

/**
 * Passwords and sessions. None of it may be called inside a database transaction: the embedded
 * database has one connection. Everything rejects when the database cannot be asked.
 */
export interface Auth {
  /** The member of the request's session, or null. */
  actorOf(headers: Headers): Promise<SessionMember | null>;
  /** Begins a session and ends the one that the request came with. Unknown e-mails take as long as wrong passwords. */
  signIn(email: string, password: string, headers: Headers): Promise<SignInResult>;
  signOut(headers: Headers): Promise<Cookies>;
  /** For a log-in that is added with its member, in one transaction (`store/users.ts`). */
  hashPassword(password: string): Promise<string>;
  /** Has a mail sent if there is such a log-in; says nothing about it, neither by its answer nor by its time. */
  requestReset(email: string): Promise<void>;
  resetTokenWorks(token: string): Promise<boolean>;
  /** Sets a new password, once a token, and ends every session. False when the token does not work. */
  resetPassword(token: string, password: string): Promise<boolean>;
  /** Sets a new password and ends all sessions but this one, which goes on under a new name. */
  changePassword(headers: Headers, current: string, password: string): Promise<SignInResult>;
}

/** A password that was set anew, by somebody who knew the old one or by a mailed link. */
export interface PasswordChange {
  readonly userId: string;
  readonly how: 'changed' | 'reset';
}

/** How long a password may be; what it is made of is its owner's business. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/** A link to reset a password that was asked for. */
export interface PasswordReset {
  readonly email: string;
  readonly token: string;
}
