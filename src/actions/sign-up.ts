import { randomInt } from 'node:crypto';
import { openAccount } from '../domain/account/decide-account.ts';
import type { Member } from '../domain/account/types.ts';
import type { PaymentMethod } from '../domain/billing/types.ts';
import type { Command } from '../domain/subscription/commands.ts';
import type { Account } from '../domain/subscription/types.ts';
import type { Instant } from '../domain/time/period.ts';
import type { Auth } from '../ports/auth.ts';
import type { MintId } from '../ports/ids.ts';
import type { AttachResult, CardInput, PaymentProvider } from '../ports/payments.ts';
import { systemNow } from '../store/clock.ts';
import { isUniqueViolation } from '../store/transactions.ts';
import type { Actor } from './actor.ts';
import { commitAccount } from './change-account.ts';
import type { AccountDeps } from './change-account.ts';
import { mailToUser } from './mail-to-user.ts';
import type { Answer, PerformOptions } from './perform.ts';

export interface SignUpDeps extends AccountDeps {
  readonly auth: Pick<Auth, 'hashPassword'>;
  readonly payments: Pick<PaymentProvider, 'attach'>;
  readonly mintId: MintId;
  /** What time it is for a new account, and by which test clock; in the demo each has its own. */
  readonly clockFor: (accountId: string) => Promise<{ readonly clockId: string | null; readonly now: Instant }>;
  readonly perform: (actor: Actor, accountId: string, command: Command, options?: PerformOptions) => Promise<Answer>;
}

/** What a new customer says; checked at the edge, the e-mail in lower case. */
interface SignUp {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly plan: string;
  readonly card: CardInput;
  readonly country: string;
  readonly timeZone: string;
  readonly currency: string;
}

export type SignUpAnswer =
  | { readonly ok: true; readonly accountId: string }
  | { readonly ok: false; readonly why: 'card'; readonly failure: string }
  | { readonly ok: false; readonly why: 'email_taken' };

/** The payment provider did not answer; no account was made. */
export class ProviderUnreachable extends Error {}

/** Without letters and figures that are taken for each other. */
const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 8;

/**
 * Makes an account with its owner, who can log in from then on, and asks for the plan's first charge.
 * The log-in is added in the same commit as the account, so whatever happens neither is without the
 * other, and the e-mail stays free. Dying before the plan is asked for leaves an account without one,
 * which the subscription page offers to choose.
 */
export async function signUp(deps: SignUpDeps, it: SignUp): Promise<SignUpAnswer> {
  const attached = await attach(deps, it.card);
  if (!attached.ok) return { ok: false, why: 'card', failure: attached.failure };
  const passwordHash = await deps.auth.hashPassword(it.password);
  let owner: Actor & { kind: 'member' };
  try {
    owner = await openFor(deps, it, passwordHash, attached.card);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return { ok: false, why: 'email_taken' };
  }
  const { accountId } = owner;
  await deps.perform(owner, accountId, { do: 'subscribe', plan: it.plan }, { idempotencyKey: 'sign-up' });
  return { ok: true, accountId };
}

async function attach({ payments }: SignUpDeps, card: CardInput): Promise<AttachResult> {
  try {
    return await payments.attach(card);
  } catch (cause) {
    throw new ProviderUnreachable('the card could not be checked', { cause });
  }
}

/**
 * Makes an account with its owner and a card, without a subscription, in one commit. Throws a violation of
 * uniqueness when the e-mail is somebody's.
 */
export async function openFor(
  deps: Pick<SignUpDeps, 'db' | 'mintId' | 'clockFor'>,
  it: Omit<SignUp, 'password' | 'plan' | 'card'>,
  passwordHash: string,
  card: PaymentMethod,
): Promise<Actor & { kind: 'member' }> {
  const accountId = deps.mintId('acct');
  const { clockId, now } = await deps.clockFor(accountId);
  const account: Account = {
    id: accountId,
    code: mintCode(),
    name: it.company,
    timeZone: it.timeZone,
    currency: it.currency,
    country: it.country,
    createdAt: now,
  };
  const owner: Member = {
    id: deps.mintId('mbr'),
    userId: deps.mintId('usr'),
    name: it.name,
    email: it.email,
    role: 'owner',
    joinedAt: now,
  };
  await deps.db
    .transaction()
    .execute((tx) =>
      commitAccount(
        tx,
        account.id,
        { kind: 'member', id: owner.id },
        'sign_up',
        openAccount(account, owner, passwordHash, card, clockId),
        now,
      ),
    );
  const { id: memberId, userId, name, email, role } = owner;
  return { kind: 'member', accountId, memberId, userId, name, email, role };
}

/** Tells the person behind an e-mail that somebody tried to sign up with it, at most once a day. */
export async function tellOfSignUp(deps: AccountDeps, email: string): Promise<void> {
  const day = systemNow().toString().slice(0, 10);
  await mailToUser(deps, email, `${email} ${day}`, { kind: 'already_registered', to: email });
}

function mintCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
}
