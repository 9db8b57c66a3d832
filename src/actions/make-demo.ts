import type { Kysely } from 'kysely';
import type { Role } from '../domain/account/types.ts';
import type { LeadField, LeadFilter } from '../domain/orders/types.ts';
import type { Command } from '../domain/subscription/commands.ts';
import type { Instant } from '../domain/time/period.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import { firstOwner } from '../queries/members.ts';
import { recallAnswer, rememberAnswer } from '../store/answers.ts';
import { createClock, systemNow } from '../store/clock.ts';
import { accountOfMember, eraseAccount, restoreSessions } from '../store/erase.ts';
import { catalogueSize, fillCatalogue } from '../store/leads.ts';
import type { Tables } from '../store/schema.ts';
import type { Actor } from './actor.ts';
import { acceptInvitation, changeAccount } from './change-account.ts';
import { newToken } from './invitation-token.ts';
import type { Answer } from './perform.ts';
import { signUp, type SignUpDeps } from './sign-up.ts';

/** What everybody in the demo logs in with. */
export const DEMO_PASSWORD = 'demo-password';
const OWNER = { email: 'owner@demo.test', role: 'owner', name: 'Olivia Hart' } as const;
/** Everybody in the demo, the owner first. */
export const DEMO_LOGINS: readonly { readonly email: string; readonly role: Role; readonly name: string }[] = [
  OWNER,
  { email: 'billing@demo.test', role: 'billing', name: 'Ben Okafor' },
  { email: 'member@demo.test', role: 'member', name: 'Mia Lindqvist' },
];

const TIME_ZONE = 'America/New_York';
const CLOCK = 'clock_acme';
/** The key under which the account remembers that its history is whole. */
const MADE = 'make-demo';

export interface DemoDeps {
  readonly db: Kysely<Tables>;
  readonly signUp: SignUpDeps;
  readonly catalogue: Catalogue;
  readonly perform: (actor: Actor, accountId: string, command: Command) => Promise<Answer>;
  /** Moves a test clock, with everything due on the way. */
  readonly advance: (clockId: string, to: Instant) => Promise<Instant>;
  readonly settle: () => Promise<void>;
}

const ANY: LeadFilter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
const EMAIL: readonly LeadField[] = ['business_email', 'email_verification'];

type Chapter = { readonly day: number } & (
  | { readonly order: number; readonly filter: LeadFilter; readonly fields: readonly LeadField[] }
  | { readonly command: Command }
);

/** What Acme Outbound did in its first three months: days after its start. */
const STORY: readonly Chapter[] = [
  {
    day: 1,
    order: 400,
    filter: { ...ANY, seniorities: ['Founder', 'C-level'], countries: ['United States'] },
    fields: EMAIL,
  },
  { day: 9, order: 350, filter: { ...ANY, title: 'sales', countries: ['United States'] }, fields: EMAIL },
  { day: 20, command: { do: 'change_plan', plan: 'growth' } },
  { day: 23, order: 1_200, filter: { ...ANY, seniorities: ['Vice president', 'Director'] }, fields: EMAIL },
  { day: 41, order: 900, filter: { ...ANY, title: 'marketing' }, fields: EMAIL },
  { day: 55, command: { do: 'top_up', credits: 2_000 } },
  {
    day: 58,
    order: 600,
    filter: { ...ANY, seniorities: ['Founder'], countries: ['United Kingdom'] },
    fields: [...EMAIL, 'mobile'],
  },
  { day: 79, order: 1_500, filter: { ...ANY, seniorities: ['Manager', 'Head'] }, fields: EMAIL },
  { day: 97, order: 750, filter: { ...ANY, title: 'operations' }, fields: EMAIL },
];

/**
 * Makes the demo, unless it is there already: Acme Outbound, whose history is lived through the engine
 * itself. One that was interrupted half-way is made anew.
 */
