import { Temporal } from 'temporal-polyfill';
import type { Actor } from '../../src/actions/actor.ts';
import { advanceTestClock } from '../../src/actions/advance-clock.ts';
import { changeAccount, acceptInvitation } from '../../src/actions/change-account.ts';
import type { Answer } from '../../src/actions/perform.ts';
import { view } from '../../src/actions/perform.ts';
import { signUp } from '../../src/actions/sign-up.ts';
import { demoCatalogue } from '../../src/adapters/catalogue/demo-catalogue.ts';
import { mintId } from '../../src/adapters/ids/mint-id.ts';
import { createEngine, policyOf, type Engine } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { balance } from '../../src/domain/credits/lots.ts';
import type { LeadFilter } from '../../src/domain/orders/types.ts';
import type { Command } from '../../src/domain/subscription/commands.ts';
import type { AccountState, Policy } from '../../src/domain/subscription/types.ts';
import { createClock } from '../../src/store/clock.ts';
import { fillCatalogue } from '../../src/store/leads.ts';
import { verifyEvents, type Verdict } from '../../src/store/events.ts';
import type { TestDatabase } from './databases.ts';

type Member = Extract<Actor, { kind: 'member' }>;
export type Role = Member['role'];

export const cards = {
  succeeds: '4242424242424242',
  insufficientFunds: '4000000000009995',
  declinesLater: '4000000000000341',
  needsAuthentication: '4000002500003155',
} as const;

export const anyLead: LeadFilter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The whole engine without pages, on a real database, with the sandbox provider. */
export class Desk {
  readonly engine: Engine;
  readonly database: TestDatabase;
  readonly policy: Policy;
  private companies = 0;

  constructor(database: TestDatabase, settings: Record<string, string> = {}) {
    this.database = database;
    const config = loadConfig({ FAIRWELL_SECRET: 'x'.repeat(32), SANDBOX_LATENCY_MS: '0', ...settings });
    this.policy = policyOf(config);
    this.engine = createEngine({ ...config, mode: 'demo' }, database, quiet);
  }

  /** Leads to sell. */
  async fill(leads: number): Promise<void> {
    await fillCatalogue(this.database.db, demoCatalogue(leads));
  }

  settle(): Promise<void> {
    return this.engine.settle('all');
  }

  /** A company with an owner, a billing member and a member, on a test clock of its own. */
  async company(
    options: { start?: string; timeZone?: string; plan?: string; card?: keyof typeof cards } = {},
  ): Promise<Company> {
    const { start = '2026-01-31T15:00:00Z', timeZone = 'America/New_York', plan = 'starter' } = options;
    const { db } = this.database;
    const number = (this.companies += 1);
    const clockId = `clock_${number}_${mintId('acct')}`;
    const now = Temporal.Instant.from(start);
    await createClock(db, clockId, now);
    const email = (role: Role) => `${role}.${clockId}@example.test`;
    const account = { db, wake: () => undefined };
    const answer = await signUp(
      {
        ...account,
        auth: { hashPassword: () => Promise.resolve('not-a-hash') },
        payments: this.engine.sandbox,
        mintId,
        clockFor: () => Promise.resolve({ clockId, now }),
        perform: this.engine.submit,
      },
      {
        company: `Company ${number}`,
        name: 'Olivia Owner',
        email: email('owner'),
        password: 'long enough',
        plan,
        card: { number: cards[options.card ?? 'succeeds'], expMonth: 12, expYear: 2040, cvc: '123' },
        country: 'US',
        timeZone,
        currency: 'USD',
      },
    );
    if (!answer.ok) throw new Error(`the sign-up was refused: ${answer.why}`);
    await this.settle();
    const { accountId } = answer;
    const owner = await this.memberOf(accountId, 'owner');
    for (const role of ['billing', 'member'] as const) {
      const invitationId = mintId('inv');
      const token = { token: invitationId, tokenHash: invitationId };
      await changeAccount(account, owner, { do: 'invite_member', invitationId, email: email(role), role, ...token });
      await acceptInvitation(account, accountId, {
        do: 'accept_invitation',
        invitationId,
        memberId: mintId('mbr'),
        userId: mintId('usr'),
        name: role === 'billing' ? 'Ben Billing' : 'Mia Member',
        passwordHash: 'not-a-hash',
      });
    }
    const members = {
      owner,
      billing: await this.memberOf(accountId, 'billing'),
      member: await this.memberOf(accountId, 'member'),
    };
    return new Company(this, accountId, clockId, members);
  }

