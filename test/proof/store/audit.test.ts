import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import type { Command } from '../../../src/domain/subscription/commands.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk, type Company, type Role } from '../../testkit/desk.ts';

type CardKind = Parameters<Company['card']>[0];
type Deed =
  | { readonly deed: 'command'; readonly command: Command; readonly role: Role }
  | { readonly deed: 'order'; readonly leads: number; readonly role: Role }
  | { readonly deed: 'card'; readonly kind: CardKind }
  | { readonly deed: 'wait'; readonly hours: number };

const role = fc.constantFrom<Role>('owner', 'billing', 'member');
const command = fc.oneof(
  fc.constantFrom<Command>({ do: 'cancel' }, { do: 'keep' }, { do: 'pause' }, { do: 'resume' }),
  fc.constantFrom('lite', 'growth', 'starter_yearly').map((plan): Command => ({ do: 'change_plan', plan })),
  fc.constant<Command>({ do: 'subscribe', plan: 'starter' }),
  fc.constant<Command>({ do: 'top_up', credits: 1_000 }),
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ deed: fc.constant('command' as const), command, role }) },
  {
    weight: 1,
    arbitrary: fc.record({ deed: fc.constant('order' as const), leads: fc.integer({ min: 1, max: 40 }), role }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant('card' as const),
      kind: fc.constantFrom<CardKind>('succeeds', 'succeeds', 'declinesLater', 'needsAuthentication'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ deed: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 * 24 }) }),
  },
);

async function take(company: Company, it: Deed, now: Temporal.Instant): Promise<Temporal.Instant> {
  if (it.deed === 'command') await company.do(it.command, it.role);
  if (it.deed === 'order') await company.order(it.leads, undefined, it.role);
  if (it.deed === 'card') await company.card(it.kind);
  if (it.deed !== 'wait') return now;
  const target = now.add({ hours: it.hours });
  await company.to(target.toString());
  return target;
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
const open = opener('embedded');

it(
  'after random histories of three members the audit chain verifies, and the books agree',
  { timeout: 120_000 },
  async () => {
    const desk = new Desk(await open());
    const { db } = desk.database;
    await desk.fill(2_000);
    for (const deeds of fc.sample(fc.array(deed, { minLength: 40, maxLength: 40 }), { numRuns: 2, seed: 4 })) {
      let now = Temporal.Instant.from('2026-01-31T15:00:00Z');
      const company = await desk.company({ start: now.toString() });
      for (const each of deeds) {
        now = await take(company, each, now);
        expect(await company.verify(), JSON.stringify(each)).toMatchObject({ ok: true });
      }
      const { accountId } = company;
      const { chargedMinor, refundedMinor } = await company.state();
      const invoices = await db.selectFrom('invoices').selectAll().where('account_id', '=', accountId).execute();
      const paid = invoices.filter(({ status }) => status === 'paid').map(({ total_minor: total }) => total);
      const notes = await db.selectFrom('credit_notes').selectAll().where('account_id', '=', accountId).execute();
      const charges = (await db.selectFrom('charges').selectAll().where('account_id', '=', accountId).execute()).filter(
        ({ status }) => status === 'paid' || status === 'refunded',
      );
      expect(sum(charges.map(({ amount_minor: amount }) => amount))).toBe(chargedMinor);
      expect(sum(notes.map(({ amount_minor: amount }) => amount))).toBe(refundedMinor);
      const byCharge = new Set(invoices.map((invoice) => invoice.charge_id));
      const beside = notes.filter((note) => !byCharge.has(note.charge_id)).map(({ amount_minor: amount }) => amount);
      expect(sum(paid) + sum(beside)).toBe(chargedMinor);
      expect(sum([...(await company.charged())]), 'what the provider has in its books').toBe(chargedMinor);
      const leads = (await company.deliveries()).map(({ leadId, subscriptionId }) => `${subscriptionId} ${leadId}`);
      expect(new Set(leads).size).toBe(leads.length);
    }
  },
);
