import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Instant } from '../domain/time/period.ts';
import type { Tables } from './schema.ts';

/** Who logs in. */
interface NewUser {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly joinedAt: Instant;
}

/**
 * Adds a log-in in the transaction that adds the member, so that neither is ever without the other.
 * The rows are those that the sign-in library would write; the hash is the library's.
 */
export async function addUser(tx: Transaction<Tables>, user: NewUser, passwordHash: string): Promise<void> {
  const times = { created_at: user.joinedAt, updated_at: user.joinedAt };
  await tx
    .insertInto('auth_users')
    .values({ id: user.userId, name: user.name, email: user.email, ...times })
    .execute();
  await tx
    .insertInto('auth_credentials')
    .values({
      id: user.userId,
      user_id: user.userId,
      account_id: user.userId,
      provider_id: 'credential',
      password: passwordHash,
      ...times,
    })
    .execute();
}

/** Takes a log-in away, with its sessions, its password and the links to reset it. */
export async function removeUser(tx: Transaction<Tables>, userId: string): Promise<void> {
  await tx.deleteFrom('auth_verifications').where('value', '=', userId).execute();
  await tx.deleteFrom('auth_users').where('id', '=', userId).execute();
}

/** Gives a log-in another name. */
export async function renameUser(tx: Transaction<Tables>, userId: string, name: string): Promise<void> {
  await tx
    .updateTable('auth_users')
    .set({ name, updated_at: sql`now()` })
    .where('id', '=', userId)
    .execute();
}

/** The account of the person with this e-mail, if they have a log-in. */
export async function findUserAccount(tx: Transaction<Tables>, email: string): Promise<{ accountId: string } | null> {
  const row = await tx
    .selectFrom('auth_users')
    .innerJoin('members', 'members.user_id', 'auth_users.id')
    .select('members.account_id')
    .where('auth_users.email', '=', email)
    .executeTakeFirst();
  return row === undefined ? null : { accountId: row.account_id };
}
