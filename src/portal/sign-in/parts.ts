import type { SignUpDeps } from '../../actions/sign-up.ts';
import type { Auth } from '../../ports/auth.ts';
import type { MintId } from '../../ports/ids.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';

/** What the pages of sign-in and members need beside what all pages have. */
export interface SignInParts {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly mintId: MintId;
  readonly signUp: SignUpDeps;
}
