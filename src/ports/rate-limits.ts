/** How often something may be tried within a time, counted for each key on its own. */
interface Limit {
  readonly tries: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 3_600;

export const LIMITS = {
  /** Failed log-ins of one e-mail from one address. */
  logIn: { tries: 10, seconds: MINUTE },
  logInAddress: { tries: 100, seconds: HOUR },
  reset: { tries: 5, seconds: HOUR },
  resetAddress: { tries: 30, seconds: HOUR },
  signUpAddress: { tries: 30, seconds: HOUR },
  /** Wrong passwords at "change password", of one member. */
  changePassword: { tries: 10, seconds: MINUTE },
  /** Cards given by one account: stolen ones would be tried out here. */
  card: { tries: 10, seconds: HOUR },
  /** Cards that were turned away at sign-up, from one address. */
  cardAddress: { tries: 10, seconds: HOUR },
  /** Invitations sent by one account. */
  invite: { tries: 30, seconds: HOUR },
  /** Support requests of one account, or of one address of visitors. */
  contact: { tries: 10, seconds: HOUR },
  /** Words on articles of the help centre, from one address. */
  vote: { tries: 120, seconds: HOUR },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** One thing that is tried, under one limit. */
export interface Try {
  readonly limit: LimitName;
  readonly key: string;
}

/** Counts tries where every process sees them. Keys are stored as hashes only. */
export interface RateLimits {
  /** Counts one try under each limit. @returns the seconds until the next one is allowed, 0 if this one is */
  count(tries: readonly Try[]): Promise<number>;
  /** Takes back one counted try, which turned out well. */
  giveBack(tried: Try): Promise<void>;
  /** Forgets all that was counted. */
  clear(tried: Try): Promise<void>;
}
