import type { Generated } from 'kysely';
import type { Instant } from '../domain/time/period.ts';

/** The tables of the sign-in; the library behind `adapters/auth` reads and writes them too. */
export interface AuthTables {
  auth_users: AuthUsersTable;
  auth_sessions: AuthSessionsTable;
  auth_credentials: AuthCredentialsTable;
  auth_verifications: AuthVerificationsTable;
  rate_limits: RateLimitsTable;
}

interface AuthUsersTable {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  created_at: Instant;
  updated_at: Instant;
}

interface AuthSessionsTable {
  id: string;
  user_id: string;
  token: string;
  expires_at: Instant;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Instant;
  updated_at: Instant;
}

interface AuthCredentialsTable {
  id: string;
  user_id: string;
  /** The user's id again: the library's name for whose credential it is. */
  account_id: string;
  provider_id: string;
  password: string | null;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Instant | null;
  refresh_token_expires_at: Instant | null;
  scope: string | null;
  created_at: Instant;
  updated_at: Instant;
}

interface AuthVerificationsTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: Instant;
  created_at: Instant;
  updated_at: Instant;
}

interface RateLimitsTable {
  key: string;
  points: Generated<number>;
  /** Milliseconds since 1970. */
  expire: number | null;
}
