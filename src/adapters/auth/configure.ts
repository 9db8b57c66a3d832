import { betterAuth } from 'better-auth';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/schema.ts';
import { PASSWORD_LENGTH } from '../../ports/auth.ts';
import type { PasswordChange, PasswordReset, SessionMember } from '../../ports/auth.ts';
import { instantsAsDates } from './instants-as-dates.ts';

export interface AuthParts {
  readonly db: Kysely<Tables>;
  /** Signs session cookies. */
  readonly secret: string;
  readonly baseUrl: string;
  readonly log: { error(fields: object, message: string): void };
  /** The member of a session that has not expired (`queries/members.ts`). */
  readonly memberOfSession: (token: string) => Promise<SessionMember | null>;
  /** Has the mail with the link sent (`actions/send-password-reset.ts`). */
  readonly sendReset: (reset: PasswordReset) => Promise<void>;
  /** Has the change written down (`actions/note-password.ts`). */
  readonly notePassword: (change: PasswordChange) => Promise<void>;
}

const SESSION_SECONDS = 30 * 24 * 3_600;
const RESET_SECONDS = 3_600;

/** The library on our tables (`0002-auth.sql`), with what we do not use turned off. */
export function configure({ db, secret, baseUrl, log, sendReset }: AuthParts) {
  return betterAuth({
    appName: 'Fairwell',
    baseURL: baseUrl,
    secret,
    database: { db: db.withPlugin(instantsAsDates), type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message, ...rest: unknown[]) => {
        log.error({ reason: rest.map(String).join(' ') }, `sign-in: ${message}`);
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendReset({ email: user.email, token }),
    },
    advanced: {
      cookiePrefix: 'fairwell',
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { disableIpTracking: true },
    },
    ...tables(),
  });
}

function tables() {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return {
    user: { modelName: 'auth_users', fields: { emailVerified: 'email_verified', ...times } },
    session: {
      modelName: 'auth_sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'auth_credentials',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    verification: {
      modelName: 'auth_verifications',
      fields: { expiresAt: 'expires_at', ...times },
      storeIdentifier: 'hashed' as const,
    },
  };
}