  private async memberOf(accountId: string, role: Role): Promise<Member> {
    const row = await this.database.db
      .selectFrom('members')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('role', '=', role)
      .executeTakeFirstOrThrow();
    const { id: memberId, user_id: userId, name, email } = row;
    return { kind: 'member', accountId, memberId, userId, name, email, role };
  }
}

/** One customer of the desk. */
export class Company {
  constructor(
    private readonly desk: Desk,
    readonly accountId: string,
    readonly clockId: string,
    readonly members: Readonly<Record<Role, Member>>,
  ) {}

  /** Gives a command without waiting for what follows from it. */
  submit(command: Command, role: Role = 'owner', idempotencyKey?: string): Promise<Answer> {
    return this.desk.engine.submit(this.members[role], this.accountId, command, { idempotencyKey });
  }

  /** Gives a command, and waits until its effects and the provider's answers are in; the refusal's code or null. */
  async do(command: Command, role: Role = 'owner'): Promise<string | null> {
    const { refusal } = await this.submit(command, role);
    await this.desk.settle();
    return refusal?.code ?? null;
  }

  /** Moves the clock, with everything due on the way. */
  async to(instant: string): Promise<void> {
    const { engine, database } = this.desk;
    const deps = { db: database.db, perform: engine.submit, settle: () => this.desk.settle() };
    await advanceTestClock(deps, this.clockId, Temporal.Instant.from(instant));
  }

  async card(kind: keyof typeof cards, role: Role = 'owner'): Promise<string | null> {
    const attached = await this.desk.engine.sandbox.attach({
      number: cards[kind],
      expMonth: 1,
      expYear: 2041,
      cvc: '123',
    });
    if (!attached.ok) throw new Error(attached.failure);
    return this.do({ do: 'replace_card', card: attached.card }, role);
  }

  order(leads: number, filter: LeadFilter = anyLead, role: Role = 'owner'): Promise<string | null> {
    return this.do({ do: 'place_order', filter, fields: ['business_email'], leads }, role);
  }

  async state(): Promise<AccountState> {
    return (await view(this.desk.engine.deps, this.accountId)).state;
  }

  async status(): Promise<string> {
    return (await this.state()).subscription?.status ?? 'none';
  }

  async credits(): Promise<ReturnType<typeof balance>> {
    return balance(await this.state());
  }

  async mails(): Promise<readonly string[]> {
    const rows = await this.desk.database.db
      .selectFrom('demo_mails')
      .select('subject')
      .where('account_id', '=', this.accountId)
      .orderBy('id')
      .execute();
    return rows.map((row) => row.subject);
  }

  async events(): Promise<readonly string[]> {
    const rows = await this.desk.database.db
      .selectFrom('events')
      .select('type')
      .where('account_id', '=', this.accountId)
      .orderBy('seq')
      .execute();
    return rows.map((row) => row.type);
  }

  /** Every lead that was ever delivered, in the order history of which subscription. */
  async deliveries(): Promise<readonly { leadId: number; subscriptionId: string }[]> {
    const rows = await this.desk.database.db
      .selectFrom('deliveries')
      .select(['lead_id', 'subscription_id'])
      .where('account_id', '=', this.accountId)
      .execute();
    return rows.map((row) => ({ leadId: row.lead_id, subscriptionId: row.subscription_id }));
  }

  /** What the provider has in its books, oldest first, in minor units. */
  async charged(): Promise<readonly number[]> {
    const { charges } = await this.desk.engine.sandbox.statement(this.accountId);
    return charges.filter((charge) => charge.outcome.kind === 'succeeded').map((charge) => charge.amountMinor);
  }

  verify(): Promise<Verdict> {
    return verifyEvents(this.desk.database.db, this.accountId);
  }
}
