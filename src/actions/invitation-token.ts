import { createHash, randomBytes } from 'node:crypto';

/** A token that nobody can guess, for the mail, and its hash, which alone is stored. */
export function newToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: tokenHashOf(token) };
}

/** What an invitation is found by. */
export function tokenHashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