export async function makeDemo(deps: DemoDeps): Promise<'made' | 'found'> {
  const found = await accountOfMember(deps.db, OWNER.email);
  if (found !== null) {
    const whole = await deps.db.transaction().execute((tx) => recallAnswer(tx, found, MADE));
    if (whole !== null) return 'found';
    await deps.db.transaction().execute((tx) => eraseAccount(tx, found));
  }
  await liveThrough(deps);
  return 'made';
}

async function liveThrough(deps: DemoDeps): Promise<void> {
  if ((await catalogueSize(deps.db)) === 0) await fillCatalogue(deps.db, deps.catalogue);
  // Three whole periods and some days, so that the present one is under way.
  const today = systemNow().toZonedDateTimeISO(TIME_ZONE);
  const start = today.subtract({ months: 3, days: 12 }).with({ hour: 15, minute: 0, second: 0, millisecond: 0 });
  await createClock(deps.db, CLOCK, start.toInstant());
  const accountId = await foundCompany(deps, start.toInstant());
  await deps.settle();
  await inviteOthers(deps, accountId);
  for (const chapter of STORY) {
    const at = start.add({ days: chapter.day });
    await deps.advance(CLOCK, at.toInstant());
    await live(deps, accountId, chapter);
    await deps.settle();
  }
  await deps.advance(CLOCK, systemNow());
  const answer = { idempotencyKey: MADE, command: 'make_demo', refusal: null, at: systemNow() };
  await deps.db.transaction().execute((tx) => rememberAnswer(tx, accountId, answer));
}

/** Forgets what was done to the demo and makes it again; whoever is logged in stays so. */
export async function resetDemo(deps: DemoDeps): Promise<void> {
  const accountId = await accountOfMember(deps.db, OWNER.email);
  if (accountId === null) return;
  const sessions = await deps.db.transaction().execute((tx) => eraseAccount(tx, accountId));
  await makeDemo(deps);
  await deps.db.transaction().execute((tx) => restoreSessions(tx, sessions));
}

async function foundCompany(deps: DemoDeps, now: Instant): Promise<string> {
  const answer = await signUp(
    { ...deps.signUp, clockFor: () => Promise.resolve({ clockId: CLOCK, now }) },
    {
      company: 'Acme Outbound',
      name: OWNER.name,
      email: OWNER.email,
      password: DEMO_PASSWORD,
      plan: 'starter',
      card: { number: '4242424242424242', expMonth: 12, expYear: now.toZonedDateTimeISO('UTC').year + 4, cvc: '123' },
      country: 'US',
      timeZone: TIME_ZONE,
      currency: 'USD',
    },
  );
  if (!answer.ok) throw new Error(`the demo could not be made: ${answer.why}`);
  return answer.accountId;
}

async function inviteOthers(deps: DemoDeps, accountId: string): Promise<void> {
  const owner = await firstOwner(deps.db, accountId);
  const account = { db: deps.db, wake: deps.signUp.wake };
  for (const { email, role, name } of DEMO_LOGINS) {
    if (role === 'owner') continue;
    const invitationId = deps.signUp.mintId('inv');
    await changeAccount(account, owner, { do: 'invite_member', invitationId, email, role, ...newToken() });
    await acceptInvitation(account, accountId, {
      do: 'accept_invitation',
      invitationId,
      memberId: deps.signUp.mintId('mbr'),
      userId: deps.signUp.mintId('usr'),
      name,
      passwordHash: await deps.signUp.auth.hashPassword(DEMO_PASSWORD),
    });
  }
}

async function live(deps: DemoDeps, accountId: string, chapter: Chapter): Promise<void> {
  const owner = await firstOwner(deps.db, accountId);
  const command: Command =
    'command' in chapter
      ? chapter.command
      : { do: 'place_order', filter: chapter.filter, fields: chapter.fields, leads: chapter.order };
  const { refusal } = await deps.perform(owner, accountId, command);
  if (refusal !== null) throw new Error(`the demo's day ${chapter.day} was refused: ${refusal.code}`);
}
