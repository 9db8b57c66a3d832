import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../../src/domain/subscription/commands.ts';
import { wholePortal, type WholePortal } from '../../attack/whole-portal.ts';
import { opener } from '../../testkit/databases.ts';
import { Desk, type Company } from '../../testkit/desk.ts';
import type { Visitor } from '../../testkit/visitor.ts';

const PLAN = '/settings/subscription';
const BILLING = '/settings/billing';
const TOP_UP = `${BILLING}/top-up/payment`;
const TOP_UP_1000: Command = { do: 'top_up', credits: 1_000 };

const open = opener('embedded');
let desk: Desk;
let portal: WholePortal;

beforeAll(async () => {
  desk = new Desk(await open());
  await desk.fill(100);
  portal = await wholePortal(desk);
});

/** An account whose bank asks about a payment, and its owner. */
async function asked(command: Command): Promise<{ company: Company; owner: Visitor; link: string }> {
  const company = await desk.company();
  await company.card('needsAuthentication');
  await company.submit(command);
  await desk.settle();
  const [charge] = (await company.state()).charges;
  return {
    company,
    owner: await portal.logIn(company, 'owner'),
    link: `/sandbox/authenticate/${charge?.id ?? ''}`,
  };
}

const answer = async (who: Visitor, link: string, button: string) => (await who.open(link)).submit(link, {}, button);

describe('a payment that was answered at the bank', () => {
  test.each([
    ['Approve', 'You approved the payment, and it is being confirmed Your bank has your approval of $10.00.'],
    ['Decline', 'You declined the payment, and it is being called off The $10.00 are not charged.'],
  ])('%s: no page asks for it again while the provider’s answer is on its way', async (button, sentence) => {
    const { owner, link } = await asked(TOP_UP_1000);
    for (const path of [BILLING, PLAN, TOP_UP, '/', '/orders']) {
      expect((await owner.open(path)).html, path).toContain(link);
    }
    const answered = await answer(owner, link, button);
    expect(answered.path).toBe(TOP_UP);
    for (const path of [BILLING, PLAN, TOP_UP, '/', '/orders']) {
      const page = await owner.open(path);
      expect(page.text, path).toContain(sentence);
      expect(page.html, path).not.toContain(link);
    }
    expect((await owner.open(BILLING)).html).toContain('data-refresh-seconds="2"');
    await desk.settle();
    for (const path of [BILLING, PLAN, TOP_UP, '/', '/orders']) {
      expect((await owner.open(path)).text, path).not.toContain(sentence);
    }
  });

  test('comes back to the plan when it is for the plan, which then says what came of it', async () => {
    const { company, owner, link } = await asked({ do: 'change_plan', plan: 'growth' });
    const answered = await answer(owner, link, 'Approve');
    expect(answered.path).toMatch(/^\/settings\/subscription\?payment=chg_/u);
    expect(answered.text).toContain('Your bank has your approval of $200.00.');
    expect(answered.buttons(`${PLAN}/drop-payment`)).toEqual(['Cancel this payment']);
    await desk.settle();
    expect((await owner.open(answered.path)).text).toContain('We received $200.00.');
    expect((await company.state()).subscription?.plan.code).toBe('growth');
  });

  test('is known in another browser as soon as that asks the bank', async () => {
    const { company, owner, link } = await asked(TOP_UP_1000);
    const elsewhere = await portal.logIn(company, 'billing');
    await answer(owner, link, 'Approve');
    expect((await elsewhere.open(BILLING)).html).toContain(link);
    const told = await elsewhere.open(link);
    expect(told.path).toBe(BILLING);
    expect(told.text).toContain('This payment has been answered already.');
    expect(told.text).toContain('Your bank has your approval of $10.00.');
    expect(told.html).not.toContain(link);
  });

  test('is one’s own, not the next one', async () => {
    const { company, owner, link } = await asked(TOP_UP_1000);
    await answer(owner, link, 'Approve');
    await desk.settle();
    await company.submit(TOP_UP_1000);
    await desk.settle();
    const page = await owner.open(BILLING);
    expect(page.text).toContain('$10.00 is charged only after you confirmed it with your bank.');
    expect(page.text).not.toContain('You approved');
  });
});
